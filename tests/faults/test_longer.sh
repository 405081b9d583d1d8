#!/bin/bash
# resume FOLDER run.sweeps=N: a finished or stopped run becomes longer, with the bytes of a run that had N from its start; also
# after a kill in the middle, twice in a row, for ladders, populations and all members of an ensemble. What cannot be is refused
# in one line, with nothing changed.
. "$(dirname "$0")/harness.sh"
RANDOM=2026

# FOLDER WHOLE: every file but the log and the previous checkpoint, whose times follow the clock
equal() { diff -rq -x log.txt -x checkpoint.previous.h5 "$1" "$2" >"$work/diff" && grep -q ^finished "$2/status"; }
refused() { # WHAT PATTERN COMMAND...: one line, status 2
    local what=$1 pattern=$2; shift 2
    "$@" >"$work/said" 2>"$work/err"
    [ $? -eq 2 ] && [ "$(wc -l <"$work/err")" -eq 1 ] && grep -q -- "$pattern" "$work/err"
    report $? "refused: $what"
}

# CASE PROGRAM KEY WHOLE PART MIDDLE: neither PART nor MIDDLE is scheduled
for line in 'glass glass sweeps 700 277 453' 'dnn dnn steps 900 277 653' 'ladder glass sweeps 130 37 73' \
    'population glass sweeps 450 377 411' 'networks dnn steps 40 17 33'; do
    read -r case program key whole part middle <<<"$line"
    program=$bin/$program ini=$here/kill_$case.ini
    mkdir -p "$work/$case/whole" && cd "$work/$case/whole" && "$program" run "$ini" run.folder=out run.$key=$whole 2>"$work/err"
    mkdir -p "$work/$case/part" && cd "$work/$case/part" && "$program" run "$ini" run.folder=out run.$key=$part 2>"$work/err"
    cp -r out kept
    "$program" resume out run.$key=$middle 2>"$work/err" && "$program" resume out run.$key=$whole 2>"$work/err"
    equal "$work/$case/whole/out" out && grep -q "made longer: $key $whole, formerly $middle" out/log.txt
    report $? "$case: longer twice has the bytes of the whole"
    rm -rf out && cp -r kept out
    timed "$program" resume out run.$key=$whole 2>"$work/err"
    kills=0
    for _ in 1 2 3 4 5 6; do
        [ $kills -eq 2 ] && break
        rm -rf out && cp -r kept out
        "$program" resume out run.$key=$whole 2>"$work/err" &
        kill_within $! "$lasted" && kills=$((kills + 1))
        "$program" resume out run.$key=$whole 2>"$work/err"
        equal "$work/$case/whole/out" out || report 1 "$case: killed while it became longer"
    done
    [ $kills -gt 0 ]
    report $? "$case: killed $kills times while it became longer, resumed to the same bytes"
done

cd "$work/glass/part" && rm -rf out && cp -r kept out
refused 'shorter' 'run.sweeps=200: shorter than the run, 277' "$bin/glass" resume out run.sweeps=200
refused 'another key' 'its length alone may grow, run.sweeps=N' "$bin/glass" resume out system.T=0.2
refused 'two keys' 'at most one new length' "$bin/glass" resume out run.sweeps=900 system.T=0.2
refused 'no number' 'must be an integer' "$bin/glass" resume out run.sweeps=many
diff -rq kept out >"$work/diff"
report $? "nothing has changed"
sed -i 's/^sweeps = .*/sweeps = 900/' out/run.ini && sed -i 's/^finished/interrupted/; s/277$/277 1/' out/status
refused 'an edited length' 'the run started with 277' "$bin/glass" resume out
"$bin/glass" resume out run.sweeps=277 2>"$work/err" && report 1 "an edited length is not made shorter"

# stopped before its end; and a chain of SIGTERMs through the new length
cd "$work/glass" && mkdir stopped && cd stopped || exit 1
"$bin/glass" run "$here/kill_glass.ini" run.folder=out run.sweeps=500 run.walltime=0 2>"$work/err"
"$bin/glass" resume out run.sweeps=700 2>"$work/err"
[ $? -eq 75 ] && grep -q '^interrupted .* 700 ' out/status && sed -i 's/^walltime = .*/walltime = inf/' out/run.ini &&
    "$bin/glass" resume out 2>"$work/err"
sed -i 's/^walltime = .*/walltime = inf/' out/run.ini
equal "$work/glass/whole/out" out
report $? "a stopped run becomes longer"

# ensembles: all members; an interrupted change is completed by resume
cd "$work" && mkdir ensemble && cd ensemble || exit 1
run() { "$bin/glass" run "$here/kill_glass.ini" run.seed=1,2,3 system.N=100 observe.trajectory.schedule='every 50' run.checkpoint=1e6 \
    run.checkpoint_every=0 "$@" 2>"$work/err"; }
run run.folder=whole run.sweeps=400 && run run.folder=part run.sweeps=177 && cp -r part kept
"$bin/glass" resume part run.sweeps=400 2>"$work/err"
same_members() {
    for m in seed=1 seed=2 seed=3; do
        diff -rq -x log.txt -x run.ini -x checkpoint.previous.h5 whole/$m part/$m || return 1
    done >"$work/diff"
}
same_members && grep -q 'sweeps = 400' part/ensemble.ini
report $? "ensemble: all members become longer"
rm -rf part && cp -r kept part && echo run.sweeps=400 >part/members.longer && "$bin/glass" resume part/seed=1 run.sweeps=400 2>"$work/err"
"$bin/glass" resume part 2>"$work/err"
same_members && [ ! -e part/members.longer ]
report $? "ensemble: an interrupted change of the length is completed"
sed "s/^\[run\]/[run]\nwarmup = 0/; /^warmup = 200/d" "$here/kill_glass.ini" >eq.ini && printf '\n[observe.equilibrium]\n' >>eq.ini
# samples of [observe.equilibrium] depend on the length: of the whole run, and of what follows a programme
keys=(eq.ini system.N=80 run.checkpoint_every=0 run.checkpoint=1e6)
while read -r name part middle whole refused least programme; do
    run=("$bin/glass" run "${keys[@]}" "run.temperature_schedule=$programme")
    "${run[@]}" run.folder=whole_$name run.sweeps=$whole 2>"$work/err" && "${run[@]}" run.folder=part_$name run.sweeps=$part 2>"$work/err"
    cp -r part_$name kept_$name
    refused "$name: samples that are over" "Allowed: $least or more" "$bin/glass" resume part_$name run.sweeps=$refused
    diff -rq kept_$name part_$name >"$work/diff"
    report $? "$name: nothing has changed"
    "$bin/glass" resume part_$name run.sweeps=$middle 2>"$work/err" && "$bin/glass" resume part_$name run.sweeps=$whole 2>"$work/err"
    sed -i 's/^folder = .*/folder = out/' part_$name/run.ini whole_$name/run.ini
    diff -q {part,whole}_$name/equilibrium.dat >"$work/diff" && equal part_$name whole_$name
    report $? "$name: longer twice, with samples of equilibrium, has the bytes of the whole"
done <<'END'
plain 1100 4500 20000 1101 4404 none
holds 3300 7000 22000 6800 6904 0.5 1050, 0.3 1050
END
exit $bad
