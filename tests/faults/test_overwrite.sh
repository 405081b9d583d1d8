#!/bin/bash
# No command overwrites a file that it did not make, unless --force is given, and never a file that it reads: every writer of
# the three programs, against the user's files and those of run folders, by every path that leads to them.
. "$(dirname "$0")/harness.sh"
: >empty.ini
"$bin/glass" run "$here/kill_glass.ini" run.folder=out run.sweeps=2000 "observe.trajectory.schedule=every 500" 2>/dev/null
cp -r out other
"$bin/glass" run "$here/kill_glass.ini" run.folder=still run.sweeps=1000 "observe.trajectory.schedule=every 250" \
    move.swap.weight=0 move.displace.weight=1 run.anneal=none system.T=0.6 2>/dev/null
for i in 1 2; do
    "$bin/dnn" run empty.ini run.folder=net$i run.replica=$i "network.layers=mlp 8" data.name=teacher data.dim=6 data.train=60 \
        data.test=60 run.steps=100 train.batch=10 2>/dev/null
done
sums() { find out other still net1 net2 -type f -exec sha256sum {} + | sort; }
sums >before
unchanged() { sums | comm -23 before - >"$work/diff"; [ ! -s "$work/diff" ]; }
refused() { "$@" >said 2>err; [ $? -eq 2 ] && [ "$(wc -l <err)" -eq 1 ] && grep -qE 'choose another name|is a link' err; }

is_precious() { echo precious | cmp -s - "$1"; }

# ---- files that run folders own, by other names, with and without --force
mkdir names
ln -s ../out names/folder && ln -s ../out/trajectory.h5 names/soft.h5 && ln out/trajectory.h5 names/hard.h5
ln -s ../out/msd.dat names/soft.dat && ln out/msd.dat names/hard.dat
ln -s out/checkpoint.h5 through.h5
good=0 cases=0
for force in "" --force; do
    for figure in out/msd out/../out/./msd ./out//msd names/folder/msd names/soft names/hard "$work/out/msd" out/fs out/series; do
        for command in "plot out --of msd" "relax out" "histogram out"; do
            cases=$((cases + 1))
            refused "$bin/analysis" $command -o "$figure" $force && unchanged && good=$((good + 1)) && continue
            echo "analysis $command -o $figure $force"
        done
    done
    for file in out/trajectory.h5 out/run.ini out/status out/log.txt out/checkpoint.h5 out/./checkpoint.previous.h5 names/soft.h5 \
        names/hard.h5 names/folder/series.dat through.h5; do
        for format in xyz data dump; do
            cases=$((cases + 1))
            refused "$bin/glass" export out $format $file $force && unchanged && good=$((good + 1)) && continue
            echo "glass export out $format $file $force"
        done
    done
    for file in net1/checkpoint.h5 net1/trajectory.h5 net1/../net1/checkpoint.h5; do
        cases=$((cases + 1))
        refused "$bin/dnn" weights net1 $file $force && unchanged && good=$((good + 1)) && continue
        echo "dnn weights net1 $file $force"
    done
done
for command in "analysis plot out --of msd -o other/msd" "glass export out xyz other/run.ini" "dnn weights net1 net2/checkpoint.h5" \
    "glass export out dump other/log.txt"; do
    cases=$((cases + 1))
    refused "$bin/"$command && unchanged && good=$((good + 1)) || echo "$command"
done
[ $good -eq $cases ] && [ $cases -gt 120 ]
report $? "overwrite: $good of $cases commands leave what a run owns, and what they read, as it is"

# ---- the user's files, which a command overwrites with --force only: COMMAND, FILE
good=0 cases=0
mkdir into
while IFS='|' read -r command file; do
    cases=$((cases + 1)) fine=1
    echo precious >"$file"
    refused "$bin/"$command && is_precious "$file" || fine=0
    mv "$file" "$file.tmp" # what is written first has a name as well
    refused "$bin/"$command && is_precious "$file.tmp" || fine=0
    mv "$file.tmp" precious.file && ln -s "$work/precious.file" "$file"
    refused "$bin/"$command && is_precious precious.file || fine=0
    rm "$file" && echo precious >"$file"
    "$bin/"$command --force >said 2>err && ! is_precious "$file" || fine=0
    "$bin/"$command >said 2>err || fine=0 # over its own
    unchanged || fine=0
    [ $fine = 1 ] && good=$((good + 1)) || { echo "$command over $file"; cat err; }
