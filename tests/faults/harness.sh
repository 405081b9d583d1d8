# What the tests of whole programs share, to be sourced by them: a scratch folder, verdicts, and ways to wait for what a run
# does instead of for a time, so that no outcome depends on how fast the machine is. Moments are in microseconds.
export LC_ALL=C
here=$(cd "$(dirname "$0")" && pwd)
bin=$(realpath "$BIN") built=$(realpath "$BUILD")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
bad=0

# STATUS WHAT: a verdict, and where it is bad what was said (err) and what differs (diff)
report() {
    if [ "$1" -eq 0 ]; then echo "ok $2"; else echo "not ok $2"; cat "$work"/err "$work"/diff 2>/dev/null; bad=1; fi
}

# COMMAND...: waits until it succeeds, two minutes at most
await() {
    for _ in $(seq 6000); do "$@" 2>/dev/null && return; sleep 0.02; done
    echo "waited in vain: $*" >&2
    return 1
}
runs() { grep -q ^running "$1/status"; }
kept_two() { [ -e "$1/checkpoint.previous.h5" ]; }
time_of() { cut -d' ' -f2 "$1/status"; } # at its newest checkpoint
beyond() { [ "$(time_of "$1")" -gt "$2" ]; }

# COMMAND...: how long it takes is left in $lasted
timed() {
    local began=${EPOCHREALTIME/./}
    "$@"
    local status=$?
    lasted=$((${EPOCHREALTIME/./} - began))
    return $status
}
# MOST: until a random moment before that
pause() {
    local us=$(((RANDOM * 32768 + RANDOM) % $1))
    sleep "$((us / 1000000)).$(printf %06d $((us % 1000000)))"
}
# PROGRAM run ARGUMENT...: runs in the folder `out`, or resumes a run found there. Replaces the shell, so that a background
# job is the program itself.
go_on() {
    if [ -e out/run.ini ] || [ -e out/members ]; then exec "$1" resume out; fi
    exec "$@"
}
# PROCESS MOST: SIGKILL to our child at a random moment; true if that is what ended it
kill_within() {
    pause "$2"
    kill -9 "$1" 2>/dev/null
    { wait "$1"; } 2>/dev/null
    [ $? -eq 137 ]
}

# FILE BYTE BIT: turns it over
flip() {
    printf "\\x$(printf %02x $(($(od -An -tu1 -j "$2" -N 1 "$1") ^ 1 << $3)))" | dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null
}

# a run folder, and one that must hold the same when it has finished: every file but log.txt, which holds dates
same() {
    diff -rq -x log.txt "$1" "$2" >"$work/diff" && { [ ! -e "$2/status" ] || grep -q ^finished "$2/status"; }
}
# Builds disk.c for LD_PRELOAD. The address sanitizer must be told that it is not the first library.
disk() {
    gcc -std=c17 -D_GNU_SOURCE -shared -fPIC -O1 -o "$work/disk.so" "$here/disk.c" || exit 1
    export ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0
}

# WHAT PATTERN COMMAND...: a refusal, one line and status 2, besides warnings
refused() {
    local what=$1 pattern=$2
    shift 2
    "$@" >"$work/said" 2>"$work/err"
    [ $? -eq 2 ] && [ "$(grep -vc ^warning "$work/err")" -eq 1 ] && grep -q -- "$pattern" "$work/err"
    report $? "refused: $what"
}

# TEXT COMMAND...: a refusal, one line that holds the text, and status 2
refuses() {
    local text=$1
    shift
    "$@" >out 2>err
    [ $? -eq 2 ] && [ "$(wc -l <err)" -eq 1 ] && grep -qF -- "$text" err
    report $? "refuses: $text"
    [ -s err ] && grep -qF -- "$text" err || cat err
}
