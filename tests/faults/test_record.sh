#!/bin/bash
# Records of campaigns against fabricated tables: agreement within errors, differences, missing rows and
# tables. The campaign of runs/poster with a program that only pretends: budget, kills, what was not run.
. "$(dirname "$0")/harness.sh"
root=$(cd "$here/../.." && pwd)

# ---- records ---------------------------------------------------------------------------------------
mkdir -p paper/data runs/x/out/arm/a
table() { # LOSS ERROR LOSS ERROR
    printf '# Training\n# units: 1 1 loss loss\n# protocol runs loss loss_error\n"none" 5 %s %s\n"row swap" 5 %s %s\n' "$@"
}
table 1.00 0.01 2.00 0.02 >runs/x/out/arm.dat
printf '# make x\nnone 1 2 3\n' >runs/x/out/arm/expected
touch runs/x/out/arm/a/1.done
printf '10.5 0.5\n' >runs/x/out/arm/a/1.time
export ROOT=$PWD
record=$root/paper/record.sh
"$record" write x runs/x/out/arm.dat runs/x/out/arm "make x" >said &&
    grep -q '^# command: make x$' paper/data/x.dat && grep -q '^# table: runs/x/out/arm.dat$' paper/data/x.dat &&
    grep -q '^# date: 20..-..-..$' paper/data/x.dat && grep -q '^# machine: .' paper/data/x.dat &&
    grep -q '^# processor time: at least 11 s ' paper/data/x.dat && grep -q '^# partial: 1 of 3 runs' paper/data/x.dat
report $? "a record has a head: command, table, version, date, machine, processor time, partial"

"$record" check >said && grep -q 'agrees with runs/x/out/arm.dat; partial: 1 of 3' said
report $? "a record agrees with its table"

table 1.05 0.01 2.00 0.02 >runs/x/out/arm.dat # 3.5 errors
"$record" check >said
report $? "3.5 errors are no difference"

table 1.06 0.01 2.00 0.02 >runs/x/out/arm.dat # 4.2
"$record" check >said
[ $? = 1 ] && grep -q 'x.dat, none: loss is 1 (0.01) there and 1.06 (0.01) in .*: 4.2 errors' said && [ "$(wc -l <said)" = 1 ]
report $? "4.2 errors are one, which the check names"

table 1.00 0 2.00 nan >runs/x/out/arm.dat
"$record" check >said
report $? "equal values agree without errors"

table 1.00 0.01 nan nan >runs/x/out/arm.dat
"$record" check >said
[ $? = 1 ] && grep -q 'row_swap: loss is 2.00 there and nan in' said
report $? "an unknown number differs from a known one"

printf '# T\n# units: 1 1 loss loss\n# protocol runs loss loss_error\n"none" 5 1 0.01\n"new" 5 1 0.01\n' >runs/x/out/arm.dat
"$record" check >said
[ $? = 1 ] && grep -q 'row_swap: not in' said && grep -q 'has no row new' said
report $? "missing rows on either side are named"

printf '# T\n# units: loss loss 1 1\n# protocol loss loss_error runs\n"none" 1 0.01 5\n"row swap" 2 0.02 5\n' >runs/x/out/arm.dat
"$record" check >said
report $? "columns are found by name"

rm runs/x/out/arm.dat
"$record" check >said
[ $? = 2 ] && grep -q 'does not exist. To make it: make x$' said && [ "$(wc -l <said)" = 1 ]
report $? "a missing table: one line that names the command"
unset ROOT

# ---- the campaign ----------------------------------------------------------------------------------
mkdir -p fake/bin data/cifar-10-batches-bin
cat >fake/bin/dnn <<'P'
#!/bin/bash
case $1 in
plan) echo "processor time of all   1:00" ;;
run | resume)
    for w; do case $w in run.folder=*) folder=${w#*=} ;; train.learning_rate=*) rate=${w#*=} ;; esac; done
    [ "$1" = resume ] && folder=$2
    mkdir -p "$folder" && touch "$folder/run.ini"
    echo "$1 $folder ${rate:-}" >>"$CALLS"
    [ -e "$STOP" ] && [ "$(wc -l <"$CALLS")" -ge "$(cat "$STOP")" ] && echo stopped >&2 && exit 75
    echo "1 $(awk "BEGIN {print (${rate:-0} - 0.02) ^ 2}")" >"$folder/series.dat"
    echo "0 1 2 0.5" >"$folder/swaps.dat" ;;
esac
P
printf '#!/bin/bash\n' >fake/bin/analysis
chmod +x fake/bin/*
export CALLS=$PWD/calls STOP=$PWD/stop SWAPGLASS_DATA=$PWD/data OUT=$PWD/out BIN=$PWD/fake/bin
export ARMS="rate core" SEEDS=1
campaign=$root/runs/poster/standard.sh
"$campaign" run 0.2 >said 2>&1 # 12 runs of a minute
[ "$(wc -l <calls)" = 12 ] && [ "$(grep -c /rate/ calls)" = 5 ] && [ "$(grep -c /core/none/ calls)" = 1 ] &&
    ! grep /core/ calls | grep -qv ' 0.02$' && grep -q "core: 7 of 36 runs finished; to continue: make -C runs/poster standard" said &&
    grep -q '^core row 1$' out/standard/not-run && grep -q 'Not run: [0-9]* runs' said
report $? "the budget holds; the search's best rate trains every arm; runs that were not made are listed"

: >calls
echo 3 >stop
"$campaign" run 1 >said 2>&1
rc=$?
rm stop
"$campaign" run 0.1 >>said 2>&1
[ $rc = 75 ] && [ "$(sed -n 3p calls | cut -d' ' -f1)" = run ] && [ "$(sed -n 4p calls)" = "$(sed -n '3s/^run/resume/p' calls | sed 's/ [0-9.]*$/ /')" ]
report $? "a stopped campaign continues with the run that was stopped"

: >calls
"$campaign" run 100 >said 2>&1
first=$(wc -l <calls)
"$campaign" run 100 >said 2>&1
[ "$first" = 21 ] && [ "$(wc -l <calls)" = "$first" ] && ! grep -q 'Not run' said && ! grep -q continue said
report $? "a finished campaign has nothing to do"

for h in 0 -1 x; do "$campaign" run $h >said 2>&1; [ $? = 2 ] && grep -q "HOURS=$h" said || break; done
[ "$h" = x ] && SWAPGLASS_DATA=none "$campaign" run 1 >said 2>&1
[ $? = 2 ] && grep -q 'CIFAR-10 is not in SWAPGLASS_DATA=none.*make -C runs/poster standard' said && [ "$(wc -l <said)" = 1 ]
report $? "bad budgets and missing data: one line"
exit $bad
