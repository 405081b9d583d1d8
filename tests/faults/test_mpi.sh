#!/bin/bash
# Several processes: the bytes of one process for any number, also when stopped and resumed by another number. A process that
# dies ends the job, which resumes from the last common checkpoint. An error is printed once.
. "$(dirname "$0")/harness.sh"
mpi=$built/mpi
[ -x "$mpi/glass" ] && command -v mpirun >/dev/null || { echo "skip mpi: needs libopenmpi-dev and openmpi-bin"; exit 0; }
RANDOM=11
disk
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
several=(timeout 300 mpirun -q --oversubscribe --bind-to none -n)
said_once() { [ "$1" -ne 0 ] && [ "$(wc -l <err)" -eq 1 ] && grep -q "$2" err; }
in_folder() { (mkdir -p "$1" && cd "$1" && "${@:2}" </dev/null 2>>"$work/err"); }
up() { { [ -e out/checkpoint.h5 ] && ! cmp -s out/checkpoint.h5 before; } || ! kill -0 $!; }
# one process of the team is killed: at one of its calls to the disk, or by its id
cat >victim.sh <<'SH'
#!/bin/sh
echo $$ >"$WORK/process.$OMPI_COMM_WORLD_RANK"
[ "$OMPI_COMM_WORLD_RANK" = "$VICTIM" ] && export DISK_KILL="$AT"
LD_PRELOAD=$WORK/disk.so exec "$@"
SH
chmod +x victim.sh
export WORK=$work

for case in "glass ladder 2 3" "glass population 4" "dnn networks 2" "dnn crew 2 3"; do
    read -r program name counts <<<"$case"
    ini=$here/kill_$name.ini
    timed in_folder $name/whole env DISK_COUNT="$work/count" LD_PRELOAD="$work/disk.so" "$bin/$program" run "$ini" run.folder=out run.threads=1
    calls=$(cat count)
    for n in $counts; do
        in_folder $name/$n "${several[@]}" $n "$mpi/$program" run "$ini" run.folder=out run.threads=1
        same $name/whole/out $name/$n/out
        report $? "mpi, $name: $n processes leave the bytes of one"
    done
    # killed, and resumed, each time by another number: from outside at any moment once all are up (it is our
    # own death that is tried, not that of mpirun's start), and at a call to the disk
    killed=0
    mkdir -p $name/again && cd $name/again || exit 1
    for trial in $(seq "${KILLS:-2}"); do
        n=$((2 + trial % 2))
        what=(run "$ini" run.folder=out run.threads=1)
        [ -e out/run.ini ] && what=(resume out)
        [ -e out/checkpoint.h5 ] && cp out/checkpoint.h5 before || : >before
        export VICTIM=$((RANDOM % n)) AT=$((10 + RANDOM % (calls / 2 / n)))
        [ $((trial % 2)) -eq 1 ] && AT=0
        [ $name = crew ] && [ $AT -gt 0 ] && VICTIM=0 # the others write nothing
        "${several[@]}" $n "$work/victim.sh" "$mpi/$program" "${what[@]}" 2>>"$work/err" &
        if [ $AT -eq 0 ]; then
            await up
            pause $((lasted / 4))
            kill -9 "$(cat "$work/process.$VICTIM")" 2>/dev/null
        fi
        { wait $!; } 2>/dev/null
        [ $? -eq 137 ] && killed=$((killed + 1))
    done
    cd "$work" || exit 1
    (cd $name/again && go_on "$bin/$program" run "$ini" run.folder=out run.threads=1) 2>>err
    [ $killed -gt 0 ] && same $name/whole/out $name/again/out
    report $? "mpi, $name: a process killed $killed times, resumed to the same bytes"
done

