#!/bin/bash
# Failing storage: a limit on file size, a full disk, a read-only folder, a folder that vanishes. The run names the failure in
# one line and ends with status 2. Once there is space it resumes to the bytes of an undisturbed run.
. "$(dirname "$0")/harness.sh"
# the reason is in status and log, wherever they could be written
explained() {
    [ -s out/status ] || return 0
    grep -qE '^failed .*cannot be' out/status && grep -q 'failed: .*cannot be' out/log.txt || { cat out/status; return 1; }
}
failed() { [ "$1" -eq 2 ] && [ "$(wc -l <err)" -eq 1 ] && grep -qE 'cannot be|refuse' err; }
again() { (go_on "$program" run "$ini" run.folder=out) 2>>err && same whole/out out; }
# a run too long to finish, until it has two checkpoints
begin() {
    "$program" run "$ini" run.folder=out run.$unit=1000000 2>err &
    await kept_two out
}
# FOLDER: resumes, and stops on a signal
goes_on() {
    local before
    before=$(time_of "$1")
    "$program" resume "$1" 2>err &
    await beyond "$1" "$before"
    kill -TERM $!
    wait $!
    [ $? -eq 75 ]
}

for case in glass dnn; do
    program=$bin/$case ini=$work/$case.ini unit=$([ $case = glass ] && echo sweeps || echo steps)
    sed "s/^steps = .*/steps = 600/; s/^sweeps = .*/sweeps = 2000/" "$here/kill_$case.ini" >"$ini"
    rm -rf whole out && mkdir whole && (cd whole && "$program" run "$ini" run.folder=out 2>../err)

    # limit of every file in KiB: the first file that exceeds it stops the run
    tried=0 wrong=0
    for limit in 1 2 4 8 12 16 24 32 48 64 96; do
        rm -rf out
        (ulimit -f $limit; exec "$program" run "$ini" run.folder=out) 2>err >/dev/null
        status=$?
        [ $status -eq 0 ] && same whole/out out && continue
        tried=$((tried + 1))
        failed $status && explained && again || { wrong=$((wrong + 1)); echo "limit $limit KiB, status $status"; cat err; }
    done
    [ $tried -gt 4 ] && [ $wrong -eq 0 ]
    report $? "$case: $tried sizes that files may not exceed: stopped in one line, resumed to the same bytes"

    # a private disk of that many KiB
    if unshare -rm sh -c 'mount -t tmpfs none /mnt' 2>/dev/null; then
        tried=0 wrong=0
        for size in 40 80 120 160 240; do
            rm -rf out disk && mkdir disk
            unshare -rm bash -c "mount -t tmpfs -o size=${size}k none disk && cd disk && '$program' run '$ini' run.folder=out
                                 status=\$?; cp -r out ../out; exit \$status" 2>err >/dev/null
            status=$?
            [ $status -eq 0 ] && same whole/out out && continue
            tried=$((tried + 1))
            failed $status && explained && again || { wrong=$((wrong + 1)); echo "disk $size KiB, status $status"; cat err; }
        done
        [ $tried -gt 2 ] && [ $wrong -eq 0 ]
        report $? "$case: $tried full disks: stopped in one line, resumed elsewhere to the same bytes"
    else
        echo "skip $case: full disks (no tmpfs can be mounted here)"
    fi

    # a folder that cannot be written, not even by root; a mount that goes away under a run, and comes back
    if unshare -rm sh -c 'mount -t tmpfs none /mnt' 2>/dev/null; then
        rm -rf out disk && mkdir disk
        unshare -rm bash -c "mount -t tmpfs -o ro none disk && '$program' run '$ini' run.folder=disk/out" 2>err >/dev/null
        failed $? && [ -z "$(ls disk)" ]
        report $? "$case: a folder that cannot be written is refused in one line"
        begin
        kill -TERM $! && wait $!
        cp -r out before
        unshare -rm bash -c "mount --bind out out && mount -o remount,ro,bind out && '$program' resume out" 2>err >/dev/null
        failed $? && diff -r before out >>err
        report $? "$case: nor is it resumed, and nothing changes"
        unshare -rm bash -c "mount -t tmpfs none disk && cd disk && { '$program' run '$ini' run.folder='$work'/disk/out run.$unit=1000000 2>'$work/err' & }
            until [ -e out/checkpoint.previous.h5 ] || ! kill -0 \$!; do sleep 0.02; done
            umount -l '$work/disk'; wait \$!; status=\$?
            cp -r out '$work/kept'; exit \$status" >/dev/null
        failed $?
        report $? "$case: a mount that vanishes ends the run in one line"
        goes_on kept
        report $? "$case: what it held goes on elsewhere"
        rm -rf before kept disk
    else
        echo "skip $case: folders that cannot be written (no tmpfs can be mounted here)"
    fi

    # the folder vanishes, and comes back
    rm -rf out away
    begin
    mv out away
    wait $!
    failed $?
    report $? "$case: a folder that vanishes ends the run in one line"
    mv away out
    goes_on out
    report $? "$case: once it is back, the run continues"
done

# status and branches
rm -rf out && "$bin/glass" run "$here/kill_glass.ini" run.folder=out 2>err &&
    "$bin/glass" branch out --seeds 2 run.sweeps=200 2>>err && "$bin/glass" branch out 2>/dev/null
[ $? -eq 2 ] && [ "$("$bin/glass" status out out.branches | grep -c ' done$')" -eq 3 ]
report $? "status shows a run and its branches as done; they are branched once"
! cmp -s out.branches/replica=1/series.dat out.branches/replica=2/series.dat &&
    cmp -s <(sed -n 4p out.branches/replica=1/series.dat | cut -d' ' -f1-3) <(sed -n 4p out.branches/replica=2/series.dat | cut -d' ' -f1-3)
report $? "branches begin alike and go different ways"
"$bin/glass" run "$here/kill_glass.ini" run.folder=dead run.sweeps=1000000 2>err &
await kept_two dead
"$bin/glass" status dead | grep -q ' running$'
report $? "status shows a run that runs"
{ kill -9 $!; wait $!; } 2>/dev/null
"$bin/glass" status dead | grep -q 'stopped without notice; `resume`'
report $? "status shows a run that died"
for f in dead/checkpoint*.h5; do flip "$f" 700 0; done
"$bin/glass" status dead nowhere | grep -c 'no valid checkpoint\|no run' | grep -q 2
report $? "status shows a run that is lost, and a folder that holds none"
exit $bad
