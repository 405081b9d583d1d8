#!/bin/bash
# Obstacles between a program and its files that are no damage: a file system without locks, files that another program has
# open, no descriptors left, pipes in the place of files, a changed run.ini. One line each; nothing starts again.
. "$(dirname "$0")/harness.sh"
one_line() { [ "$1" -eq 2 ] && [ "$(grep -c . err)" -eq 1 ]; }
wrong=0
bad_case() { wrong=$((wrong + 1)); echo "$*"; cat err; }
glass=$bin/glass dnn=$bin/dnn analysis=$bin/analysis
# three interrupted runs, each with two checkpoints
interrupted=(run.checkpoint_every=20 run.walltime=0.3)
"$glass" run "$here/kill_glass.ini" run.folder=glass.whole run.sweeps=900000 "${interrupted[@]}" 2>err
"$glass" run "$here/kill_ladder.ini" run.folder=ladder.whole run.sweeps=900000 "${interrupted[@]}" 2>err
"$dnn" run "$here/kill_dnn.ini" run.folder=dnn.whole run.steps=900000 "${interrupted[@]}" 2>err
for kind in glass ladder dnn; do sed -i 's/^walltime = .*/walltime = 0.2/' $kind.whole/run.ini; done
again() { rm -rf run && cp -r "$1.whole" run; program=$bin/glass; if [ "$1" = dnn ]; then program=$bin/dnn; fi; }
goes_on() { [ "$1" -eq 75 ] && ! grep -qE 'damaged|starts again' err && [ "$(grep -c ' started ' run/log.txt)" -eq 1 ]; }

# ---- locks -----------------------------------------------------------------------------------------------------------
cat >noflock.c <<'C'
#include <errno.h>
int flock(int fd, int operation)
{
    (void)fd, (void)operation;
    errno = ENOLCK;
    return -1;
}
C
if [ -z "$SANITIZE" ] && gcc -shared -fPIC -o noflock.so noflock.c; then
    export LD_PRELOAD=$work/noflock.so
    for kind in glass ladder dnn; do
        again $kind
        "$program" resume run 2>err
        { goes_on $? && [ "$(grep -c 'warning: its file system has no locks' err)" -eq 1 ]; } || bad_case "resume $kind"
    done
    "$glass" run "$here/kill_glass.ini" run.folder=first run.sweeps=100 2>err && grep -q 'has no locks' err || bad_case "run"
    "$glass" run "$here/kill_glass.ini" run.folder=members run.sweeps=100 run.seed=1..2 2>err && grep -q 'has no locks' err || bad_case "ensemble"
    "$glass" run "$here/kill_glass.ini" run.folder=other run.sweeps=100 system.start=first 2>err || bad_case "start"
    "$glass" export first xyz out.xyz >out 2>err || bad_case "export"
    "$dnn" run "$here/kill_dnn.ini" run.folder=net run.steps=20 2>err || bad_case "network"
    unset LD_PRELOAD
    [ $wrong -eq 0 ]
    report $? "a file system without locks: a warning, and everything runs"
fi

# ---- files in use ----------------------------------------------------------------------------------------------------
wrong=0
cat >hold.py <<'P'
import fcntl, os, sys, time
file = open(sys.argv[1], 'r+b')
fcntl.flock(file, fcntl.LOCK_EX)
open('held', 'w')
while os.path.exists('held'): time.sleep(0.02)
P
# a row: kind | file that another program writes
rows=('glass|checkpoint.h5' 'glass|trajectory.h5' 'ladder|checkpoint.h5' 'ladder|01/trajectory.h5' 'dnn|checkpoint.h5')
for row in "${rows[@]}"; do
    IFS='|' read -r kind file <<<"$row"
    again "$kind" && rm -rf before && cp -r run before && rm -f held
    python3 hold.py "run/$file" &
    await [ -e held ]
    for more in '' --restart; do
        # shellcheck disable=SC2086
        "$program" resume $more run 2>err
        { one_line $? && grep -q "$file: in use by another program" err && diff -rq -x log.txt -x run.ini before run >diff; } || bad_case "$row $more"
    done
    "$program" status run >out 2>err || bad_case "status, $row"
    grep -q damaged out && bad_case "status, $row: $(cat out)"
    rm held
    wait
    "$program" resume run 2>err
    goes_on $? || bad_case "$row: afterwards"
