#!/bin/bash
# Nothing hangs: schedules of 10^15 times, starts that cannot be made or take long, little memory. Signals and the wall-clock
# limit hold from the first moment. (Pipes: test_access.sh.)
. "$(dirname "$0")/harness.sh"
glass=$bin/glass dnn=$bin/dnn
wrong=0
bad_case() { wrong=$((wrong + 1)); echo "$*"; cat err; }
one_line() { [ "$1" -eq 2 ] && [ "$(grep -c . err)" -eq 1 ]; }
patient() { rm -rf out; timeout -k 5 60 "$@" >words 2>err; }
long=run.sweeps=1000000000000000

# a row: overrides | exit status of check, of run with a limit of 1 s
rows=("observe.trajectory.schedule=every 1|0|75" "observe.trajectory.schedule=blocks 2 1|0|75" "observe.trajectory.schedule=blocks 1000000 1000|0|75"
    "observe.trajectory.schedule=log 1000|0|75")
for schedule in 'every 1' 'blocks 2 1' 'blocks 1000000 1000' 'log 1000'; do
    for key in observe.series.schedule observe.msd.waiting observe.fs.schedule; do rows+=("$key=$schedule|0|75"); done
done
rows+=("observe.msd.max_lag=1000000000000000|0|75" "run.warmup=1000000000000000|0|75" "run.tune=1000000000000000|0|75")
for row in "${rows[@]}"; do
    IFS='|' read -r key checked status <<<"$row"
    more=("$long" run.folder=out run.walltime=1 "$key")
    case $key in *trajectory*) ;; *) more+=(observe.trajectory.schedule=never) ;; esac
    patient "$glass" check "$here/kill_glass.ini" "${more[@]}"
    [ $? -eq "$checked" ] || bad_case "check $key"
    patient "$glass" run "$here/kill_glass.ini" "${more[@]}"
    [ $? -eq "$status" ] || bad_case "run $key"
    [ "$status" -eq 75 ] && { grep -q '^interrupted' out/status || bad_case "run $key: $(cat out/status)"; }
done
patient "$dnn" run "$here/kill_dnn.ini" run.steps=1000000000000000 run.folder=out run.walltime=1 'observe.series.schedule=blocks 2 1' observe.trajectory.schedule=never
[ $? -eq 75 ] || bad_case "dnn"
[ $wrong -eq 0 ]
report $? "runs of 10^15 sweeps start and stop, or are refused: $((${#rows[@]} + 1)) schedules"

wrong=0
rows=('system.rho=10 system.N=700' 'system.rho=10 system.N=700 system.start=random' 'system.model=hard system.rho=10 system.N=1000'
    'system.model=hard system.rho=1.6 system.start=random')
for row in "${rows[@]}"; do
    # shellcheck disable=SC2086
    patient "$glass" check "$here/kill_glass.ini" run.folder=out $row
    one_line $? || bad_case "$row"
done
[ $wrong -eq 0 ]
report $? "starts that cannot be made are refused in one line: ${#rows[@]}"

# while a run starts
wrong=0
slow=("$here/kill_glass.ini" run.folder=out system.N=2000000 system.start=random system.rho=1.3)
for signal in TERM INT USR1 USR2; do
    rm -rf out
    "$glass" run "${slow[@]}" 2>err &
    sleep 0.3
    SECONDS=0
    kill -$signal $!
    wait $!
    [ $? -eq 75 ] && [ $SECONDS -lt 15 ] && [ "$(grep -c . err)" -eq 1 ] || bad_case "SIG$signal: $SECONDS s"
done
SECONDS=0
patient "$glass" run "${slow[@]}" run.walltime=1
[ $? -eq 75 ] && [ $SECONDS -lt 15 ] || bad_case "walltime: $SECONDS s"
patient "$glass" run "$here/kill_glass.ini" run.folder=out run.seed=1..2 system.N=2000000 system.start=random run.walltime=1
[ $? -eq 75 ] || bad_case "walltime of an ensemble"
[ $wrong -eq 0 ]
report $? "signals and the wall-clock limit end a run that still starts"

# little memory
if [ -z "$SANITIZE" ]; then
    wrong=0
    for v in 100000 130000 160000 200000 250000 300000 330000 350000 400000; do
        for command in "$glass list" "$dnn list" "$bin/analysis help" "$glass run $here/kill_glass.ini run.sweeps=20 run.folder=out" \
            "$dnn run $here/kill_dnn.ini run.steps=20 run.threads=2 run.folder=out"; do
            rm -rf out
            # shellcheck disable=SC2086
            (ulimit -v $v; exec timeout 60 $command) >words 2>err
            status=$?
            [ $status -eq 0 ] || [ $status -eq 127 ] || one_line $status || bad_case "$v kB, $command: $status"
        done
    done
    [ $wrong -eq 0 ]
    report $? "limits of the address space from 100 to 400 MB: it runs, or is refused in one line"
fi
exit $bad
