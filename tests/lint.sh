#!/bin/bash
# The house's own rules: who may include whom, whose name a public symbol carries, headers that stand alone, sizes.
: "${BUILD:=build/gcc}"
bad=0
complain() { echo "not ok lint: $*"; bad=1; }

while IFS=: read -r file _ include; do
    from=${file%%/*} to=$(echo "$include" | cut -d'"' -f2)
    [[ $to == */* ]] || complain "$file: includes \"$to\", not written from the root"
    case "$from>${to%%/*}" in
    "$from>$from" | 'analysis>common' | 'glass>common' | 'dnn>common') ;;
    *) complain "$file: $from may not include $to" ;;
    esac
done < <(grep -n '^#include "' -r common glass dnn analysis --include='*.[ch]')

sources() { find common glass analysis dnn -name '*.c' ! -name main.c; }
compiled() { # the object of a source; one of several where it is compiled more than once
    case $1 in
    dnn/*_k.c) echo "$BUILD/dnn/double/$(f=${1#dnn/}; echo "${f%.c}").base.o" ;;
    *_k.c) echo "$BUILD/${1%.c}.base.o" ;;
    dnn/*) echo "$BUILD/dnn/double/$(f=${1#dnn/}; echo "${f%.c}").o" ;;
    *) echo "$BUILD/${1%.c}.o" ;;
    esac
}
sources | while read -r file; do
    object=$(compiled "$file")
    stem=$(basename "$file" .c | sed 's/_k$//')
    folder=${file%%/*}
    nm -g --defined-only "$object" | awk '{print $3}' | grep -vE "^(${stem}|${folder}|__|_Z|\.|$)" |
        while read -r symbol; do echo "$object: $symbol"; done
done | while read -r line; do complain "symbol without its file's stem: $line"; done | tee /dev/stderr | grep -q . && bad=1

for header in $(find common glass analysis dnn -name '*.h'); do
    gcc -std=c17 -fsyntax-only -D_GNU_SOURCE -DPRECISION_double -DISA=base -I. -I/usr/include/hdf5/serial -x c "$header" 2>/dev/null ||
        complain "$header: does not compile by itself"
done

for file in $(find common glass dnn analysis tests -name '*.[ch]'); do
    lines=$(wc -l <"$file")
    [ "$lines" -le 420 ] || complain "$file: $lines lines; which second concept moved in?"
done

[ $bad -eq 0 ] && echo "ok lint"
exit $bad
