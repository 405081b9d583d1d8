#!/bin/bash
# help, list and mistyped words of the programs: every command explains its options, every table and section can be
# listed, a mistyped word gets one line with the nearest known one, and output that is lost ends with status 2
. "$(dirname "$0")/harness.sh"
glass=$bin/glass dnn=$bin/dnn

# WANTED PROGRAM ARGUMENT...: exit status 2, one line that has WANTED
refused() {
    local wanted=$1
    shift
    "$bin/$1" "${@:2}" >out 2>err
    [ $? -eq 2 ] && [ "$(wc -l <err)" -eq 1 ] && [ ! -s out ] && grep -qF -- "$wanted" err
    report $? "refused: $*"
}
# WANTED PROGRAM ARGUMENT...: exit status 0 and output that has WANTED
shown() {
    local wanted=$1
    shift
    "$bin/$1" "${@:2}" >out 2>err && [ ! -s err ] && grep -qF -- "$wanted" out
    report $? "shown: $*"
}
# no line is wider than the terminal, nothing is printed twice
tidy() { [ "$(awk 'length > 104' out | wc -l)" -eq 0 ]; }

for program in glass dnn; do
    shown 'Commands:' $program help
    cp out listed
    shown 'Commands:' $program --help && cmp -s out listed
    report $? "$program help = --help"
    for command in $(sed -n '/^Commands:/,/^$/s/^  \([a-z_]*\) .*/\1/p' listed); do
        shown "usage: $program $command" $program help $command && cp out first && tidy &&
            "$bin/$program" $command --help >second 2>err && cmp -s first second && grep -q -- '--help' first
        report $? "$program help $command = $program $command --help"
    done
    shown "$program (swapglass) " $program --version
    for what in tempering run move move.displace moves observe observables schedule temperature_schedule keys tempering_methods \
        equilibrium_tests; do
        shown '' $program list $what && tidy
        report $? "$program list $what"
    done
    # the keys that all moves share are printed once
    "$bin/$program" list keys >out 2>err
    [ "$(grep -c '^  target ' out)" -eq 1 ] && [ "$(grep -c '^  waiting ' out)" -eq 1 ] && [ "$(sort out | grep '^\[' | uniq -d | wc -l)" -eq 0 ]
    report $? "$program list keys: repeated keys once"
    "$bin/$program" list >/dev/full 2>err
    [ $? -eq 2 ] && grep -q 'No space left' err
    report $? "$program list: a full disk"
done
shown 'learning_rate' dnn list train
shown 'exponential' dnn list schedule
shown 'blocks PERIOD N' dnn list schedule
shown 'population' glass list tempering
shown '--every VALUE' glass quench --help
shown '--jobs N' glass help run

refused 'nearest: run' glass rum x.ini
refused 'nearest: quench' glass help quensh
refused 'nearest: model ' glass list modles
refused 'nearest: train' dnn list trian
refused 'nearest: --jobs' glass run x.ini --job 2
refused 'nearest: --every' glass quench x --evry 2
refused 'nearest: --' glass status x --seeds 2
refused 'its value is missing' glass quench x --every
refused 'its value is missing' glass run x.ini -j
refused 'takes no value' glass run x.ini --force=1
refused 'no command given' glass
refused 'run needs' glass run
refused 'before the command' glass --every 2 quench x

# the same options in both grammars
"$glass" run "$here/kill_glass.ini" run.sweeps=200 system.N=100 run.folder=liquid 'observe.trajectory.schedule=every 50' 2>err &&
    "$glass" quench liquid every=2 2>>err && cp liquid/inherent.dat first &&
    "$glass" quench --every 2 liquid 2>>err && cmp -s first liquid/inherent.dat &&
    "$glass" quench liquid --every=2 --max-evaluations 100000 2>>err && cmp -s first liquid/inherent.dat &&
    "$glass" quench --max-force 1e-8 --every 2 liquid 2>>err && cmp -s first liquid/inherent.dat
report $? 'quench --every 2 = every=2'
grep -q "^version = $("$glass" --version | cut -d' ' -f3)\$" liquid/run.ini && grep -q "$("$glass" --version | cut -d' ' -f3)" liquid/log.txt
report $? 'run.ini and log have the version'
exit $bad
