#!/bin/bash
# `plot` of tables with and without t, of ladders and populations: the points of the figure are the rows of the table, a file is
# read once, and all that is left out has a line.
. "$(dirname "$0")/harness.sh"
export OMP_NUM_THREADS=1 OMP_WAIT_POLICY=passive
: >empty.ini
liquid() { # FOLDER OVERRIDES...
    "$bin/glass" run empty.ini run.folder="$1" run.sweeps=200 run.warmup=50 system.N=100 system.T=0.5 move.displace.weight=0.8 \
        "observe.series.schedule=every 10" "observe.trajectory.schedule=every 50" "${@:2}" >/dev/null 2>err
}
points() { sed -n '/^$/q; /^#/!p' "$1" | cut -d' ' -f1,2; } # of the first curve of a figure's data
column() { grep -v '^#' "$1" | tr -s ' ' | sed 's/^ //' | cut -d' ' -f"$2,$3" | grep -v nan; }
close() { # NUMBERS NUMBERS: to the digits of the figure's data
    paste -d' ' <(tr ' ' '\n' <<<"$1") <(tr ' ' '\n' <<<"$2") |
        awk 'NF != 2 || ($1 - $2)^2 > 1e-16 * ($2^2 + 1e-16) {bad = 1} END {exit bad || !NR}'
}
plots() { # WORDS OF plot --of WHAT, DATA OF THE FIGURE, TABLE, COLUMNS OF X AND Y: the two agree
    eval "\"$bin/analysis\" plot $1 -o new/$2 --force" >said 2>err && close "$(points "new/$2-$3.dat")" "$(column "$4" "$5" "$6")"
}
liquid swap move.swap.weight=0.2 && liquid plain && "$bin/glass" structure swap >/dev/null 2>>err &&
    "$bin/glass" modes swap >/dev/null 2>>err && "$bin/glass" quench swap >/dev/null 2>>err &&
    "$bin/glass" run "$here/kill_ladder.ini" run.folder=ladder run.sweeps=200 run.warmup=20 >/dev/null 2>>err &&
    "$bin/glass" run "$here/kill_population.ini" run.folder=population >/dev/null 2>>err
report $? "plot: runs and their tables"

good=0 cases=0
while IFS='|' read -r words figure data table x y; do
    cases=$((cases + 1))
    plots "$words" "$figure" "$data" "$table" "$x" "$y" && good=$((good + 1)) || { echo "$words"; cat err said; }
done <<'EOF'
swap --of acceptance_swap|a|liquid-acceptance_swap|swap/series.dat|1|9
swap --of pairs|b|liquid-g|swap/pairs.dat|2|3
swap --of 'pairs.g*'|c|liquid-columns|swap/pairs.dat|2|3
swap --of waves.S_11|d|liquid-S_11|swap/waves.dat|2|4
swap --of states|e|liquid-D|swap/states.dat|1|2
swap --of modes.participation --against frequency|f|liquid-participation|swap/modes.dat|2|4
swap --of inherent.e_IS|g|liquid-e_IS|swap/inherent.dat|1|4
ladder --of exchange.round_trips|h|liquid-round_trips|ladder/exchange.dat|1|2
ladder --of 'exchange.rate_*'|i|liquid-columns|ladder/exchange.dat|1|3
population --of population.ln_Z --against T|j|liquid-ln_Z|population/population.dat|2|6
EOF
[ $good -eq $cases ]
report $? "plot: $good of $cases figures have the rows of their tables"

# a pattern draws no errors of other columns as curves
columns=$(awk '/^# r |^# T r / {for (i = 2; i <= NF; i++) n += $i ~ /^g/ && $i !~ /_error$/} END {print n + 0}' swap/pairs.dat)
"$bin/analysis" plot swap --of 'pairs.g*' >said 2>err && [ "$columns" -ge 2 ] && [ "$(grep -c '^glass' said)" -eq "$columns" ] &&
    "$bin/analysis" plot swap --of 'pairs.g_*error' >said 2>err && [ "$(grep -c "^glass" said)" -ge 1 ]
report $? "plot: 'g*' has $columns columns, without their errors"

# a pattern of a two-time table: a curve per column, named in the table; log-spaced rows have a logarithmic axis of time
"$bin/glass" run empty.ini run.folder=mixture run.sweeps=200 run.warmup=50 system.model=ka system.N=200 system.T=2 move.displace.weight=1 observe.fs.schedule='log 5' observe.fs.species=yes observe.fs.waiting='every 40' \
    >said 2>err &&
    "$bin/analysis" plot mixture --of 'fs.fs*' -o new/s >said 2>err && [ "$(awk '$1 == "glass" {print $7}' said | tr '\n' ' ')" = 'fs fs_A fs_B ' ] &&
    grep -q 'F_s^{(B)}' new/s.gp && grep -q '^program  run .* of ' said
