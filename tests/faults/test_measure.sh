#!/bin/bash
# The commands that look at a run folder: what they write, that exported frames start a run, and what they refuse.
here=$(cd "$(dirname "$0")" && pwd)
glass=$(realpath "$BIN")/glass
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0
report() { if [ "$1" -eq 0 ]; then echo "ok $2"; else echo "not ok $2"; cat "$work/err"; bad=1; fi; }
cd "$work" || exit 1
rows() { grep -vc '^#\|^$' "$1"; }

"$glass" run "$here/ladder.ini" 2>err && "$glass" structure out 2>err && "$glass" quench out 2>>err &&
    "$glass" modes out low=10 2>>err && [ "$(rows out/structure.dat)" -ge 2 ] && [ "$(rows out/inherent.dat)" -eq 9 ] &&
    [ "$(rows out/modes.dat)" -eq 10 ]
report $? "measure: structure, quench and modes write their tables"
awk '!/^#/ && $4 >= $3 {bad = 1} !/^#/ && $5 > 1e-8 {bad = 1} END {exit bad}' out/inherent.dat
report $? "measure: inherent structures lie below their frames, with no force left"

for format in xyz data dump; do
    "$glass" export out $format last.$format 2>err &&
        "$glass" run "$here/ladder.ini" run.folder=from_$format run.anneal=none run.sweeps=1 run.warmup=0 \
            system.start=last.$format 2>>err &&
        [ "$(awk '!/^#/ {print $2; exit}' from_$format/series.dat)" = "$(tail -1 out/series.dat | cut -d' ' -f2)" ]
    report $? "measure: a run starts from exported $format at the very same energy"
done

refused() { "$glass" "$@" >/dev/null 2>err; [ $? -eq 2 ] && [ "$(wc -l <err)" -eq 1 ]; }
mkdir none
refused quench none && refused quench out force=0 && refused quench out forse=1 && refused structure out every=0 &&
    refused modes out low=500 && refused export out pdb x && refused export out xyz && refused export out xyz /none/x
report $? "measure: what makes no sense is refused in one line"

if /usr/bin/python3 -c 'import MDAnalysis' 2>/dev/null; then
    /usr/bin/python3 - 2>err <<'P'
import MDAnalysis
u = MDAnalysis.Universe.empty(200, trajectory=False)
u.load_new('out/trajectory.h5', format='H5MD', convert_units=False)
assert len(u.trajectory) == 9 and u.trajectory[8].positions.shape == (200, 3)
P
    report $? "measure: MDAnalysis reads the trajectory"
else
    echo "skip measure: MDAnalysis is not installed"
fi
exit $bad
