#!/bin/bash
# Names are data: no name of a figure, folder, column, legend, title or data folder is executed by gnuplot, make or a shell.
# Control characters are refused in one line. A name that is executed would create the file `ran`.
. "$(dirname "$0")/harness.sh"
top=$(cd "$here/../.." && pwd)
"$bin/glass" run "$here/kill_glass.ini" run.folder=out run.sweeps=2000 "observe.trajectory.schedule=every 500" 2>/dev/null
quiet() { [ -z "$(find "$work" -name 'ran*' -print -quit)" ]; }
refused() { "$@" >said 2>err; [ $? -eq 2 ] && [ "$(wc -l <err)" -eq 1 ] && grep -q "$word" err && ! grep -q '[^[:print:]]' err; }

names=('|touch ran;#' '<touch ran' '`touch ran`' '$(touch ran)' "'; system('touch ran'); '" '"; system("touch ran"); "' '; touch ran; #'
    '!touch ran' 'a}; system("touch ran"); {' '@ran' 'x{y}_z^2%s %d' 'end\' '-e system("touch ran")' '-persist' '+' "'" '"' '&& touch ran'
    '#' 'a  b' '*' '~' 'µm' '<' '|')

# ---- figures
good=0 cases=0
for name in "${names[@]}"; do
    cases=$((cases + 1))
    mkdir -p "in/$name"
    "$bin/analysis" plot out --of msd "--output=$name" >said 2>err && [ -s "./$name.png" ] && [ -s "./$name.pdf" ] &&
        "$bin/analysis" relax out "--output=in/$name/$name" --preview >said 2>>err && [ -s "in/$name/$name.png" ] &&
        (cd "in/$name" && rm -- "./$name.png" && gnuplot "./$name.gp" && [ -s "./$name.png" ]) 2>>err && quiet &&
        good=$((good + 1)) || { echo "-o $name"; cat err; }
done
[ $good -eq $cases ]
report $? "names: $good of $cases figures are drawn, by the command and by their scripts, and nothing is run"

# ---- folders of runs, and what glass and dnn make
good=0 cases=0
for name in "${names[@]}"; do
    case $name in *';'* | *'#'* | *'"'* | *'{'* | *'..'* | *,* | *'\') folder=plain ;; *) folder=$name ;; esac # no value of a run file
    cases=$((cases + 1))
    rm -rf folders && mkdir folders && cp -r out "folders/$name" &&
        "$bin/analysis" plot "folders/$name" --of energy -o folders/figure --preview >said 2>err && [ -s folders/figure.png ] &&
        "$bin/glass" export "folders/$name" xyz "folders/$name/$name.xyz" 2>>err && [ -s "folders/$name/$name.xyz" ] &&
        "$bin/glass" structure "folders/$name" 2>>err && [ -s "folders/$name/structure.dat" ] &&
        "$bin/analysis" observe "folders/$name" -o "folders/$name.again" >said 2>>err && [ -s "folders/$name.again/msd.dat" ] &&
        "$bin/glass" run "$here/kill_glass.ini" "run.folder=folders/new$folder" run.sweeps=10 2>>err &&
        [ -s "folders/new$folder/series.dat" ] && quiet && good=$((good + 1)) || { echo "folder $name"; cat err; }
done
[ $good -eq $cases ]
report $? "names: $good of $cases folders are read and written as they are called"