report $? "plot: 'fs*' of a two-time table has three curves"
good=0 cases=0
for row in 'log 5|1' 'every 2|0'; do
    "$bin/glass" run empty.ini run.folder="rows$cases" run.sweeps=200 system.N=100 system.T=0.5 move.displace.weight=1 \
        observe.series.schedule="${row%|*}" >said 2>err && "$bin/analysis" plot "rows$cases" --of energy -o "new/rows$cases" >said 2>err &&
        [ "$(grep -c "^set logscale x" "new/rows$cases.gp")" -eq "${row#*|}" ] && good=$((good + 1)) || { echo "$row"; cat err; }
    cases=$((cases + 1))
done
[ $good -eq $cases ]
report $? "plot: the scale of time fits $good of $cases schedules"

# one temperature makes no panel of tau(T)
"$bin/glass" run empty.ini run.folder=hot run.sweeps=1000 system.N=100 system.T=3 move.displace.weight=1 \
    observe.fs.schedule='log 10' observe.fs.waiting='every 20' observe.fs.k=20 >said 2>err &&
    "$bin/analysis" relax hot -o new/one >said 2>err && [ ! -e new/one-liquid-fs.dat ] && [ -s new/one-liquid-decay-fs.dat ]
report $? "relax: one temperature has decays alone"

# a stopped run is not called running; status lists the runs in a folder
mkdir -p array && cp -r plain array/seed=1 && cp -r swap array/seed=2 && sed -i '1s/^finished/running/' array/seed=2/status &&
    "$bin/analysis" mean array --of energy >said 2>err && grep -q 'array/seed=2 is stopped' err &&
    [ "$("$bin/glass" status array | cut -d' ' -f1 | tr '\n' ' ')" = 'folder array/seed=1 array/seed=2 ' ] &&
    ! "$bin/glass" resume array 2>err && grep -q 'holds runs, but is none itself' err
report $? "status, resume and warnings of a folder with runs"

# relaxation times name the units of the systems there are
liquid fs observe.fs.schedule='log 5' >/dev/null 2>&1
"$bin/analysis" relax fs >said 2>err && head -n 1 said | grep -q '; liquids in sweeps; errors'
report $? "relax: units of the liquid alone"

# the table of a population is no mean over its members; its own errors are drawn
[ "$(tail -n 1 new/j-liquid-ln_Z.dat | tr -d ' ')" = "" ] && [ "$(grep -c '^[0-9]' new/j-liquid-ln_Z.dat)" = "$(grep -vc '^#' population/population.dat)" ] &&
    awk '!/^#/ && NF {n++; if ($4 > $3) wide++} END {exit !(wide >= n - 1)}' new/j-liquid-ln_Z.dat && grep -q '1 run$' said
report $? "plot: the table of a population counts once"

"$bin/analysis" plot swap plain --of acceptance_swap -o new/k >said 2>err && grep -q 'no column acceptance_swap and is left out' said &&
    grep -q 'Figure: 1 point of liquid, acceptance_swap is not drawn' said && # at t = 0 nothing was tried: nan
    "$bin/analysis" relax swap plain -o new/deep/er/relax >said 2>>err
[ $? -eq 2 ] && grep -q 'neither fs.dat nor overlap.dat' err && [ ! -e new/deep ]
report $? "plot: a run without the column has a line; a refused figure makes no folder"

good=0 cases=0
refused() { # WORD ARGUMENT...: one line with the word, status 2, no figure
    cases=$((cases + 1))
    "${@:2}" >said 2>err
    [ $? -eq 2 ] && [ "$(wc -l <err)" -eq 1 ] && grep -q "$1" err && [ ! -e no ] && good=$((good + 1)) || { echo "$*"; cat err; }
}
refused "no column 'h'" "$bin/analysis" plot swap --of pairs.h -o no/figure
refused "no column 'q'" "$bin/analysis" plot swap --of pairs.g --against q -o no/figure
refused "no table" "$bin/analysis" plot swap --of exchange.round_trips -o no/figure
refused "no column" "$bin/analysis" plot swap --of 'pairs.z*' -o no/figure
refused "is missing" "$bin/analysis" plot swap -o no/figure
[ $good -eq $cases ]
report $? "plot: $good of $cases refused"
exit $bad
