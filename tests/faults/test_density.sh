#!/bin/bash
# [run] density_schedule: exact densities, one set of bytes for interrupted runs, branches that continue, holds in the analysis,
# refusals.
. "$(dirname "$0")/harness.sh"
cat >soft.ini <<'END'
[run]
folder = out
sweeps = 600
density_schedule = ramp 1.25 200, 1.25 200, 0.9 200
[system]
model = nbc8
N = 100
rho = 0.8
T = 0.5
[move.displace]
weight = 0.8
[move.swap]
weight = 0.2
[observe.series]
schedule = every 50
[observe.trajectory]
schedule = every 100
[observe.msd]
waiting = every 100
END
sed 's/^model = .*/model = hard/; s/^T = .*/T = 1/; s/^density_schedule = .*/density_schedule = ramp 0.9 300, 0.95 300/' soft.ini >hard.ini
densities() { awk '!/^#/ {printf "%s:%.10g ", $1, $5}' "$1/series.dat"; }
RANDOM=7
for name in soft hard; do
    timed "$bin/glass" run $name.ini run.folder=$name/whole run.checkpoint_every=70 2>"$work/err"
    kills=0
    for _ in 1 2 3 4 5 6; do
        rm -rf $name/cut
        "$bin/glass" run $name.ini run.folder=$name/cut run.checkpoint_every=70 2>"$work/err" &
        kill_within $! "$lasted" && [ -e $name/cut/checkpoint.h5 ] || continue
        kills=$((kills + 1)) && "$bin/glass" resume $name/cut 2>"$work/err"
        for t in series.dat msd.dat trajectory.h5; do cmp $name/whole/$t $name/cut/$t >"$work/diff" || report 1 "$name: killed, $t"; done
        [ $kills -eq 2 ] && break
    done
    [ $kills -gt 0 ]
    report $? "$name: killed $kills times, the same bytes"
done
[ "$(densities soft/whole)" = "0:0.8 50:0.9125 100:1.025 150:1.1375 200:1.25 250:1.25 300:1.25 350:1.25 400:1.25 450:0.9 500:0.9 550:0.9 600:0.9 " ]
report $? "soft spheres have the densities of the programme at every row"
densities hard/whole | grep -q '300:0.9 .*600:0.95 $'
report $? "hard spheres reach the last density"
"$bin/glass" branch soft/whole@100 --into branch 2>"$work/err" && grep -q '^density_schedule = ramp 1.25 100, 1.25 200, 0.9 200$' branch/run.ini &&
    [ "$(densities branch | cut -d' ' -f1-4)" = "0:1.025 50:1.1375 100:1.25 150:1.25" ]
report $? "a branch continues the programme"
"$bin/glass" resume soft/whole run.sweeps=700 2>"$work/err" && "$bin/glass" run soft.ini run.folder=longer run.sweeps=700 2>"$work/err" &&
    cmp soft/whole/series.dat longer/series.dat 2>"$work/diff"
report $? "a longer run has the bytes of the whole"
"$bin/analysis" mean longer --of density >said 2>"$work/err" && grep -q 'rho = 1.25, swap .* 1.25 ' said && grep -q 'rho = 0.9, swap.* 0.900 ' said
report $? "analysis averages hold by hold"
"$bin/glass" run hard.ini run.folder=jam 'run.density_schedule=ramp 1.4 100, 1.4 100' run.sweeps=200 2>"$work/err" && grep -q 'had no room' jam/log.txt
report $? "the log names a density that was not reached"

ini=(soft.ini run.folder=no)
refuses 'or pieces "RHO TIME"' "$bin/glass" run "${ini[@]}" 'run.density_schedule=ramp x 3'
refuses 'takes 9000 sweeps' "$bin/glass" run "${ini[@]}" 'run.density_schedule=1 9000'
refuses 'less than twice the longest cut-off' "$bin/glass" run "${ini[@]}" 'run.density_schedule=9 100'
refuses 'excludes a pressure' "$bin/glass" run "${ini[@]}" system.P=1 move.volume.weight=0.01
refuses 'excludes dynamics = domains' "$bin/glass" run "${ini[@]}" run.dynamics=domains system.N=6000
refuses 'excludes [tempering]' "$bin/glass" run "${ini[@]}" 'tempering.ladder=0.5, 0.6'
refuses 'excludes [observe.equilibrium]' "$bin/glass" run "${ini[@]}" observe.equilibrium.k=7
[ ! -e no ]
report $? "a refused run leaves nothing"
exit $bad
