#!/bin/bash
# Constant pressure: ensembles over P, programmes of P, verdicts on the density, refusals.
. "$(dirname "$0")/harness.sh"
cd "$work" || exit 1
cat >npt.ini <<'END'
[run]
folder = npt
sweeps = 3000
warmup = 200
checkpoint_every = 300
[system]
model = harmonic
N = 64
T = 0.05
P = 0.2, 0.4
[move.displace]
[move.volume]
[observe.series]
schedule = every 5
[observe.equilibrium]
[observe.overlap]
waiting = every 100
max_lag = 300
END
$bin/glass run npt.ini 2>err
report $? "an ensemble over P"
$bin/analysis relax npt >out 2>err && grep -q 'P = 0.2, no swap' out && grep -q 'P = 0.4, no swap' out
report $? "relax names the pressures"
$bin/analysis equilibrium npt >out 2>err && grep -q z_density out && grep -q 'of the enthalpy' out
report $? "equilibrium tests the density and the enthalpy"
# density of the verdict is the mean of the table's last three quarters; 8 columns of it are compared
awk '!/^#/ && $1 > 750 { s += $5; n++ } END { print s / n }' npt/P=0.4/series.dat >mean
awk -v m="$(cat mean)" '!/^#/ { exit !($22 > m * 0.99 && $22 < m * 1.01 && $21 == 0.4) }' npt/P=0.4/equilibrium.dat
report $? "the density in equilibrium.dat is that of series.dat"

schedule='system.pressure_schedule=0.2 1200, ramp 0.8 500, 0.8 1300'
$bin/glass run npt.ini system.P=0.2 "$schedule" run.folder=whole 2>err
$bin/glass run npt.ini system.P=0.2 "$schedule" run.folder=cut run.walltime=0 2>err
[ $? -eq 75 ] && sed -i 's/^walltime = .*/walltime = inf/' cut/run.ini && $bin/glass resume cut 2>err
for t in series equilibrium overlap; do cmp whole/$t.dat cut/$t.dat || exit 1; done
report $? "a programme of P, interrupted and resumed, writes the same tables"
[ "$(awk '!/^#/ { print $21 }' whole/equilibrium.dat | xargs)" = "0.2 0.8" ]
report $? "each hold of P has its row"
awk '!/^#/ { d[$21] = $22 } END { exit !(d[0.8] > 1.2 * d[0.2]) }' whole/equilibrium.dat
report $? "pressure compresses"

# an ideal gas has rho = P / T at every temperature, if replicas exchange by their enthalpies
sed 's/model = harmonic/model = hard\nsizes = species\nspecies = 1 0.01\nrho = 2/; s/^N = .*/N = 32/; /equilibrium/d; s/^sweeps.*/sweeps = 12000/' \
    npt.ini >gas.ini
$bin/glass run gas.ini run.folder=gas system.P=2 'system.T=1, 1.25, 1.5' 'tempering.every=5' 2>err
awk '!/^#/ { s[FILENAME] += $5; n[FILENAME]++ }
    END { a = s["gas/00/series.dat"] / n["gas/00/series.dat"]; b = s["gas/02/series.dat"] / n["gas/02/series.dat"]
          if (a < b) { c = a; a = b; b = c }
          print a, b; exit !(a > 1.94 && a < 2.06 && b > 1.29 && b < 1.38) }' gas/00/series.dat gas/02/series.dat >diff
report $? "replica exchange at constant pressure: densities of an ideal gas"

ini=(npt.ini run.folder=no system.P=0.4)
sed '/move.volume/d' npt.ini >fixed.ini
refuses 'no trial changes the volume' $bin/glass run fixed.ini run.folder=no system.P=1
refuses 'no trial changes the volume' $bin/glass run "${ini[@]}" move.volume.weight=0
refuses 'dynamics = md makes none' $bin/glass run "${ini[@]}" run.dynamics=md
refuses 'dynamics = langevin makes none' $bin/glass run "${ini[@]}" run.dynamics=langevin
refuses 'takes only trials that stay within a domain' $bin/glass run "${ini[@]}" run.dynamics=domains
refuses '[system] P is 0' $bin/glass run npt.ini run.folder=no system.P=0
refuses 'or pieces "P TIME"' $bin/glass run "${ini[@]}" 'system.pressure_schedule=ramp x 3'
refuses 'a ramp needs an initial pressure' $bin/glass run npt.ini run.folder=no system.P=0 'system.pressure_schedule=ramp 1 30'
refuses 'takes 9000 sweeps' $bin/glass run "${ini[@]}" 'system.pressure_schedule=1 9000'
refuses 'remove temperature_schedule or pressure_schedule' $bin/glass run "${ini[@]}" \
    'system.pressure_schedule=1 1000' 'run.temperature_schedule=0.1 1000'
refuses 'method = population needs a fixed volume' $bin/glass run fixed.ini run.folder=no system.P=1 \
    move.volume.step=0.01 tempering.method=population 'tempering.ladder=0.1, 0.05'
[ ! -e no ]
report $? "a refused run leaves nothing"
exit $bad
