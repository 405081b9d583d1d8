#!/bin/bash
# The poster's campaign at full size: all of CIFAR-10, Small Net. `make standard HOURS=10` calls it.
#   standard.sh list            arm, name and overrides of every run without its seed
#   standard.sh run HOURS       runs arms in order until the budget is spent; a later call continues
#   standard.sh state           finished and expected runs of every arm
#   standard.sh figure          tables, verdicts and figures of the arms, OUT/standard/ARM.*
#   standard.sh record          the tables into paper/data
# OUT and BIN: folders of the runs and of the programs. SEEDS, ARMS: fewer than all.
set -u
cd "$(dirname "$0")" || exit 2
out=${OUT:-out}/standard bin=${BIN:-../../bin} seeds=${SEEDS:-1 2 3 4 5}
again="make -C runs/poster standard"

fail() { echo "standard: $1" >&2; exit 2; }

# ---- the arms, in order of priority: ARM NAME OVERRIDE | OVERRIDE ... ------------------------------

measure="swap.measure_every=100"
epochs=3 images=50000
steps() { echo $((($2 * images + $1 - 1) / $1)); } # BATCH EPOCHS

rates="0.01 0.02 0.05 0.1 0.2"
list_rate() { # the baseline's learning rate, with a seed that no arm uses
    for r in $rates; do echo "rate $r train.learning_rate=$r"; done
}

list_core() {
    echo core none
    for c in 1SA 1AS AAS 11S ASA A1S; do echo "core $c swap.protocol=$c|$measure"; done
    for w in row null mixed column; do weights $w; done
    echo "core flip_crop swap.protocol=flip_crop|swap.amount=4|$measure"
    echo "core noise swap.protocol=noise|swap.amount=@1SA|$measure"
    for a in mixup channel_shuffle patch_shuffle label_noise; do
        echo "core $a swap.protocol=$a|$measure"
    done
    for c in SAA SA1 S1A S11 1S1 AS1 SSA SS1 SAS S1S ASS 1SS SSS; do
        echo "core $c swap.protocol=$c|$measure"
    done
    for w in in_row in_column anywhere inter bias bias_weight; do weights $w; done
}
weights() { # a pair of lines, or a hundred pairs of weights, every ten steps
    local n=100
    case $1 in row | column | null) n=1 ;; esac
    echo "core $1 swap.protocol=$1|swap.every=10|swap.swaps=$n|swap.measure_every=10"
}

list_joint() { # pixels or channels with their columns of the first layer, and each alone
    local mlp="network.layers=mlp 100|train.learning_rate=@rate"
    echo "joint none $mlp"
    for p in joint_pixel joint_channel AAS ASA column; do
        echo "joint $p $mlp|swap.protocol=$p|$measure"
    done
}

# Speed-up of four codes over batch, rate and dose: four epochs of fewer images, so that swaps can
# accumulate.
list_map() {
    local images=10000 n
    for b in 32 128 4; do for r in 1 0.3; do
        n=$(steps $b 4)
        local common="train.batch_size=$b|run.steps=$n|train.learning_rate=@rate*$r*$b/32"
        common="$common|data.train_samples=$images|train.eval_samples=2000|data.test_samples=1000"
        common="$common|observe.series.schedule=every $((n / 24))|swap.batch_loss=no"
        local place="b$b-r$r"
        echo "map $place-none $common"
        for c in 1SA 1AS 11S AAS; do for n in 1 $b $((10 * b)); do for reset in always never; do
            local more="swap.protocol=$c|swap.swaps=$n|swap.reset=$reset"
            if [ $c != AAS ]; then
                echo "map $place-$c-$n-$reset $common|$more"
            elif [ "$n" != "$b" ]; then # a swap of all images is one of each
                echo "map $place-$c-$n-$reset-common $common|$more|swap.pair=common"
                echo "map $place-$c-$n-$reset-independent $common|$more|swap.pair=independent"
            fi
        done; done; done
    done; done
}

