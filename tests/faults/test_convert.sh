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

# types in place of diameters: the species of a model's table
kind() { # FILE STYLE COLUMNS: ka.data with other columns of its atoms
    awk -v style="$2" "/^Atoms/ { print \"Atoms\" style; on = 1; next } on && NF { print $3; next } { print }" ka.data >"$1"
}
$glass run bare.ini run.folder=ka run.sweeps=20 system.model=ka system.N=200 system.T=1 2>err
$glass export ka data ka.data 2>>err && $glass export ka xyz ka.xyz 2>>err && $glass export ka dump ka.dump 2>>err
kind atomic.data ' # atomic' '$1, $2, $5, $6, $7, $8, $9, $10'
kind plain.data '' '$1, $2, $5, $6, $7'
kind charge.data ' # charge' '$1, $2, 0, $5, $6, $7'
kind bond.data ' # bond' '$1, 1, $2, $5, $6, $7'
kind full.data ' # full' '$1, 1, $2, 0, $5, $6, $7'
kind other.data ' # atomic' '$1, 3 - $2, $5, $6, $7'
kind third.data ' # atomic' '$1, $2 + 1, $5, $6, $7'
kind dipole.data ' # dipole' '$1, $2, $5, $6, $7'
kind zero.data ' # atomic' '$1, $2 - 1, $5, $6, $7'
sed 's/:radius:R:1//; s/:numbers:I:1//; /^[AB] /s/^\(.\) \([^ ]* [^ ]* [^ ]*\).*/\1 \2/' ka.xyz >letters.xyz
sed '/^ITEM: ATOMS/s/ radius//; /^[0-9]* [12] /s/ [^ ]*$//' ka.dump >types.dump
start() { # MODEL FILE
    rm -rf "from_$2"
    $glass run bare.ini run.folder="from_$2" run.sweeps=20 system.model="$1" system.start="$2" system.T=1 2>err
}
start ka ka.data
good=0 cases=0
for f in atomic.data plain.data charge.data bond.data full.data; do
    cases=$((cases + 1))
    start ka $f && cmp from_$f/series.dat from_ka.data/series.dat >>err && [ ! -s err ] && good=$((good + 1)) || { echo $f; cat err; }
done
for f in letters.xyz types.dump; do # without the images of the data file: energies alone
    cases=$((cases + 1))
    start ka $f && [ "$(awk '!/^#/ { print $2; exit }' from_$f/series.dat)" = "$(awk '!/^#/ { print $2; exit }' from_ka.data/series.dat)" ] &&
        good=$((good + 1)) || { echo $f; cat err; }
done
[ $good -eq $cases ]
report $? "types without diameters: $good of $cases files of ka"
start ka other.data && grep -q 'has 40 spheres of type 1' err
report $? "types in another order than the model's have a warning"
refuses 'no species' $glass run bare.ini run.folder=no system.start=atomic.data
refuses 'has type 3; model ka has 2 species' $glass run bare.ini run.folder=no system.model=ka system.start=third.data
refuses 'whole number from 1' $glass run bare.ini run.folder=no system.model=ka system.start=zero.data
refuses 'or atomic, charge' $glass run bare.ini run.folder=no system.model=ka system.start=dipole.data
exit $bad
