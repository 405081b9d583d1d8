#!/bin/bash
# The batch scripts under a real Slurm of one node, started here with munge and stopped at the end. A job is asked to
# end long before it has finished, is requeued by its script, and must end in the bytes of a run left alone.
root=$(cd "$(dirname "$0")/../.." && pwd)
bin=$(realpath "$BIN")
for tool in munged slurmctld slurmd sbatch; do
    command -v $tool >/dev/null || PATH=$PATH:/usr/sbin
    command -v $tool >/dev/null || { echo "skip slurm: $tool is not installed"; exit 0; }
done
[ "$(id -u)" -eq 0 ] || { echo "skip slurm: only root can start it"; exit 0; }
work=$(mktemp -d)
chmod 755 "$work"
host=$(hostname -s)
mkdir "$work/state" "$work/spool"
dd if=/dev/urandom of="$work/munge.key" bs=128 count=1 2>/dev/null && chmod 400 "$work/munge.key"
cat >"$work/slurm.conf" <<CONF
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=16817
SlurmdPort=16818
AuthType=auth/munge
AuthInfo=socket=$work/munge.socket
CredType=cred/munge
SlurmUser=root
SlurmdUser=root
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
ReturnToService=2
SchedulerParameters=requeue_setup_env_fail
MinJobAge=300
NodeName=$host NodeAddr=127.0.0.1 CPUs=1 State=UNKNOWN
PartitionName=all Nodes=$host Default=YES MaxTime=INFINITE State=UP
CONF
export SLURM_CONF=$work/slurm.conf
cd "$work" || exit 1
munged --foreground --force --key-file="$work/munge.key" --socket="$work/munge.socket" --pid-file="$work/munge.pid" \
    --log-file="$work/munge.log" --seed-file="$work/munge.seed" 2>/dev/null &
munge=$!
sleep 1
slurmctld -D >/dev/null 2>&1 &
control=$!
slurmd -D >/dev/null 2>&1 &
daemon=$!
trap 'kill $daemon $control $munge 2>/dev/null; wait; rm -rf "$work"' EXIT
for _ in $(seq 60); do sinfo -h -o %T 2>/dev/null | grep -q idle && break; sleep 0.5; done
sinfo -h -o %T 2>/dev/null | grep -q idle || { echo "not ok slurm: the node does not come up"; tail -5 slurmctld.log slurmd.log munge.log; exit 1; }
ini=$root/tests/faults/kill_glass.ini
bad=0
state_of() { scontrol show job "$1" 2>/dev/null | grep -oE 'JobState=[A-Z]+' | head -1 | cut -d= -f2; }

# Follows a job to its end and requests an early end $2 times on the way; its folder is $3.
see_through() {
    asked=0
    for _ in $(seq 900); do
        state=$(state_of "$1")
        [ "$state" = COMPLETED ] || [ "$state" = FAILED ] && break
        scontrol update jobid="$1" starttime=now 2>/dev/null
        [ $asked -lt "$2" ] && [ "$state" = RUNNING ] && grep -q ^running "$3/status" 2>/dev/null &&
            scancel -b -s USR1 "$1" && asked=$((asked + 1)) && sleep 2
        sleep 0.5
    done
    restarts=$(scontrol show job "$1" | grep -oE 'Restarts=[0-9]+' | head -1 | cut -d= -f2)
}

judge() { # what, whole, folder
    if [ "$state" = COMPLETED ] && [ "${restarts:-0}" -gt 0 ] && diff -rq -x log.txt -x run.ini "$2" "$3"; then
        echo "ok slurm, $1: asked to end, requeued $restarts times, ended in the bytes of a run left alone"
    else
        echo "not ok slurm, $1: $state after ${restarts:-0} restarts"
        cat "$work"/*.out
        bad=1
    fi
}

"$bin/glass" run "$ini" run.folder=whole run.sweeps=40000 2>/dev/null
job=$(sbatch --parsable -o job.out "$root/runs/slurm/job.sbatch" "$bin/glass" "$ini" "$work/out" run.sweeps=40000)
see_through "$job" 2 out
judge job whole out

# an array: two members, a task each
"$bin/glass" run "$ini" run.folder=all run.sweeps=40000 run.seed=1..2 2>/dev/null
cd "$root" || exit 1 # where the scripts lie
array=$(sbatch --parsable --array=1-2 -o "$work/array.%a.out" runs/slurm/array.sbatch "$bin/glass" "$ini" "$work/array" run.sweeps=40000)
cd "$work" || exit 1
for k in 1 2; do
    (see_through "${array}_$k" 1 array/seed=$k
     judge "task $k of an array" all/seed=$k array/seed=$k
     exit $bad) &
    tasks[k]=$!
done
wait "${tasks[1]}" && wait "${tasks[2]}" || bad=1
exit $bad
