#!/bin/bash
# Ensembles that start from the members of another; commands on ensembles, ladders and plain folders, with means and errors over
# members; words that mean no run.
. "$(dirname "$0")/harness.sh"

first() { grep -v '#' "$1" | head -1 | cut -d' ' -f2; }
at() { awk -v t="$2" '$1 == t {print $2}' "$1"; }

sed 's/^N = .*/N = 80/; s/^checkpoint_every.*/checkpoint_every = 0/; s/^schedule = every 500/schedule = every 50/' "$here/kill_glass.ini" >g.ini
run() { "$bin/glass" run g.ini "$@" 2>"$work/err"; }
run run.folder=out/liquid run.sweeps=200 run.seed=1..3 system.T=0.5,0.4 run.warmup=0
run run.folder=out/cold run.seed=1..3 system.T=0.5,0.4 'system.start=out/liquid/seed={seed}_T={system.T}' run.sweeps=50 run.warmup=0
good=0
for s in 1 2 3; do for T in 0.5 0.4; do
    e=$(at out/liquid/seed=${s}_T=$T/series.dat 200)
    [ -n "$e" ] && [ "$(first out/cold/seed=${s}_T=$T/series.dat)" = "$e" ] && good=$((good + 1))
done; done
[ $good -eq 6 ]
report $? "every member starts from its namesake"
run run.folder=out/mid run.seed=1..3 'system.start=out/liquid/seed={seed}_T=0.4@100' run.sweeps=5 run.warmup=0 system.T=0.4 &&
    [ "$(first out/mid/seed=2/series.dat)" = "$(at out/liquid/seed=2_T=0.4/series.dat 100)" ]
report $? "from a stored time"
# the analysis takes a run from the lattice and one from its frame for one system
sed '/^rho/d' g.ini >model.ini && echo '[observe.overlap]' >>model.ini
for start in lattice out/first; do
    "$bin/glass" run model.ini run.folder=out/$([ $start = lattice ] && echo first || echo second) run.sweeps=60 run.warmup=0 system.T=0.5 \
        system.start=$start run.temperature_schedule=none 2>"$work/err"
done
[ "$(grep ^rho out/first/run.ini)" = "$(grep ^rho out/second/run.ini)" ] && "$bin/analysis" plot out/first out/second --of pressure >"$work/said" 2>"$work/err" &&
    "$bin/analysis" compare out/first out/second >>"$work/said" 2>>"$work/err"
report $? "the density of the model and that of a frame are one"
rm -r out/first out/second
refused 'missing namesakes' '2 of 4 members are missing: out/liquid/seed=4_T=0.5, out/liquid/seed=5_T=0.5$' \
    "$bin/glass" run g.ini run.folder=out/x run.seed=2..5 'system.start=out/liquid/seed={seed}_T=0.5'
refused 'a missing time' 'seed=1_T=0.4@33 (no state of this time)' \
    "$bin/glass" run g.ini run.folder=out/x run.seed=1,2 'system.start=out/liquid/seed={seed}_T=0.4@33'
refused 'no such key' '{seeds}: no section has such a key' "$bin/glass" run g.ini run.folder=out/x 'system.start=out/{seeds}'
refused 'an ambiguous key' 'write {move.displace.weight}' "$bin/glass" run g.ini run.folder=out/x 'system.start=out/{weight}'
[ ! -e out/x ]
report $? "nothing is written then"

"$bin/glass" structure out/liquid out/nothing >"$work/said" 2>"$work/err"
[ $? -eq 2 ] && [ "$(wc -l <"$work/err")" -eq 1 ] && grep -q 'out/nothing: there is no such folder' "$work/err"
report $? "a folder that is missing is refused"
touch out/liquid.done out/figure.png && mkdir out/empty
"$bin/glass" structure out/liquid out/liquid.done out/figure.png out/empty >"$work/said" 2>"$work/err"
[ $? -eq 0 ] && [ "$(grep -c '^warning: .*: skipped' "$work/err")" -eq 3 ] && [ -s out/liquid/seed=1_T=0.4/pairs.dat ]
report $? "words that mean no run are skipped with a warning"
# the mean and its error, from the members' tables; Student's t of three runs at 95.45 % is 4.527
paste -d' ' out/liquid/seed={1,2,3}_T=0.4/structure.dat | grep -v '#' |
    awk '{a=$3; b=$11; c=$19; m=(a+b+c)/3; e=sqrt(((a-m)^2+(b-m)^2+(c-m)^2)/6) * 4.527 / 2; printf "%.6g %.2g\n", m, e}' >"$work/want"
