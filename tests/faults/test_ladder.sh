#!/bin/bash
# A temperature programme killed at any moment and resumed ends in the bytes of one left alone.
here=$(cd "$(dirname "$0")" && pwd)
glass=$(realpath "$BIN")/glass
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0
report() { if [ "$1" -eq 0 ]; then echo "ok $2"; else echo "not ok $2"; cat "$work"/err; bad=1; fi; }
go() { (cd "$1" && "$glass" "${@:2}" 2>"$work/err"); }

mkdir "$work/whole" "$work/killed"
go "$work/whole" run "$here/ladder.ini"
[ "$(grep -vc '^#' "$work/whole/out/equilibrium.dat")" -eq 2 ]
report $? "ladder: a verdict for each hold"
for pause in 0.3 0.5 0.7 0.9; do
    if [ -e "$work/killed/out/run.ini" ]; then what="resume out"; else what="run $here/ladder.ini"; fi
    (cd "$work/killed" && timeout -s KILL $pause "$glass" $what) 2>/dev/null
done
go "$work/killed" resume out
diff -rq -x log.txt "$work/whole/out" "$work/killed/out"
report $? "ladder: killed and resumed to the same bytes"

refused() {
    "$glass" check "$here/ladder.ini" "run.anneal=$1" >/dev/null 2>"$work/err"
    [ $? -eq 2 ] && [ "$(wc -l <"$work/err")" -eq 1 ] && grep -q anneal "$work/err"
}
refused "0.4 9000" && refused "0.4" && refused "cold 5" && refused "0 10"
report $? "ladder: programmes that are too long or make no sense are refused"
exit $bad
