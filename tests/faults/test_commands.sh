#!/bin/bash
# Every command of `analysis` and every paper, as `analysis list` names them, on small liquids and networks: a table, a gnuplot script, PNG and
# PDF, and JSON with the same content as the text.
bin=${BIN:-bin}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0
not_ok() { echo "not ok $1"; bad=1; }
: >"$work/empty.ini"

run() { # PROGRAM FOLDER OVERRIDES...
    $bin/$1 run "$work/empty.ini" run.folder="$work/$2" "${@:3}" >"$work/log" 2>&1 || { cat "$work/log"; not_ok "$2 runs"; }
}

for T in 0.6 0.5 0.4; do
    for swap in 0 0.2; do
        for seed in 1 2; do
            run glass liquid/$T-$swap-$seed run.sweeps=2000 run.seed=$seed run.warmup=500 system.N=100 system.T=$T \
                move.displace.weight=0.8 move.swap.weight=$swap "observe.series.schedule=every 10" \
                "observe.fs.waiting=every 50" "observe.overlap.waiting=every 50" "observe.msd.waiting=every 100" \
                "observe.alpha2.waiting=every 100" "observe.trajectory.schedule=every 100"
        done
    done
done
network=("network.layers=mlp 8" data.name=teacher data.dim=6 data.train_samples=60 data.test_samples=60
    observe.overlap.fraction=10 "observe.trajectory.schedule=at 0 100 200" "observe.series.schedule=log 10")
waiting=("observe.overlap.waiting=at 0 10 30 100" "observe.msd.waiting=at 0 10 30 100")
for protocol in none row; do
    for seed in 1 2 3; do
        run dnn network/$protocol/$seed run.seed=$seed run.steps=200 system.T=0.01 "${network[@]}" "${waiting[@]}" \
            train.batch_size=10 swap.protocol=$protocol
    done
done
for seed in 1 2 3; do
    run dnn features/$seed run.seed=$seed run.steps=200 system.T=0.01 "${network[@]}" "${waiting[@]}" train.batch_size=10 \
        swap.protocol=1AS swap.swaps=10
done
for w in 0 0.2; do
    run dnn units/$w run.dynamics=metropolis run.steps=4000 system.T=1 "network.layers=mlp 4" network.precision=double \
        data.name=teacher data.dim=3 data.train_samples=20 data.test_samples=20 train.batch_size=0 units.property=prior \
        units.polydispersity=0.3 train.weight_decay=0.1 move.displace.weight=0.8 move.displace.step=1 move.swap.weight=$w \
        "observe.series.schedule=every 10" "observe.overlap.waiting=every 50" observe.overlap.max_lag=2000 \
        observe.overlap.length=1
done
for T in 0.1 0.001; do
    for seed in 1 2; do
        run dnn langevin/$T-$seed run.seed=$seed run.steps=200 system.T=$T "${network[@]}" "${waiting[@]}" train.batch_size=0 \
            train.optimiser=langevin "observe.alpha2.waiting=at 30" "observe.displacements.waiting=at 30" \
            "observe.displacements.schedule=log 1"
        run dnn ends/$T-$seed run.seed=$seed run.steps=200 system.T=0.01 train.batch_size=10 train.weight_decay=$T "${network[@]}" \
            observe.overlap.schedule=never
    done
done
run dnn training run.seed=1 run.steps=200 system.T=0.01 train.batch_size=10 "${network[@]}" "${waiting[@]}" \
    "observe.watch.schedule=at 10 30 100"
for copy in 1 2 3 4; do
    run dnn solutions/$copy run.replica=$copy run.steps=200 train.batch_size=10 "${network[@]}" "${waiting[@]}"
done
committee=("network.layers=committee 4" data.name=random_labels data.dim=12 data.alpha=1.5 data.test_samples=1 train.batch_size=0
    train.loss=logistic)
