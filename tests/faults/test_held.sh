#!/bin/bash
# A folder with files of a run holds a run, whatever its status: `run` and `resume` without a valid checkpoint do not change it,
# and --restart ends with the same bytes. Every kind of run, every way to lose files of it.
. "$(dirname "$0")/harness.sh"
# a row: what was lost | done to the folder that holds the checkpoint | can resume continue without --restart
losses=(
    'status deleted|rm status|yes'
    'status empty|: >status|yes'
    'status garbage|printf "\377\376 1\n" >status|yes'
    'status of another word|echo "flying 3 4" >status|yes'
    'status cut short|printf "interrup" >status|yes'
    'status a folder|rm status; mkdir status|no'
    'status deleted, one checkpoint left|rm status checkpoint.h5|yes'
    'newest damaged, status deleted|rm status; echo damaged >checkpoint.h5|yes'
    'checkpoints deleted|rm checkpoint*.h5|again'
    'status and checkpoints deleted|rm status checkpoint*.h5|again'
    'status cut after a word|printf finished >status; rm checkpoint*.h5|again'
    'checkpoints damaged|for f in checkpoint*.h5; do echo damaged >$f; done|again'
    'one checkpoint, empty|rm checkpoint.previous.h5; : >checkpoint.h5|again'
    'run.ini and status deleted|rm run.ini status|no'
    'all but tables and frames deleted|rm -f run.ini status checkpoint*.h5|no'
    'all but a checkpoint deleted|rm -rf run.ini status *.dat trajectory.h5 [0-9]* checkpoint.h5|no'
)
quiet() { [ "$1" -eq 2 ] && [ "$(wc -l <err)" -eq 1 ]; }
unchanged() { diff -rq -x log.txt before out >diff; }
# a damaged checkpoint is kept as the one before
ends_alike() { diff -rq -x log.txt -x checkpoint.previous.h5 whole/out out >diff; }
# what others are compared with
alone() {
    rm -rf whole && mkdir whole && (cd whole && "${run[@]}" 2>../err)
    [ $? -eq 0 ] && [ -e "whole/$at/checkpoint.previous.h5" ]
    report $? "$case: a run left alone finishes"
}
for case in glass dnn ladder population walkers member; do
    program=$bin/glass at=out more=()
    case $case in
    glass) ini=kill_glass more=(run.sweeps=200 run.warmup=100) ;;
    dnn) program=$bin/dnn ini=kill_dnn more=(run.steps=300) ;;
    ladder) ini=kill_ladder more=(run.sweeps=50 run.warmup=50 system.N=100) ;;
    population) ini=kill_population more=(run.sweeps=360 run.warmup=20 tempering.walkers=4) ;;
    walkers) program=$bin/dnn ini=kill_networks more=(run.steps=200) ;;
    member) ini=kill_glass at=out/seed=2 more=(run.sweeps=100 run.warmup=100 run.seed=1..2) ;;
    esac
    run=("$program" run "$here/$ini.ini" run.folder=out "${more[@]}")
    alone
    wrong=0
    for loss in "${losses[@]}"; do
        IFS='|' read -r what act goes <<<"$loss"
        rm -rf out && cp -r whole/out out
        [ $case = member ] && rm out/members
        (cd $at || exit; [ -e status ] && sed -i 's/^finished\(.*\)/interrupted\1 1/' status; eval "$act")
        rm -rf before && cp -r out before
        say() { wrong=$((wrong + 1)) && echo "$case, $what: $1" && cat err diff; }
        "${run[@]}" 2>err
        quiet $? && grep -q -e '--force' -e 'move it away' err && unchanged || say "run does not leave it alone"
        if [ $case = member ]; then cp whole/out/members out; cp whole/out/members before; fi
        "$program" resume out 2>err
        status=$?
        case $goes in
        yes) [ $status -eq 0 ] && ends_alike || say "resume does not continue" ;;
        no) [ $status -eq 2 ] || say "resume does not refuse" ;;
        again)
            [ $status -eq 2 ] && grep -q 'resume --restart' err && unchanged || say "resume does not leave it alone"
            "$program" resume --restart out 2>err && ends_alike || say "resume --restart does not begin it again"
            ;;
        esac
        case $case in dnn | population | walkers | member) continue ;; esac # the same code
        rm -rf out && cp -r before out
        [ "$what" = 'status a folder' ] && continue
        "${run[@]:0:2}" --force "${run[@]:2}" 2>err && ends_alike || say "run --force does not begin it again"
    done
    [ $wrong -eq 0 ]
    report $? "$case: ${#losses[@]} ways to lose traces of a run: it stays as it is, continues, or starts again with --restart"
