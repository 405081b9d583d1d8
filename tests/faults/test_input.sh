#!/bin/bash
# Bad input: one clear line on standard error, exit status 2, nothing written.
. "$(dirname "$0")/harness.sh"

# expect TEXT COMMAND...: the command must refuse with one line that holds TEXT
expect() {
    local text=$1 lines
    shift
    "$@" >out 2>err </dev/null
    local status=$?
    lines=$(wc -l <err)
    if [ $status -eq 2 ] && [ "$lines" -eq 1 ] && grep -qF -- "$text" err; then echo "ok refuses: ${text:0:60}"
    else echo "not ok: $* : status $status, wanted \"$text\", got:"; cat err; bad=1; fi
}
glass() { expect "$1" "$bin/glass" run "$here/kill_glass.ini" "${@:2}"; }
dnn() { expect "$1" "$bin/dnn" run "$here/kill_dnn.ini" "${@:2}"; }
file() { printf '%b' "$2" >zoo.ini; expect "$1" "$bin/glass" run zoo.ini; }

# files
expect 'nothing.ini' "$bin/glass" run nothing.ini
expect '/tmp' "$bin/glass" run /tmp
file 'sweeps' '[run]\nfolder = x\n[system]\nmodel = nbc8\nT = 1\n'
file 'nearest' '[run]\nsweeps = 1\nfolder = x\n[system]\ntemperature = 1\n'
file 'nearest' '[run]\nsweeps = 1\nfolder = x\n[sistem]\nT = 1\n'
file 'T' '[run]\nsweeps = 1\nfolder = x\n[system]\nT = 1\nT = 2\n'
file 'zoo.ini' '[run]\nsweeps = 1\nthis is not a key\n'
file 'zoo.ini' '[run]\nsweeps = 1 # a comment\nfolder = x\n'
file 'longer than' "[run]\nfolder = $(printf 'x%.0s' $(seq 300))\nsweeps = 1\n"
head -c 4096 /dev/urandom >zoo.ini
expect 'zoo.ini' "$bin/glass" run zoo.ini
head -c 3000000 /dev/zero >zoo.ini
expect 'zoo.ini' "$bin/glass" run zoo.ini

# keys of any program
glass 'seed' run.seed=-1
glass 'sweeps' run.sweeps=0
glass 'sweeps' run.sweeps=ten
glass 'nearest' run.sweps=10
glass 'command line' run.sweeps
glass 'schedule' 'observe.msd.schedule=sometimes'
glass 'waiting' 'observe.msd.waiting=at 3 2'
glass 'nearest' move.swop.weight=1
glass 'dynamics' run.dynamics=magic
glass 'program' run.program=dnn

# the liquid
glass '[system] T' system.T=0
glass '[system] T' system.T=-1
glass '[system] T' system.T=nan
glass '[system] T = 500: must be below 409' system.T=500
glass 'T = 500: must be below 409' 'run.temperature_schedule=500 10' run.folder=hot
glass 'command line: [system] Gamma' system.Gamma=1.3
glass '[system] N' system.N=1
glass 'box' system.N=20
glass 'nbc8' system.model=nbc9x
glass 'dim' system.dim=4
glass 'start' system.start=nowhere/at/all
glass 'displace' move.displace.step=-1
glass 'spread' system.sizes=power system.spread=0.5
glass 'species' system.sizes=species 'system.species=0.5 1, 0.6 2'
glass '[system] diameters_file = none: cannot' system.sizes=file
glass '[system] diameters_file = nowhere: cannot' system.sizes=file system.diameters_file=nowhere
glass '[system] sizes: diameter 0 is 1.19493914, which is none of the species of ka: 1, 0.88' system.model=ka system.sizes=power
glass '[system] sizes: diameter' system.model=nbc9 system.sizes=species 'system.species=0.5 1, 0.5 2'
glass '[system] P' move.volume.weight=0.001
glass 'overlaps' system.model=hard system.rho=1.3
printf '1\n1\nx\n' >sizes.txt
glass 'sizes.txt, line 3' system.sizes=file system.diameters_file=sizes.txt
printf '1\n1\n' >sizes.txt
glass 'holds 2 diameters' system.sizes=file system.diameters_file=sizes.txt
glass 'target' move.displace.target=2
for name in text.txt text.h5; do
    echo garbage >$name
    glass "[system] start: $name is neither a trajectory" system.start=$name
done
for name in text.xyz text.data text.dump; do
    echo garbage >$name
    glass "[system] start: $name, line 1" system.start=$name