# batches that are sent as they are (pixels swapped for good, images turned), and one that stays for all trajectories
while read -r name keys; do
    read -ra keys <<<"$keys run.steps=6 run.folder=out"
    in_folder batch/$name/whole "$bin/dnn" run "$here/kill_crew.ini" "${keys[@]}"
    in_folder batch/$name/two "${several[@]}" 2 "$mpi/dnn" run "$here/kill_crew.ini" "${keys[@]}" run.threads=2
    sed -i '/^threads/d' batch/$name/*/out/run.ini
    same batch/$name/whole/out batch/$name/two/out
    report $? "mpi, crew: $name, 2 processes of 2 threads leave the bytes of one"
done <<'END'
kept_swaps swap.protocol=1AS swap.swaps=100 swap.reset=never
mirrored swap.protocol=flip_crop
validated swap.protocol=1AS+mixup train.optimiser=adamw train.clip_norm=1 validation.samples=500 validation.every=2 data.label_noise=0.1
trajectories network.layers=lenet5 run.dynamics=hmc move.hmc.step=0.001 system.T=1 train.batch_size=0
END

# made longer by another number of processes
while read -r program name key part first second; do
    whole=$(sed -n "s/^$key = \([0-9]*\).*/\1/p;T;q" $name/whole/out/run.ini)
    in_folder longer/$name "${several[@]}" $first "$mpi/$program" run "$here/kill_$name.ini" run.folder=out run.threads=1 run.$key=$part
    in_folder longer/$name "${several[@]}" $second "$mpi/$program" resume out run.$key=$whole
    diff -rq -x log.txt -x checkpoint.previous.h5 $name/whole/out longer/$name/out >diff && grep -q ^finished longer/$name/out/status
    report $? "mpi, $name: $first processes, made longer by $second, leave the bytes of one"
done <<'END'
glass ladder sweeps 277 2 3
glass population sweeps 377 4 2
dnn networks steps 17 2 3
dnn crew steps 17 3 2
END
in_folder members/whole "$bin/glass" run "$here/kill_glass.ini" run.sweeps=1500 run.seed=1..3 run.folder=out
in_folder members/two "${several[@]}" 2 "$mpi/glass" run "$here/kill_glass.ini" run.sweeps=1500 run.seed=1..3 run.folder=out
[ "$("$bin/glass" status members/two/out | grep -c ' done$')" -eq 3 ] && diff -rq -x log.txt members/whole members/two >diff
report $? "mpi, ensemble: 2 processes leave the bytes of one"

"${several[@]:2}" 3 "$mpi/glass" run "$here/kill_ladder.ini" run.folder=asked run.sweeps=1000000 2>err &
await kept_two asked
kill -USR1 $!
wait $!
[ $? -eq 75 ] && grep -q ^interrupted asked/status && [ "$(grep -c interrupted err)" -eq 1 ]
report $? "mpi: SIGUSR1 is agreed by all, a checkpoint is left, exit status 75"

"${several[@]}" 2 "$mpi/glass" run "$here/kill_glass.ini" run.folder=none 2>err
said_once $? "one run needs one process" && [ ! -e none ]
report $? "mpi: one run is refused in one line"
"${several[@]}" 3 "$mpi/glass" run "$here/kill_ladder.ini" run.folder=none system.N=many 2>err
said_once $? "N = many" && [ ! -e none ]
report $? "mpi: a bad key is refused in one line, nothing written"
"${several[@]}" 5 "$mpi/glass" run "$here/kill_ladder.ini" run.folder=none 2>err
said_once $? "5 processes, but only 4 runs" && [ ! -e none ]
report $? "mpi: more processes than runs are refused in one line"
"${several[@]}" 2 "$mpi/glass" status asked 2>err
said_once $? "for one process"
report $? "mpi: other commands are refused in one line"
# a process other than the first dies of an error: the reason is in status and log of the whole
"${several[@]}" 2 "$mpi/glass" run "$here/kill_ladder.ini" run.folder=told run.sweeps=1000000 run.threads=1 2>err &
await kept_two told
echo "# a note" >>told/03/series.dat
wait $!
[ $? -ne 0 ] && grep -q '^failed .*process 1: told/03/series.dat' told/status && grep -q 'failed: process 1: told/03/series.dat' told/log.txt &&
    "$bin/glass" status told | grep -q 'resume refuses: told/03/series.dat'
report $? "mpi: the reason of a process that dies is in status and log"
exit $bad
