#!/bin/bash
# analysis mean: a first-order autoregressive series has tau = (1 + a) / 2 (1 - a); its mean, errors of one run and between runs,
# rows at unequal distances, --from and --until there and of the commands on frames.
. "$(dirname "$0")/harness.sh"

sed 's/^N = .*/N = 80/; s/^checkpoint_every.*/checkpoint_every = 0/; s/^schedule = every 500/schedule = every 50/' "$here/kill_glass.ini" >g.ini
"$bin/glass" run g.ini run.folder=run run.sweeps=200 run.warmup=0 2>"$work/err"
# SEED: x = 5 + y, y' = 0.8 y + noise of variance 0.36: variance 1, tau 4.5 rows of 10 sweeps, 20000 rows
fabricate() {
    cp -r run made$1 && sed -i "s/^seed = .*/seed = $1/; s/^sweeps = .*/sweeps = 200000/" made$1/run.ini
    { echo '# series: fabricated'; echo '# units: sweep energy energy'; echo '# t energy T'
      awk -v s="$1" 'BEGIN {srand(s); for (i = 0; i <= 20000; i++) {n = 0; for (k = 0; k < 12; k++) n += rand(); y = 0.8 * y + 0.6 * (n - 6)
          printf "%d %.9g 0.3\n", 10 * i, 5 + y}}'; } >made$1/series.dat
    echo "finished 200000 200000" >made$1/status
}
fabricate 1 && fabricate 2 && fabricate 3
"$bin/analysis" mean made1 --of energy -o one >"$work/said" 2>"$work/err"
read -r _ _ _ _ mean error tau tau_error samples <<<"$(grep -v '#' one.dat | sed 's/"[^"]*"/x/g')"
awk -v m="$mean" -v e="$error" -v t="$tau" -v te="$tau_error" -v n="$samples" 'BEGIN {
    exit !(t > 45 - 4 * te && t < 45 + 4 * te && te < 6 && m > 5 - 4 * e && m < 5 + 4 * e && e > 0.017 && e < 0.026 && n > 1800 && n < 2700)}'
report $? "tau = $tau($tau_error) of 45, mean $mean($error) of 5, $samples samples of 2222"
grep -v '#' made1/series.dat | awk '$1 > 0 {s += $2; n++} END {printf "%.6f\n", s / n}' >"$work/want"
printf '%.6f\n' "$mean" | diff - "$work/want" >"$work/diff"
report $? "the mean is that of the rows"
"$bin/analysis" mean made1 made2 made3 --of energy -o all >"$work/said" 2>"$work/err"
for k in 1 2 3; do awk '!/#/ && $1 > 0 {s += $2; n++} END {print s / n}' made$k/series.dat; done |
    awk '{x[NR] = $1; m += $1 / 3} END {for (i = 1; i <= 3; i++) v += (x[i] - m)^2 / 6; printf "%.4f %.3f\n", m, sqrt(v) * 4.527 / 2}' >"$work/want"
grep -v '#' all.dat | sed 's/"[^"]*"/x/g' | awk '{printf "%.4f %.3f\n", $5, $6}' | diff - "$work/want" >"$work/diff"
report $? "the error of three runs is that between them"
"$bin/analysis" mean made1 --of energy --from 50000 --until 100000 -o part >"$work/said" 2>"$work/err"
awk '!/#/ && $1 > 50000 && $1 <= 100000 {s += $2; n++} END {printf "%.5f\n", s / n}' made1/series.dat >"$work/want"
grep -v '#' part.dat | sed 's/"[^"]*"/x/g' | awk '{printf "%.5f\n", $5}' | diff - "$work/want" >"$work/diff"
report $? "--from and --until"
"$bin/glass" run g.ini run.folder=log run.sweeps=300 run.warmup=0 'observe.series.schedule=log 10' 2>"$work/err" &&
    "$bin/analysis" mean log --of pressure >"$work/said" 2>"$work/err" && grep -q 'not at equal distances' "$work/said"
report $? "rows at unequal distances: no tau, and a line"
refused 'no such column' 'column' "$bin/analysis" mean made1 --of colour
refused 'no column' 'of' "$bin/analysis" mean made1

# two times: rows of one lag are a series in the waiting time; of one waiting time, a row for each run
for s in 4 5 6; do
    "$bin/glass" run g.ini run.folder=two$s run.seed=$s run.sweeps=3000 run.warmup=0 'observe.overlap.waiting=every 100' \
        'observe.overlap.schedule=at 10 200' 2>"$work/err"
done
"$bin/analysis" mean two4 --of overlap.overlap --lag 10 -o lag >"$work/said" 2>"$work/err"
awk '!/^#/ && $2 == 10 {s += $3; n++} END {printf "%.5f %d\n", s / n, n}' two4/overlap.dat >"$work/want"
grep -v '#' lag.dat | sed 's/"[^"]*"/x/g' | awk '{printf "%.5f 30\n", $5; exit !($6 > 0 && $6 < 0.05 && $7 >= 50)}' | diff - "$work/want" >"$work/diff"
report $? "two times: the mean at one lag is that of its rows"
"$bin/analysis" mean two4 two5 two6 --of overlap.overlap --lag 200 --waiting 500 -o waiting >"$work/said" 2>"$work/err"
awk '!/^#/ && $1 == 500 && $2 == 200 {s += $3; n++} END {printf "%.5f\n", s / n}' two[456]/overlap.dat >"$work/want"
grep -v '#' waiting.dat | sed 's/"[^"]*"/x/g' | awk '{printf "%.5f\n", $5; exit !($6 > 0)}' | diff - "$work/want" >"$work/diff"
report $? "two times: the mean at one waiting time is that of the runs"
refused 'two times without a lag' 'Allowed: --lag with one of its lags, such as' "$bin/analysis" mean run --of msd.msd
refused 'no such lag' 'no row has it; the nearest: 10 and 200' "$bin/analysis" mean two4 --of overlap.overlap --lag 11
refused 'no such waiting time' 'no row has it; the nearest: 500 and 600' "$bin/analysis" mean two4 --of overlap.overlap --lag 10 --waiting 520
refused 'a lag of one time' 'a table of one time' "$bin/analysis" mean made1 --of energy --lag 10

"$bin/glass" quench run max_force=1e-2 --from 100 --until 150 2>"$work/err" && [ "$(grep -v '#' run/inherent.dat | cut -d' ' -f1 | xargs)" = '100 150' ] &&
    "$bin/glass" export run xyz r.xyz --until 50 2>"$work/err" && [ "$(grep -c '^80$' r.xyz)" -eq 2 ] &&
    "$bin/glass" structure run --from 50 skip=0 2>"$work/err" && [ "$(grep -v '#' run/structure.dat | cut -d' ' -f2)" = 4 ] &&
    "$bin/analysis" observe run -o seen --from 100 2>"$work/err" >"$work/said" && grep -q '^3 frames' "$work/said"
report $? "frames from and until a time"
refused 'no frame there' 'none of 5 frames (t = 0 to 200)' "$bin/glass" quench run --from 1000
exit $bad
