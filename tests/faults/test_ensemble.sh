#!/bin/bash
# An ensemble killed again and again and resumed ends in the same bytes; a member that fails leaves the others alone.
. "$(dirname "$0")/harness.sh"
RANDOM=7
run=("$bin/glass" run -j2 "$here/kill_glass.ini" run.folder=out run.seed=1..2 'system.T=0.4, 0.5')
done_of() { "$bin/glass" status out | grep -c ' done$'; }
mkdir whole killed stopped failed && cd whole || exit 1
timed "${run[@]}" run.sweeps=1500 2>../err && [ "$(done_of)" -eq 4 ]
report $? "two lists make four members, all done"
cmp -s out/seed=1_T=0.4/series.dat out/seed=2_T=0.4/series.dat
[ $? -eq 1 ]
report $? "members differ"

cd "$work/killed" || exit 1
kills=0
for _ in 1 2 3 4 5; do
    go_on "${run[@]}" run.sweeps=1500 2>>../err &
    kill_within $! $((lasted / 2)) && kills=$((kills + 1))
done
(go_on "${run[@]}" run.sweeps=1500) 2>>../err && [ $kills -gt 0 ] && same ../whole/out out
report $? "killed $kills times, resumed to the same bytes"
"$bin/glass" resume out 2>>../err && same ../whole/out out
report $? "resumed once more, nothing changes"

cd "$work/stopped" || exit 1
"${run[@]}" run.sweeps=1000000 2>../err &
await runs out/seed=1_T=0.4 && await runs out/seed=1_T=0.5
kill -TERM $!
wait $!
[ $? -eq 75 ] && grep -q ^interrupted out/seed=1_T=0.4/status && grep -q ^interrupted out/seed=1_T=0.5/status
report $? "SIGTERM stops all members, exit status 75"

cd "$work/failed" || exit 1
"${run[@]}" run.sweeps=200 run.walltime=0 2>../err # members are made, and none starts
sed -i 's/^walltime = .*/walltime = inf/' out/seed*/run.ini
echo damaged >out/seed=2_T=0.4/checkpoint.h5
"$bin/glass" resume out 2>../err
[ $? -eq 2 ] && [ "$(done_of)" -eq 3 ]
report $? "a member that fails leaves the others alone, exit status 2"
"${run[@]}" 2>../err
[ $? -eq 2 ] && grep -q 'holds an ensemble' ../err
report $? "an ensemble does not start twice"

# ---- locks, --force, deleted members, and the number at a time ---------------------------------------------------------
quiet() { [ "$1" -eq 2 ] && [ "$(grep -c . ../err)" -eq 1 ]; }
short=(run.sweeps=100 run.warmup=100)
run4=("$bin/glass" run -j2 "$here/kill_glass.ini" run.folder=out run.seed=1..4 "${short[@]}")
mkdir "$work/locked" && cd "$work/locked" || exit 1
"${run[@]}" run.sweeps=1000000 2>err1 &
await runs out/seed=1_T=0.4
# a row: a command while an ensemble runs
tried=(
    "run $here/kill_glass.ini run.folder=out run.seed=1..2 run.sweeps=10"
    "run --force $here/kill_glass.ini run.folder=out run.seed=1..2 run.sweeps=10"
    "run --force $here/kill_glass.ini run.folder=out run.seed=7,8 run.sweeps=10"
    "run --force $here/kill_glass.ini run.folder=out"
    "run --force $here/kill_ladder.ini run.folder=out"
    "run --force $here/kill_glass.ini run.folder=out/seed=1_T=0.4"
    "resume out"
    "resume out/seed=1_T=0.4"
)
wrong=0
ls -R out >before
for one in "${tried[@]}"; do
    # shellcheck disable=SC2086
    "$bin/glass" $one 2>../err
    quiet $? && grep -qE 'in use by another|holds an ensemble' ../err || { wrong=$((wrong + 1)); echo "$one"; cat ../err; }
done
runs out/seed=1_T=0.4 && [ $wrong -eq 0 ]
report $? "a running ensemble is left alone by ${#tried[@]} commands, in one line each"
kill -TERM $!
wait $!
wrong=0
for trial in 1 2; do
    for kind in glass ladder ensemble; do
        rm -rf two
        case $kind in glass) more=("$here/kill_glass.ini") ;; ladder) more=("$here/kill_ladder.ini") ;; ensemble) more=("$here/kill_glass.ini" run.seed=1..3) ;; esac
        for i in 1 2; do ("$bin/glass" run "${more[@]}" run.folder=two run.sweeps=150 run.warmup=50 2>err$i; echo $? >status$i) & done
        wait
        [ "$(sort status1 status2 | tr '\n' ' ')" = '0 2 ' ] && [ "$(cat err1 err2 | grep -c .)" -eq 1 ] ||
            { wrong=$((wrong + 1)); echo "$kind $trial"; cat status1 status2 err1 err2; }
    done
done
[ $wrong -eq 0 ]
report $? "of two starts at once one wins, and the other is refused in one line: run, ladder, ensemble"

