#!/bin/bash
# Stress in watch.dat, glass shear and glass moduli: identities between their tables, and refusals.
. "$(dirname "$0")/harness.sh"
glass=$bin/glass
cat >run.ini <<'EOF'
[run]
folder = out
sweeps = 200
seed = 2
[system]
model = nbc8
N = 400
T = 0.3
[move.displace]
[move.swap]
weight = 0.2
[observe.series]
schedule = every 50
[observe.trajectory]
schedule = every 100
[observe.watch]
schedule = every 50
also = stress
EOF
plain() { grep -v '^#' "$1"; }
# Joins watch.dat and series.dat: minus the trace over dim is the pressure.
pressure() { # FOLDER DIM
    paste -d' ' <(plain "$1/watch.dat") <(plain "$1/series.dat") | awk -v dim="$2" '
        {trace = $6 + $7 + (dim == 3 ? $8 : 0); P = $(dim == 3 ? 15 : 12)
         d = trace / dim + P; if (d < 0) d = -d; if (d > 1e-8 * P) bad = 1; n++} END {exit bad || n < 4}'
}
"$glass" run run.ini 2>err && pressure out 3
report $? "shear: the trace of the stress is the pressure"
"$glass" run run.ini run.folder=md run.dynamics=md system.dim=2 run.sweeps=200 2>err && pressure md 2
report $? "shear: so it is in molecular dynamics of disks"
"$glass" run run.ini run.folder=none observe.watch.also=none 2>err && [ "$(plain none/watch.dat | awk '{print NF; exit}')" -eq 5 ] &&
    cmp -s <(plain none/watch.dat) <(plain out/watch.dat | cut -d' ' -f1-5)
report $? "shear: without the key watch.dat is as before"

# A run file of an earlier version, without the key: its digest stays.
"$glass" run run.ini run.folder=old observe.watch.also=none run.sweeps=100 2>err && sed -i '/^also/d' old/run.ini && "$glass" resume old 2>>err
report $? "shear: a run without the key resumes"

"$glass" moduli out every=0 2>err && "$glass" shear out strain=0.01 step=2e-4 2>>err && [ "$(plain out/shear.dat | wc -l)" -ge 51 ]
report $? "shear: moduli and shear write their tables"
# On elastic rows the energy rises by the work of the stress.
plain out/shear.dat | awk -v V=400 '{e = 400 * $3; if (NR > 1) {q = V * (s + $4) / 2 * ($2 - g) - (e - u); if (q < 0) q = -q
    if (!$6 && q > 2e-4) bad = 1} g = $2; s = $4; u = e} END {exit bad || g != 0.01}'
report $? "shear: the work of the stress is the energy, up to events"
"$glass" run run.ini run.folder=twice 2>err && "$glass" shear twice strain=0.01 step=2e-4 2>>err && cmp -s twice/shear.dat out/shear.dat &&
    "$glass" shear md strain=-0.01 step=5e-4 2>>err && plain md/yield.dat | awk '$4 > 0 && $5 < 0 {ok = 1} END {exit !ok}'
report $? "shear: the same again; disks in the other direction"

# Killed after its first save; then with a damaged save, which begins anew.
options="strain=0.01 step=2e-4 every=2"
"$glass" shear twice $options 2>err && cp -r twice whole && cp -r twice killed
for k in 0 1 2; do
    "$glass" shear killed $options --force 2>/dev/null &
    while ! [ -e killed/shear.h5 ] && kill -0 $! 2>/dev/null; do sleep 0.01; done
    sleep 0.$k; kill -9 $! 2>/dev/null && kills=$((kills + 1)); wait $! 2>/dev/null
done
rm -f killed/yield.dat
"$glass" shear killed $options 2>>err && [ "$kills" -gt 0 ] && ! [ -e killed/shear.h5 ] && for table in shear yield shear_curve event; do
    cmp -s killed/$table.dat whole/$table.dat || break 2; done && [ "$table" = event ]
report $? "shear: killed $kills times and started again: the same bytes"
echo damaged >killed/shear.h5 && "$glass" shear killed strain=0.004 step=2e-4 2>err && grep -q 'begins anew' err
report $? "shear: a damaged save is not used"
plain whole/shear_curve.dat | awk 'NR == FNR {if ($1 == 200) {e[$2] = $3; s[$2] = $4} next}
    $1 == 200 && ($2 in s) {d = s[$2] - $4; n++; if (d * d > 1e-16 || (e[$2] - $3) ^ 2 > 1e-16) bad = 1} END {exit bad || n < 10}' - <(plain whole/shear.dat)
report $? "shear: the curve at equal strains goes through the steps"

"$glass" run run.ini run.folder=all run.sweeps=100 system.N=200 run.seed=1..3 2>err && "$glass" shear all strain=0.01 step=1e-3 2>>err >/dev/null &&
    "$glass" moduli all every=0 2>>err >/dev/null && plain all/means/shear_curve.dat | awk 'NF != 8 {bad = 1} END {exit bad || NR != 201}' &&
    paste -d' ' <(plain all/means/moduli.dat | cut -d' ' -f2) <(cat all/seed=*/moduli.dat | plain - | awk '{g += $2 / 3} END {print g}') |
    awk '{exit ($1 / $2 - 1) ^ 2 > 1e-8}' && grep -q stress_max_error all/means/yield.dat
report $? "shear: ensembles have means and errors"

refused() { "$glass" "$@" >/dev/null 2>err; [ $? -eq 2 ] && [ "$(wc -l <err)" -eq 1 ]; }
refused shear md plane=xz && refused shear out strain=20 && refused shear out least_step=1e-3 step=1e-4 && refused shear out step=0 &&
    refused shear none/none && refused moduli md every=-1 && refused run run.ini run.folder=a observe.watch.also=strain &&
    refused run run.ini run.folder=a observe.watch.also=stress system.potential=hard && ! [ -e a ]
report $? "shear: bad input is refused in one line"
echo mine >out/yield.dat && refused shear out && grep -q mine out/yield.dat
report $? "shear: no file of another is replaced"
exit $bad
