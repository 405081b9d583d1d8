#!/bin/bash
# A third system is one folder and one row (tests/third): lists, run files, runs, restarts and the analysis know it.
. "$(dirname "$0")/harness.sh"
glass=$built/tests/third/glass
cat >ising.ini <<'END'
[run]
sweeps = 400
folder = out
checkpoint_every = 50
[system]
kind = ising
T = 3
[move.flip]
[move.exchange]
weight = 0.2
[observe.series]
schedule = every 5
[observe.overlap]
waiting = every 50
[observe.trajectory]
schedule = every 100
END
"$glass" list moves 2>err | grep -q '^ *exchange *two spins'
report $? "list shows the moves of the third system"
"$glass" list keys 2>err | grep -q 'side of the lattice'
report $? "list shows its keys"
"$glass" run ising.ini run.folder=whole >/dev/null 2>err && [ "$(grep -vc '^#' whole/series.dat)" -eq 81 ]
report $? "it runs"
"$glass" run ising.ini run.sweeps=400 system.kind=isin >/dev/null 2>err
[ $? -eq 2 ] && grep -q 'ising' err
report $? "a wrong name is refused with the known ones"
timeout -s INT 0.05 "$glass" run ising.ini run.sweeps=400 >/dev/null 2>err
"$glass" resume out >/dev/null 2>err
[ -e out/status ] || "$glass" run ising.ini >/dev/null 2>err
same whole out || { diff -r whole out >diff; grep -q '^[<>].*folder' diff; }
report $? "interrupted and resumed, it ends the same"
"$bin/analysis" plot whole --of overlap.overlap -o figure >/dev/null 2>err
[ $? -eq 2 ] && [ "$(wc -l <err)" -eq 1 ] && grep -q "'ising'. Allowed: glass with kind = spheres" err
report $? "without its row in analysis/read/system_kind.c, the analysis names the systems it knows (tests/unit/test_systems.c adds a row)"
exit $bad
