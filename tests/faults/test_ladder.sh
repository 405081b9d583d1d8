#!/bin/bash
# A temperature programme, and every dynamics under one, killed at any moment and resumed, ends in the bytes of one left
# alone.
here=$(cd "$(dirname "$0")" && pwd)
glass=$(realpath "$BIN")/glass
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0
report() { if [ "$1" -eq 0 ]; then echo "ok $2"; else echo "not ok $2"; cat "$work"/err; bad=1; fi; }
go() { (cd "$1" && "$glass" "${@:2}" 2>"$work/err"); }

for case in metropolis md md_swap langevin; do
    options="run.dynamics=$case md.steps=2 md.dt=0.00001"
    mkdir -p "$work/$case/whole" "$work/$case/killed"
    go "$work/$case/whole" run "$here/ladder.ini" $options
    [ "$(grep -vc '^#' "$work/$case/whole/out/equilibrium.dat")" -eq 2 ]
    report $? "ladder, $case: a verdict for each hold"
    for pause in 0.3 0.4 0.5; do
        if [ -e "$work/$case/killed/out/run.ini" ]; then what="resume out"; else what="run $here/ladder.ini $options"; fi
        { (cd "$work/$case/killed" && timeout -s KILL $pause "$glass" $what); } 2>/dev/null
    done
    go "$work/$case/killed" resume out
    diff -rq -x log.txt "$work/$case/whole/out" "$work/$case/killed/out"
    report $? "ladder, $case: killed and resumed to the same bytes"
done

refused() {
    "$glass" check "$here/ladder.ini" "run.anneal=$1" >/dev/null 2>"$work/err"
    [ $? -eq 2 ] && [ "$(wc -l <"$work/err")" -eq 1 ] && grep -q anneal "$work/err"
}
refused "0.4 9000" && refused "0.4" && refused "cold 5" && refused "0 10"
report $? "ladder: programmes that are too long or make no sense are refused"
exit $bad
