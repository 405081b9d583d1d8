#!/bin/bash
# Partial structure and dynamics by species at the command line: sum rules of the written tables, columns of species and of
# several wave numbers equal to those of separate runs, killed runs, replayed frames, analysis of a column, refusals.
. "$(dirname "$0")/harness.sh"
ini=$here/kill_glass.ini
mixture=(system.model=ka system.N=300 system.T=1 system.rho=1.2 run.sweeps=400 run.warmup=20 run.checkpoint_every=50
    "observe.trajectory.schedule=every 10")
all=(observe.fs.species=yes "observe.fs.k=7.25, 12" "observe.fs.waiting=every 50" observe.msd.families=2
    observe.coherent.species=yes "observe.coherent.k=7, 12" "observe.coherent.waiting=at 0 100" observe.distinct.species=yes
    "observe.distinct.schedule=log 5" "observe.overlap.waiting=every 20" observe.overlap.species=yes
    "observe.cage_fs.k=7,9" "observe.cage_fs.waiting=at 0 90" "observe.cage_msd.schedule=log 10")

"$bin/glass" run "$ini" run.folder=whole "${mixture[@]}" "${all[@]}" 2>err
report $? "a mixture with columns of species"

head -3 whole/fs.dat | tail -1 | grep -qx '# t_w lag fs fs_A fs_B fs_k12 fs_k12_A fs_k12_B' &&
    head -1 whole/fs.dat | grep -q 'k = 7.25 (fs), 12 (fs_k12); items: 300 240 60$'
report $? "names of the columns"
# the total is the weighted mean of the species
awk '!/^#/ { for (k = 3; k <= 6; k += 3) { d = $k - 0.8 * $(k + 1) - 0.2 * $(k + 2); if (d < 0) d = -d; if (d > worst) worst = d }; n++ }
    END { exit !(n > 100 && worst < 1e-8) }' whole/fs.dat
report $? "Fs = x_A Fs_A + x_B Fs_B at both wave numbers"

"$bin/glass" run "$ini" run.folder=plain "${mixture[@]}" observe.fs.k=12 "observe.fs.waiting=every 50" 2>err &&
    diff <(awk '!/^#/ { print $1, $2, $3 }' plain/fs.dat) <(awk '!/^#/ { print $1, $2, $6 }' whole/fs.dat) >diff
report $? "a second wave number equals a separate run"

# killed, resumed: equal bytes
"$bin/glass" run "$ini" run.folder=out "${mixture[@]}" "${all[@]}" 2>err &
await kept_two out
kill -9 $! 2>/dev/null
wait $! 2>/dev/null
grep -q finished out/status || "$bin/glass" resume out 2>err
sed -i 's/^folder = .*/folder = x/' out/run.ini whole/run.ini
diff -rq -x log.txt -x 'checkpoint*' whole out >diff
report $? "killed and resumed: equal bytes"

"$bin/analysis" observe whole -o again >/dev/null 2>err && for t in coherent cage_msd; do
    awk 'FNR == NR { at[$1 " " $2] = $0; next } !/^#/ && at[$1 " " $2] != $0 { bad = 1 } END { exit bad }' whole/$t.dat again/$t.dat
    report $? "observe: $t from frames"
done
"$bin/analysis" relax whole --of fs_k12_B 2>err | grep -q fs_k12_B && "$bin/analysis" heterogeneity whole --of overlap_B >table 2>err &&
    "$bin/analysis" plot whole --of coherent_A 2>err | grep -q 'table coherent'
report $? "relax, heterogeneity and plot of a column"

# ---- structure ----
"$bin/glass" structure whole 2>err
report $? "structure of a mixture"
sed -n 3p whole/pairs.dat | grep -qx '# T r g g_AA g_AB g_BB g_error g_AA_error g_AB_error g_BB_error' &&
    grep -q 'Ashcroft-Langreth.*A: diameter 1 (240), B: diameter 0.88 (60)' whole/waves.dat