done
[ $wrong -eq 0 ]
report $? "checkpoints and trajectories that another program writes are in use, not damaged: ${#rows[@]} files"

# ---- no descriptors --------------------------------------------------------------------------------------------------
wrong=0 refused=0
for kind in glass ladder dnn; do
    for n in $(seq 4 36); do
        again $kind
        (ulimit -n "$n"; exec "$program" resume --restart run) 2>err
        status=$?
        [ $status -eq 2 ] && refused=$((refused + 1))
        [ $status -eq 127 ] && continue # not even the libraries
        { goes_on $status || { one_line $status && ! grep -qE 'damaged|has no checkpoint|starts again' err; }; } || bad_case "$kind, $n descriptors: $status"
        cmp -s $kind.whole/run.ini run/run.ini && [ -s run/checkpoint.h5 ] || bad_case "$kind, $n descriptors: files changed"
    done
done
[ $wrong -eq 0 ] && [ $refused -gt 0 ]
report $? "with 4 to 36 descriptors a run continues or is refused in one line, and never starts again ($refused refused)"

# ---- pipes -----------------------------------------------------------------------------------------------------------
wrong=0
[ -n "$SANITIZE" ] && limit=60 || limit=10
patient() { timeout $limit "$@" 2>err; }
for kind in glass ladder dnn; do
    again $kind
    for file in status run.ini log.txt checkpoint.h5 series.dat trajectory.h5 exchange.dat 01/run.ini 01/series.dat 01/trajectory.h5; do
        [ -e "$kind.whole/$file" ] || continue
        again $kind
        rm "run/$file" && mkfifo "run/$file"
        for command in 'resume run' 'status run' "run $here/kill_$kind.ini run.folder=run"; do
            # shellcheck disable=SC2086
            patient "$program" $command >out
            [ $? -eq 124 ] && bad_case "$kind, $file is a pipe: $command waits"
        done
        patient "$analysis" relax run >out
        [ $? -eq 124 ] && bad_case "$kind, $file is a pipe: analysis waits"
    done
done
mkfifo pipe.ini pipe.npy pipe.xyz pipe.data pipe.dump pipe.h5
mkdir -p images && mkfifo images/train-images-idx3-ubyte images/data_batch_1.bin
# a row: a command that reads a pipe
rows=(
    "$glass run pipe.ini run.folder=p" "$glass check pipe.ini" "$glass plan pipe.ini"
    "$glass check $here/kill_glass.ini system.start=pipe.xyz" "$glass check $here/kill_glass.ini system.start=pipe.data"
    "$glass check $here/kill_glass.ini system.start=pipe.dump" "$glass check $here/kill_glass.ini system.start=pipe.h5"
    "$glass structure pipe.ini" "$glass resume pipe.ini" "$analysis relax pipe.ini"
    "$dnn check $here/kill_dnn.ini data.set=mnist data.path=images" "$dnn check $here/kill_dnn.ini data.set=cifar10 data.path=images"
    "$dnn check $here/kill_dnn.ini data.set=npy data.path=images" "$dnn check $here/kill_dnn.ini network.weights=pipe.h5"
)
for row in "${rows[@]}"; do
    # shellcheck disable=SC2086
    patient $row >out
    one_line $? || bad_case "$row"
done
[ $wrong -eq 0 ]
report $? "pipes in the place of files are refused: nothing waits"

# ---- a changed run.ini -----------------------------------------------------------------------------------------------
wrong=0
# a row: kind | change | named in the message, or nothing if the run continues
rows=('glass|s/^T = .*/T = 0.4/|\[system\] T = 0.4 (the run started with 0.3)' 'glass|s/^seed = .*/seed = 4/|\[run\] seed = 4'
    'glass|/^\[observe.msd\]/,/^$/d|\[observe.msd\] is missing' 'glass|s/^isa = .*/isa = base/|' 'glass|s/^threads = .*/threads = 2/|'
    'ladder|s/^every = 5/every = 6/|\[tempering\] every = 6' 'dnn|s/^learning_rate = .*/learning_rate = 0.017/|\[train\] learning_rate = 0.017')
