#!/bin/bash
# branch FOLDER@TIME --into NEW: a branch with the random numbers of its parent is the parent's own continuation, to the last
# bit; other keys hold from its start; its run.ini runs again as it is; wrong places and states are refused in one line.
. "$(dirname "$0")/harness.sh"

equal() { diff -rq -x log.txt -x run.ini "$1" "$2" >"$work/diff"; }
last() { tail -1 "$1/series.dat" | cut -d' ' -f"$2"; }

sed 's/^checkpoint_every = .*/checkpoint_every = 300/; s/^N = .*/N = 100/' "$here/kill_glass.ini" >glass.ini
sed 's/^checkpoint_every = .*/checkpoint_every = 300/; s/^schedule = log 10/schedule = every 50/' "$here/kill_dnn.ini" >dnn.ini
"$bin/glass" run glass.ini run.folder=liquid run.sweeps=1000 2>"$work/err" # warm-up 200: checkpoints at 700, 1000
"$bin/dnn" run dnn.ini run.folder=net run.steps=1000 2>"$work/err"        # warm-up 50: checkpoints at 850, 1000
"$bin/glass" run glass.ini run.folder=md run.dynamics=md run.sweeps=200 run.checkpoint_every=100 'move.swap.weight=0' 2>"$work/err"

"$bin/glass" branch liquid@700 --into a run.replica=0 run.sweeps=300 2>"$work/err" &&
    "$bin/dnn" branch net@850 --into b run.replica=0 run.steps=150 2>"$work/err" &&
    "$bin/glass" branch md@100 --into c run.replica=0 run.sweeps=100 2>"$work/err"
[ "$(last a 2,3,4)" = "$(last liquid 2,3,4)" ] && [ "$(last b 2,3,4)" = "$(last net 2,3,4)" ] && [ "$(last c 2,3,4)" = "$(last md 2,3,4)" ]
report $? "a branch with the parent's random numbers is its continuation: liquid, network, velocities"

"$bin/glass" run a/run.ini run.folder=again 2>"$work/err" && equal a again &&
    "$bin/dnn" run b/run.ini run.folder=again_b 2>"$work/err" && equal b again_b
report $? "a branch's run.ini runs again to the same bytes"
grep -q '^parent = liquid@700$' a/run.ini && grep -q 'branch of liquid at 700, a checkpoint of digest' a/log.txt &&
    grep -q "^digest = $(sed -n 's/.*digest \([0-9a-f]*\);.*/\1/p' a/log.txt)$" a/run.ini
report $? "parent, time and digest are in run.ini and log"

"$bin/glass" branch liquid@500 --into d system.T=0.2 move.displace.step=0.02 run.sweeps=100 2>"$work/err" &&
    "$bin/glass" branch liquid@500 --into e run.sweeps=100 2>"$work/err" &&
    "$bin/glass" branch liquid --into f move.displace.step=0.02 run.sweeps=100 2>"$work/err"
[ "$(sed -n 4p d/series.dat | cut -d' ' -f2)" = "$(sed -n 4p e/series.dat | cut -d' ' -f2)" ] && [ "$(last d 3)" = 0.2 ] &&
    grep -q 'displace: step 0.02,' d/log.txt && grep -q 'displace: step 0.02,' f/log.txt && grep -q 'a frame of digest' d/log.txt
report $? "from a frame, with another T and step"
"$bin/glass" branch md --into g branch.momentum=draw run.sweeps=5 2>"$work/err" && "$bin/glass" branch md --into h run.sweeps=5 2>"$work/err" &&
    "$bin/glass" branch liquid --into i run.dynamics=md move.swap.weight=0 run.sweeps=5 2>"$work/err"
grep -q 'momentum drawn' g/log.txt && grep -q 'momentum kept' h/log.txt && grep -q 'momentum drawn' i/log.txt &&
    [ "$(sed -n 4p h/series.dat | cut -d' ' -f3)" = "$(last md 3)" ] && [ "$(sed -n 4p g/series.dat | cut -d' ' -f3)" = 0.3 ]
report $? "velocities are kept or drawn"
# a rate of 0.05 e^-step: the branch continues, or begins again
set -- train.schedule=exponential train.period=100 run.warmup=0
"$bin/dnn" run dnn.ini run.folder=rate run.steps=300 "$@" 2>"$work/err" && "$bin/dnn" branch rate --into j run.steps=1 2>"$work/err" &&
    "$bin/dnn" branch rate --into k run.steps=1 branch.clock=restart 2>"$work/err"