# ---- columns of a table, values of a run file: titles and legends
good=0 cases=0
for name in '|touch_ran;#' '<touch' '`touch${IFS}ran`' "';system('touch\${IFS}ran');'" "'" "''a''" '$(touch${IFS}ran)' '"`touch${IFS}ran`"' '@ran' \
    'a{b}_c^d' 'x\' '../../x' 'a/b' '{'; do
    cases=$((cases + 1))
    rm -rf table && cp -r out table
    awk -v name="${name//\\/\\\\}" '/^# t energy/ {$3 = name} {print}' out/series.dat >table/series.dat
        "$bin/analysis" plot table "--of=series.$name" -o table-figure --preview >said 2>err && [ -s table-figure.pdf ] &&
        "$bin/analysis" histogram table "--of=$name" -o table-figure-2 >said 2>>err && [ -s table-figure-2.png ] &&
        quiet && good=$((good + 1)) || { echo "column $name"; cat err; }
done
[ $good -eq $cases ]
report $? "names: $good of $cases columns are titles and nothing else"

# ---- control characters
good=0 cases=0 word='control character'
for c in $'\n' $'\r' $'\t' $'\e' $'\a' $'\x7f'; do
    for command in "analysis plot out --of msd -o" "analysis observe out -o" "analysis relax" "analysis plot out --of" \
        "glass export out xyz" "glass status" "glass structure" "glass run" "dnn weights out" "dnn overlaps out out" "dnn describe"; do
        cases=$((cases + 1))
        refused "$bin/"$command "a${c}touch ran" && good=$((good + 1)) || { echo "$command"; cat err; }
    done
    [ "$c" = $'\t' ] && continue # parts words of a value
    for command in "glass run $here/kill_glass.ini run.folder=" "dnn barriers out out into=" "analysis plot out --of msd --output="; do
        cases=$((cases + 1))
        refused "$bin/"${command% *} "${command##* }a${c}touch ran" && good=$((good + 1)) || { echo "$command"; cat err; }
    done
done
[ $good -eq $cases ] && quiet
report $? "names: $good of $cases with control characters are refused"

# ---- make
mkdir tools
printf '#!/bin/sh\nexit 1\n' >tools/curl && cp tools/curl tools/wget && chmod +x tools/*
unset MAKEFLAGS MAKELEVEL MFLAGS
good=0 cases=0
for name in 'a;touch ran' '`touch ran`' '$(touch ran)' '$(shell touch ran)' "a' touch ran '" 'a" touch ran "' 'a b' '-x' '&touch ran' '|touch ran' \
    'host:x' '#' '>ran' '${ran}'; do
    cases=$((cases + 1)) fine=1
    PATH=$work/tools:$PATH make -s -C "$top" data "SWAPGLASS_DATA=$work/data/$name" >said 2>err
    [ -d "data/$name/mnist" ] || fine=0
    rm -rf data
    SWAPGLASS_DATA="$work/data/$name" PATH=$work/tools:$PATH make -s -C "$top" data >said 2>>err
    [ -d "data/$name/mnist" ] || fine=0
    mkdir -p "data/$name/mnist" "data/$name/cifar-10-batches-bin"
    for runs in bj kwj liao poster; do
        SWAPGLASS_DATA=$work/data/$name make -n -C "$top/runs/$runs" >said.$runs 2>>err || fine=0
    done
    grep -q 'on mnist, 3 on' said.bj && grep -q name=mnist said.kwj && grep -q name=mnist said.liao && grep -q cifar10 said.poster ||
        fine=0
    make -s -o all -C "$top" install "BIN=$bin" "DESTDIR=$work/stage/$name" "PREFIX=/$name" >said 2>>err
    [ -x "stage/$name/$name/bin/glass" ] || fine=0
    DESTDIR=$work/stage2/$name PREFIX=/usr make -s -o all -C "$top" install "BIN=$bin" >said 2>>err
    [ -x "stage2/$name/usr/bin/glass" ] || fine=0
    [ $fine = 1 ] && quiet && [ ! -e "$top/ran" ] && good=$((good + 1)) || { echo "make: $name"; cat err; }
    rm -rf data stage stage2 "$top/ran"
done
[ $good -eq $cases ]
report $? "names: make data and make install take $good of $cases folders as they are called"
good=0 cases=0 word='must hold only'
for name in 'a;touch ran' '`touch ran`' '$(shell touch ran)' '$(touch ran)' 'a b' "a'b" 'a|b' 'a>ran' $'a\nb' 'a#b' '(a' 'a)' 'a&b' '*'; do
    for key in BUILD BIN ONLY SECONDS SANITIZE; do
        cases=$((cases + 2))
        refused make -s -C "$top" "$key=$name" help && good=$((good + 1)) || { echo "make $key=$name"; cat err; }
        refused env "$key=$name" make -s -C "$top" help && good=$((good + 1)) || { echo "$key=$name make"; cat err; }
    done
    cases=$((cases + 1))
    refused make -n -C "$top/runs/bj" "OUT=$name" && good=$((good + 1)) || { echo "make -C runs/bj OUT=$name"; cat err; }
done
[ $good -eq $cases ] && quiet && [ ! -e "$top/ran" ]
report $? "names: make refuses $good of $cases names of targets"
exit $bad
