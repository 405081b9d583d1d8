#!/bin/bash
# A temperature programme, and every dynamics under one, killed at any moment and resumed, ends in the bytes of one left
# alone.
. "$(dirname "$0")/harness.sh"
RANDOM=5
for case in metropolis md md_swap langevin; do
    run=("$bin/glass" run "$here/ladder.ini" run.dynamics=$case md.steps=2 md.dt=0.00001)
    mkdir -p "$work/$case/whole" "$work/$case/killed" && cd "$work/$case/whole" || exit 1
    timed "${run[@]}" 2>"$work/err"
    [ "$(grep -vc '^#' out/equilibrium.dat)" -eq 2 ]
    report $? "ladder, $case: a verdict for each hold"
    cd ../killed || exit 1
    kills=0
    for _ in 1 2 3; do
        go_on "${run[@]}" 2>"$work/err" &
        kill_within $! $((lasted / 2)) && kills=$((kills + 1))
    done
    (go_on "${run[@]}") 2>"$work/err"
    [ $kills -gt 0 ] && same ../whole/out out
    report $? "ladder, $case: killed $kills times, resumed to the same bytes"
done
cd "$work" || exit 1

refused() {
    "$bin/glass" check "$here/ladder.ini" "run.temperature_schedule=$1" >/dev/null 2>err
    [ $? -eq 2 ] && [ "$(wc -l <err)" -eq 1 ] && grep -q temperature_schedule err
}
refused "0.4 9000" && refused "0.4" && refused "cold 5" && refused "0 10"
report $? "ladder: programmes that are too long or make no sense are refused"
exit $bad