grep -q 'clock of schedules at 300' j/log.txt && grep -q 'clock of schedules at 0' k/log.txt && [ "$(last j 2)" != "$(last k 2)" ]
report $? "the clock of the learning rate continues or restarts"

"$bin/glass" run glass.ini run.folder=ramp run.sweeps=200 run.warmup=0 'run.temperature_schedule=ramp 0.2 100, 0.4 100' \
    'observe.trajectory.schedule=every 50' 2>"$work/err" && "$bin/glass" branch ramp@50 --into l 2>"$work/err"
grep -q '^temperature_schedule = ramp 0.2 50, 0.4 100$' l/run.ini && grep -q '^T = 0.25$' l/run.ini
report $? "a temperature schedule continues"
"$bin/glass" run glass.ini run.folder=press run.sweeps=200 run.warmup=0 'system.pressure_schedule=2 50, ramp 6 100, 6 50' move.volume.target=0.4 \
    'observe.trajectory.schedule=every 50' 2>"$work/err" && "$bin/glass" branch press@100 --into pr 2>"$work/err"
grep -q '^pressure_schedule = ramp 6 50, 6 50$' pr/run.ini && grep -q '^P = 4$' pr/run.ini &&
    "$bin/glass" branch press@100 --into pk system.P=3 2>"$work/err" && grep -q '^pressure_schedule = none$' pk/run.ini &&
    "$bin/glass" branch press@100 --into pz branch.clock=restart 2>"$work/err" && grep -q '^pressure_schedule = 2 50, ramp' pz/run.ini
report $? "a pressure schedule continues"

"$bin/glass" run "$here/kill_ladder.ini" run.folder=ladder run.sweeps=100 2>"$work/err" && "$bin/glass" branch ladder/01 --into m 2>"$work/err"
[ "$(sed -n 4p m/series.dat | cut -d' ' -f2,3)" = "$(last ladder/01 2,3)" ] && ! grep -q tempering m/run.ini
report $? "a rung of a ladder"
"$bin/glass" branch liquid@500 --into n --seeds 2 run.sweeps=20 system.T=0.3,0.25 2>"$work/err" && [ "$(wc -l <n/members)" -eq 4 ] &&
    "$bin/glass" branch a@300 --into o run.sweeps=10 2>"$work/err" && grep -q '^parent = a@300' o/run.ini
report $? "several branches at once; a branch of a branch"

refused 'no such time' 'has no state at time 123; there are checkpoints 1000, 700; 3 frames: 0, 500, 1000' "$bin/glass" branch liquid@123 --into x
refused 'a folder in use' 'holds a finished run' "$bin/glass" branch liquid --into a
refused 'a ladder' 'branch one of them, ladder/00' "$bin/glass" branch ladder --into x
refused 'an ensemble' 'branch its members' "$bin/glass" branch n --into x
refused 'no run' 'holds no run' "$bin/glass" branch nothing --into x
refused 'velocities of a frame' 'a stored frame has no velocities' "$bin/glass" branch ramp@50 --into x run.dynamics=md move.swap.weight=0 branch.momentum=keep
refused 'a parent that changed' 'the parent has changed' "$bin/glass" run a/run.ini run.folder=x branch.digest=0123456789abcdef
refused 'a network of other layers' 'weights' "$bin/dnn" branch net@500 --into x 'network.layers=dense 10, relu, dense 2'
[ ! -e x ]
report $? "nothing is written then"
"$bin/dnn" weights net@500 -o w.h5 2>"$work/err" && "$bin/dnn" weights net@1000 -o v 2>"$work/err" && "$bin/dnn" weights net u 2>"$work/err" &&
    "$bin/dnn" weights net@500 t 2>"$work/err" && diff -r v u >"$work/diff" && ! diff -rq v t >"$work/said" && "$bin/dnn" run dnn.ini run.folder=p network.weights=w.h5 run.warmup=0 run.steps=1 2>"$work/err" &&
    [ "$(grep -v '#' p/series.dat | head -1 | cut -d' ' -f2)" = "$(awk '$1 == 500 {print $2}' net/series.dat)" ]
report $? "weights of a time: the loss of that time"
refused 'weights of no time' 'has no state at time 3' "$bin/dnn" weights net@3 -o t.h5
exit $bad
