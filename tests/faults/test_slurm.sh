#!/bin/bash
# The batch script asks for another try after status 75 and after a preemption alone. A program and `scontrol` of our own.
. "$(dirname "$0")/harness.sh"
mkdir tools && cat >tools/scontrol <<'S'
#!/bin/bash
echo "$@" >>requeued
exit 1 # the script would wait for its end
S
cat >tools/program <<'S'
#!/bin/bash
[ "$END" = wait ] && { trap 'exit 75' USR1; : >waits; while :; do sleep 0.05; done; }
[ "$END" = early ] && { : >waits; while :; do sleep 0.05; done; }
[ "$END" -gt 128 ] && kill -$((END - 128)) $$
exit "$END"
S
chmod 755 tools/*
export PATH=$work/tools:$PATH SLURM_JOB_ID=1 SLURM_SUBMIT_DIR="$here/../.." SLURM_ARRAY_TASK_ID=3
wrong=0
# a row: how the program ends | signal to the script | is it requeued
rows=('75||1' '0||0' '2||0' '1||0' '134||0' '139||0' '137||0' '136||0' '143||0' '138||0' 'wait|TERM|1' 'wait|USR1|1' 'early|TERM|1' 'early|USR1|1')
for script in job array; do
    for row in "${rows[@]}"; do
        IFS='|' read -r end signal wanted <<<"$row"
        rm -f requeued waits
        END=$end setsid bash "$here/../../runs/slurm/$script.sbatch" program file.ini out 2>err >/dev/null &
        if [ "$signal" ]; then await [ -e waits ]; kill -"$signal" $!; fi
        { wait $!; } 2>/dev/null
        [ "$(cat requeued 2>/dev/null | grep -c .)" -eq "$wanted" ] ||
            { wrong=$((wrong + 1)); echo "$script: $row: $(cat requeued 2>/dev/null)"; }
    done
done
[ $wrong -eq 0 ]
report $? "jobs are requeued after status 75 and after a preemption, never after a refusal or a crash: ${#rows[@]} ends, 2 scripts"

good=0 cases=0
refused() { # ENVIRONMENT COMMAND...: one line and status 2
    cases=$((cases + 1))
    env "$@" >said 2>err
    [ $? -eq 2 ] && [ "$(wc -l <err)" -eq 1 ] && grep -q '^usage: sbatch' err && [ ! -s said ] && good=$((good + 1)) || { echo "$*"; cat err; }
}
scripts=$here/../../runs/slurm
refused bash "$scripts/job.sbatch"
refused bash "$scripts/job.sbatch" program file.ini
refused bash "$scripts/array.sbatch" program file.ini
refused SLURM_ARRAY_TASK_ID= bash "$scripts/array.sbatch" program file.ini out
[ $good -eq $cases ]
report $? "batch scripts without their arguments are refused in one line: $good of $cases"
exit $bad
