#!/bin/bash
# Boltzmann machines at the command line: saddle points, enumeration against sampling and against ln Z of population annealing,
# the identity in the log, refusals.
. "$(dirname "$0")/harness.sh"

printf '[run]\nsweeps = 10000\nfolder = small\nseed = 1\n[system]\nkind = rbm\nN = 10\nalpha = 0.5\nOmega_hidden = 0.5\nT = 1\nreplicas = 1\n[observe.series]\nschedule = every 2\n' >small.ini
"$bin/glass" run small.ini 2>err && "$bin/glass" enumerate small >exact 2>>err &&
    awk 'NR == FNR { if (/lnZ/) e = $4; next } !/^#/ { n++; d = $2 - e; sum += d; square += d * d }
        END { z = sum / sqrt(square) / 2; print "z / 2 =", z; exit !(n > 4000 && z * z < 4) }' exact small/series.dat >out
report $? "energy of a run beside its enumeration"
grep -q 'identity of Callen.*holds' small/log.txt && grep -q 'replica symmetry, N = infinity: 5 patterns, alpha = 0.5, T^2 = 1;' small/log.txt
report $? "the log has the identity and the saddle point"
"$bin/glass" run small.ini run.folder=population run.sweeps=60 'system.T=1000, 3, 2, 1.5, 1.2, 1' tempering.method=population \
    tempering.walkers=50 tempering.every=10 --jobs 1 2>err
report $? "population annealing"
awk 'NR == FNR { if (/lnZ/) lnZ = 10 * $2; next } /^#/ { for (k = 2; k <= NF; k++) if ($k == "ln_Z") c = k - 1; next } { last = $c }
    END { d = last - lnZ; print last, lnZ; exit !(c && d * d < 0.16) }' exact population/population.dat >out
report $? "its ln Z is the exact one"

"$bin/glass" saddle_point alpha=0.05,0.1 T=0.2,0.4 >out 2>err && [ "$(grep -c retrieval out)" -eq 4 ] &&
    grep -q '^0.05 .*retrieval .*0.96618681 *0.93668219 .*1.32212329 *-0.50574779' out && grep -q '^0.1 .*retrieval *nan' out
report $? "saddle points of lists"

# PART COMMAND ARGUMENT...: refused with one line that holds PART
refused() {
    local part=$1
    shift
    "$bin/glass" "$@" >out 2>err
    [ $? -eq 2 ] && [ "$(wc -l <err)" -eq 1 ] && grep -qF -- "$part" err && [ ! -s out ]
    report $? "refused: $part"
}
refused 'alpha' saddle_point alpha=0
refused 'T = 0' saddle_point T=0
refused 'Omega_hidden' saddle_point Omega_hidden=2
refused 'beta' saddle_point beta=3
refused 'alpha' saddle_point alpha=0.1,0.1
refused 'absent' enumerate absent
refused 'enumerate needs one chain' enumerate population
refused 'makes 1 patterns' run small.ini run.folder=none system.alpha=0.1
refused 'have no sum' run small.ini run.folder=none system.Omega_visible=1 system.T=0.5
refused 'Omega_hidden' run small.ini run.folder=none system.kind=hopfield
refused 'no section [move.NAME]' run small.ini run.folder=none run.dynamics=metropolis
refused 'size_spread = 0' run small.ini run.folder=none run.dynamics=metropolis move.swap.weight=1
refused 'Omega = 0' run small.ini run.folder=none run.dynamics=metropolis move.displace.weight=1 system.Omega_hidden=0
[ ! -e none ]
report $? "nothing is written"
exit $bad