report $? "names of partial functions"
awk '!/^#/ && NF { p = 300 * 299 / 2; d = $3 - (240 * 239 / 2 * $4 + 240 * 60 * $5 + 60 * 59 / 2 * $6) / p; if (d < 0) d = -d
    if (d > worst) worst = d; n++ } END { exit !(n > 50 && worst < 1e-4) }' whole/pairs.dat &&
    awk '!/^#/ && NF { d = $3 - 0.8 * $4 - 2 * 0.4 * $5 - 0.2 * $6; if (d < 0) d = -d; if (d > worst) worst = d; n++ }
        END { exit !(n > 5 && worst < 1e-4) }' whole/waves.dat
report $? "partial functions add up to the totals"
"$bin/glass" run "$ini" run.folder=sizes system.N=200 run.sweeps=100 "observe.trajectory.schedule=every 20" 2>err &&
    "$bin/glass" structure sizes --families 3 --dk 0.1 2>err && sed -n 3p sizes/waves.dat | grep -q '^# T k S S_11 S_12 S_13 S_22 S_23 S_33 S_error'
report $? "families of continuous sizes, fine shells"

# ---- replicas, cells, two dimensions ----
"$bin/glass" run "$ini" run.folder=flat system.dim=2 system.N=200 run.seed=1..3 run.sweeps=60 run.warmup=10 \
    "observe.trajectory.schedule=every 20" observe.cage_fs.bond=0 2>err
for member in flat/seed=*; do "$bin/glass" structure "$member" 2>err && "$bin/glass" voronoi "$member" 2>>err; done
report $? "structure and voronoi of disks"
"$bin/analysis" structure flat --format json >json 2>err && python3 - <<'END'
import glob, json, math
def column(path, name):
    lines = open(path).read().split("\n")
    at = [l for l in lines if l.startswith("# T")][0][2:].split().index(name)
    return [float(l.split()[at]) for l in lines if l and l[0] != "#"]
for name, file in (("g", "pairs"), ("S", "waves")):
    runs = [column(p, name) for p in sorted(glob.glob(f"flat/seed=*/{file}.dat"))]
    mean = [sum(x) / 3 for x in zip(*runs)]
    top = max(range(len(mean)), key=mean.__getitem__)
    row = [r for r in json.load(open("json"))["rows"] if r["of"] == name][0]
    spread = math.sqrt(sum((r[top] - mean[top]) ** 2 for r in runs) / 6)
    assert len(runs) == 3 and abs(row["height"] / mean[top] - 1) < 1e-3, (row, mean[top])
    assert spread < row["height_error"] < 4 * spread, (row, spread)  # widened for three runs
END
report $? "peaks are those of the mean of the replicas, errors between them"
awk '!/^#/ { v += $3; n += $5 } END { exit !(NR == 203 && v > 199.9999999 && v < 200.0000001 && n == 1200) }' flat/seed=1/cells.dat &&
    [ "$(grep -vc '^#' flat/seed=1/faces.dat)" -eq 600 ]
report $? "cells of disks fill the box; six neighbours in the mean"

# WANTED COMMAND...: exit status 2, one line that has WANTED, nothing made
refused() {
    local wanted=$1
    shift
    "$@" >out.txt 2>err
    [ $? -eq 2 ] && [ "$(wc -l <err)" -eq 1 ] && grep -qF -- "$wanted" err && [ ! -e new ]
    report $? "refused: $wanted"
}
refused 'make them with glass structure' "$bin/analysis" structure plain
run=("$bin/glass" run "$ini" run.folder=new)
refused 'the liquid has 2 species' "$bin/glass" structure whole --families 3
refused 'more than 8 different diameters' "${run[@]}" observe.fs.species=yes
refused 'species or of families' "${run[@]}" "${mixture[@]}" observe.fs.species=yes observe.fs.families=2
refused 'different ones with commas' "${run[@]}" 'observe.fs.k=7, 7'
refused 'smaller than the waves' "${run[@]}" observe.coherent.k=0.1
refused 'above half the box' "${run[@]}" observe.distinct.max=50
refused 'families = N divides others' "$bin/dnn" run "$here/kill_dnn.ini" run.folder=new observe.msd.families=0 observe.msd.species=yes
exit $bad