sample=("${committee[@]}" run.dynamics=hmc hmc.steps=5 move.hmc.step=0.5 run.warmup=0 "observe.trajectory.schedule=every 2")
for copy in 1 2; do
    [ $copy = 2 ] || run dnn zmtz/solution/$copy run.replica=$copy run.steps=50 "${committee[@]}" train.learning_rate=1
    for T in cold/0.0054 cold/0.018 medium/18 sample/18 thin/0.006; do
        run dnn zmtz/$T-$copy run.replica=$copy run.steps=20 system.T=${T#*/} "${sample[@]}"
    done
done
for pull in 1 weak; do
    run dnn zmtz/pull/$pull run.steps=20 system.T=0.018 "${sample[@]}" replicas.number=2 replicas.coupling=ratchet \
        replicas.tolerance=1 "observe.watch.schedule=every 5" network.weights="$work/zmtz/cold/0.018-1 $work/zmtz/cold/0.018-2"
done
for side in before-1@0 after-1; do
    $bin/dnn barriers "$work/zmtz/pull/1${side#*-1}:0" "$work/zmtz/pull/1${side#*-1}:1" into="$work/zmtz/profile/${side%@0}" \
        align=no path=scaled points=9 >"$work/log" 2>&1 || { cat "$work/log"; not_ok barriers; }
done
$bin/dnn overlaps "$work"/solutions/* into="$work/overlaps" >"$work/log" 2>&1 || { cat "$work/log"; not_ok overlaps; }
for sample in 1 2; do
    run glass spins/$sample run.sweeps=40 system.kind=pspin system.N=16 system.T=0 system.sample=$sample "observe.series.schedule=every 10"
done
for centre in 0.6 0.8; do
    run glass umbrellas/liquid-$centre run.sweeps=1000 system.N=100 system.T=0.6 system.start="$work/liquid/0.6-0-1" \
        move.displace.weight=1 "observe.series.schedule=every 5" bias.reference="$work/liquid/0.6-0-1" bias.spring=1 bias.centre=$centre
    run dnn umbrellas/network-$centre run.steps=500 run.dynamics=metropolis system.T=1 "${network[@]/log 10/every 5}" move.displace.weight=1 \
        train.batch_size=0 train.weight_decay=0.1 bias.of=cosine bias.reference="$work/network/none/1" \
        bias.spring=1 bias.centre=$centre
done
run glass stress run.sweeps=200 system.N=100 system.T=1 run.dynamics=md observe.watch.also=stress "observe.watch.schedule=every 1"
for sample in 1 2; do
    run glass memory/$sample run.sweeps=40 system.kind=rbm system.N=200 system.alpha=0.05 system.T=0.6 system.sample=$sample "observe.series.schedule=every 5"
done
liquids=("$work"/liquid/*) networks=("$work"/network/*/*)
for folder in "${liquids[@]:0:2}"; do $bin/glass structure "$folder" 2>"$work/log" || { cat "$work/log"; not_ok structure; }; done

# what each command is asked; observe makes tables, report a page (test_report.sh), movie an animation (test_movie.sh)
declare -A asked=(
    [relax]="${liquids[*]} ${networks[*]}" [speedup]="${liquids[*]}" [threshold]="${networks[*]} --loss 0.6"
    [paper]="" [poster]="${networks[*]}" [corners]="${networks[*]} $(echo "$work"/features/*)" [exchanges]="$(echo "$work"/network/none/*) $(echo "$work"/features/*)" [sizes]="$work/units/0 $work/units/0.2" [compare]="${liquids[*]} ${networks[*]}"
    [temperature]="${liquids[*]}" [heterogeneity]="${liquids[*]}" [age]="${networks[*]}" [collapse]="${liquids[*]}"
    [equilibrium]="${liquids[*]}" [replicas]="${liquids[*]}" [potential]="$(echo "$work"/umbrellas/*)" [reweight]="$work/liquid/0.6-0.2-1 $work/liquid/0.5-0.2-1"
    [plot]="${liquids[*]} --of msd" [observe]="" [report]="" [movie]="" [map]="${liquids[1]}"
    [mean]="${liquids[*]} --of pressure" [histogram]="${liquids[*]}" [diffusion]="$(echo "$work"/langevin/*)"
    [twins]="${liquids[*]} $(echo "$work"/langevin/*)" [bj]="$work/training"
    [kwj]="$(echo "$work"/langevin/* "$work"/ends/*)" [landscape]="$work/overlaps --of hierarchy"
    [zmtz]="$work/zmtz" [spins]="$work/spins/1 $work/spins/2" [structure]="${liquids[*]:0:2}"
    [viscosity]="$work/stress" [memory]="$work/memory/1 $work/memory/2")

