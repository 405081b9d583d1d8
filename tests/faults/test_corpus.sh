#!/bin/bash
# Every input that ever broke a reader, and the seeds: each must be read, or refused, and no more.
for program in "$BUILD"/tests/fuzz/fuzz_*; do
    case $program in *.*) continue ;; esac
    name=${program##*/fuzz_}
    files=(tests/fuzz/corpus/"$name"/*)
    if ASAN_OPTIONS=detect_leaks=0 "$program" "${files[@]}" >/dev/null 2>"$program.err"; then echo "ok corpus of $name: ${#files[@]} files"
    else echo "not ok corpus of $name:"; tail -5 "$program.err"; bad=1; fi
done
exit ${bad:-0}