mkdir "$work/forced" && cd "$work/forced" || exit 1
disk
"${run4[@]}" 2>../err && cp -r out old
rm -rf fresh && mkdir fresh && (cd fresh && "$bin/glass" run -j2 "$here/kill_glass.ini" run.folder=out run.seed=3..6 run.sweeps=200 run.warmup=100) 2>../err
force=("$bin/glass" run --force -j2 "$here/kill_glass.ini" run.folder=out run.seed=3..6 run.sweeps=200 run.warmup=100)
wrong=0 early=0
for call in $(seq 1 4 85); do
    rm -rf out && cp -r old out
    { LD_PRELOAD=$work/disk.so DISK_KILL=$call "${force[@]}" 2>../err; } 2>/dev/null
    # whole old, whole new, or no ensemble
    if [ -e out/members ] && [ "$(sed -n '$=' out/members)" -eq 4 ] && grep -q seed=1 out/members; then
        diff -rq -x log.txt -x members.making old out >../diff || { wrong=$((wrong + 1)); echo "call $call: an old list, other members"; }
    elif [ ! -e out/members ]; then
        early=$((early + 1))
        "$bin/glass" resume out 2>../err
        quiet $? || { wrong=$((wrong + 1)); echo "call $call: resumed without a list"; }
    fi
    "${force[@]}" 2>../err && diff -rq -x log.txt fresh/out out >../diff || { wrong=$((wrong + 1)); echo "call $call"; cat ../err ../diff; }
done
[ $wrong -eq 0 ] && [ $early -gt 0 ]
report $? "--force killed at one of its first calls to the disk: old or new members, never both ($early between)"

rm -rf out && cp -r old out && wrong=0
for lost in 'seed=1' 'seed=3' 'seed=1 seed=2 seed=3 seed=4'; do
    (cd out && rm -r $lost)
    "$bin/glass" resume out 2>../err && diff -rq -x log.txt old out >../diff &&
        [ "$(grep -c 'was deleted; starts again' ../err)" -eq "$(echo $lost | wc -w)" ] || wrong=1
done
[ $wrong -eq 0 ]
report $? "a deleted member starts again, to the same bytes"
rm -rf out && cp -r old out && rm -r out/seed=2 out/ensemble.ini && "$bin/glass" resume out 2>../err
[ $? -eq 2 ] && grep -q 'out/seed=2: failed' ../err && [ "$(done_of)" -eq 3 ]
report $? "without ensemble.ini only the deleted member fails"
taskset -c "$(taskset -cp $$ | sed 's/.*: *//; s/[-,].*//')" "$bin/glass" run --force "${run4[@]:3}" 2>../err && grep -q '4 members, 1 at a time' out/log.txt
report $? "on one processor of the affinity mask one member runs at a time"

# the run file of the first unfinished member, and the recipe, cannot be read
"$bin/glass" run -j2 "$here/kill_glass.ini" run.folder=first run.seed=1..3 run.sweeps=200 run.walltime=0 2>../err
sed -i 's/^walltime = .*/walltime = inf/' first/seed*/run.ini
wrong=0
for spoil in 'echo junk >>first/seed=1/run.ini' ': >first/seed=1/run.ini' 'rm first/seed=1/run.ini; mkdir first/seed=1/run.ini' \
    'head -c 300 /dev/urandom >first/seed=1/run.ini' 'rm -r first/seed=1; echo junk >first/ensemble.ini'; do
    rm -rf kept && cp -r first kept && eval "$spoil"
    "$bin/glass" resume first 2>../err
    [ $? -eq 2 ] && grep -q 'first/seed=1: failed' ../err && [ "$("$bin/glass" status first | grep -c ' done$')" -eq 2 ] || { wrong=1; echo "$spoil"; }
    rm -rf first && mv kept first
done
report $wrong "5 members that cannot be read are named, and the others run"
# a member that cannot start, and starts once it can
"$bin/glass" run "$here/kill_glass.ini" run.folder=dense system.rho=1,10 run.sweeps=100 run.warmup=0 2>../err
[ $? -eq 2 ] && grep -q 'dense/rho=10: failed: before the first checkpoint' ../err && grep -q '^failed .*box' dense/rho=10/status &&
    "$bin/glass" status dense | grep -q 'rho=10 .*resume refuses: .*box' &&
    sed -i 's/^rho = .*/rho = 1/' dense/rho=10/run.ini && "$bin/glass" resume dense 2>../err && grep -q ^finished dense/rho=10/status
report $? "a member that cannot start has the reason in its status, and starts once it can"

# branches
"$bin/glass" run "$here/kill_glass.ini" run.folder=trunk run.sweeps=300 2>../err && "$bin/glass" branch trunk --seeds 2 run.sweeps=200 2>../err &&
    cp -r trunk.branches old.branches && rm -r trunk.branches/replica=2 trunk && "$bin/glass" resume trunk.branches 2>../err &&
    diff -rq -x log.txt old.branches trunk.branches >../diff
report $? "a deleted branch starts again from the kept checkpoint, to the same bytes"

# a ladder with fewer temperatures
mkdir "$work/shorter" && cd "$work/shorter" || exit 1
small=(run.sweeps=50 run.warmup=50 system.N=100)
"$bin/glass" run "$here/kill_ladder.ini" "${small[@]}" run.folder=out 2>../err && cp -r out old && mkdir out/07
"$bin/glass" run --force "$here/kill_ladder.ini" "${small[@]}" run.folder=out system.T=0.6,0.5 2>../err &&
    [ "$(cd out && echo [0-9]*)" = '00 01 07' ]
report $? "run --force with fewer temperatures removes the old rungs, and no other folder"
rm -rf out && cp -r old out && echo mine >out/03/notes.txt && cp -r out before
"$bin/glass" run --force "$here/kill_ladder.ini" "${small[@]}" run.folder=out system.T=0.6,0.5 2>../err
quiet $? && diff -r before out >../diff
report $? "a rung with a file of the user's is left alone, and nothing is written"
exit $bad
