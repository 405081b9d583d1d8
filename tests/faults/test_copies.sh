#!/bin/bash
# Coupled copies of a network: killed runs resume to the same bytes, paths between their results, refusals.
. "$(dirname "$0")/harness.sh"
RANDOM=3
dnn=$bin/dnn
run() { "$dnn" run "$here/copies.ini" run.folder="$@" 2>err; }
descend=(run.dynamics=gradient train.learning_rate=100)
ratchet=(replicas.number=2 replicas.coupling=ratchet replicas.strength=0.01 system.T=0.002)
centre=(replicas.number=3 replicas.coupling=centre replicas.rescale=yes)

for r in 1 2; do run s$r "${descend[@]}" run.steps=2000 run.replica=$r || break; done
[ "$(tail -1 s1/series.dat | cut -d' ' -f3)" = 1 ] && [ "$(tail -1 s2/series.dat | cut -d' ' -f3)" = 1 ]
report $? "copies: gradient descent finds two solutions"

killed() { # NAME OVERRIDES...: a run that is killed three times has the tables and frames of one that is not
    local name=$1 kills=0
    shift
    mkdir "$name-killed" && timed run "$name" "$@" && cd "$name-killed" || return 1
    for _ in 1 2 3; do
        go_on "$dnn" run "$here/copies.ini" run.folder=out "$@" 2>../err &
        kill_within $! $((lasted / 2)) && kills=$((kills + 1))
    done
    (go_on "$dnn" run "$here/copies.ini" run.folder=out "$@") 2>../err
    cd .. && [ $kills -gt 0 ] && for f in series.dat watch.dat trajectory.h5; do cmp "$name/$f" "$name-killed/out/$f" >err || return 1; done
}
killed pull "${ratchet[@]}" "network.weights=$work/s1 $work/s2"
report $? "copies: a ratchet that is killed goes on with the same bytes"
killed gather "${centre[@]}"
report $? "copies: so do copies around a centre"

awk '/^# t / {for (i = 2; i <= NF; i++) if ($i == "overlap") c = i - 1}
     !/^#/ {if (!n++) first = $c; last = $c} END {exit !(last > first + 0.03)}' pull/watch.dat
report $? "copies: the ratchet pulls its ends together"

"$dnn" barriers pull@0:0 pull@0:1 pull:0 gather:centre into=paths align=no path=scaled points=5 samples=0 >/dev/null 2>err &&
    [ "$(grep -vc '^#\|^$' paths/barriers.dat)" -eq 30 ]
report $? "copies: u on paths between solutions, ends of a pull, and a centre"

refused() { local part=$1; shift; "$dnn" "$@" >/dev/null 2>err; [ $? -eq 2 ] && [ "$(wc -l <err)" -eq 1 ] && grep -q "$part" err; }
run other "${descend[@]}" data.dim=100 run.steps=10
refused "first solution has" barriers s1 other into=no align=no && refused "choose one" barriers s1 gather into=no align=no &&
    refused "holds no frame of time" barriers s1 pull@7:0 into=no align=no &&
    refused "is no solution" run "$here/copies.ini" run.folder=no "${ratchet[@]}" data.alpha=9 &&
    refused "0 samples for" run "$here/copies.ini" run.folder=no data.alpha=0.001 && [ ! -e no ]
report $? "copies: alphas without solutions and other architectures are refused in one line"
exit $bad