names() { $bin/analysis list "$1" | sed -n 's/^  \([a-z]*\).*/\1/p' | grep .; }
declare -A is_paper
for paper in $(names papers); do is_paper[$paper]=paper; done
claims=(kwj bj zmtz poster spins) # those that compare with published numbers
for command in $(names commands) $(names papers); do
    [ -n "${asked[$command]+x}" ] || { not_ok "$command: nothing asked of it"; continue; }
    [[ " observe report movie paper " == *" $command "* ]] && continue
    figure=$work/figure-$command
    if ! $bin/analysis ${is_paper[$command]} $command ${asked[$command]} -o "$figure" --format json >"$work/json" 2>"$work/log"; then
        cat "$work/log"
        not_ok $command
        continue
    fi
    python3 - "$work/json" <<'EOF' || not_ok "$command: JSON"
import json, sys
rows = json.load(open(sys.argv[1]))["rows"]
assert rows and all(row.keys() >= {k for k in rows[0] if not k.endswith("_bound")} for row in rows)
EOF
    for suffix in png pdf gp dat; do [ -s "$figure.$suffix" ] || not_ok "$command: $suffix"; done
    [ $bad = 1 ] || echo "ok $command"
done

# every figure above as a reader sees it
python3 "$here/figures.py" "$work"/figure-*.gp && echo "ok figures: labels, tics, texts" || not_ok "figures: labels, tics, texts"
# a figure that has what the check looks for is refused
mkdir "$work/raw" && cp "$work"/figure-plot* "$work/raw"
sed -i "s/set xlabel '[^']*'/set xlabel 'acceptance_swap'/" "$work/raw/figure-plot.gp"
python3 "$here/figures.py" "$work/raw/figure-plot.gp" | grep -q 'name of a column' || not_ok "figures: a raw name passes"

# the same command at another time: the same bytes
mkdir "$work/again"
for command in plot histogram relax map; do
    $bin/analysis $command ${asked[$command]} -o "$work/again/figure-$command" >"$work/log" 2>&1 || cat "$work/log"
    for suffix in png pdf gp dat; do
        cmp "$work/figure-$command.$suffix" "$work/again/figure-$command.$suffix" || not_ok "$command: $suffix of another time"
    done
done
[ $bad = 1 ] || echo "ok figures of another time have the same bytes"

