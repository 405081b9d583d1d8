#!/bin/bash
# glass cut and hessian at the command line: samples of runs and graphs, equal seeds, tables of a run's folder, partitions,
# refusals.
. "$(dirname "$0")/harness.sh"

printf '[run]\nsweeps = 10\nfolder = paley\nseed = 1\n[system]\nkind = sk\nN = 17\ncouplings = legendre\nT = 1\n' >sk.ini
printf '[run]\nsweeps = 10\nfolder = spins\nseed = 1\n[system]\nkind = pspin\nN = 12\nT = 1\n' >pspin.ini
# ring of 8 and diameters: cut 10
printf '8 12\n1 2\n2 3\n3 4\n4 5\n5 6\n6 7\n7 8\n8 1\n1 5\n2 6\n3 7\n4 8\n' >ladder
"$bin/glass" run sk.ini 2>err && "$bin/glass" run pspin.ini 2>>err
report $? "runs"

"$bin/glass" cut ladder target=10 runs=10 --partition sides >out 2>err && grep -q 'best cut 10,' out &&
    [ "$(grep -cE '^(annealing|bsb|dsb|cim|cac|bls) .* 1000 ' out)" -eq 6 ]
report $? "a ladder by six solvers"
# the partition has this cut
awk 'FNR == NR { if (!/^#/) side[++n] = $1; next } FNR > 1 { cut += side[$1] != side[$2] } END { exit !(n == 8 && cut == 10) }' \
    sides ladder
report $? "the partition has the printed cut"
"$bin/glass" cut ladder partition=sides >out 2>err
report $? "a partition may be replaced"

# H = -32/sqrt(17) = -7.76114 of the Paley graph; cuts.dat by seed
"$bin/glass" cut paley runs=5 steps=100,200 >out 2>err && grep -q 'H = -7.76114' out && cp paley/cuts.dat first &&
    [ "$(grep -vc '^#' first)" -eq 60 ] && "$bin/glass" cut paley runs=5 steps=100,200 >out 2>err && cmp first paley/cuts.dat
report $? "a run's sample; equal seeds give equal cuts"
"$bin/glass" cut paley runs=5 seed=2 solvers=bls >out 2>err && ! cmp -s first paley/cuts.dat &&
    [ "$(grep -cE '^(annealing|bsb|dsb|cim|cac|bls) ' out)" -eq 2 ]
report $? "annealing is always beside a solver"
"$bin/glass" status paley >out 2>err && "$bin/glass" run sk.ini --force 2>err
report $? "a folder with cuts.dat is still a run's"

# PART ARGUMENT...: refused with one line that holds PART
refused() {
    local part=$1
    shift
    "$bin/glass" cut "$@" >out 2>err
    [ $? -eq 2 ] && [ "$(wc -l <err)" -eq 1 ] && grep -qF -- "$part" err && [ ! -s out ]
    report $? "refused: $part"
}
refused 'cut needs a run of ea, sk or graph' spins
refused 'absent' absent
refused "cut: solvers" ladder solvers=anealing
refused "cut: solvers" ladder solvers=
refused 'steps = 1.5: must be integers' ladder steps=1.5
refused 'cold = 2: must be at most hot = 1.5' ladder cold=2
refused 'runs' ladder runs=0
refused 'sb_dt' ladder sb_dt=nan
refused 'ladder' ladder partition=ladder
refused 'sk.ini' ladder partition=sk.ini
printf '3 2\n1 2\n2 2\n' >loop
refused 'loop:3: vertex 2 is joined to itself' loop
printf '# mine\n' >paley/cuts.dat
refused 'cuts.dat' paley
[ ! -e absent ] && grep -qx '# mine' paley/cuts.dat && grep -q '^kind' sk.ini
report $? "nothing is overwritten"

# ---- Hessian ----
"$bin/glass" hessian spins >out 2>err && [ "$(grep -vc '^#' spins/hessian.dat)" -eq 11 ] &&
    awk 'NR == FNR { if (/lowest/) low = $3; next } !/^#/ && n++ == 0 { exit !(low + 0 && ($2 - low) ^ 2 < 1e-12) }' out \
        <(sed 's/,//' spins/hessian.dat) && "$bin/glass" hessian spins >out 2>err
report $? "hessian of a run"
for k in "spins max_N=5|at most max_N = 5" "paley|hessian needs a run of pspin" "absent|absent"; do
    "$bin/glass" hessian ${k%|*} >out 2>err
    [ $? -eq 2 ] && [ "$(wc -l <err)" -eq 1 ] && grep -qF "${k#*|}" err
    report $? "refused: hessian ${k%|*}"
done
exit $bad
