#!/bin/bash
# An ensemble killed again and again and resumed ends in the same bytes; one member's end is not the others'.
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
"${run[@]}" run.sweeps=200 run.walltime=0 2>../err # members are made, and none begins
sed -i 's/^walltime = .*/walltime = inf/' out/seed*/run.ini
echo damaged >out/seed=2_T=0.4/checkpoint.h5
"$bin/glass" resume out 2>../err
[ $? -eq 2 ] && [ "$(done_of)" -eq 3 ]
report $? "a member that fails leaves the others alone, exit status 2"
"${run[@]}" 2>../err
[ $? -eq 2 ] && grep -q 'holds an ensemble' ../err
report $? "an ensemble is not begun twice"
exit $bad
