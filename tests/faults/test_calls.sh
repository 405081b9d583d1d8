#!/bin/bash
# A run is killed at one of its calls to the disk (in the middle of a write), its resumption at another; resumed again, it ends
# with the bytes of an undisturbed run. CALLS= calls of each kind of run are tried (all: every one): half of them spread over
# the whole run, half of them the last ones.
. "$(dirname "$0")/harness.sh"
disk

go() { (go_on "$program" run "$ini" run.folder=out "${options[@]}") >/dev/null 2>err; }
# CALL: the same, until then
go_until() { { DISK_KILL=$1 LD_PRELOAD=$work/disk.so go; } 2>/dev/null; }

while read -r program name options; do
    what="$program $name" program=$bin/$program ini=$here/$name.ini
    read -ra options <<<"$options"
    rm -rf whole out
    DISK_COUNT=$work/count LD_PRELOAD=$work/disk.so go || report 1 "calls, $what: a run left alone finishes"
    mv out whole
    calls=$(cat count) tries=${CALLS:-10} killed=0 wrong=0
    [ -e whole/members ] && calls=150 # of the first process and of any member; more than the first makes alone
    [ "$tries" = all ] && tries=$calls
    for k in $(seq "$tries"); do
        at=$((1 + (k - 1) * calls / tries))
        [ $((k % 2)) -eq 0 ] && [ "$tries" -lt "$calls" ] && at=$((calls - k / 2))
        rm -rf out
        go_until $at || killed=$((killed + 1))
        go_until $((1 + at * 7 % calls)) || killed=$((killed + 1))
        go && same whole out || { wrong=$((wrong + 1)); echo "killed at call $at:"; cat err diff; }
    done
    [ $killed -ge "$tries" ] && [ $wrong -eq 0 ]
    report $? "calls, $what: killed $killed times at $tries of $calls calls to the disk, resumed to the same bytes"
done <<'CASES'
glass kill_glass run.sweeps=300 run.warmup=100 system.N=64
dnn kill_dnn run.steps=400
glass kill_ladder run.sweeps=100 run.warmup=100 system.N=64
dnn kill_networks run.steps=100
glass kill_population run.sweeps=100 run.warmup=20 system.N=64 tempering.every=10
glass kill_glass run.sweeps=200 run.warmup=0 system.N=64 run.seed=1..2
CASES
exit $bad
