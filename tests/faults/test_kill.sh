#!/bin/bash
# A run killed with SIGKILL at random moments, repeatedly, and resumed, ends with the bytes of an undisturbed run. Every second
# one is killed on a slow disk, where most of the time is spent writing. The same holds for a run stopped by a signal. Every
# file of the run folder is compared except log.txt, which contains dates.
. "$(dirname "$0")/harness.sh"
RANDOM=20260
disk

# a run stopped as soon as it has two checkpoints; repeated if it finished before
stopped() {
    for _ in $(seq 20); do
        rm -rf out
        "$program" run "$ini" run.folder=out 2>"$work/err" &
        await kept_two out
        kill -TERM $!
        wait $!
        [ $? -eq 75 ] && return
    done
    report 1 "$case: a run is stopped before it has finished"
}

for case in ${CASES:-glass dnn ladder population networks}; do
    program=$bin/glass ini=$here/kill_$case.ini series=out/00/series.dat
    case $case in dnn | networks) program=$bin/dnn ;; esac
    case $case in dnn | glass) series=out/series.dat ;; esac
    mkdir -p "$work/$case/whole" && cd "$work/$case/whole" && timed "$program" run "$ini" run.folder=out 2>"$work/err"
    [ -s $series ] || report 1 "$case: a run left alone finishes"
    kills=0 amid=0
    for trial in $(seq "${KILLS:-3}"); do
        mkdir -p "$work/$case/$trial" && cd "$work/$case/$trial" || exit 1
        unset DISK_SLOW
        [ $((trial % 2)) -eq 0 ] && export DISK_SLOW=1
        for _ in 1 2 3; do
            LD_PRELOAD=$work/disk.so go_on "$program" run "$ini" run.folder=out 2>>"$work/err" &
            kill_within $! $((lasted / 2)) && kills=$((kills + 1))
            [ -e out/checkpoint.h5.tmp ] && amid=$((amid + 1))
        done
        (go_on "$program" run "$ini" run.folder=out) 2>>"$work/err"
        same "$work/$case/whole/out" out || { report 1 "$case: trial $trial differs"; ls -l out; }
        rm -rf "$work/$case/$trial"
    done
    [ "$kills" -gt 0 ]
    report $? "$case: killed $kills times, $amid of them in the middle of a checkpoint, resumed to the same bytes"

    case $case in population | networks) continue ;; esac # what follows is the same code as a ladder's
    mkdir -p "$work/$case/polite" && cd "$work/$case/polite" || exit 1
    "$program" run "$ini" run.folder=out run.checkpoint_every=0 run.walltime=0 2>"$work/err"
    [ $? -eq 75 ] && grep -q ^interrupted out/status
    report $? "$case: the wall-clock limit leaves status interrupted and exit status 75"
    # a twentieth of the whole [s], but longer than the start, during which the limit counts as well
    limit=$(awk "BEGIN {l = $lasted / 2e7; print (l > 0.08 ? l : 0.08)}")
    sed -i "s/^walltime = .*/walltime = $limit/" out/run.ini $([ "$series" = out/series.dat ] || echo out/??/run.ini)
    await "$program" resume out
    diff -q "$work/$case/whole/$series" $series >"$work/diff"
    report $? "$case: stopped politely as often as it takes, resumed to the same series"

    # a damaged newest checkpoint: the one before is used, and said so
    mkdir -p "$work/$case/damaged" && cd "$work/$case/damaged" || exit 1
    stopped
    flip out/checkpoint.h5 700 0
    "$program" resume out 2>"$work/err"
    grep -q 'checkpoint.h5 is damaged' "$work/err" && same "$work/$case/whole/out" out
    report $? "$case: a damaged checkpoint falls back to the one before"
    stopped
    for f in out/checkpoint*.h5; do flip "$f" 700 0; done
    cp -r out before
    "$program" resume out 2>"$work/err"
    [ $? -eq 2 ] && [ "$(wc -l <"$work/err")" -eq 1 ] && diff -rq -x log.txt before out >"$work/diff"
    report $? "$case: two damaged checkpoints end in one line and status 2, nothing changed"

    # single bits and cut ends of a whole run's newest checkpoint: always seen, the run ends as it should
    stopped
    rm -rf before && cp -r out before
    size=$(stat -c %s before/checkpoint.h5) wrong=0 flips=${FLIPS:-4}
    for k in $(seq "$flips"); do
        rm -rf out && cp -r before out
        if [ $((k % 2)) -eq 0 ]; then truncate -s $((size * (k - 1) / flips)) out/checkpoint.h5
        else flip out/checkpoint.h5 $(((RANDOM * 32768 + RANDOM) % size)) $((RANDOM % 8)); fi
        "$program" resume out 2>"$work/err"
        grep -q 'checkpoint.h5 is damaged' "$work/err" && same "$work/$case/whole/out" out || wrong=$((wrong + 1))
    done
    [ $wrong -eq 0 ]
    report $? "$case: $flips flipped bits and cut ends of its checkpoint: all seen, resumed to the same bytes"
done
exit $bad