grep -v '#' out/liquid/means/structure_T=0.4.dat | awk '{printf "%.6g %.2g\n", $3, $4}' | diff - "$work/want" >"$work/diff"
report $? "mean and standard error over members"
grep -q '^# T frames energy energy_error' out/liquid/means/structure_T=0.5.dat && grep -q 'mean over 3 runs' out/liquid/means/pairs_T=0.5.dat
report $? "columns that agree have no error; one table for each T"
"$bin/glass" quench out/liquid max_force=1e-2 >"$work/said" 2>"$work/err" && [ -s out/liquid/means/inherent_T=0.4.dat ] &&
    "$bin/glass" modes out/liquid max_force=1e-2 lowest=4 >"$work/said" 2>"$work/err" && [ -s out/liquid/means/modes_T=0.4.dat ] &&
    "$bin/glass" export out/liquid xyz all.xyz 2>"$work/err" && [ "$(ls all_*.xyz | wc -l)" -eq 6 ] &&
    "$bin/glass" structure out/liquid/seed=1_T=0.4 2>"$work/err" >"$work/said" && [ ! -s "$work/said" ]
report $? "quench, modes, export of an ensemble; one run has no mean"
"$bin/glass" run "$here/kill_ladder.ini" run.folder=ladder run.sweeps=100 run.warmup=0 2>"$work/err" && "$bin/glass" structure ladder >"$work/said" 2>"$work/err" &&
    [ -s ladder/03/structure.dat ] && grep -q 'a single run of its kind' "$work/err"
report $? "a ladder: every rung, no mean over temperatures"
"$bin/analysis" relax out/* >"$work/said" 2>"$work/err" && grep -q 'warning: out/empty: skipped: holds no run' "$work/err" && grep -q '3 runs' "$work/said"
report $? "analysis skips them, too"
refused 'nothing left' 'out/figure.png' "$bin/analysis" relax out/figure.png

# defaults: frames at log-spaced times; the log names a warm-up without effect
sed '/^\[observe.trajectory\]/,/^$/d' g.ini >h.ini
"$bin/glass" run h.ini run.folder=frames run.sweeps=100 run.warmup=20 move.displace.target=0 2>"$work/err"
refused 'no frame of this time' '12 frames: 0, 1, 2, 3, 4, 6, 10, 16, ..*, 100' "$bin/glass" branch frames@5 --into out/x
grep -q 'the warm-up of 20 sweeps has tuned nothing' frames/log.txt && ! grep -q 'tuned nothing' ladder/log.txt ladder/00/log.txt
report $? "a warm-up that tunes nothing"

# an ensemble under way: one member runs, one has not started
cp -r out/liquid way && cd way || exit 1
"$bin/glass" run ../g.ini run.folder=seed=1_T=0.4 --force run.sweeps=1000000000 run.checkpoint=0.3 observe.trajectory.schedule='every 2000' system.T=0.4 2>"$work/err" &
await grep -q '^5000 ' seed=1_T=0.4/series.dat
rm -r seed=3_T=0.4/*
cd .. && sleep 1.2 && "$bin/glass" structure way >"$work/said" 2>"$work/err"
[ $? -eq 0 ] && grep -q 'seed=1_T=0.4: under way: its .* finished frames are used' "$work/err" && grep -q 'seed=3_T=0.4: skipped: holds no frame yet' "$work/err" &&
    [ -s way/seed=1_T=0.4/structure.dat ]
report $? "an ensemble under way: finished frames"
kill -9 $! && { wait $!; } 2>/dev/null
"$bin/dnn" run "$here/kill_dnn.ini" run.folder=nets run.seed=1,2 run.steps=20 run.checkpoint_every=0 2>"$work/err" && "$bin/dnn" weights nets -o w 2>"$work/err" &&
    "$bin/dnn" weights nets@20 -o v.h5 2>"$work/err" && [ -d w/seed=2 ] && [ -s v_seed=1@20.h5 ] && ! cmp -s v_seed=1@20.h5 v_seed=2@20.h5
report $? "weights of all members"
exit $bad
