#!/bin/bash
# Stopping a run: every signal, the wall-clock limit, a second Ctrl-C. Estimates of `plan` against the measured run.
. "$(dirname "$0")/harness.sh"
interrupted() { [ "$1" -eq 75 ] && [ "$(cut -d' ' -f1 <"$2/status")" = interrupted ] && [ "$(grep -c 'to go on: resume' err)" -eq 1 ]; }
# begins a run that takes long, and waits until it is up
begin() {
    rm -rf out
    "$@" run "$here/kill_glass.ini" run.folder=out run.sweeps=1000000 2>err &
    await kept_two out
}

for signal in INT TERM USR1 USR2; do
    begin "$bin/glass"
    kill -$signal $!
    wait $!
    interrupted $? out
    report $? "SIG$signal ends a run at the next sweep: checkpoint, status interrupted, exit status 75"
done
before=$(time_of out)
"$bin/glass" resume out 2>err &
await beyond out "$before"
kill -TERM $!
wait $!
[ $? -eq 75 ] && beyond out "$before"
report $? "and is resumed"
for ini in kill_glass kill_ladder; do
    rm -rf out && "$bin/glass" run "$here/$ini.ini" run.folder=out run.sweeps=1000000 run.walltime=0.5 2>err
    interrupted $? out
    report $? "$ini: so does the wall-clock limit"
done

# a second Ctrl-C does not wait for a checkpoint that takes long
cat >hang.c <<'C'
#include <fcntl.h>
#include <unistd.h>
int fsync(int fd)
{
    (void)fd;
    if (access("hang", F_OK)) return 0;
    close(open("hangs", O_CREAT | O_WRONLY, 0666));
    return sleep(100), 0;
}
C
if [ -z "$SANITIZE" ] && gcc -shared -fPIC -o hang.so hang.c 2>err; then
    begin env LD_PRELOAD="$work/hang.so" "$bin/glass"
    touch hang
    kill -INT $!
    await [ -e hangs ]
    SECONDS=0
    kill -INT $!
    wait $!
    [ $? -eq 75 ] && [ $SECONDS -lt 60 ]
    report $? "a second SIGINT ends a run at once"
    rm hang
fi

# numbers printed by plan: label at the beginning of the line, value after it
says() { grep "^$1" plan | sed "s/^$1 *//" | awk '{print $1}'; }
near() { awk "BEGIN {exit !($1 > $2 / $3 && $1 < $2 * $3)}"; }
"$bin/glass" plan "$here/kill_glass.ini" run.folder=out >plan 2>err
rm -rf out && "$bin/glass" run "$here/kill_glass.ini" run.folder=out 2>>err
cat plan >>err
near "$(says 'disk: trajectory of one run')" "$(stat -c %s out/trajectory.h5)e-6" 1.3 &&
    near "$(says 'disk: checkpoints of one run')" "$(cat out/checkpoint*.h5 | wc -c)e-6" 2 &&
    near "$(says 'rate measured')" "$(grep -oE '[0-9.e+]+ sweeps/s' out/log.txt | tail -1 | cut -d' ' -f1)" 8
report $? "plan: rate, trajectory and checkpoints are those of the run"
"$bin/glass" plan "$here/kill_ladder.ini" run.folder=out >plan 2>err && head -1 plan | grep -q '4 runs of 1000 sweeps' &&
    grep -q '^processor time of all ' plan && grep -q '^wall time of all, 2 at a time ' plan
report $? "plan: a ladder of four temperatures is four runs, with wall and processor time"
exit $bad