# scratch folders: of a killed program, of one that runs, and one of the user's
mkdir "$work/slow" "$work/scratch"
printf '#!/bin/sh\nexec sleep 20\n' >"$work/slow/gnuplot" && chmod +x "$work/slow/gnuplot"
export TMPDIR=$work/scratch
draw() { exec env PATH="$work/slow:$PATH" "$bin/analysis" plot ${asked[plot]} -o "$work/slow/$1" >/dev/null 2>&1; }
made() { [ "$(find "$TMPDIR" -name 'swapglass-figure-*' | wc -l)" -eq "$1" ]; }
waits() { for _ in $(seq 500); do made "$1" && return; sleep 0.02; done; return 1; }
(draw killed) & killed=$!
waits 1 && { kill -9 $killed; wait $killed; } 2>/dev/null
left=$(echo "$TMPDIR"/*)
(draw running) & running=$!
waits 2
mkdir -p "$TMPDIR/swapglass-figure-mine/kept"
find "$TMPDIR" -mindepth 1 -maxdepth 1 -exec touch -d '2 minutes ago' {} +
$bin/analysis plot ${asked[plot]} -o "$work/slow/third" >"$work/log" 2>&1 && [ ! -e "$left" ] && made 2 && [ -d "$TMPDIR/swapglass-figure-mine/kept" ] ||
    not_ok "scratch folders: $(ls "$TMPDIR")"
kill $running; wait $running 2>/dev/null
[ $bad = 1 ] || echo "ok a killed program's scratch folder is removed by the next, and no other"

# claims: published values from the file of --published or above the runs; every row in the same six columns
runs=$(cd "$(dirname "$0")/../../runs" && pwd)
for paper in "${claims[@]}"; do
    $bin/analysis paper $paper ${asked[$paper]} -o "$work/of-$paper" --published "$runs/$paper/published.dat" \
        --claims "$work/$paper-claims.dat" >"$work/log" 2>&1 || { cat "$work/log"; not_ok "$paper: published"; }
    grep -q '^# claim published published_error ours error verdict$' "$work/$paper-claims.dat" &&
        ! grep -v '^#' "$work/$paper-claims.dat" | grep -qvE '^"[^"]+"( [-+.0-9a-z]+){4} "[^"]+"$' || not_ok "$paper: claims.dat"
done
grep -q '^"u at T = 18" 6.816 0.25 [-0-9.]* [-0-9.]* "differs by more than 3 %"$' "$work/zmtz-claims.dat" || not_ok "a published value beside ours"
grep -q '^"gradient descent, alpha = 1.8: u" 0.0849 nan [0-9.]* nan "cannot tell"$' "$work/zmtz-claims.dat" || not_ok "without an error: cannot tell"
cp "$runs/zmtz/published.dat" "$work/zmtz/published.dat"
$bin/analysis paper zmtz "$work/zmtz" -o "$work/found" >"$work/log" 2>&1 && cmp -s "$work/claims.dat" "$work/zmtz-claims.dat" ||
    not_ok "published.dat above the runs is found"
[ $bad = 1 ] || echo "ok claims"

refused() { # PART ARGUMENTS...: status 2, and one line with this part
    $bin/analysis "${@:2}" >/dev/null 2>"$work/log"
    [ $? -eq 2 ] && [ "$(wc -l <"$work/log")" -eq 1 ] && grep -qF -- "$1" "$work/log" || { cat "$work/log"; not_ok "refused: ${*:2}"; }
}
for line in '"a claim" 1 "no error"' '"a claim" 1 nan' 'a claim 1 nan "no quotes"' '"a claim 1 nan' '"a claim" one nan "no number"' '"a" 1 2 3 "three"'; do
    printf '# comment\n\n%s\n' "$line" >"$work/broken.dat"
    refused "broken.dat, line 3: must be" paper bj "$work/training" --published "$work/broken.dat"
done
refused "nowhere.dat" paper bj "$work/training" --published "$work/nowhere.dat"
refused "nearest: relax" relx "$work/training"
refused "nearest: level" relax "$work/training" --levle 0.5
refused "takes no option --loss" relax "$work/training" --loss 1
refused "-v: no such option" relax "$work/training" -v 0.5
refused "--loss is missing" threshold "$work/training"
refused "between 0 and 1" relax "$work/training" --level 2
refused "no name given" paper
refused "paper bj: takes no option --level" paper bj "$work/training" --level 0.5
refused "paper sizes: --output is missing" paper sizes "$work/units/0" "$work/units/0.2"
refused "nearest: kwj" paper kwk "$work/training"
refused "no run folder given" relax
refused "its FIGURE is missing" relax "$work/training" -o
refused "no such table" list nothing
$bin/analysis bj "$work/training" 2>&1 >/dev/null | grep -q "is now 'analysis paper bj'" || not_ok "a former command is taken with a note"
for ask in "help" "help relax" "relax --help" "relax -h" "help paper" "help paper kwj" "paper kwj --help" "list" "list papers" "--version"; do
    $bin/analysis $ask >"$work/log" 2>&1 && [ -s "$work/log" ] || not_ok "analysis $ask"
done
$bin/analysis help relax | grep -q -- '--level=X' && ! $bin/analysis help relax | grep -q -- '--loss' || not_ok "help of a command: its own options"
[ $bad = 1 ] || echo "ok command line"
exit $bad
