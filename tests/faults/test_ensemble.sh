#!/bin/bash
# An ensemble killed again and again and resumed ends in the same bytes; one member's end is not the others'.
here=$(cd "$(dirname "$0")" && pwd)
glass=$(realpath "$BIN")/glass
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
RANDOM=7
bad=0
report() { if [ "$1" -eq 0 ]; then echo "ok $2"; else echo "not ok $2"; cat "$work/err"; bad=1; fi; }
begin() { exec "$glass" run -j2 "$here/kill_glass.ini" run.sweeps="${1:-1500}" run.folder=out run.seed=1..2 'system.T=0.4, 0.5' 2>>"$work/err"; }
mkdir "$work/whole" "$work/killed" "$work/failed" && cd "$work/whole" || exit 1
(begin) && [ "$("$glass" status out | grep -c ' done$')" -eq 4 ]
report $? "two lists make four members, all done"
cmp -s out/seed=1_T=0.4/series.dat out/seed=2_T=0.4/series.dat
[ $? -eq 1 ]
report $? "members differ"
cd "$work/killed" || exit 1
for _ in 1 2 3 4 5; do
    if [ -e out/members ]; then "$glass" resume -j2 out 2>>"$work/err" & else begin & fi
    sleep "0.$((RANDOM % 5 + 2))"
    kill -9 $! 2>/dev/null
    { wait $!; } 2>/dev/null
done
sleep 0.2
"$glass" resume -j2 out 2>>"$work/err" && diff -rq -x log.txt "$work/whole/out" out >>"$work/err"
report $? "killed five times, resumed to the same bytes"
"$glass" resume out 2>>"$work/err" && diff -rq -x log.txt "$work/whole/out" out >>"$work/err"
report $? "resumed once more, nothing changes"

cd "$work/failed" || exit 1
begin 30000 & # long enough that two are under way
sleep 0.4
kill -TERM $!
wait $!
[ $? -eq 75 ]
report $? "SIGTERM stops all members, exit status 75"
victim=$(grep -L finished out/seed*/status | tail -1) # the one that had least time
victim=${victim%/status}
rm -f "$victim"/checkpoint*.h5
echo damaged >"$victim/checkpoint.h5"
"$glass" resume -j1 out 2>>"$work/err"
[ $? -eq 2 ] && [ "$("$glass" status out | grep -c ' done$')" -eq 3 ]
report $? "a member that fails leaves the others alone, exit status 2"
"$glass" run "$here/kill_glass.ini" run.folder=out run.seed=1..2 2>"$work/err"
[ $? -eq 2 ] && grep -q 'holds an ensemble' "$work/err"
report $? "an ensemble is not begun twice"
exit $bad
