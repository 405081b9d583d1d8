#!/bin/bash
# Several processes: the bytes of one, whatever their number, also when they are stopped and resumed by another number;
# one that dies ends the job, which goes on from the last checkpoint of all; what is wrong is said once.
here=$(cd "$(dirname "$0")" && pwd)
[ -x "$BUILD/mpi/glass" ] && command -v mpirun >/dev/null || { echo "skip mpi: needs libopenmpi-dev and openmpi-bin"; exit 0; }
bin=$(realpath "$BIN") mpi=$(realpath "$BUILD")/mpi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
RANDOM=11
bad=0
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 ASAN_OPTIONS=detect_leaks=0
several=(timeout 300 mpirun -q --oversubscribe --bind-to none -n)
report() { if [ "$1" -eq 0 ]; then echo "ok $2"; else echo "not ok $2"; cat "$work/diff" "$work/err"; bad=1; fi; }
same() { diff -rq -x log.txt "$1" "$2" >"$work/diff" && [ "$(cut -d' ' -f1 <"$2/status")" = finished ]; }
said_once() { [ "$1" -ne 0 ] && [ "$(wc -l <err)" -eq 1 ] && grep -q "$2" err; }
in_folder() { (mkdir -p "$1" && cd "$1" && "${@:2}" </dev/null 2>>"$work/err"); }

for case in "glass ladder 2 3" "glass population 4" "dnn networks 2" "dnn crew 2 3"; do
    read -r program name counts <<<"$case"
    ini=$here/kill_$name.ini
    in_folder $name/whole "$bin/$program" run "$ini" run.folder=out run.threads=1
    for n in $counts; do
        in_folder $name/$n "${several[@]}" $n "$mpi/$program" run "$ini" run.folder=out run.threads=1
        same $name/whole/out $name/$n/out
        report $? "mpi, $name: $n processes leave the bytes of one"
    done
    # stopped, killed, and resumed, each time by another number
    killed=0
    for trial in $(seq "${KILLS:-2}"); do
        n=$((2 + trial % 2))
        what=(run "$ini" run.folder=out run.threads=1)
        [ -e $name/again/out/run.ini ] && what=(resume out)
        mkdir -p $name/again && cd $name/again || exit 1
        [ -e out/checkpoint.h5 ] && cp out/checkpoint.h5 before || : >before
        "${several[@]}" $n "$mpi/$program" "${what[@]}" 2>>"$work/err" &
        for _ in $(seq 100); do [ -e out/checkpoint.h5 ] && ! cmp -s out/checkpoint.h5 before && break; sleep 0.02; done
        sleep "0.$((RANDOM % 20 + 10))" # all are up: it is our own death that is tried, not that of mpirun's start
        victim=$(pgrep -f "^$mpi/$program .*out" | tail -1)
        [ -n "$victim" ] && kill -9 "$victim" && killed=$((killed + 1))
        { wait $!; } 2>/dev/null
        cd "$work" || exit 1
    done
    in_folder $name/again "$bin/$program" resume out
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
trajectories network.layers=lenet5 run.dynamics=hmc move.hmc.step=0.001 system.T=1 train.batch=0
END

in_folder members/whole "$bin/glass" run "$here/kill_glass.ini" run.sweeps=1500 run.seed=1..3 run.folder=out
in_folder members/two "${several[@]}" 2 "$mpi/glass" run "$here/kill_glass.ini" run.sweeps=1500 run.seed=1..3 run.folder=out
[ "$("$bin/glass" status members/two/out | grep -c ' done$')" -eq 3 ] && diff -rq -x log.txt members/whole members/two >diff
report $? "mpi, ensemble: 2 processes leave the bytes of one"

"${several[@]:2}" 3 "$mpi/glass" run "$here/kill_ladder.ini" run.folder=asked run.sweeps=100000 2>err &
for _ in $(seq 200); do [ -e asked/checkpoint.previous.h5 ] && break; sleep 0.05; done
kill -USR1 $!
wait $!
[ $? -eq 75 ] && grep -q ^interrupted asked/status && [ "$(grep -c interrupted err)" -eq 1 ]
report $? "mpi: SIGUSR1 is agreed by all, a checkpoint is left, exit status 75"

"${several[@]}" 2 "$mpi/glass" run "$here/kill_glass.ini" run.folder=none 2>err
said_once $? "one run is for one process" && [ ! -e none ]
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
exit $bad
