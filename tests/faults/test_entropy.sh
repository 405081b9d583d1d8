#!/bin/bash
# glass entropy and [bias] as programs: a crystal by two routes, a dilute gas against its virial, swaps at frozen positions,
# restarts of tethered runs, and refusals.
. "$(dirname "$0")/harness.sh"
glass=$bin/glass dnn=$bin/dnn
# Column NAME of the row of T in FILE.
entry() { awk -v name="$2" -v T="$3" '/^# T / {for (i = 2; i <= NF; i++) if ($i == name) c = i - 1} !/^#/ && $1 == T {print $c}' "$1"; }
# X Y TOLERANCE: do they agree
near() { awk -v x="$1" -v y="$2" -v e="$3" 'BEGIN {d = x - y; exit !(x != "" && y != "" && d < e && d > -e)}'; }

cat >run.ini <<'INI'
[run]
folder = out
sweeps = 1000
warmup = 200
tune = 20
[system]
model = nbc8
T = 0.1
[move.displace]
target = 0.4
[observe.series]
schedule = every 5
[observe.trajectory]
schedule = every 200
INI

# A face-centred cubic crystal of equal spheres, N = 256.
awk 'BEGIN {n = 4; N = 4 * n ^ 3; L = (N / 1.2) ^ (1 / 3); a = L / n; print N
    printf "Lattice=\"%.12f 0 0 0 %.12f 0 0 0 %.12f\" Properties=species:S:1:pos:R:3:radius:R:1\n", L, L, L
    for (i = 0; i < n; i++) for (j = 0; j < n; j++) for (k = 0; k < n; k++) for (b = 0; b < 4; b++)
        printf "X %.12f %.12f %.12f 0.5\n", a * (i + (b % 3 == 1 || b == 2 ? 0.5 : 0)), a * (j + (b == 1 || b == 3 ? 0.5 : 0)),
            a * (k + (b >= 2 ? 0.5 : 0))}' >fcc.xyz
"$glass" run run.ini run.folder=site system.start=fcc.xyz run.sweeps=10 run.warmup=0 system.T=1e-6 move.displace.step=1e-6 \
    move.displace.target=0 2>err &&
    "$glass" run run.ini run.folder=crystal system.start=fcc.xyz system.T=0.05,0.1,0.15 2>>err &&
    "$glass" run run.ini run.folder=tethered system.start=fcc.xyz bias.of=msd bias.reference=site@0 \
        bias.field=-1,-4,-10,-20,-40,-80,-160,-320,-640,-1280,-2560,-5120,-1e4,-4e4,-2e5 2>>err &&
    "$glass" entropy crystal tethered anharmonic=yes >table 2>>err
report $? "entropy: runs of a crystal, with and without tethers"
harmonic=$(entry table s_harmonic 0.1) anharmonic=$(entry table s_anharmonic 0.1) tethered=$(entry table s_tethered 0.1)
# Tethers count the centre of mass too: (dim - dim/2 ln(alpha Lambda^2 / pi)) / N at the least alpha = 10.
cp table err
near "$tethered" "$(awk -v a="$harmonic" -v b="$anharmonic" 'BEGIN {print a + b + (3 - 1.5 * log(10 / (2 * 3.14159265 * 0.1) / 3.14159265)) / 256}')" 0.06
report $? "entropy: Frenkel-Ladd $tethered is harmonic $harmonic plus anharmonic $anharmonic"

# beta a_ex = slope y at low density: s_ex = -3/4 slope y, y = T^(-1/4).
"$glass" run run.ini run.folder=gas system.N=200 system.rho=0.02 system.T=390.625,123.46,39.0625,16 run.sweeps=4000 \
    move.displace.step=2 move.displace.target=0 2>err && "$glass" entropy gas structures=0 >table 2>>err
slope=$(sed -n 's/.*starts as \([0-9.]*\) .*/\1/p' table)
near "$(entry table s_total 16)" "$(awk -v s="$slope" 'BEGIN {print 2.5 - log(0.02) + 1.5 * log(2 * 3.14159265358979 * 16) - 0.75 * s * 16 ^ -0.25}')" 0.01
report $? "entropy: a dilute gas against its second virial coefficient"

