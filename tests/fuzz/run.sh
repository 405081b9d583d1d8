#!/bin/bash
# run.sh PROGRAM SECONDS: looks for inputs that break a reader. New inputs gather in PROGRAM.corpus; one that breaks it is
# left in PROGRAM.crash-*, to be fixed and then copied into tests/fuzz/corpus.
program=$1 name=$(basename "$1" | sed 's/^fuzz_//')
mkdir -p "$program.corpus"
export ASAN_OPTIONS=detect_leaks=0
"$program" -max_total_time="$2" -timeout=20 -rss_limit_mb=4096 -malloc_limit_mb=1024 -close_fd_mask=3 -print_final_stats=1 \
    -artifact_prefix="$program." "$program.corpus" "tests/fuzz/corpus/$name" 2>"$program.log"
status=$?
echo "$name: $(grep -oE 'number_of_executed_units: *[0-9]+' "$program.log" | grep -oE '[0-9]+$') inputs, $([ $status -eq 0 ] && echo 'nothing found' || tail -30 "$program.log")"
exit $status