list_small() { # few images: judged by the test loss
    for n in 500 5000; do
        local few="data.train_samples=$n|train.eval_samples=$n"
        echo "small $n-none $few"
        for c in 1SA 1AS AAS 11S flip_crop; do echo "small $n-$c $few|swap.protocol=$c"; done
    done
}
list_top() { # swaps on top of flips and crops
    echo "top none"
    echo "top flip_crop swap.protocol=flip_crop amount=4"
    for c in 1SA 1AS AAS 11S; do echo "top $c swap.protocol=flip_crop amount=4 + $c"; done
}
list_mlp() { # a second network
    local mlp="network.layers=mlp 512 2"
    echo "mlp none $mlp"
    for c in 1SA 1AS AAS 11S flip_crop; do echo "mlp $c $mlp|swap.protocol=$c"; done
}
arms=${ARMS:-rate core joint map small top mlp}
for a in $arms; do declare -F "list_$a" >/dev/null || fail "ARMS=$a: must be of rate core joint map small top mlp"; done
list() { for a in $arms; do list_"$a"; done; }

# ---- values that come from earlier runs ------------------------------------------------------------

last_loss() { awk '!/^#/ {x = $2} END {print x}' "$1/series.dat"; }

rate() { # of the lowest clean training loss
    local r best= IFS=$' \t\n'
    for r in $rates; do
        [ -e "$out/rate/$r/100.done" ] || { echo unknown; return; }
        best="$best$(last_loss "$out/rate/$r/100") $r"$'\n'
    done
    printf %s "$best" | sort -g | head -1 | cut -d' ' -f2
}

# Standard deviation of noise that changes values as much as the protocol's swaps did.
amount() {
    local first=${seeds%% *}
    awk '!/^#/ {n += $3; s += $4} END {if (n) printf "%.4g", sqrt(s / n)}' \
        "$out/core/$1/$first/swaps.dat" 2>/dev/null
}

# $1: a list of overrides; sets `words`. False if a value is not there yet.
resolve() {
    local IFS='|' w x
    words=()
    for w in $1; do
        case $w in
        *=@rate*) x=$(rate)
            [ "$x" != unknown ] || return 1
            w=${w%%=*}=$(awk "BEGIN {printf \"%.4g\", $x${w#*=@rate}}") ;;
        *=@*) x=$(amount "${w#*=@}")
            [ -n "$x" ] || return 1
            w=${w%%=*}=$x ;;
        esac
        words+=("$w")
    done
}

# ---- runs ------------------------------------------------------------------------------------------

seeds_of() { if [ "$1" = rate ]; then echo 100; else echo "$seeds"; fi; }

overrides_of() { # ARM LIST: those that all runs share come first
    local rate='train.learning_rate=@rate|'
    case "$1$2" in rate* | *train.learning_rate*) rate= ;; esac
    echo "${rate}network.layers=small_net|data.name=cifar10|data.train_samples=0|data.test_samples=0|train.eval_samples=5000|train.batch_size=32|run.steps=$(steps 32 $epochs)|run.checkpoint=20|observe.series.schedule=every 250|swap.batch_loss=yes|$2"
}

