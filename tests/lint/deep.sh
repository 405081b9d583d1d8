#!/bin/bash
# Slower rules of the code: implicit conversions that lose values (gcc), and paths that a static analyzer finds (clang).
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
flags="-std=c17 -fopenmp -D_GNU_SOURCE -DPRECISION_double -DISA=base -I. -I/usr/include/hdf5/serial"
sources=$(find common dnn glass analysis -name '*.c' | sort)
analyze() { # FILE
    gcc $flags -Wconversion -fsyntax-only "$1" 2>&1 | grep 'warning:'
    command -v clang >/dev/null && clang --analyze -Xanalyzer -analyzer-output=text $flags "$1" 2>&1 | grep 'warning:'
}
export -f analyze
export flags
echo "$sources" | xargs -P "$(nproc)" -I{} bash -c 'analyze {}' >"$scratch/warnings"
# examined false alarms, by file and checker
grep -oE '^[^ #]+ [^ :]+' "$(dirname "$0")/accepted.txt" | while read -r file checker; do
    sed -i "\\#^\(\./\)\?$file:.*\[$checker\]#d" "$scratch/warnings"
done
command -v clang >/dev/null || echo "skipped: analyzer (clang is not installed)"
sed 's/^/not ok lint: /' "$scratch/warnings"
[ -s "$scratch/warnings" ] && exit 1
echo "ok lint deep"
