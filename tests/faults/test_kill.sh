#!/bin/bash
# A run killed with SIGKILL at random moments, again and again, and resumed, ends in the same bytes as one left alone.
# Every other one is killed on a slow disk, where most of the time goes into writing. So does one stopped politely.
# Every file of the run folder is compared but log.txt, which holds dates.
here=$(cd "$(dirname "$0")" && pwd)
bin=$(realpath "$BIN")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
RANDOM=20260
gcc -shared -fPIC -O1 -D_GNU_SOURCE -o "$work/slow.so" "$here/slow_disk.c" -ldl || exit 1
bad=0
pause() { sleep "0.$(printf '%03d' $((RANDOM % ${1:-400})))"; }
same() { diff -rq -x log.txt "$1" "$2" >"$work/diff" && [ "$(cut -d' ' -f1 <"$2/status")" = finished ]; }
report() { if [ "$1" -eq 0 ]; then echo "ok $2"; else echo "not ok $2"; cat "$work/diff" "$work/err"; bad=1; fi; }

# a run stopped as soon as it has two checkpoints
stopped() {
    "$program" run "$ini" run.folder=out 2>"$work/err" &
    for _ in $(seq 500); do [ -e out/checkpoint.previous.h5 ] && break; sleep 0.02; done
    kill -TERM $!
    wait $!
}

for case in ${CASES:-glass dnn ladder population networks}; do
    program=$bin/glass ini=$here/kill_$case.ini series=out/00/series.dat
    case $case in dnn | networks) program=$bin/dnn ;; esac
    case $case in dnn | glass) series=out/series.dat ;; esac
    mkdir -p "$work/$case/whole" && cd "$work/$case/whole" && "$program" run "$ini" run.folder=out 2>"$work/err"
    [ -s $series ] || report 1 "$case: a run left alone finishes"
    kills=0 amid=0
    for trial in $(seq "${KILLS:-3}"); do
        mkdir -p "$work/$case/$trial" && cd "$work/$case/$trial" || exit 1
        disk=
        [ $((trial % 2)) -eq 0 ] && [ -z "$SANITIZE" ] && disk=$work/slow.so
        LD_PRELOAD=$disk "$program" run "$ini" run.folder=out 2>>"$work/err" &
        for _ in 1 2 3; do
            pause
            kill -9 $! 2>/dev/null && kills=$((kills + 1))
            { wait $!; } 2>/dev/null
            [ -e out/checkpoint.h5.tmp ] && amid=$((amid + 1))
            if [ -e out/run.ini ]; then LD_PRELOAD=$disk "$program" resume out 2>>"$work/err" &
            else LD_PRELOAD=$disk "$program" run "$ini" run.folder=out 2>>"$work/err" & fi
        done
        wait $!
        same "$work/$case/whole/out" out || { report 1 "$case: trial $trial differs"; ls -l out; }
        rm -rf "$work/$case/$trial"
    done
    [ "$kills" -gt 0 ]
    report $? "$case: killed $kills times, $amid of them in the middle of a checkpoint, resumed to the same bytes"

    case $case in population | networks) continue ;; esac # what follows is the same code as a ladder's
    mkdir -p "$work/$case/polite" && cd "$work/$case/polite" || exit 1
    "$program" run "$ini" run.folder=out run.checkpoint_every=0 run.walltime=0.02 2>"$work/err"
    [ $? -eq 75 ] && [ "$(cut -d' ' -f1 <out/status)" = interrupted ]
    report $? "$case: the wall-clock limit leaves status interrupted and exit status 75"
    for _ in $(seq 500); do "$program" resume out 2>>"$work/err" && break; done
    diff -q "$work/$case/whole/$series" $series >"$work/diff"
    report $? "$case: stopped politely as often as it takes, resumed to the same series"

    # a damaged newest checkpoint: the one before is used, and said so
    mkdir -p "$work/$case/damaged" && cd "$work/$case/damaged" || exit 1
    stopped
    printf 'x' | dd of=out/checkpoint.h5 bs=1 seek=700 conv=notrunc 2>/dev/null
    "$program" resume out 2>"$work/err"
    grep -q 'checkpoint.h5 is damaged' "$work/err" && same "$work/$case/whole/out" out
    report $? "$case: a damaged checkpoint falls back to the one before"
    cd "$work/$case" && rm -rf damaged && mkdir damaged && cd damaged || exit 1
    stopped
    for f in out/checkpoint*.h5; do printf 'x' | dd of="$f" bs=1 seek=700 conv=notrunc 2>/dev/null; done
    cp -r out before
    "$program" resume out 2>"$work/err"
    [ $? -eq 2 ] && [ "$(wc -l <"$work/err")" -eq 1 ] && diff -rq -x log.txt before out >"$work/diff"
    report $? "$case: two damaged checkpoints end in one line and status 2, nothing changed"

    # single bits and cut ends of a whole run's newest checkpoint: always seen, the run ends as it should
    cd "$work/$case" && rm -rf damaged && mkdir damaged && cd damaged || exit 1
    stopped
    cp -r out before
    size=$(stat -c %s before/checkpoint.h5) wrong=0 flips=${FLIPS:-4}
    for k in $(seq "$flips"); do
        rm -rf out && cp -r before out
        if [ $((k % 2)) -eq 0 ]; then truncate -s $((size * (k - 1) / flips)) out/checkpoint.h5
        else
            at=$(((RANDOM * 32768 + RANDOM) % size))
            byte=$(od -An -tu1 -j $at -N 1 out/checkpoint.h5)
            printf "\\x$(printf %02x $((byte ^ 1 << RANDOM % 8)))" | dd of=out/checkpoint.h5 bs=1 seek=$at conv=notrunc 2>/dev/null
        fi
        "$program" resume out 2>"$work/err"
        grep -q 'checkpoint.h5 is damaged' "$work/err" && same "$work/$case/whole/out" out || wrong=$((wrong + 1))
    done
    [ $wrong -eq 0 ]
    report $? "$case: $flips flipped bits and cut ends of its checkpoint: all seen, resumed to the same bytes"
done
exit $bad
