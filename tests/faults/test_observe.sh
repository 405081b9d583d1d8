#!/bin/bash
# Tables of a run and tables of `analysis observe` from its stored frames have the same bytes, also after an interruption and
# with groups of diameters. Summaries are JSON. Bad input is refused in one line.
bin=${BIN:-bin}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0
not_ok() { echo "not ok $1"; bad=1; }

liquid=(run.sweeps=200 system.N=200 system.T=0.3 move.displace.weight=0.8 move.swap.weight=0.2 observe.bonds.families=2
    "observe.diameter.waiting=at 0" observe.collective.length=0.4)
network=(run.steps=200 system.T=inf "network.layers=dense 8, relu, dense classes" data.name=teacher data.dim=10
    data.train_samples=100 data.test_samples=100 train.batch_size=10)
shared=("observe.msd.waiting=every 37" observe.msd.families=3 "observe.overlap.waiting=at 0 50" observe.fs.k=5
    "observe.alpha2.waiting=every 50" observe.cosine.families=2 "observe.displacements.waiting=at 20"
    "observe.trajectory.schedule=every 1" run.seed=3)
: >"$work/empty.ini"

run() { # PROGRAM FOLDER OVERRIDES...
    $bin/$1 run "$work/empty.ini" run.folder="$2" "${@:3}" >"$work/log" 2>&1 || [ $? -eq 75 ] || { cat "$work/log"; return 1; }
}

compare() { # NAME FOLDER FOLDER TABLES...
    name=$1 a=$2 b=$3
    shift 3
    for table in "$@"; do cmp -s "$a/$table.dat" "$b/$table.dat" || { not_ok "$name: $table"; return; }; done
    echo "ok $name"
}

tables="msd overlap fs alpha2 cosine displacements"
run glass "$work/liquid" "${liquid[@]}" "${shared[@]}" || not_ok "liquid runs"
run dnn "$work/network" "${network[@]}" "${shared[@]}" || not_ok "network runs"
for kind in liquid network; do
    $bin/analysis observe "$work/$kind" -o "$work/$kind.again" >"$work/$kind.log" || not_ok "$kind observed"
    compare "$kind: online is offline" "$work/$kind" "$work/$kind.again" $tables
done
compare "liquid: its own" "$work/liquid" "$work/liquid.again" collective bonds diameter
head -1 "$work/network/msd.dat" | grep -q "items: [0-9]* [0-9]* [0-9]*$" && echo "ok layers are families" || not_ok "layers"

# another observable than the run's own, from the same frames
$bin/analysis observe "$work/liquid" -o "$work/other" observe.fs.k=7.5 "observe.fs.waiting=at 100" >/dev/null &&
    [ "$(grep -c '^100 ' "$work/other/fs.dat")" -ge 10 ] && ! grep -qv '^#\|^100 ' "$work/other/fs.dat" && grep -q '^k = 7.5' "$work/other/run.ini" &&
    echo "ok other parameters" || not_ok "other parameters"

# every swap counted once, whatever the difference of size
run glass "$work/count" run.sweeps=300 run.warmup=0 system.N=200 system.T=0.3 move.displace.weight=0.5 move.swap.weight=0.5 move.swap.step=10
awk '!/^#/ { if (NF == 4) { tried += $3; accepted += $4 } else rate = $NF }
    END { exit !(tried > 20000 && accepted / tried - rate < 1e-6 && rate - accepted / tried < 1e-6) }' \
    "$work/count/acceptance.dat" "$work/count/series.dat" && echo "ok acceptance by size difference" || not_ok "acceptance"

# interrupted and resumed, the last time to the end
run glass "$work/cut" "${liquid[@]}" "${shared[@]}" run.checkpoint_every=70 run.walltime=0
steps=0
while ! grep -q finished "$work/cut/status" && [ $steps -le 10 ]; do
    sed -i "s/^walltime = .*/walltime = $([ $steps -lt 10 ] && echo 0.02 || echo inf)/" "$work/cut/run.ini"
    $bin/glass resume "$work/cut" >/dev/null 2>&1
    steps=$((steps + 1))
done
compare "interrupted $steps times" "$work/liquid" "$work/cut" $tables bonds diameter

# the folder of an ensemble means its members, whose names contain a "="
run glass "$work/many" run.sweeps=200 system.N=100 move.displace.weight=1 system.T=1,0.5 run.seed=1..2 "observe.series.schedule=every 20" "observe.overlap.schedule=log 10"
$bin/analysis relax "$work/many" --format json 2>/dev/null >"$work/json"
$bin/analysis relax "$work/many"/T* --format json 2>/dev/null | cmp -s - "$work/json" && grep -q '"run": "T = 0.5' "$work/json" &&
    $bin/analysis plot "$work/many" --of pressure | grep -q "T = 0.5.* 2 runs" &&
    $bin/analysis observe "$work/many/T=0.5_seed=1" -o "$work/member.again" >/dev/null &&
    echo "ok ensemble" || not_ok "ensemble"

# and that of a ladder for its rungs
run glass "$work/ladder" run.sweeps=200 system.N=100 system.T=0.5,0.4 tempering.every=10 move.displace.weight=1 "observe.overlap.schedule=log 10"
$bin/analysis relax "$work/ladder" 2>/dev/null | grep -c "^glass.*T = 0.[45], no swap" | grep -q '^2$' && echo "ok ladder" || not_ok "ladder"

$bin/analysis relax "$work/liquid" "$work/network" --format json 2>/dev/null | python3 -c 'import json, sys; json.load(sys.stdin)' 2>/dev/null &&
    echo "ok json" || not_ok "json"
$bin/analysis plot "$work/liquid" --of msd --preview | grep -q "lag" && echo "ok preview" || not_ok "preview"

# a trajectory of 96 MB through a program that never holds 48 MB
run glass "$work/long" run.sweeps=1000 system.N=3000 system.T=0.5 move.displace.weight=1 "observe.overlap.waiting=every 100" observe.overlap.max_lag=100 \
    "observe.trajectory.schedule=every 1"
python3 - $bin/analysis observe "$work/long" -o "$work/long.again" <<'EOF' && compare "a trajectory larger than memory" "$work/long" "$work/long.again" overlap || not_ok "streaming"
import os, resource, subprocess, sys
file = os.path.getsize(sys.argv[3] + "/trajectory.h5") / 1e6
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode == 0
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e3
print(f"# {file:.0f} MB of frames, at most {peak:.0f} MB resident")
sys.exit(not (done and file > 90 and (peak < 48 or os.environ.get("SANITIZE"))))
EOF

refused() { # TEXT COMMAND...
    text=$1
    shift
    message=$("$@" 2>&1 >/dev/null)
    [ $? -eq 2 ] && [ "$(echo "$message" | wc -l)" -eq 1 ] && [[ $message == *"$text"* ]] && echo "ok refuses: $text" ||
        { not_ok "refuses: $text"; echo "$message"; }
}
refused "unknown key" $bin/analysis observe "$work/liquid" -o "$work/x" observe.fs.colour=1
refused "--output is missing" $bin/analysis observe "$work/liquid"
refused "is there already" $bin/analysis observe "$work/liquid" -o "$work/network"
refused "needs a periodic box" $bin/dnn run "$work/empty.ini" run.folder="$work/y" run.steps=10 data.name=teacher data.train_samples=100 observe.collective.length=0.3
[ -e "$work/y" ] && not_ok "a refused run leaves no folder"
exit $bad