done

# without a checkpoint ever written, a run starts; a folder without a run is used
case=glass program=$bin/glass at=out run=("$bin/glass" run "$here/kill_glass.ini" run.folder=out run.sweeps=600)
alone
wrong=0
fine() { "$@" 2>err && ends_alike || { wrong=$((wrong + 1)); echo "$what"; cat err diff; }; }
rm -rf out && mkdir out && what="a status alone, of a run that waits" && echo 'new -200 600 0' >out/status && fine "${run[@]}"
rm -rf out && mkdir out && what="run.ini and status of a run that waits" && cp whole/out/run.ini out && echo 'new -200 600 0' >out/status &&
    fine "$program" resume out
rm -rf out && mkdir out && what="the same, by run" && cp whole/out/run.ini out && echo 'new -200 600 0' >out/status && fine "${run[@]}"
rm -rf out && cp -r whole/out out && what="killed before its first checkpoint" && rm out/checkpoint*.h5 &&
    echo 'new -200 600 0' >out/status && fine "$program" resume out
rm -rf out && mkdir out && what="heads of tables and a log" && grep '^#' whole/out/series.dat >out/series.dat && echo >out/log.txt &&
    : >out/status && fine "${run[@]}"
[ $wrong -eq 0 ]
report $? "a run that never wrote a checkpoint starts without --restart"

# killed while its members were made, an ensemble starts again; a member with other files prevents it
case=ensemble run=("$bin/glass" run "$here/kill_glass.ini" run.folder=out run.sweeps=100 run.warmup=100 run.seed=1..3)
at=out/seed=2
alone
rm -rf out && mkdir -p out/seed=1 && cp whole/out/seed=1/run.ini out/seed=1 && echo 'new -100 100 0' >out/seed=1/status
"${run[@]}" 2>err && ends_alike
report $? "an ensemble killed while its members were made starts again"
rm -rf out && mkdir -p out && cp -r whole/out/seed=2 out && rm out/seed=2/status && rm -rf before && cp -r out before
"${run[@]}" 2>err
quiet $? && grep -q 'out/seed=2: holds' err && unchanged
report $? "a member that is held is in the way of all, and nothing is written"
rm -rf out && cp -r whole/out out && echo seed=1 >>out/members && "$bin/glass" resume out 2>err
quiet $? && grep -q 'names seed=1 twice' err
report $? "a list that names a member twice is refused"
at=out

# a run of a ladder whose own run.ini is gone
case=ladder run=("$bin/glass" run "$here/kill_ladder.ini" run.folder=out run.sweeps=150 run.warmup=100)
alone
rm -rf out && cp -r whole/out out && rm out/run.ini out/status out/checkpoint*.h5 out/*.dat && rm -rf before && cp -r out before
"${run[@]}" 2>err
quiet $? && unchanged
report $? "runs of a ladder that has lost its run.ini, checkpoints and table are left alone"

# an intact checkpoint is worth more than --restart
rm -rf out && "$bin/glass" run "$here/kill_glass.ini" run.folder=out run.sweeps=600 run.walltime=0 2>err
sed -i 's/^walltime = .*/walltime = inf/' out/run.ini
"$bin/glass" resume --restart out 2>err && ! grep -q damaged err && [ "$(grep -c ' started ' out/log.txt)" -eq 1 ]
report $? "--restart continues where a checkpoint is intact"
exit $bad
