#!/bin/bash
# Lists of values and ladders of temperatures: equal values are refused, listed temperatures are not changed. check, plan and
# run refuse in one line that names key and items, and write nothing.
. "$(dirname "$0")/harness.sh"
# a row: program, file | what the line must hold | arguments, with commas for the blanks of one
refusals=(
    'glass kill_glass|[run] seed: .*as 1 and 01|run.seed=1,01,0x1'
    'glass kill_glass|[run] seed: .*as 1..3 and 2|run.seed=1..3,2'
    'glass kill_glass|[system] T: .*as 0.5 and 0.50|system.T=0.5,0.50'
    'glass kill_glass|[system] N: .*as 200 and 2e2|run.seed=1..2 system.N=200,2e2'
    'glass kill_glass|[move.swap] weight: .*as 0.2 and .2|move.swap.weight=0.2,.2'
    'glass kill_glass|[system] model: .*as nbc8 and nbc8|system.model=nbc8,nbc8'
    'dnn kill_dnn|[run] seed: .*as 1..4 and 4|run.seed=1..4,4'
    'dnn kill_dnn|[train] learning_rate: .*as 0.05 and 5e-2|train.learning_rate=0.05,5e-2'
    'dnn kill_dnn|[swap] protocol: .*as row and row|swap.protocol=row,column,row'
    'glass kill_ladder|[system] T: .*as 0.5 and 0.50|system.T=0.6,0.5,0.50'
    'dnn kill_networks|[system] T: .*as 0.5 and 5e-1|system.T=0.5,5e-1,1'
    'glass kill_ladder|[tempering] ladder: .*as 0.5 and 0.50|system.T=1 tempering.ladder=0.5,0.6,0.50'
    'glass kill_population|[tempering] ladder: .*as 0.5 and 0.500|tempering.ladder=0.6,0.5,0.500'
    'glass kill_ladder|[tempering] ladder: has 0.5 twice|system.T=1 tempering.ladder=even~0.5~0.5000001~3'
    'glass kill_ladder|[tempering] tune = yes: would move|tempering.tune=yes'
    'glass kill_ladder|[tempering] tune = yes: would move|system.T=1 tempering.ladder=0.6,0.5 tempering.tune=on'
    'dnn kill_networks|[tempering] tune = yes: would move|tempering.tune=yes'
    'glass kill_ladder|[tempering] ladder = even .*give one of the two|system.T=0.6,0.5 tempering.ladder=even~0.5~0.6~3'
    'glass kill_ladder|[tempering] ladder = 0.6,0.5.*give one of the two|system.T=0.6,0.5 tempering.ladder=0.6,0.5'
)
wrong=0
for row in "${refusals[@]}"; do
    IFS='|' read -r what line arguments <<<"$row"
    read -r program ini <<<"$what"
    read -ra words <<<"$arguments"
    for command in check plan run; do
        "$bin/$program" $command "$here/$ini.ini" run.folder=out "${words[@]//\~/ }" >/dev/null 2>err
        [ $? -eq 2 ] && [ "$(wc -l <err)" -eq 1 ] && grep -q -- "${line//\[/\\[}" err && [ ! -e out ] ||
            { wrong=$((wrong + 1)); echo "$command $row"; cat err; rm -rf out; }
    done
done
[ $wrong -eq 0 ]
report $? "${#refusals[@]} lists that have a value twice, and ladders that are given twice or would be moved, are refused"

# a row: temperatures that stay | how they are given; their rungs are all and only those, before and after warm-up
temperatures() { sed -n 's/^T = //p' out/[0-9]*/run.ini | tr '\n' ' '; }
tuned() { sed -n '/^\[tempering\]/,$s/^tune = //p' out/run.ini; }
typed=(
    '0.45 0.5 0.55 0.6|system.T=0.6,0.55,0.5,0.45'
    '0.4 0.41 0.59 0.6|system.T=1 tempering.ladder=0.6,0.41,0.4,0.59'
    '0.4 0.41 0.59 0.6|system.T=1 tempering.ladder=0.6,0.41,0.4,0.59 tempering.tune=no'
)
for row in "${typed[@]}"; do
    IFS='|' read -r wanted arguments <<<"$row"
    read -ra words <<<"$arguments"
    rm -rf out && "$bin/glass" run "$here/kill_ladder.ini" run.folder=out run.sweeps=50 run.warmup=600 "${words[@]}" 2>err
    [ $? -eq 0 ] && [ "$(temperatures)" = "$wanted " ] && [ "$(tuned)" = no ]
    report $? "typed temperatures stay: $arguments"
done
"$bin/glass" run out/run.ini run.folder=again 2>err && cmp -s out/00/series.dat again/00/series.dat && cmp -s out/exchange.dat again/exchange.dat
report $? "the resolved run.ini of a typed ladder runs again to the same bytes"
rm -rf out again && "$bin/glass" run "$here/kill_ladder.ini" run.folder=out run.sweeps=50 run.warmup=600 system.T=1 \
    'tempering.ladder=even 0.4 0.9 4' 2>err && [ "$(tuned)" = yes ] && [ "$(temperatures)" != '0.4 0.493151 0.642857 0.9 ' ] &&
    temperatures | grep -q '^0.4 .* 0.9 $'
report $? "an even ladder is tuned, its ends stay"
"$bin/glass" run out/run.ini run.folder=again 2>err && cmp -s out/00/series.dat again/00/series.dat && cmp -s out/exchange.dat again/exchange.dat
report $? "the resolved run.ini of an even ladder runs again to the same bytes"

# dynamics that need a temperature start from a ladder alone
sed '/^T = /d' "$here/kill_networks.ini" >bare.ini
"$bin/dnn" check bare.ini run.folder=none tempering.ladder=0.6,0.5,0.55 >/dev/null 2>err && "$bin/dnn" describe bare.ini 'tempering.ladder=even 0.5 0.6 3' >said 2>>err &&
    grep -q '^the first of 3 runs:' said && "$bin/dnn" run bare.ini run.folder=ladder run.steps=60 tempering.ladder=0.6,0.5,0.55 2>>err &&
    "$bin/dnn" run "$here/kill_networks.ini" run.folder=listed run.steps=60 2>>err && cmp ladder/01/series.dat listed/01/series.dat && cmp ladder/exchange.dat listed/exchange.dat
report $? "a ladder of networks needs no T, and has the bytes of a list of T"

# one folder by two names, and a copy by another seed, are no replicas
"$bin/glass" run "$here/kill_glass.ini" run.folder=all run.sweeps=600 run.seed=1..2 2>err
cp -r all/seed=1 copy && cp -r all/seed=1 renamed && sed -i 's/^seed = .*/seed = 9/' renamed/run.ini && ln -s all/seed=2 link && ln -s all everything
wrong=0
for command in relax heterogeneity 'plot --of energy' histogram equilibrium compare; do
    for more in copy renamed link all/seed=1/ all everything all/../all/seed=2; do
        "$bin/analysis" $command all $more >out.txt 2>err
        [ $? -eq 2 ] && [ "$(grep -vc warning err)" -eq 1 ] && [ "$(sed 's/(all keys.*//' err | grep -oE '[^ ]*(all|copy|renamed|link|everything)[^ ]*' | wc -l)" -eq 2 ] ||
            { wrong=$((wrong + 1)); echo "$command all $more"; cat err; }
    done
done
[ $wrong -eq 0 ]
report $? "analysis refuses a folder by two names, and a copy by another seed"
exit $bad
