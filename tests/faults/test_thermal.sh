#!/bin/bash
# Networks as thermal systems from the command line: a ladder of temperatures with a quench in one run file, an ensemble of
# quenches, lines on temperature and diagnostics, a kill, and bad input.
. "$(dirname "$0")/harness.sh"
RANDOM=2
dnn=$bin/dnn

# <u> - u_min = P T / 2 N at both holds; the quench ends at u_min. P = 8, N = 30; draws are all but independent.
ladder() {
    awk '!/^#/ {u = $2 + 0.15 * $6 * $6; low = u}
         !/^#/ && $1 > 100 && $1 <= 3000 {n1++; s1 += u; q1 += u * u}
         !/^#/ && $1 > 3100 && $1 <= 6000 {n2++; s2 += u; q2 += u * u}
         function z(n, s, q, T) {return (s / n - low - 4 * T / 30) / sqrt((q / n - (s / n) ^ 2) / (n - 1))}
         END {print z(n1, s1, q1, 2), z(n2, s2, q2, 0.5);
              exit !(z(n1, s1, q1, 2) ^ 2 < 16 && z(n2, s2, q2, 0.5) ^ 2 < 16 && z(n1, s1, q1, 2.4) < -4)}' "$1"
}
timed "$dnn" run "$here/thermal.ini" 2>err && ladder out/series.dat >say
report $? "thermal: a ladder and a quench from one run file have exact energies"

mkdir killed && cd killed || exit 1
kills=0
for _ in 1 2 3; do
    go_on "$dnn" run "$here/thermal.ini" 2>../err &
    kill_within $! $((lasted / 2)) && kills=$((kills + 1))
done
(go_on "$dnn" run "$here/thermal.ini") 2>../err
cd .. || exit 1
[ $kills -gt 0 ] && same out killed/out
report $? "thermal: killed $kills times, resumed to the same bytes"

grep -q '^# T is the temperature of U = samples x u' out/series.dat && grep -q 'T is the temperature' out/log.txt &&
    grep -q '^# T is the temperature' out/health.dat && "$dnn" list energies | grep -q '^  mean'
report $? "thermal: what T is the temperature of stands in tables, log and list"

"$dnn" run "$here/thermal.ini" run.folder=sound run.temperature_schedule=none run.steps=3000 2>err &&
    grep -q 'virial.*: sound' sound/log.txt && grep -q 'balance.*: sound' sound/log.txt && ! grep -q OFF sound/log.txt
report $? "thermal: a sound run says so in its log"

# batches heat: the virial sees it, and that `pseudo_langevin` counts their noise as heat
"$dnn" run "$here/thermal.ini" run.folder=heated run.dynamics=gradient train.optimiser=langevin train.learning_rate=0.3 \
    train.batch_size=3 system.T=0.1 run.temperature_schedule=none run.steps=20000 "observe.series.schedule=every 1000" 2>err &&
    "$dnn" run "$here/thermal.ini" run.folder=counted run.dynamics=gradient train.optimiser=pseudo_langevin train.learning_rate=0.003 \
        train.momentum=0.9 train.batch_size=3 system.T=0.1 run.temperature_schedule=none run.steps=60000 \
        "observe.series.schedule=every 1000" 2>err &&
    grep -q 'virial.*: OFF' heated/log.txt && grep -q 'virial.*: sound' counted/log.txt
report $? "thermal: Langevin on batches says that they heat it, unless their noise is counted"

"$dnn" run "$here/thermal.ini" run.folder=tuned run.temperature_schedule=none run.steps=2000 hmc.max_steps=40 2>err &&
    grep -q 'hmc: step 0\.[0-9]*, for which warm-up aimed at 0.9 ' tuned/log.txt &&
    grep -q 'hmc: trajectories of [0-9]* steps, found in warm-up' tuned/log.txt
report $? "thermal: what warm-up made of step and trajectory stands in the log"

# motion with a long memory, exchanged often: its velocities have the temperature of the rung that they come to
"$dnn" run "$here/thermal.ini" run.folder=rungs run.dynamics=gradient train.optimiser=underdamped train.momentum=0.99 \
    train.learning_rate=0.01 run.temperature_schedule=none run.steps=30000 "observe.series.schedule=every 100" 'system.T=0.5, 1, 2' \
    tempering.every=7 tempering.tune=no 2>err &&
    awk '/^virial|^motion/ {n++; if ($5 ^ 2 > 16 || $6 != 30000) bad = 1; print} END {exit n != 6 || bad}' rungs/0*/health.dat >say
report $? "thermal: rungs that exchange underdamped networks are sound, and their checks go on"

"$dnn" run "$here/thermal.ini" run.folder=many run.seed=1..2 run.temperature_schedule='1e-9 300' run.steps=300 >/dev/null 2>err &&
    [ "$(ls -d many/*/health.dat | wc -l)" -eq 2 ]
report $? "thermal: an ensemble of quenches from one run file"

refused() {
    "$dnn" run "$here/thermal.ini" run.folder=refused "${@:2}" >/dev/null 2>err
    [ $? -eq 2 ] && [ "$(wc -l <err)" -eq 1 ] && grep -q "$1" err && [ ! -e refused/status ]
}
refused 'system\] T' system.T=-1 && refused 'steps' hmc.steps=0 && refused 'temperature' system.T=inf run.temperature_schedule=none &&
    refused 'batch_size = 0' train.batch_size=10 && refused 'components' data.dim=40 data.pca_components=31 &&
    refused 'components' data.pca_components=4
report $? "thermal: temperatures, trajectories and components that make no sense are refused in a line"

"$dnn" run "$here/thermal.ini" run.folder=wild run.dynamics=gradient train.optimiser=langevin train.learning_rate=50 \
    run.temperature_schedule=none 2>err
[ $? -eq 2 ] && grep -qE 'rate = 50, and the largest stable one near the first weights is about (0\.|1|2)' err
report $? "thermal: a step too large ends the run and names one that is stable"
exit $bad