for row in "${rows[@]}"; do
    IFS='|' read -r kind change named <<<"$row"
    again "$kind"
    sed -i "$change" run/run.ini
    "$program" resume run 2>err
    status=$?
    if [ "$named" ]; then
        { one_line $status && grep -q "$named" err && grep -q branch err; } || bad_case "$row"
    else
        goes_on $status || bad_case "$row"
    fi
done
# keys of the command line replace the keys of the file that set the same quantity
cat >gamma.ini <<'I'
[run]
sweeps = 10
folder = g
temperature_schedule = 0.5 5
[system]
model = r12
N = 500
Gamma = 0.5
[move.displace]
I
sed 's/^Gamma.*/T = 0.5/' gamma.ini >T.ini
is() { "$glass" check "${@:2}" 2>err | grep -q "^$1\$" || bad_case "$*"; }
is 'T = 0.7' gamma.ini system.T=0.7
is 'Gamma = 0' gamma.ini system.T=0.7
is 'Gamma = 0.6' T.ini system.Gamma=0.6
is 'T = 0.5' T.ini system.Gamma=0
is 'temperature_schedule = 0.4 5' T.ini 'run.anneal=0.4 5'
sed 's/^temperature_schedule/anneal/' T.ini >old.ini
is 'temperature_schedule = 0.4 5' old.ini 'run.temperature_schedule=0.4 5'
sed 's/^T = .*/T = 0.5/; s/^\[tempering\]/&\nladder = even 0.4 0.6 3/' "$here/kill_ladder.ini" >even.ini
is 'ladder = 0.4, 0.7' "$here/kill_ladder.ini" 'tempering.ladder=0.4, 0.7'
is '# the first of 3' "$here/kill_ladder.ini" 'tempering.ladder=even 0.4 0.6 3'
is '# the first of 2' even.ini system.T=0.3,0.5
is '# the first of 3' even.ini system.T=0.3
rm -rf even && "$glass" run even.ini system.T=0.3,0.5 run.folder=even run.sweeps=5 run.warmup=0 2>err &&
    [ "$(sed -n 's/^T = //p' even/0?/run.ini | tr '\n' ' ')" = '0.3 0.5 ' ] || bad_case "a list of T for an even ladder"
"$glass" check gamma.ini system.T=0.7 system.Gamma=0.5 >out 2>err
one_line $? || bad_case "both on the command line"
[ $wrong -eq 0 ]
report $? "a changed run.ini: the key is named; keys of the command line replace their synonyms"

# ---- names ----------------------------------------------------------------------------------------------------------
wrong=0
for name in $'bytes\xff\xfe' $'cut\xc3' $'over\xc0\xaf' $'half\xed\xa0\x80' $'late\xc2\x9b' $'caf\xc3\xa9' 'quote"back\slash'; do
    cp -r glass.whole "$name"
    sed -i 's/^interrupted\(.*\)/finished\1/' "$name/status"
    for command in equilibrium relax; do
        "$analysis" $command --format json "$name" >out 2>err && python3 -c 'import json; json.loads(open("out", "rb").read().decode("utf-8"))' 2>>err ||
            { grep -qE '^analysis: ' err && [ ! -s out ]; } || bad_case "$command, $(printf %q "$name")"
        "$analysis" $command "$name" >out 2>err
        python3 -c 'import sys
for f in "out", "err":
    for c in open(f, "rb").read().decode("utf-8", "replace"):
        if c != "\n" and (c < " " or "\x7f" <= c < "\xa0"): sys.exit(f + ": " + repr(c))' 2>>err || bad_case "$command, $(printf %q "$name"): raw control characters"
    done
done
[ $wrong -eq 0 ]
report $? "JSON is UTF-8 whatever the names are; text has no control characters"
exit $bad
