#!/bin/bash
# Commands on landscapes from run folders to figures: what they write agrees with itself, and what they refuse.
. "$(dirname "$0")/harness.sh"
export OMP_WAIT_POLICY=passive
rows() { grep -vc '^#\|^$' "$1"; }
close() { awk -v a="$1" -v b="$2" -v e="$3" 'BEGIN {d = a - b; exit !(d < e && -d < e)}'; }

cat >network.ini <<'I'
[run]
seed = 1
steps = 60
folder = out
[network]
layers = mlp 6
[data]
name = mixture
num_classes = 3
dim = 8
train_samples = 300
test_samples = 200
[train]
learning_rate = 0.1
batch_size = 30
[observe.trajectory]
schedule = at 0
I
train() { "$bin/dnn" run network.ini run.folder="$1" "${@:2}" 2>err; }
solutions=""
for i in 0 1 2 3 4; do train s$i run.replica=$i && solutions="$solutions s$i"; done

"$bin/dnn" overlaps $solutions into=map >out 2>err && "$bin/dnn" barriers $solutions into=map points=5 pairs=3 >>out 2>>err &&
    "$bin/dnn" exchange s0 copies=4 points=5 >>out 2>>err && "$bin/dnn" hessian s0 s1 s2 top=3 steps=10 >>out 2>>err &&
    "$bin/dnn" walk s0 steps=20 walks=2 rays=2 descent=5 >>out 2>>err &&
    [ "$(rows map/overlaps.dat)" -eq 10 ] && [ "$(rows map/barriers.dat)" -eq 45 ] && [ "$(rows s0/hessian.dat)" -eq 3 ]
report $? "landscape: overlaps, barriers, exchange, hessian and walk write their tables"

"$bin/dnn" swaps s0 s1 number=20 >out 2>err && cp s0/tried.dat before.dat && "$bin/dnn" swaps s0 s1 number=20 threads=3 >>out 2>>err &&
    cmp -s before.dat s0/tried.dat && [ "$(rows s0/tried.dat)" -eq 1 ] &&
    awk '/^# row/ {for (i = 2; i <= NF; i++) at[$i] = i - 1}
        !/^#/ {exit !($at["null"] ^ 2 < 1e-20 && $at["row"] > 0 && $at["mixed_equal"] + $at["mixed_equal_error"] * 4 > 0)}' s0/tried.dat
report $? "landscape: tried swaps, of which the null swap keeps the loss; threads change no bit"

# aligned overlaps are not below raw ones; the end of a path is the solution; copies are as good as the original
awk '!/^#/ && $4 < $3 - 1e-12 {exit 1}' map/overlaps.dat
report $? "landscape: alignment never lowers an overlap"
close "$(awk '!/^#/ && $1 == 0 {print $2}' map/solutions.dat)" "$(awk '!/^#/ && NF {print $5; exit}' map/barriers.dat)" 1e-6 &&
    close "$(awk '!/^#/ && $1 == 0 {print $2}' map/solutions.dat)" "$(awk '!/^#/ {print $1}' s0/scores.dat)" 1e-6
report $? "landscape: paths begin with the loss of the solution"
awk '!/^#/ && NF && ($4 == 0 || $4 == 1) {if (!n++) first = $5; if (($5 - first)^2 > 1e-16) exit 1}' s0/exchange.dat &&
    awk '!/^#/ && $1 == 2 {l[$2, $4] = $5} END {for (k in l) {split(k, i, SUBSEP); d = l[k] - l[i[1], 1 - i[2]]; if (d * d > 1e-16) exit 1}}' s0/exchange.dat
report $? "landscape: copies have the loss of the original, two-unit exchanges are symmetric"
awk '!/^#/ {if ($1 == 0) {all = $3; e = $4} else {sum += $3}} END {d = all - sum; exit !(d * d < 1e-10)}' s0/hessian.dat &&
    awk '!/^#/ {w[$1] += $3} END {for (p in w) if ((w[p] - 1)^2 > 1e-8) exit 1}' s0/density.dat
report $? "landscape: traces of layers add up, densities are normalised"
awk '!/^#/ && $1 == 1 {top = $2} !/^#/ && $1 == 0 {low = $2; r = $3} !/^#/ && $3 == "" {exit 1} END {exit !(r * r <= 4e-12 * top * top)}' s0/eigenvalues.dat &&
    awk '!/^#/ && $6 > 2e-6 * ($5 > 0 ? $5 : 1) {exit 1}' s0/hessian.dat
report $? "landscape: eigenvalues are converged to the tolerance, and have residuals"
cp map/overlaps.dat before.dat &&
    "$bin/dnn" overlaps $solutions into=map threads=3 >out 2>err && cmp -s map/overlaps.dat before.dat
report $? "landscape: threads change no bit of overlaps"

for of in hierarchy matrix barriers; do "$bin/analysis" landscape map --of $of -o f_$of >$of.txt 2>err && [ -s f_$of.png ] && [ -s f_$of.pdf ] || break; done &&
    "$bin/analysis" landscape s0 --of exchange -o f_exchange >exchange.txt 2>err && "$bin/analysis" landscape s0 --of walk -o f_walk >walk.txt 2>err &&
    "$bin/analysis" landscape s0 s1 s2 --of flatness -o f_flat >flat.txt 2>err && [ -s f_walk.png ] && [ -s f_flat.png ] &&
    grep -q 'ultrametric beyond both nulls: \(yes\|no\|cannot tell\)' hierarchy.txt && grep -q 'lowers the barrier: \(yes\|no\|cannot tell\)' barriers.txt &&
    grep -q 'all: test_error grows with highest: \(yes\|no\|cannot tell\)' flat.txt