done <<'END'
analysis plot out --of msd -o fig|fig.dat
analysis plot out --of msd -o fig|fig.pdf
analysis plot out --of msd -o fig|fig.png
analysis plot out --of msd -o fig|fig.gp
analysis plot out --of msd -o fig|fig-liquid-msd.dat
analysis relax out -o fig.png|fig.dat
analysis histogram out -o into/h|into/h.pdf
glass export out xyz last.xyz|last.xyz
glass export out data last.data|last.data
glass export out dump into/last.dump|into/last.dump
glass structure out|out/structure.dat
glass structure out|out/pairs.dat
glass structure out|out/waves.dat
glass voronoi out|out/voronoi.dat
glass voronoi out|out/cells.dat
glass voronoi out|out/faces.dat
glass quench out every=4|out/inherent.dat
glass modes out|out/modes.dat
glass modes out|out/states.dat
glass basins still barriers=1 images=3 steps=5|still/basins.dat
glass basins still barriers=1 images=3 steps=5|still/overlaps.dat
glass basins still barriers=1 images=3 steps=5|still/bands.dat
dnn weights net1 net.h5|net.h5
dnn weights net1 into|into/01.dense.weight.npy
dnn weights net1 into|into/01.dense.bias.npy
dnn classify net1|net1/confusion.dat
dnn overlaps net1 net2 into=into|into/overlaps.dat
dnn overlaps net1 net2 into=into|into/solutions.dat
dnn overlaps net1 net2 into=into|into/solutions.txt
dnn barriers net1 net2 into=into points=3|into/barriers.dat
dnn barriers net1 net2 into=into points=3|into/solutions.txt
dnn exchange net1 copies=1 points=3|net1/exchange.dat
dnn walk net1 steps=2 walks=1 rays=1|net1/rays.dat
dnn walk net1 steps=2 walks=1 rays=1|net1/walks.dat
dnn walk net1 steps=2 walks=1 rays=1|net1/returns.dat
dnn hessian net1 top=1 steps=4 probes=2 draws=2|net1/hessian.dat
dnn hessian net1 top=1 steps=4 probes=2 draws=2|net1/eigenvalues.dat
dnn hessian net1 top=1 steps=4 probes=2 draws=2|net1/density.dat
dnn hessian net1 top=1 steps=4 probes=2 draws=2|net1/flatness.dat
dnn hessian net1 top=1 steps=4 probes=2 draws=2|net1/scores.dat
END
[ $good -eq $cases ] && [ $cases -eq 40 ]
report $? "overwrite: $good of $cases files of the user's stay, but for --force; what a command has made it makes again"

# ---- what a user puts in the place of a command's own file is the user's
good=0
"$bin/analysis" plot out --of msd -o mine >said 2>err
for suffix in png pdf gp dat; do
    echo precious >mine.$suffix
    refused "$bin/analysis" plot out --of msd -o mine && is_precious mine.$suffix && good=$((good + 1))
    "$bin/analysis" plot out --of msd -o mine --force >said 2>err
done
"$bin/dnn" weights net1 arrays
python3 -c 'import numpy as n; n.save("arrays/01.dense.bias.npy", 2 * n.load("arrays/01.dense.bias.npy"))' 2>err &&
    sha256sum arrays/* >own && { refused "$bin/dnn" weights net1 arrays && sha256sum --check --status own || good=0; }
[ $good -eq 4 ]
report $? "overwrite: so is what replaces it, of its kind too"

# ---- a start that is read; what holds nothing
"$bin/glass" run "$here/kill_glass.ini" run.folder=from run.sweeps=10 run.warmup=0 system.start=last.xyz 2>err
cp last.xyz kept && refused "$bin/glass" export from xyz ./last.xyz --force && cmp -s kept last.xyz
report $? "overwrite: frames are not exported over the file that their run started from"
[ "$("$bin/glass" export out xyz /dev/stdout | head -1)" = "$(head -1 last.xyz)" ] && "$bin/glass" export out xyz /dev/null &&
    [ -c /dev/null ] && : >void && "$bin/glass" export out xyz void 2>err && [ -s void ]
report $? "overwrite: pipes, devices and empty files are written"
exit $bad
