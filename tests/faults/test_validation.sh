#!/bin/bash
# Early ends and best weights of whole runs: stopped and killed runs give the same bytes, the status
# names the reason, best.h5 starts other runs; lists of protocols as an ensemble; samples in use.
. "$(dirname "$0")/harness.sh"

cat >run.ini <<'I'
[run]
seed = 1
steps = 20000
folder = out
checkpoint_every = 37
[network]
layers = mlp 30
[data]
name = mixture
num_classes = 3
dim = 8
train_samples = 60
test_samples = 100
label_noise = 0.2
separation = 1.5
[train]
optimiser = adamw
weight_decay = 0.01
learning_rate = 0.01
batch_size = 20
schedule = pieces
pieces = ramp 1 50, cosine 0.1 500
clip_norm = 1
[swap]
protocol = 11S swaps=5 + noise amount=0.1 + row every=90
[validation]
samples = 100
every = 10
patience = 20
I
"$bin/dnn" run run.ini run.folder=whole 2>err && grep -q '^finished \([0-9]*\) \1 0 stopped early: no lower validation loss since step' whole/status &&
    [ "$(time_of whole)" -lt 20000 ] && [ "$(tail -1 whole/series.dat | cut -d' ' -f1)" = "$(time_of whole)" ]
report $? "a run ends early, its status names the reason, its tables have the last row"

best=$(awk '!/^#/ && $4 == 1 {s = $1} END {print s}' whole/validation.dat)
[ "$(time_of whole)" -eq $((best + 200)) ] && grep -q "best loss .* at step $best," whole/log.txt &&
    awk '!/^#/ {if (!n++ || $2 < low) {if (!$4) exit 1; low = $2} else if ($4) exit 1}' whole/validation.dat
report $? "patience counts from the best measurement, which the log names"

"$bin/dnn" resume whole >said 2>&1 && grep -q 'nothing to do' said && "$bin/dnn" status whole | grep -q 'stopped early.*done'
report $? "resume and status know an early end"

# stopped again and again, and killed
"$bin/dnn" run run.ini run.walltime=0.03 2>err
for _ in $(seq 200); do
    grep -q ^finished out/status 2>/dev/null && break
    sed -i 's/^walltime = .*/walltime = 0.05/' out/run.ini
    "$bin/dnn" resume out 2>err &
    kill_within $! 120000
done
rm -f {whole,out}/checkpoint.previous.h5 # of the last stop
sed -i '/^walltime/d; /^folder/d' out/run.ini whole/run.ini
same whole out
report $? "stopped and killed, the same bytes: validation.dat, best.h5, status"

"$bin/dnn" run run.ini run.folder=again run.steps=10 train.learning_rate=0 network.weights=whole/best.h5 swap.protocol=none 2>err &&
    [ "$(awk '!/^#/ {print $2; exit}' again/validation.dat | cut -c1-8)" = "$(awk -v s="$best" '!/^#/ && $1 == s {print $2}' whole/validation.dat | cut -c1-8)" ]
report $? "best.h5 has the weights of the best loss"

[ "$(grep -c '^train' whole/samples.dat)" -eq 60 ] && [ "$(grep -c '^validation' whole/samples.dat)" -eq 100 ] &&
    [ "$(awk '/^train/ && $3 != $4' whole/samples.dat | wc -l)" -gt 3 ] && [ "$(awk '/^(test|validation)/ && $3 != $4' whole/samples.dat | wc -l)" -eq 0 ] &&
    grep -q "label noise: $(awk '/^train/ && $3 != $4' whole/samples.dat | wc -l) of 60" <("$bin/dnn" describe run.ini)
report $? "samples.dat lists samples and changed labels"

"$bin/dnn" run --force run.ini run.folder=whole run.steps=30 2>err && grep -q '^finished 30 30' whole/status
report $? "--force removes an early end and its files"

"$bin/dnn" run run.ini run.folder=list run.steps=20 'swap.protocol=none, 11S swaps=3 + noise, row + 11S + mixup' 2>err &&
    [ -d 'list/protocol=11S_swaps=3+noise' ] && [ -d list/protocol=none ] && [ -d list/protocol=row+11S+mixup ] &&
    grep -q '^protocol = 11S swaps=3 + noise$' 'list/protocol=11S_swaps=3+noise/run.ini'
report $? "lists of joined protocols are an ensemble"

refused() { "$bin/dnn" "$@" 2>err; [ $? -eq 2 ] && [ "$(wc -l <err)" -eq 1 ]; }
printf '[tempering]\nT = 1, 2\n' | cat run.ini - >ladder.ini
refused run run.ini run.folder=no run.warmup=10 && refused run ladder.ini run.folder=no train.optimiser=langevin train.clip_norm=0 &&
    refused run run.ini run.folder=no validation.path=nowhere && [ ! -e no ]
report $? "warm-ups, ladders and missing files are refused"
exit $bad
