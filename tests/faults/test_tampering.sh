#!/bin/bash
# Files of a run that another program renames, removes, replaces or edits, under the run or while it is stopped; data and
# weights that change. The run ends, or is not resumed, in one line that names the file; nothing of the user's is cut.
. "$(dirname "$0")/harness.sh"
# STATUS PATTERN: one line that matches, and status 2
refused() { [ "$1" -eq 2 ] && [ "$(grep -c . err)" -eq 1 ] && grep -qE "$2" err || { cat err; return 1; }; }
begin() { # ARGUMENT...: a long run in out, until it has two checkpoints
    "$program" run "$ini" run.folder=out run.$unit=1000000 run.checkpoint=1 "$@" 2>err &
    await kept_two out
}
stop() { kill -TERM $!; wait $!; }

# FILE KIND: what another program does to it
tamper() {
    case $2 in
    remove) rm "$1" ;;
    replace) cp "$1" copy && echo >>copy && mv copy "$1" ;;
    note) echo "# a note" >>"$1" ;;
    words) echo "remember this" >>"$1" ;;
    crlf) sed -i 's/$/\r/' "$1" ;;
    digit) sed -i '$s/[0-9]/7/; $s/[1-6]/8/' "$1" ;;
    row) sed -i '$d' "$1" ;;
    bit) flip "$1" $(($(stat -c %s "$1") - 200)) 3 ;;
    frame) flip "$1" $((16384 + 9)) 3 ;;
    esac
}

for case in glass dnn ladder; do
    program=$bin/glass unit=sweeps ini=$here/kill_$case.ini tables="series msd" sub=out
    [ $case = dnn ] && program=$bin/dnn unit=steps
    [ $case = ladder ] && sub=out/01 tables="series"

    # a folder renamed under the run, and another run at its old name
    rm -rf out away alone err
    "$program" run "$ini" run.folder=alone run.seed=9 2>/dev/null
    begin
    mv out away
    (cd "$work" && "$program" run "$ini" run.folder=out run.seed=9 2>err2)
    wait $!
    refused $? 'renamed' && diff -rq -x log.txt -x run.ini -x checkpoint\* alone out
    report $? "$case: a renamed folder ends its run, and the new run at its old name is complete"
    "$program" resume away 2>err &
    await runs away; stop; [ $? -eq 75 ]
    report $? "$case: the renamed folder is resumed"

    # under the run
    wrong=0 tried=0
    for table in $tables; do
        for kind in remove replace note crlf; do
            rm -rf out; begin
            tamper $sub/$table.dat $kind
            wait $!; refused $? "$table.dat" || { wrong=1; echo "$table $kind"; }
            grep -q '^failed .*'$table.dat out/status && grep -q "failed: .*$table.dat" out/log.txt || { wrong=1; cat out/status; }
            tried=$((tried + 1))
        done
    done
    report $wrong "$case: $tried tables changed under a run end it in one line; status and log have the reason"

    # while it is stopped
    rm -rf out kept; begin "observe.trajectory.schedule=every 20"; stop; cp -r out kept
    wrong=0 tried=0
    for table in $tables; do
        for kind in remove replace note words crlf digit row; do
            rm -rf out; cp -r kept out; tamper $sub/$table.dat $kind; cp -r out before
            "$program" resume out 2>err; refused $? "$table.dat: " || { wrong=1; echo "$table $kind"; }
            diff -rq -x log.txt -x status before out || wrong=1
            rm -rf before; tried=$((tried + 1))
        done
    done
    for kind in remove replace bit frame; do
        rm -rf out; cp -r kept out; tamper $sub/trajectory.h5 $kind
        "$program" resume out 2>err; refused $? "trajectory.h5: " || { wrong=1; echo "trajectory $kind"; }
        tried=$((tried + 1))
    done
    rm -rf out; cp -r kept out
    cp alone${sub#out}/trajectory.h5 $sub/trajectory.h5
    "$program" resume out 2>err; refused $? "trajectory.h5: " || { wrong=1; echo "another trajectory"; }
    report $wrong "$case: $tried files changed while the run was stopped are named in one line, and stay"
    rm -rf out; cp -r kept out
    "$program" resume out 2>err &
    await runs out; stop; [ $? -eq 75 ]
    report $? "$case: the run goes on with its own files"
done

# data of a network
cat >make.py <<'P'
import sys, numpy as np
r = np.random.default_rng(int(sys.argv[1]))
import os
os.makedirs('data', exist_ok=True)
for part, n in ('train', 200), ('test', 50):
    np.save(f'data/{part}_x.npy', r.normal(size=(n, 10)).astype('f4'))
    np.save(f'data/{part}_y.npy', r.integers(0, 2, n).astype('u1'))
P
exit $bad