report $? "landscape: figures with a verdict each"

cat >liquid.ini <<'I'
[run]
seed = 1
sweeps = 400
folder = liquid
[system]
model = nbc8
N = 100
T = 0.15
[move.displace]
weight = 1
[observe.trajectory]
schedule = every 40
I
"$bin/glass" run liquid.ini 2>err && "$bin/glass" basins liquid --barriers 2 steps=100 >out 2>err && "$bin/glass" modes liquid 2>err &&
    "$bin/analysis" landscape liquid --of hierarchy -o f_liquid >out 2>err &&
    "$bin/analysis" landscape liquid map s0 --of both -o f_both >out 2>err && [ -s f_both.png ] && [ "$(rows liquid/bands.dat)" -eq 2 ]
report $? "landscape: a liquid's basins, and both in one figure"

refused() { "$@" >/dev/null 2>err; [ $? -eq 2 ] && [ "$(wc -l <err)" -eq 1 ]; }
says() { grep -q -- "$1" err || { echo "expected '$1', got: $(cat err)"; return 1; }; }
train wide network.layers="mlp 7" && train tanh network.layers="dense 6, tanh, dense classes" && train seed run.seed=2 &&
    train norm network.layers="dense 6, batchnorm, relu, dense classes" && train drop network.layers="dense 6, dropout, relu, dense classes" &&
    train alone network.layers="dense classes"
refused "$bin/dnn" overlaps s0 wide into=x && says "layers" && refused "$bin/dnn" overlaps s0 tanh into=x && says "layers" &&
    refused "$bin/dnn" overlaps s0 seed into=x && says "seed"
report $? "landscape: solutions of different architectures or data are refused in one line"
refused "$bin/dnn" overlaps s0 into=x && refused "$bin/dnn" overlaps s0 s1 && says "into" && refused "$bin/dnn" overlaps s0 none into=x &&
    refused "$bin/dnn" barriers alone alone into=x && says "hidden units" && refused "$bin/dnn" hessian norm && says "batch" &&
    refused "$bin/dnn" hessian drop && says "dropout" && refused "$bin/dnn" exchange s0 layer=2 && says "hidden layer" &&
    refused "$bin/dnn" walk s0 step=0 && refused "$bin/dnn" walk s0 stept=1 && says "step" && refused "$bin/dnn" walk liquid
report $? "landscape: what has no hidden units, no second derivatives or no sense is refused"
"$bin/dnn" overlaps s0 s1 into=two >/dev/null 2>err
refused "$bin/analysis" landscape two --of hierarchy && says "too few to cluster" && sed -i '$d' map/overlaps.dat &&
    refused "$bin/analysis" landscape map --of hierarchy && says "pairs" && refused "$bin/analysis" landscape s0 --of hierarchie &&
    refused "$bin/analysis" landscape s0 && says "--of" && refused "$bin/analysis" landscape s0 s1 --of flatness && says "too few" &&
    refused "$bin/analysis" landscape s0 --of barriers && says "barriers.dat"
report $? "landscape: too few solutions, missing pairs and missing tables are refused in one line"
sed 's/^weight = 1/weight = 0.8\n[move.swap]\nweight = 0.2/; s/= liquid/= swapped/' liquid.ini >swapped.ini
"$bin/glass" run swapped.ini 2>err && refused "$bin/glass" basins swapped && says "swaps"
report $? "landscape: basins of a liquid whose spheres change size are refused"

# along training: a linear network has one Hessian, of eigenvalues 1 +- |mean x| for one input -1 or +1 and two outputs
train line data.name=patterns data.dim=1 network.layers="dense classes" train.loss=mean_square observe.trajectory.schedule="every 10" &&
    train bent network.layers="dense 6, tanh, dense classes" observe.trajectory.schedule="every 20" &&
    "$bin/dnn" spectrum line top=1 tolerance=1e-10 >out 2>err && "$bin/dnn" spectrum bent top=2 tolerance=1e-8 samples=0 >>out 2>>err &&
    "$bin/dnn" hessian bent top=2 steps=0 tolerance=1e-8 samples=0 >>out 2>>err && [ "$(rows line/spectrum.dat)" -eq 14 ] &&
    awk '!/^#/ {s[$1] += $4; if ($3 == 1 && n++ && ($4 - top)^2 > 1e-16) exit 1; if ($3 == 1) top = $4}
         END {for (t in s) {m++; if ((s[t] - 2)^2 > 1e-16) exit 1} exit !(m == 7 && top > 1)}' line/spectrum.dat
report $? "landscape: spectrum of a linear network is exact, and the same at every frame"
close "$(tail -1 bent/spectrum.dat | cut -d' ' -f4)" "$(awk '$1 == 2 {print $2}' bent/eigenvalues.dat)" 1e-6 &&
    close "$(awk '$1 == 60 && $3 == 0 {print $4}' bent/spectrum.dat)" "$(awk '$1 == 0 {print $2}' bent/eigenvalues.dat)" 1e-5 &&
    "$bin/analysis" landscape line bent --of spectrum -o f_spectrum >spectrum.txt 2>err && [ -s f_spectrum.png ] &&
    grep -q 'line: the largest eigenvalue ends above 2(1 + m)/rate: no' spectrum.txt
report $? "landscape: the last frame of spectrum is that of hessian; a figure with a verdict"
refused "$bin/dnn" spectrum s0 s1 && refused "$bin/dnn" spectrum norm && says "batch" && refused "$bin/analysis" landscape s0 --of spectrum && says "spectrum.dat"
report $? "landscape: spectrum refuses several runs, batch normalisation and missing tables"
exit $bad