# Swaps at frozen positions.
"$glass" run run.ini run.folder=mixed system.N=300 system.T=0.3 move.swap.weight=0.2 run.warmup=500 2>err &&
    "$glass" run run.ini run.folder=frozen system.start=mixed system.T=300,30,10,3,1,0.6,0.4,0.3 move.displace.weight=0 \
        move.displace.target=0 move.swap.weight=1 run.warmup=0 run.sweeps=300 2>>err &&
    "$glass" entropy mixed frozen structures=0 >table 2>>err
report $? "entropy: runs of swaps alone"
mixing=$(entry table s_mix 0.3)
near "$mixing" 0.95 0.35
report $? "entropy: mixing entropy $mixing of nbc8 at T = 0.3"

# A tethered run that is stopped resumes to the same bits, though its reference is gone.
"$glass" run run.ini run.folder=whole system.N=300 run.sweeps=3000 bias.reference=mixed bias.spring=3 system.start=mixed 2>err &&
    "$glass" run run.ini run.folder=parts system.N=300 run.sweeps=3000 bias.reference=mixed bias.spring=3 system.start=mixed \
        run.walltime=0.3 2>>err
mv mixed elsewhere
while "$glass" resume parts 2>>err; [ $? -eq 75 ]; do :; done
cmp whole/series.dat parts/series.dat >diff 2>&1 && cmp whole/trajectory.h5 parts/trajectory.h5 >>diff 2>&1
report $? "entropy: a biased run resumes without its reference"
mv elsewhere mixed

cat >network.ini <<'INI'
[run]
folder = network
steps = 20
dynamics = metropolis
[network]
layers = dense 4, tanh, dense classes
precision = double
[data]
name = random_labels
dim = 6
train_samples = 20
test_samples = 10
[train]
batch_size = 10
[system]
T = 1
[move.displace]
step = 0.3
[observe.trajectory]
schedule = every 10
INI
"$dnn" run network.ini 2>err && "$dnn" run network.ini run.folder=pulled bias.of=cosine bias.reference=network@10 bias.field=5 run.steps=200 2>>err &&
    awk '/^# t / {last = $NF} !/^#/ {q = $NF} END {exit !(last == "cosine" && q > 0.8)}' pulled/series.dat
report $? "entropy: a field on the overlap of networks"

refused() { "$@" >/dev/null 2>err; [ $? -eq 2 ] && [ "$(wc -l <err)" -eq 1 ]; }
b="bias.reference=mixed system.N=300 run.folder=never"
refused "$glass" run run.ini $b bias.of=msd bias.reference=site && refused "$glass" run run.ini $b bias.of=fs &&
    refused "$glass" run run.ini $b bias.reference=none && refused "$glass" run run.ini $b bias.reference=mixed@7 &&
    refused "$glass" run run.ini $b run.dynamics=md && refused "$glass" run run.ini $b run.dynamics=domains &&
    refused "$glass" run run.ini $b system.P=1 move.volume.weight=0.01 && refused "$glass" run run.ini run.folder=never bias.spring=1 &&
    refused "$dnn" run network.ini run.folder=never bias.reference=network bias.of=collective &&
    refused "$dnn" run network.ini run.folder=never bias.reference=network bias.of=cosine run.dynamics=hmc &&
    refused "$dnn" run network.ini run.folder=never bias.reference=mixed bias.of=cosine && [ ! -e never ]
report $? "entropy: a bias that cannot be is refused"
"$glass" run run.ini run.folder=log system.N=200 observe.series.schedule='log 10' 2>err && "$glass" run run.ini run.folder=ramp system.N=200 \
    run.temperature_schedule='ramp 0.2 1000' 2>err
refused "$glass" entropy log && refused "$glass" entropy ramp && refused "$glass" entropy crystal mixed && refused "$glass" entropy none &&
    refused "$glass" entropy whole && refused "$glass" entropy network && refused "$glass" entropy crystal skip=1
report $? "entropy: runs that do not fit are refused"
exit $bad
