#!/bin/bash
# Short runs on two threads under the thread sanitizer, for `make races`. Built with clang, whose OpenMP reports its locks to the
# sanitizer (archer); with gcc's OpenMP the sanitizer raises false alarms.
here=$(cd "$(dirname "$0")" && pwd)
archer=$(ls /usr/lib/llvm-*/lib/libarcher.so 2>/dev/null | tail -1)
[ -n "$archer" ] || { echo "skip races: libarcher.so is not there (libomp-dev)"; exit 0; }
bin=$(realpath "$BIN")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
export OMP_WAIT_POLICY=passive OMP_TOOL_LIBRARIES=$archer TSAN_OPTIONS="ignore_noninstrumented_modules=1 exitcode=66"
bad=0
try() { # what, then a command
    "$bin/${@:2}" >out.txt 2>&1
    status=$?
    if [ $status -eq 0 ] && ! grep -q 'WARNING: ThreadSanitizer' out.txt; then echo "ok races: $1"; else echo "not ok races: $1 (status $status)"; head -40 out.txt; bad=1; fi
}
try "replica exchange on two threads" glass run "$here/kill_ladder.ini" run.folder=ladder run.sweeps=30 run.warmup=20 system.N=100
try "and resumed" glass resume ladder
try "population on two threads" glass run "$here/kill_population.ini" run.folder=population run.threads=2 run.sweeps=60 run.warmup=20 tempering.every=10
[ -x "$bin/dnn" ] && try "network on two threads" dnn run "$here/kill_dnn.ini" run.folder=network run.steps=100
exit $bad