done
{ printf '500\nLattice="10 0 0 0 10 0 0 0 10" Properties=species:S:1:pos:R:3:radius:R:1\n'
  for k in $(seq 500); do echo 'A 1 1 1 0.5'; done; } >heap.xyz
glass 'heap.xyz: spheres 0 and 499 overlap' system.start=heap.xyz system.N=500 system.rho=0.5
glass 'heap.xyz: spheres 0 and 499 overlap' system.start=heap.xyz system.N=500 system.rho=0.5 system.model=hard
glass 'heap.xyz has a box of side 10' system.start=heap.xyz system.N=500 system.rho=1
glass 'heap.xyz has 500 spheres in 3 dimensions' system.start=heap.xyz system.N=500 system.rho=0.5 system.dim=2

# the network
dnn 'layers' 'network.layers=dense'
dnn 'layers' 'network.layers=dens 10'
dnn 'protocol' swap.protocol=1SB
dnn 'two channels' swap.protocol=1SA
dnn 'inter_row' swap.protocol=inter_row
dnn 'scope' swap.protocol=1AS swap.scope=everything
dnn 'two images' swap.protocol=1AS swap.labels=follow
dnn 'swaps' swap.protocol=1AS swap.swaps=0
dnn 'probability' swap.protocol=1AS swap.probability=1.1
dnn 'every' swap.protocol=row swap.every=0
dnn 'amount' swap.protocol=label_noise swap.amount=1.5
dnn 'property' swap.protocol=swap
dnn 'temperature' train.optimiser=langevin
dnn 'batch' train.batch_size=-1
dnn 'batch' train.batch_size=1000
dnn 'rate' train.learning_rate=-0.1
dnn 'path' data.name=cifar10 data.path=nowhere
dnn 'nowhere' data.name=fashion_mnist data.path=nowhere
mkdir truncated && for f in train-images-idx3-ubyte train-labels-idx1-ubyte t10k-images-idx3-ubyte t10k-labels-idx1-ubyte; do
    printf '\0\0\10\3\0\0\1\0\0\0\0\34\0\0\0\34abc' | gzip >truncated/$f.gz
done
dnn 'truncated/' data.name=fashion_mnist data.path=truncated
for k in 1 2 3 4 5; do head -c 3073 /dev/urandom >truncated/data_batch_$k.bin; done
head -c 100 /dev/urandom >truncated/test_batch.bin
dnn 'truncated/' data.name=cifar10 data.path=truncated

# folders
[ ! -e out/run.ini ] && [ ! -d out ] && echo "ok nothing was written" || { echo "not ok something was written"; bad=1; }
rm -f out
"$bin/glass" run "$here/kill_glass.ini" run.sweeps=100 run.folder=done 2>/dev/null
cp -r done before
expect 'finished run' "$bin/glass" run "$here/kill_glass.ini" run.folder=done
diff -rq before done && echo "ok a finished run is left alone" || { echo "not ok a finished run was touched"; bad=1; }
"$bin/glass" run --force "$here/kill_glass.ini" run.sweeps=100 run.folder=done 2>/dev/null && diff -q before/series.dat done/series.dat &&
    echo "ok --force starts anew, with the same bits" || { echo "not ok --force"; bad=1; }
mkdir foreign && echo hello >foreign/thesis.tex
expect 'thesis.tex' "$bin/glass" run "$here/kill_glass.ini" run.folder=foreign
expect 'thesis.tex' "$bin/glass" run --force "$here/kill_glass.ini" run.folder=foreign
expect 'holds no run' "$bin/glass" resume foreign
expect 'nowhere' "$bin/glass" resume nowhere
expect 'not a folder' "$bin/glass" run "$here/kill_glass.ini" run.folder=foreign/thesis.tex
expect 'command' "$bin/glass" ruin "$here/kill_glass.ini"
expect 'run needs' "$bin/glass" run
expect 'list' "$bin/glass" list nonsense
if [ "$(id -u)" -ne 0 ]; then
    mkdir -m 500 locked
    expect 'locked' "$bin/glass" run "$here/kill_glass.ini" run.folder=locked/run
fi
"$bin/glass" run "$here/kill_glass.ini" run.sweeps=1000000 run.folder=busy 2>/dev/null &
await runs busy
expect 'in use' "$bin/glass" resume busy
expect 'in use' "$bin/glass" run --force "$here/kill_glass.ini" run.folder=busy
{ kill -9 $!; wait $!; } 2>/dev/null
exit $bad
