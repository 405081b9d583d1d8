#!/bin/bash
# Rules of the code that need only its text and its objects: order of folders, their READMEs, circles of files and folders, names of public
# symbols, headers that compile alone, sizes, format, words. `make lint` adds conversions and an analyzer (tests/lint/deep.sh).
: "${BUILD:=build/gcc}"
here=$(dirname "$0")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
bad=0
complain() { echo "not ok lint: $*"; bad=1; }

programs="common dnn glass analysis"
files=$(find $programs -name '*.[ch]' | sort)
declare -A rank
n=0
while read -r folder; do
    case $folder in '#'* | '') ;; *) rank[$folder]=$((++n)) ;; esac
done <"$here/folders.txt"

# ---- order of folders ------------------------------------------------------------------------------------------------
# may FROM TO: FROM is a later folder of the same program, or TO is in common
may() {
    local from=$1 to=$2
    [[ ${rank[$from]} && ${rank[$to]} && ${rank[$to]} -le ${rank[$from]} ]] &&
        [[ ${to%%/*} == common || ${to%%/*} == "${from%%/*}" ]]
}

for file in $files; do
    [ "${rank[${file%/*}]}" ] || complain "$file: its folder is not in tests/lint/folders.txt"
done
while IFS=: read -r file _ include; do
    to=${include#*\"} to=${to%\"*}
    may "${file%/*}" "${to%/*}" || complain "$file: may not include \"$to\" (tests/lint/folders.txt)"
done < <(grep -n '^#include "' $files /dev/null)

for file in $files; do
    readme=${file%/*}/README.md stem=${file##*/} stem=${stem%.[ch]}
    [ ! -e "$readme" ] || grep -qw -e "${stem%_k}" -e "$stem" "$readme" || complain "$file: not listed in $readme"
done

# ---- symbols ---------------------------------------------------------------------------------------------------------
objects() { # OBJECT SOURCE of every source; one object of several where it is compiled more than once
    for file in $files; do
        case $file in *.h) continue ;; dnn/*/*) object=dnn/double/${file#dnn/} ;; *) object=$file ;; esac
        case $file in *_k.c) object=${object%.c}.base.c ;; esac
        echo "$BUILD/${object%.c}.o $file"
    done
}
# FILE PROGRAM TYPE SYMBOL of every external symbol
objects >"$scratch/objects"
cut -d' ' -f1 "$scratch/objects" | xargs nm -gA |
    awk 'NR == FNR { source[$1] = $2; next }
         { object = $0; sub(/:.*/, "", object); file = source[object]; program = file; sub(/\/.*/, "", program)
           print file, program, $(NF - 1), $NF }' "$scratch/objects" - >"$scratch/symbols"
# symbols without the stem of their file
awk '$3 != "U" { stem = $1; sub(/.*\//, "", stem); sub(/(_k)?\.c$/, "", stem)
                 if (stem != "main" && $4 !~ "^(" stem "|" $2 "|__|_Z|\\.)") print $1, $4 }' \
    "$scratch/symbols" >"$scratch/stems"
while read -r file symbol; do complain "$file: symbol $symbol without the stem of its file"; done <"$scratch/stems"

# who calls whom: FILE FILE, from each undefined symbol to the file of the same program, or of common, that defines it
awk '$3 != "U" { defined[$2 " " $4] = $1; next } { user[++n] = $1; program[n] = $2; symbol[n] = $4 }
     END { for (i = 1; i <= n; i++) {
               to = defined[program[i] " " symbol[i]]; if (!to) to = defined["common " symbol[i]]
               if (to && to != user[i]) print user[i], to } }' "$scratch/symbols" | sort -u >"$scratch/calls"
while read -r from to; do
    may "${from%/*}" "${to%/*}" || complain "$from: may not call $to (tests/lint/folders.txt)"
done <"$scratch/calls"
circles() { # WHAT, edges on standard input
    local loop
    loop=$(tsort 2>&1 >/dev/null | grep -v 'input contains a loop' | sed 's/^tsort: //' | tr '\n' ' ')
    [ -z "$loop" ] || complain "circle of $1: $loop"
}
circles files <"$scratch/calls"
circles folders < <(sed -E 's#/[^/ ]+( |$)#\1#g' "$scratch/calls" | awk '$1 != $2' | sort -u)

# ---- text ------------------------------------------------------------------------------------------------------------
for header in $files; do
    case $header in *.h) ;; *) continue ;; esac
    gcc -std=c17 -fsyntax-only -D_GNU_SOURCE -DPRECISION_double -DISA=base -I. -I/usr/include/hdf5/serial -x c "$header" 2>/dev/null ||
        complain "$header: does not compile by itself"
done
for file in $files $(find tests -name '*.[ch]'); do
    lines=$(wc -l <"$file")
    [ "$lines" -le 420 ] || complain "$file: $lines lines; split off the second concept"
done
if command -v clang-format >/dev/null; then
    while read -r line; do complain "format: $line (run make format)"; done < <(
        clang-format --dry-run $files $(find tests -name '*.[ch]') 2>&1 | grep 'code should be clang-formatted' | cut -d: -f1 | sort | uniq -c)
else
    echo "skipped: format (clang-format is not installed)"
fi
"$here/words.py" || complain "words: run tests/lint/words.py -v"

[ $bad -eq 0 ] && echo "ok lint"
exit $bad
