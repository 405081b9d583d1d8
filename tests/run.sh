#!/bin/bash
# Runs test programs, two at a time, shows what each printed, and counts. Closes with "N passed, N failed[, N skipped]".
# A program speaks cmocka ("[  PASSED  ] 3 test(s).") or plain "ok NAME" / "not ok NAME" / "skip NAME" lines.
export OMP_WAIT_POLICY=passive # two tests share two cores: nobody spins
# scratch folders lie in memory where there is room: runs sync to disk thousands of times
[ -z "$TMPDIR" ] && [ "$(df -k --output=avail /dev/shm 2>/dev/null | tail -1)" -gt 2000000 ] 2>/dev/null && export TMPDIR=/dev/shm
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
one() {
    name=$(basename "$2")
    start=$(date +%s)
    timeout 900 "$2" >"$1/$name.out" 2>&1 </dev/null
    status=$?
    echo "$status" >"$1/$name.status"
    echo "$(($(date +%s) - start)) s  $2$([ $status -eq 0 ] || echo "   exit status $status")"
}
export -f one
printf '%s\0' "$@" | xargs -0 -n 1 -P "${JOBS:-2}" bash -c 'one "$0" "$1"' "$out"
passed=0 failed=0 skipped=0
for test in "$@"; do
    name=$(basename "$test")
    text=$out/$name.out
    count() { grep -aoE "$1" "$text" | grep -oE '[0-9]+' | awk '{n += $1} END {print n + 0}'; }
    p=$(($(count '\[  PASSED  \] [0-9]+') + $(grep -ac '^ok ' "$text")))
    f=$(($(count '\[  FAILED  \] [0-9]+') + $(grep -ac '^not ok ' "$text")))
    s=$(($(count '\[  SKIPPED \] [0-9]+') + $(grep -ac '^skip ' "$text")))
    status=$(cat "$out/$name.status")
    if [ "$status" -ne 0 ] && [ "$f" -eq 0 ]; then f=1; fi
    if [ "$status" -eq 0 ] && [ $((p + f + s)) -eq 0 ]; then f=1; echo "$test: ran no test"; fi
    if [ "$f" -gt 0 ]; then echo "---- $test"; cat "$text"; else grep -a '^skip ' "$text"; fi
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
done
echo "$passed passed, $failed failed$([ $skipped -gt 0 ] && echo ", $skipped skipped")"
[ "$failed" -eq 0 ]
