#!/bin/bash
# The commands that look at a run folder: what they write, that exported frames start a run, and what they refuse.
. "$(dirname "$0")/harness.sh"
glass=$bin/glass
rows() { grep -vc '^#\|^$' "$1"; }

"$glass" run "$here/ladder.ini" 2>err && "$glass" structure out 2>err && "$glass" quench out 2>>err &&
    "$glass" modes out --lowest 10 2>>err && [ "$(rows out/structure.dat)" -ge 2 ] && [ "$(rows out/inherent.dat)" -eq 9 ] &&
    [ "$(rows out/modes.dat)" -eq 10 ]
report $? "measure: structure, quench and modes write their tables"
awk '!/^#/ && !($5 < 1e-6) {exit 1}' out/modes.dat
report $? "measure: residuals of modes"
awk '!/^#/ && $4 >= $3 {bad = 1} !/^#/ && $5 > 1e-8 {bad = 1} END {exit bad}' out/inherent.dat
report $? "measure: inherent structures lie below their frames, with no force left"

for format in xyz data dump; do
    "$glass" export out $format last.$format 2>err &&
        "$glass" run "$here/ladder.ini" run.folder=from_$format run.temperature_schedule=none run.sweeps=1 run.warmup=0 \
            system.start=last.$format 2>>err &&
        [ "$(awk '!/^#/ {print $2; exit}' from_$format/series.dat)" = "$(tail -1 out/series.dat | cut -d' ' -f2)" ]
    report $? "measure: a run starts from exported $format at the very same energy"
done

refused() { "$glass" "$@" >/dev/null 2>err; [ $? -eq 2 ] && [ "$(wc -l <err)" -eq 1 ]; }
mkdir none
refused quench none && refused quench out max_force=0 && refused quench out max_forse=1 && refused structure out every=0 &&
    refused modes out lowest=500 && refused export out pdb x && refused export out xyz && refused export out xyz /none/x
report $? "measure: what makes no sense is refused in one line"

"$glass" modes out bins=20 2>err && awk '!/^#/ {n += $4; if (!w) w = 2 * $1; area += $2 * w; rows++}
    END {exit !(rows == 20 && n == 597 && area > 0.999 && area < 1.001)}' out/states.dat
report $? "measure: the density of states has all modes but three and integrates to one"

# Equal spheres on a lattice, and sizes in order along an axis: neither is a liquid.
watched() { # NAME START: one sweep of 1000 spheres as they are
    printf '[run]\nsweeps = 1\nfolder = %s\n[system]\nN = 1000\nT = 0.01\nstart = %s\n%s\n[move.displace]\nstep = 1e-6
[observe.watch]\nschedule = every 1\n' "$1" "$2" "$3" >"$1.ini"
    "$glass" run "$1.ini" 2>err
}
awk 'BEGIN {print 1000; print "Lattice=\"10 0 0 0 10 0 0 0 10\" Properties=species:S:1:pos:R:3:radius:R:1"
    for (i = 0; i < 1000; i++) print "A", int(i / 100) + 0.5, int(i / 10) % 10 + 0.5, i % 10 + 0.5, 0.4 + 0.0002 * i}' >parted.xyz
watched crystal lattice 'sizes = equal' && grep -q 'warning: .*the liquid crystallises' crystal/log.txt
report $? "measure: the log warns of a crystal"
watched parted parted.xyz '' && grep -q 'warning: .*sizes are parting' parted/log.txt
report $? "measure: the log warns of sizes that part"
watched parted "$here/none.xyz" '' ; [ $? -eq 2 ] && watched liquid random 'sizes = model' && ! grep -q warning liquid/log.txt
report $? "measure: no warning for a random start"

# several runs: a file, or a folder of structures, for each, with the end of its path that no other has
"$glass" run "$here/ladder.ini" run.folder=two run.seed=1,2 system.N=80 run.temperature_schedule=none run.sweeps=200 run.warmup=0 \
    observe.trajectory.schedule='every 200' 2>err && mkdir a b && cp -r two/seed=1 a && cp -r two/seed=1 b
named=0
for format in 'xyz x.xyz.gz x_RUN.xyz.gz' 'dump d.dump.gz d_RUN.dump.gz' 'data e.data.gz e_RUN.data.gz' 'gsd g.gsd g_RUN.gsd' \
    'xyz x.xyz x_RUN.xyz' 'xyz plain plain_RUN' 'xyz plain.gz plain_RUN.gz' 'xyz a/T.5 a/T.5_RUN'; do
    read -r row file want <<<"$format"
    "$glass" export two "$row" "$file" 2>>err && [ -s "${want/RUN/seed=1}" ] && [ -s "${want/RUN/seed=2}" ] && [ ! -e "$file" ] ||
        { named=1; echo "$row $file" >>err; }
done
report $named "measure: names of exported runs precede the extensions"
"$glass" export a/seed=1/ b/seed=1 xyz same.xyz 2>err && [ -s same_a_seed=1.xyz ] && [ -s same_b_seed=1.xyz ]
report $? "measure: runs of one name in two folders"
"$glass" quench two --structures rest 2>err >said && "$glass" modes rest_seed=1 rest_seed=2 --lowest 4 2>>err >said && [ -s rest_seed=2/modes.dat ]
report $? "measure: structures of several runs"
"$glass" moduli two 2>err >said && paste two/seed=1/moduli.dat two/seed=2/moduli.dat two/means/moduli.dat |
    awk '!/^#/ {d = ($2 + $17) / 2 - $32; rows++; if (d * d > 1e-12) bad = 1} END {exit bad || rows != 2}'
report $? "measure: moduli of several runs, and their means"
exit $bad
