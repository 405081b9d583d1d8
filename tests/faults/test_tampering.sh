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
    byte) printf X | dd of="$1" bs=1 seek=20 conv=notrunc 2>/dev/null ;;
    digit) sed -i "\$s/[0-9]/X/" "$1" ;;
    row) sed -i '$d' "$1" ;;
    frame) flip "$1" $((16384 + 9)) 3 ;;
    esac
}

# FILE: status gives the reason for which resume refuses
foretold() { "$program" status out >shown && grep -q "resume refuses: .*$1" shown || { cat shown; return 1; }; }

for case in ${CASES-glass dnn ladder population}; do
    program=$bin/glass unit=sweeps ini=$here/kill_$case.ini tables="series msd" counts=acceptance sub=out
    [ $case = dnn ] && program=$bin/dnn unit=steps counts=
    [ $case = ladder ] && sub=out/01 tables="series"
    [ $case = population ] && sub=out/01 tables="series"

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
    for table in $tables $counts; do
        for kind in remove replace note crlf byte; do
            [ $table = acceptance ] && [ $kind != remove ] && [ $kind != byte ] && continue
            [ $case = population ] && continue # as a ladder
            rm -rf out; begin
            tamper $sub/$table.dat $kind
            wait $!; refused $? "$table.dat" || { wrong=1; echo "$table $kind"; }
            grep -q '^failed .*'$table.dat out/status && grep -q "failed: .*$table.dat" out/log.txt || { wrong=1; cat out/status; }
            tried=$((tried + 1))
        done
    done
    [ $case = population ] || report $wrong "$case: $tried tables changed under a run end it in one line; status and log have the reason"

    # while it is stopped
    rm -rf out kept; begin "observe.trajectory.schedule=every 20"; await beyond out 400; stop; cp -r out kept
    wrong=0 tried=0
    for table in $tables $counts; do
        for kind in remove replace note words crlf digit row; do
            [ $table = acceptance ] && [ $kind = remove ] && continue # written again
            rm -rf out; cp -r kept out; tamper $sub/$table.dat $kind; cp -r out before
            foretold $table.dat || { wrong=1; echo "$table $kind"; }
            timeout 60 "$program" resume out 2>err; refused $? "$table.dat: " || { wrong=1; echo "$table $kind"; }
            diff -rq -x log.txt -x status before out || wrong=1
            rm -rf before; tried=$((tried + 1))
        done
    done
    for kind in remove replace frame; do
        rm -rf out; cp -r kept out; tamper $sub/trajectory.h5 $kind
        foretold trajectory.h5 || { wrong=1; echo "trajectory $kind"; }
        timeout 60 "$program" resume out 2>err; refused $? "trajectory.h5: " || { wrong=1; echo "trajectory $kind"; }
        tried=$((tried + 1))
    done
    rm -rf out; cp -r kept out
    cp alone${sub#out}/trajectory.h5 $sub/trajectory.h5
    timeout 60 "$program" resume out 2>err; refused $? "trajectory.h5: " || { wrong=1; echo "another trajectory"; }
    report $wrong "$case: $tried files changed while the run was stopped are named in one line, and stay"
    rm -rf out; cp -r kept out
    [ -z "$counts" ] || rm $sub/$counts.dat # counts are written again
    "$program" status out | grep -q '`resume` continues it$' && ! diff -rq kept out | grep -v "Only in kept.*: $counts.dat"
    foretold=$?
    "$program" resume out 2>err &
    await runs out; stop; [ $? -eq 75 ] && [ $foretold -eq 0 ]
    report $? "$case: the run continues with its own files; status foretells it and changes none"
done

# data of a network
cat >make.py <<'P'
import sys, os, struct
seed = int(sys.argv[1])
os.makedirs('data', exist_ok=True)
def npy(name, kind, shape, data):
    head = "{'descr': '%s', 'fortran_order': False, 'shape': %s, }" % (kind, shape)
    head += ' ' * (-(len(head) + 11) % 64) + chr(10)
    open('data/' + name, 'wb').write(b'\x93NUMPY\1\0' + struct.pack('<H', len(head)) + head.encode() + data)
for before, n in ('', 200), ('test_', 50):
    x = [((i * 7919 + seed) % 1000) / 500 - 1 for i in range(n * 10)]
    npy(before + 'inputs.npy', '<f4', (n, 10), struct.pack('<%df' % len(x), *x))
    npy(before + 'labels.npy', '|u1', (n,), bytes((i * 31 + seed) % 7 % 2 for i in range(n)))
P
program=$bin/dnn ini=$work/npy.ini unit=steps
sed "s/^name = teacher/name = npy\npath = data/; s/^train_samples.*//; s/^test_samples.*//" "$here/kill_dnn.ini" >"$ini"
wrong=0
for kind in inputs labels test_inputs; do
    python3 make.py 1; rm -rf out; begin; stop
    cp -r data kept_data; python3 make.py 2; cp data/$kind.npy new.npy; rm -rf data; mv kept_data data; cp new.npy data/$kind.npy
    foretold 'data have changed' || wrong=1
    timeout 60 "$program" resume out 2>err; refused $? '\[data\].*npy.*data have changed' || { wrong=1; echo $kind; }
    python3 make.py 1
    "$program" resume out 2>err &
    await runs out; stop; [ $? -eq 75 ] || wrong=1
done
report $wrong "dnn: data replaced between stop and resume are named in one line; with the old ones it continues"

# one bit of a file of weights, and of a trajectory that another run starts from
rm -rf out weights weights.h5
"$program" run "$here/kill_dnn.ini" run.folder=out run.steps=500 2>err
"$program" weights out weights >/dev/null 2>err && "$program" weights out weights.h5 >/dev/null 2>>err || cat err
from() { timeout 60 "$program" run "$here/kill_dnn.ini" run.folder=next run.steps=1 run.warmup=0 network.weights="$1" 2>err; }
rm -rf next; from weights.h5 && mv next whole
RANDOM=7 seen=0 wrong=0
for trial in $(seq 60); do
    case $((trial % 3)) in
    0) file=weights/01.dense.weight.npy from=weights ;;
    1) file=weights.h5 from=weights.h5 ;;
    2) file=out/trajectory.h5 from=out ;;
    esac
    byte=$(((RANDOM * 32768 + RANDOM) % $(stat -c %s $file))) bit=$((RANDOM % 8))
    flip $file $byte $bit
    rm -rf next; from $from
    status=$?
    if [ $status -eq 0 ]; then cmp -s next/series.dat whole/series.dat && cmp -s next/trajectory.h5 whole/trajectory.h5 || { wrong=1; echo "$file $byte $bit: other results"; }
    else refused $status . && seen=$((seen + 1)) || { wrong=1; echo "$file $byte $bit"; }; fi
    flip $file $byte $bit
done
[ $wrong -eq 0 ] && [ $seen -gt 20 ]
report $? "dnn: 60 flipped bits of weights: $seen refused in one line, the others change nothing"
exit $bad
