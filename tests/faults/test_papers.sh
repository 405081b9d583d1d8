#!/bin/bash
# The full versions of runs/kwj and runs/bj, made small by overrides. Killed with SIGKILL (make, shells, runs, analysis) after
# a number of runs and restarted, they end with the same series and the same comparison with the paper.
here=$(cd "$(dirname "$0")" && pwd)
BIN=$(realpath "$BIN")
export BIN
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset SWAPGLASS_DATA MAKEFLAGS MAKELEVEL
bad=0
report() { if [ "$1" -eq 0 ]; then echo "ok $2"; else echo "not ok $2"; tail -n 20 "$work/log"; bad=1; fi; }

TINY_kwj=(DATA=teacher ALSO=data.dim=10 RUNS='1 2' HEAT_A='0 0.01' HEAT_B='0 0.01' HEAT_C='0 0.01' WIDTHS='5 8' REPEATS=1
    LADDER='0.01 0.04' AGAIN='1 2' HIGHER=0.1 MAP_W=6 MAP_L=0.04 COLD=0.3 WIDTH_A=5 WIDTH_B=5 WIDTH_C=8 ORIGIN=125
    SAMPLES=100 SAMPLES_A=100 SAMPLES_B=100 SAMPLES_C=100 WHOLE=100 STEPS=200 LONG=200 SWEEP=100
    STAGE_TWO="run.steps=800 'observe.alpha2.waiting=at 125' 'observe.displacements.waiting=at 125'"
    LIQUID='run.sweeps=200 system.N=64' YOUNG_STEPS=800 YOUNG_FROM='125 250')
TINY_bj=(GREY=teacher ALSO=data.dim=10 WIDTHS='3 5' SEEDS='1 2'
    TOY="data.train_samples=100 run.steps=400 'observe.msd.waiting=at 0 10 100' 'observe.watch.schedule=at 10 100'")

# $1: kwj or bj, $2: where to
full() {
    local -n tiny=TINY_$1
    make -C "$here/../../runs/$1" full OUT="$2" "${tiny[@]}" >"$work/log" 2>&1
}
done_in() { find "$1" -name '*.done' 2>/dev/null | wc -l; }

for paper in kwj bj; do
    full $paper "$work/$paper/whole"
    report $? "$paper: the full version runs unattended and draws its figures"
    all=$(done_in "$work/$paper/whole") kills=0
    for share in 1 2 3; do
        setsid bash -c "$(declare -p TINY_$paper here work); $(declare -f full); full $paper '$work/$paper/killed'" &
        group=$!
        while kill -0 $group 2>/dev/null && [ "$(done_in "$work/$paper/killed")" -lt $((all * share / 4)) ]; do sleep 0.02; done
        kill -9 -- -$group 2>/dev/null && kills=$((kills + 1))
        { wait $group; } 2>/dev/null
    done
    full $paper "$work/$paper/killed"
    report $? "$paper: killed $kills times, it continues and ends"
    cd "$work/$paper" && [ $kills -gt 0 ] && [ "$(done_in killed)" -eq "$all" ] && (cd whole && find . -name '*.dat' -path '*/[0-9]/*' -o -name '*.txt' ! -name log.txt) |
        while read -r f; do diff -q <(grep -v '^Figure\|^Claims' "whole/$f") <(grep -v '^Figure\|^Claims' "killed/$f") >>"$work/log" || exit 1; done
    report $? "$paper: every table of its $all runs, and the comparison with the paper, as if left alone"
    cd / || exit 1
done
exit $bad