# The same key twice: the later one counts.
last_of_each() {
    local i k
    local -A value
    local order=()
    for i in "${words[@]}"; do
        k=${i%%=*}
        [ -n "${value[$k]+x}" ] || order+=("$k")
        value[$k]=${i#*=}
    done
    words=()
    for k in "${order[@]}"; do words+=("$k=${value[$k]}"); done
}

seconds_of() { # of processor time, by plan: "1:02" or "1:00:02"
    "$bin/dnn" plan network.ini "${words[@]}" 2>/dev/null |
        awk '/^processor time/ {n = split($NF, t, ":"); s = 0; for (i = 1; i <= n; i++) s = 60 * s + t[i]; print s}'
}

planned() { # ARM NAME: measured once
    local file=$out/plan/$1-$2
    mkdir -p "$out/plan"
    [ -s "$file" ] || seconds_of >"$file.new" && [ -e "$file.new" ] && mv "$file.new" "$file"
    cat "$file"
}

timed() { # its user and system seconds are the last line of the messages
    local TIMEFORMAT='%U %S'
    time "$@"
}

go() { # FOLDER SEED
    mkdir -p "$(dirname "$1")"
    if [ -e "$1/run.ini" ]; then
        timed "$bin/dnn" resume "$1"
    else
        timed "$bin/dnn" run network.ini "run.folder=$1" "run.seed=$2" "${words[@]}"
    fi 2>"$1.log"
    local rc=$?
    tail -1 "$1.log" | grep '^[0-9.]* [0-9.]*$' >>"$1.time"
    [ $rc = 0 ] && touch "$1.done" && return
    tail -2 "$1.log" | head -1 >&2
    return $rc
}

expect() { # the list of an arm's runs, for the verdicts
    local arm
    for arm in $arms; do
        [ "$arm" = rate ] && continue
        mkdir -p "$out/$arm"
        {
            echo "# $again"
            list_"$arm" | while read -r _ name _; do echo "$name $seeds"; done
        } >"$out/$arm/expected"
    done
}

run() {
    local budget left=0 arm name rest seed cost folder
    budget=$(awk -v hours="$1" 'BEGIN {if (hours + 0 > 0) printf "%d", 3600 * hours}')
    [ -n "$budget" ] || fail "HOURS=$1: must be a number above 0, of processor hours"
    [ -e "${SWAPGLASS_DATA:-}/cifar-10-batches-bin" ] ||
        fail "CIFAR-10 is not in SWAPGLASS_DATA=${SWAPGLASS_DATA:-}. Put cifar-10-batches-bin there, then: $again"
    mkdir -p "$out"
    exec 9>"$out/lock"
    flock -n 9 || fail "$out: another campaign uses it"
    expect
    : >"$out/not-run"
    while read -r arm name rest; do
        for seed in $(seeds_of "$arm"); do
            folder=$out/$arm/$name/$seed
            [ -e "$folder.done" ] && continue
            if ! resolve "$(overrides_of "$arm" "$rest")"; then
                echo "$arm $name $seed" >>"$out/not-run"
                continue
            fi
            last_of_each
            cost=$(planned "$arm" "$name")
            if [ -z "$cost" ]; then
                rm -f "$out/plan/$arm-$name"
                echo "$arm $name $seed: cannot run: $("$bin/dnn" plan network.ini "${words[@]}" 2>&1 | tail -1)" >>"$out/not-run"
                continue
            fi
            if [ $((left + cost)) -gt "$budget" ]; then
                echo "$arm $name $seed" >>"$out/not-run"
                continue
            fi
            left=$((left + cost))
            go "$folder" "$seed" || { rc=$?; state; exit $rc; }
        done
    done < <(list)
    state
    figure
    [ -s "$out/not-run" ] && echo "Not run: $(wc -l <"$out/not-run") runs, $out/not-run. To continue: $again HOURS=$1"
    return 0
}

state() {
    local arm n done
    for arm in $arms; do
        n=$(list_"$arm" | wc -l) n=$((n * $(seeds_of "$arm" | wc -w)))
        done=$(find "$out/$arm" -name '*.done' 2>/dev/null | wc -l)
        echo "$arm: $done of $n runs finished$([ "$done" -lt "$n" ] && echo "; to continue: $again")"
    done
}

# Folders of finished runs of an arm whose training without swaps is among them.
finished() {
    find "$out/$1" -name '*.done' 2>/dev/null | sed 's/\.done$//' | sort
}

has_reference() { finished "$1" | grep -Eq '(/|-)none/[0-9]*$'; }

figure() {
    local arm paper
    for arm in $arms; do
        [ "$arm" = rate ] && continue
        paper=poster
        [ "$arm" = map ] && paper=corners
        if has_reference "$arm"; then
            finished "$arm" | xargs "$bin/analysis" paper $paper -o "$out/$arm" --force \
                --published published.dat --claims "$out/$arm-claims.dat"
        else
            echo "$arm: no finished run without swaps; to continue: $again"
        fi
    done
}

record() {
    local arm any=
    for arm in $arms; do
        [ -s "$out/$arm.dat" ] || continue
        any=yes
        ../../paper/record.sh write "poster-$arm" "$out/$arm.dat" "$out/$arm" "$again" || exit
    done
    [ -n "$any" ] || fail "$out: no tables of arms. To make them: $again"
}

case ${1:-} in
list) list ;;
run) run "${2:-10}" ;;
state) state ;;
figure) figure ;;
record) record ;;
*) fail "usage: standard.sh list | run HOURS | state | figure | record" ;;
esac
