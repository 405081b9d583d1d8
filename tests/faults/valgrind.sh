#!/bin/bash
# Short runs of all programs under valgrind: no error, and no memory lost that was not a library's. Slow: not in `make
# check`. The kernels run as they are (AVX2 at most: [system] isa).
here=$(cd "$(dirname "$0")" && pwd)
command -v valgrind >/dev/null || { echo "skip valgrind: it is not installed"; exit 0; }
bin=$(realpath "$BIN")
export OMP_WAIT_POLICY=passive OMP_NUM_THREADS=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
bad=0
try() { # what, then a command
    valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite \
        --trace-children=no "${@:2}" >out.txt 2>err.txt
    status=$?
    if [ $status -eq 0 ] || [ $status -eq 75 ]; then echo "ok valgrind: $1"; else echo "not ok valgrind: $1 (status $status)"; tail -40 err.txt; bad=1; fi
}
run() { # name, program, run file, sweeps or steps, more
    try "$1, run" "$bin/$2" run "$here/$3.ini" run.folder="$1" $small "run.$4" "${@:5}"
    try "$1, resume" "$bin/$2" resume "$1"
}
small="run.threads=1 run.warmup=20 run.checkpoint_every=10"
run liquid glass kill_glass sweeps=40 system.N=100
run dynamics glass kill_glass sweeps=20 system.N=100 run.dynamics=md_swap md.steps=2
run ladder glass kill_ladder sweeps=20 system.N=100 'observe.series.schedule=every 1'
run population glass kill_population sweeps=60 system.N=100 tempering.every=10 tempering.walkers=3
run network dnn kill_dnn steps=40
run networks dnn kill_networks steps=40
run ensemble glass kill_glass sweeps=10 run.seed=1..2
try "status" "$bin/glass" status liquid ladder ensemble
try "branch" "$bin/glass" branch liquid --seeds 2 run.sweeps=20
try "check" "$bin/glass" check "$here/kill_ladder.ini"
try "list" "$bin/dnn" list
try "structure" "$bin/glass" structure liquid
try "export" "$bin/glass" export liquid xyz frames.xyz
try "start from a file" "$bin/glass" check "$here/kill_glass.ini" system.start=frames.xyz system.N=100
try "relax" "$bin/analysis" relax liquid
try "temperature" "$bin/analysis" reweight ladder/0*
exit $bad
