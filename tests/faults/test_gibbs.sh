#!/bin/bash
# kind = gibbs as runs: killed and resumed, longer, a ladder, frames of both boxes, columns that agree with the frames, tables,
# analysis, refusals.
. "$(dirname "$0")/harness.sh"
cat >gibbs.ini <<'END'
[run]
folder = out
sweeps = 300
warmup = 100
checkpoint_every = 70
[system]
kind = gibbs
model = lj
cut = 2.5
N = 100
rho = 0.2
T = 0.9
[move.displace]
weight = 0.7
target = 0.4
[move.transfer]
weight = 0.3
[move.volume]
weight = 0.02
target = 0.4
[observe.series]
schedule = every 20
[observe.trajectory]
schedule = every 100
END
RANDOM=3
timed "$bin/glass" run gibbs.ini run.folder=whole 2>"$work/err"
kills=0
for _ in 1 2 3 4 5 6; do
    rm -rf cut
    "$bin/glass" run gibbs.ini run.folder=cut 2>"$work/err" &
    kill_within $! "$lasted" && [ -e cut/checkpoint.h5 ] || continue
    kills=$((kills + 1)) && "$bin/glass" resume cut 2>"$work/err"
    for t in series.dat insertions.dat trajectory.h5; do cmp whole/$t cut/$t >"$work/diff" || report 1 "killed, $t"; done
    [ $kills -eq 2 ] && break
done
[ $kills -gt 0 ]
report $? "killed $kills times, the same bytes"
"$bin/glass" run gibbs.ini run.folder=part run.sweeps=130 2>"$work/err" && "$bin/glass" resume part run.sweeps=300 2>"$work/err" &&
    cmp part/series.dat whole/series.dat && cmp part/insertions.dat whole/insertions.dat
report $? "a longer run has the bytes of the whole"
python3 - whole <<'PY' 2>"$work/err"
import h5py, numpy as np, sys
f = h5py.File(sys.argv[1] + "/trajectory.h5")
rows = {int(r[0]): r for r in np.loadtxt(sys.argv[1] + "/series.dat")}
position = f["particles/all/position"]
x, t = position["value"], position["step"]
for k, time in enumerate(t[:]):
    r = rows[int(time)]
    second = x[k][:, 0] < 0
    assert second.sum() == r[3] and (~second).sum() == r[2], (time, second.sum(), r[3])
    for n, box, rho, e in ((r[2], ~second, r[4], r[6]), (r[3], second, r[5], r[7])):
        L = (n / rho) ** (1 / 3)
        d = x[k][box][:, None] - x[k][box][None]
        d -= L * np.round(d / L)
        r2 = (d * d).sum(2)[np.triu_indices(int(n), 1)]
        r6 = r2[r2 < 6.25] ** -3
        energy = 4 * (r6 * r6 - r6).sum() / n
        assert abs(energy - e) < 1e-5 * max(1, abs(e)), (time, energy, e)
PY
report $? "frames hold both boxes: numbers and energies are those of series.dat"
awk '!/^#/ && $1 > 0 {n = $3 + $4; v = $3 / $5 + $4 / $6; if (n != 100 || v < 499.99 || v > 500.01) exit 1}' whole/series.dat &&
    awk '!/^#/ {mu[$1] = $4} END {exit !(mu[1] < 0 && mu[2] < 0)}' whole/insertions.dat
report $? "spheres and volume are conserved; insertions have a chemical potential"
"$bin/analysis" mean whole --of density_1 >said 2>"$work/err" && grep -q 'no swap' said && "$bin/analysis" plot whole --of 'density_*' -o rho >said 2>"$work/err" &&
    [ -s rho.png ]
report $? "analysis reads the columns"
"$bin/glass" run gibbs.ini run.folder=ladder run.sweeps=60 'tempering.ladder=0.9, 1' tempering.every=10 2>"$work/err" && [ -s ladder/exchange.dat ]
report $? "replica exchange"
"$bin/glass" run gibbs.ini run.folder=mixture run.sweeps=60 run.warmup=0 system.sizes=species 'system.species=0.5 1, 0.5 0.8' move.swap.weight=0.2 2>"$work/err" &&
    awk '!/^#/ && $1 == 60 {exit !($11 == "nan" && $NF > 0)}' mixture/series.dat
report $? "mixtures swap; their mu is nan"
ini=(gibbs.ini run.folder=no)
refuses 'less than twice the longest cut-off' "$bin/glass" run "${ini[@]}" system.volume_share=0.1
refuses 'must be a number in [0.001, 0.999]' "$bin/glass" run "${ini[@]}" system.spheres_share=1
refuses 'spheres of kind = gibbs change boxes' "$bin/glass" run "${ini[@]}" observe.msd.waiting='every 10'
refuses 'spheres of kind = gibbs change boxes' "$bin/glass" run "${ini[@]}" observe.equilibrium.k=7
refuses 'no such start; known: lattice, random' "$bin/glass" run "${ini[@]}" system.start=whole
refuses 'no such dynamics; known: metropolis' "$bin/glass" run "${ini[@]}" run.dynamics=md
refuses 'not a run of spheres' "$bin/glass" quench whole
[ ! -e no ]
report $? "a refused run leaves nothing"
exit $bad
