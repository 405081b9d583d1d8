#!/bin/bash
# Identities in the log of spin glasses: counts survive an interruption, each run of a ladder has its line, and one
# that is not in equilibrium is said to be so.
. "$(dirname "$0")/harness.sh"

line() { grep -o 'identity of.*' "$1/log.txt"; }
printf '[run]\nsweeps = 4000\nfolder = whole\n[system]\nkind = ea\nL = 6\nT = 1.5\ncouplings = gaussian\n' >ea.ini
printf '[run]\ndynamics = langevin\nsweeps = 3000\nfolder = whole\n[system]\nkind = pspin\nN = 40\nT = 0.9\n' >pspin.ini
for model in ea pspin; do
    rm -rf whole part
    "$bin/glass" run $model.ini 2>err
    "$bin/glass" run $model.ini run.folder=part run.sweeps=1490 2>err && "$bin/glass" resume part run.sweeps="$(sed -n 's/^sweeps = //p' $model.ini)" 2>err
    cmp whole/identity.dat part/identity.dat >diff && [ "$(line whole)" = "$(line part | tail -1)" ] && line whole | grep -q ': holds$'
    report $? "$model: the identity of a run in two parts has the bytes of the whole"
done
"$bin/glass" run ea.ini run.folder=ladder run.sweeps=3000 system.L=4 'system.T=1.2, 1.5, 2' tempering.every=5 2>err
for k in 00 01 02; do line ladder/$k; done >said
[ "$(grep -c ': holds$' said)" -eq 3 ] && [ "$(sort -u said | wc -l)" -eq 3 ]
report $? "each run of a ladder has its line"
"$bin/glass" run ea.ini run.folder=cold run.sweeps=300 system.T=0.3 system.L=8 2>err
line cold | grep -q ': violated, not in equilibrium$'
report $? "a run that is not in equilibrium is found"
exit $bad
