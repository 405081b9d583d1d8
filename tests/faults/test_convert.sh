#!/bin/bash
# Configurations in and out: every format, plain and compressed, starts a run whose file leaves N, dim and rho
# out; export chooses frames; inherent structures are frames of a run folder.
. "$(dirname "$0")/harness.sh"
cat >run.ini <<'END'
[run]
folder = run
sweeps = 200
[system]
model = nbc7
N = 150
rho = 0.97
T = 0.4
[move.displace]
[observe.trajectory]
schedule = every 50
END
sed '/^N = /d; /^rho = /d' run.ini >bare.ini
glass=$bin/glass
$glass run run.ini 2>err
report $? "a run"
last=$(awk '!/^#/ { e = $2 } END { print e }' run/series.dat)

# starts FILE TOLERANCE: the energy at t = 0 is that of the last frame
starts() {
    rm -rf again
    $glass run bare.ini run.folder=again run.sweeps=1 system.start="$1" 2>err &&
        awk -v e="$last" -v most="$2" '!/^#/ { d = $2 - e; exit !(d < most && d > -most) }' again/series.dat &&
        grep -q '^N = 150' again/run.ini
    report $? "starts from $1 without N and rho"
}
for format in xyz dump data gsd; do
    $glass export run $format a.$format 2>err && $glass export run $format a.$format 2>>err
    report $? "exports $format, again over its own file"
    starts a.$format "$([ $format = gsd ] && echo 2e-5 || echo 1e-9)"
    [ $format = gsd ] && continue
    $glass export run $format a.$format.gz 2>err && $glass export run $format a.$format.gz 2>>err &&
        zcat a.$format.gz | cmp - a.$format
    report $? "exports $format.gz, the same text"
    starts a.$format.gz 1e-9
done
starts run 1e-9
starts run/trajectory.h5 1e-9
sed 's/nbc7/nbc7\ndim = 2/; s/0.97/0.9/' run.ini >flat.ini
$glass run flat.ini run.folder=flat 2>err && $glass export flat gsd flat.gsd 2>>err &&
    $glass run bare.ini system.start=flat.gsd run.folder=flat_again 2>>err && grep -q '^dim = 2' flat_again/run.ini
report $? "two dimensions come from the file"

# chosen FRAMES NUMBER
chosen() {
    $glass export run xyz b.xyz --frames "$1" --force 2>err && [ "$(grep -c Time= b.xyz)" -eq "$2" ]
    report $? "export --frames $1"
}
chosen all 5 && chosen first 1 && chosen last 1 && chosen 50,150 2 && chosen 50..150 3 && chosen 100.. 3 && chosen ..49 1
$glass export run xyz b.xyz --frames first && grep -q 'Time=0 ' b.xyz
report $? "the first frame is that of t = 0"
$glass export run data b.data --frames 100 && grep -q 't = 100' b.data
report $? "one frame of a format that has one"

refuses 'must be first, last, all' $glass export run xyz c.xyz --frames some
refuses 'has 0 of these frames' $glass export run xyz c.xyz --frames 33
refuses 'has 1 of these frames' $glass export run xyz c.xyz --frames 50,51
refuses 'a file of the format data has one' $glass export run data c.data --frames all
refuses 'GSD files are not compressed' $glass export run gsd c.gsd.gz
refuses 'has 150 spheres' $glass run bare.ini run.folder=no system.start=a.xyz system.N=100
refuses 'set rho accordingly' $glass run bare.ini run.folder=no system.start=a.xyz system.rho=0.9
refuses 'not 150 in 2' $glass run bare.ini run.folder=no system.start=a.xyz system.dim=2
head -c 300 a.gsd >cut.gsd
refuses 'cut.gsd' $glass run bare.ini run.folder=no system.start=cut.gsd

$glass quench run --structures structures 2>err && $glass quench structures 2>>err
report $? "inherent structures as frames"
# quenched again, they stay: energies to 1e-10
paste <(awk '!/^#/ { print $4 }' run/inherent.dat) <(awk '!/^#/ { print $4 }' structures/inherent.dat) |
    awk '{ d = $1 - $2; if (d > 1e-10 || d < -1e-10) bad = 1 } END { exit bad || NR != 5 }'
report $? "inherent structures keep their energies"
$glass structure structures 2>err && $glass modes structures lowest=5 2>>err && $glass basins structures barriers=0 2>>err &&
    $glass export structures xyz s.xyz 2>>err
report $? "structure, modes, basins and export read them"
refuses 'exists' $glass quench run --structures structures --force
exit $bad
