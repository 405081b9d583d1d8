#!/bin/bash
# run.sh PROGRAM SECONDS: looks for inputs that break a reader. New inputs gather in PROGRAM.corpus; one that breaks it is
# left in PROGRAM.crash-*, to be fixed and then copied into tests/fuzz/corpus. In stretches, because a reader that
# refuses its input ends the program, and here leaves behind what it held: memory, open files.
program=$1 name=$(basename "$1" | sed 's/^fuzz_//') end=$(($(date +%s) + $2)) tried=0
mkdir -p "$program.corpus"
export ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1
case $name in cifar*) runs=20 ;; folder | runfile) runs=2000 ;; *) runs=20000 ;; esac
# HDF5 asks for as much memory as a damaged heap claims, touches none of it, and lives with a refusal
case $name in tensors) largest=100000000 ;; *) largest=1024 ;; esac
while [ "$(date +%s)" -lt $end ]; do
    "$program" -runs=$runs -max_total_time=$((end - $(date +%s) + 1)) -timeout=20 -rss_limit_mb=6000 -malloc_limit_mb=$largest \
        -close_fd_mask=3 -print_final_stats=1 -artifact_prefix="$program." "$program.corpus" "tests/fuzz/corpus/$name" 2>"$program.log"
    status=$?
    tried=$((tried + $(grep -oE 'number_of_executed_units: *[0-9]+' "$program.log" | grep -oE '[0-9]+$')))
    if [ $status -ne 0 ]; then echo "$name: broken after $tried inputs"; tail -30 "$program.log"; exit 1; fi
done
echo "$name: $tried inputs, nothing found"
