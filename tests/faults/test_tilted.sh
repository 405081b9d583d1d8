#!/bin/bash
# Tilted boxes in run files, formats, commands and restarts.
. "$(dirname "$0")/harness.sh"
glass=$bin/glass
cat >run.ini <<'EOF'
[run]
folder = cube
sweeps = 60
seed = 2
[system]
model = nbc8
N = 250
T = 0.5
[move.displace]
[move.swap]
weight = 0.2
[observe.series]
schedule = every 20
[observe.trajectory]
schedule = every 20
[observe.fs]
schedule = log 5
waiting = every 20
k = 7
EOF
plain() { grep -v '^#' "$1"; }
"$glass" run run.ini 2>err && "$glass" run run.ini run.folder=other system.tilt='1 -1 2' 2>>err && cmp -s cube/series.dat other/series.dat &&
    cmp -s cube/fs.dat other/fs.dat
report $? "tilted: edges of another cell of the cubic lattice: the same bytes"

for dim in 3 2; do
    tilt='0.3 -0.2 0.4'
    [ $dim = 2 ] && tilt=-0.45
    "$glass" run run.ini run.folder=t$dim system.dim=$dim system.tilt="$tilt" 2>err || report 1 "tilted: runs in $dim dimensions"
    last=$(plain t$dim/series.dat | tail -n 1 | cut -d' ' -f2)
    for format in xyz data dump gsd folder; do
        from=t$dim.$format
        if [ $format = folder ]; then from=t$dim; else "$glass" export t$dim $format $from >/dev/null 2>>err; fi
        "$glass" run run.ini run.folder=from_$from system.start=$from run.sweeps=1 2>>err &&
            plain from_$from/series.dat | awk -v last="$last" 'NR == 1 {d = $2 / last - 1; exit d * d > 1e-12}'
        report $? "tilted: $format in $dim dimensions keeps box and energy"
    done
done
"$glass" run run.ini run.folder=long run.sweeps=30 system.tilt='0.3 -0.2 0.4' 2>err && "$glass" resume long run.sweeps=60 2>>err &&
    for file in series.dat fs.dat trajectory.h5; do cmp -s long/$file t3/$file || break; done && [ $file = trajectory.h5 ]
report $? "tilted: resumed, the same bytes"
"$glass" structure t3 2>err && "$glass" structure t2 2>>err && "$glass" quench t3 2>>err && "$glass" moduli t3 every=0 2>>err &&
    "$glass" shear t3 strain=2e-3 step=1e-3 2>>err &&
    paste -d' ' <(plain t3/inherent.dat | tail -n 1 | cut -d' ' -f4) <(plain t3/shear.dat | head -n 1 | cut -d' ' -f3) |
    awk '{d = $1 - $2; exit d * d > 1e-18}'
report $? "tilted: commands; quench and shear begin at the same structure"

refused() { "$glass" "$@" >/dev/null 2>err; [ $? -eq 2 ] && [ "$(wc -l <err)" -eq 1 ]; }
refused run run.ini run.folder=a system.tilt=a && refused run run.ini run.folder=a system.tilt='0.1 0.2' &&
    refused run run.ini run.folder=a system.tilt='0.1 0.2 0.3 0.4' && refused run run.ini run.folder=a system.tilt=1e9 &&
    refused run run.ini run.folder=a system.tilt='0.1 0.2 0.3' system.dim=2 && refused run run.ini run.folder=a system.start=t3 system.tilt=0.1 &&
    refused run run.ini run.folder=a system.start=t3.data system.tilt=0 && ! [ -e a ] && refused voronoi t3 && ! [ -e t3/voronoi.dat ] &&
    refused run run.ini run.folder=a system.tilt=0.2 observe.bonds.schedule='log 5' observe.bonds.waiting='every 20' && ! [ -e a ]
report $? "tilted: bad input is refused in one line"
exit $bad
