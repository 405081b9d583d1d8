#!/bin/bash
# analysis viscosity: a made stress of known correlation, and refusals.
. "$(dirname "$0")/harness.sh"
cat >run.ini <<'EOI'
[run]
folder = out
sweeps = 20
seed = 2
dynamics = md
[system]
model = nbc8
N = 400
T = 0.3
[md]
dt = 0.004
steps = 5
[observe.watch]
schedule = every 1
also = stress
EOI
# Correlation e^(-t / 5) of variance 0.04 in V = 400 at T = 0.3; three shear and two normal components.
"$bin/glass" run run.ini run.folder=made run.seed=1..2 2>err
for k in 1 2; do
    grep '^#' "made/seed=$k/watch.dat" >head && awk -v k=$k 'BEGIN {srand(k); c = exp(-1 / 5); pi = atan2(0, -1)
        for (t = 0; t < 20000; t++) {for (a = 0; a < 6; a++) {z = sqrt(-2 * log(1 - rand())) * cos(2 * pi * rand())
            x[a] = c * x[a] + sqrt(1 - c * c) * z}
            printf "%d 0.3 0.02 0.3 1 %g %g %g %g %g %g\n", t, 0.2 * sqrt(2) * x[0], 0.2 * sqrt(2) * x[1], 0.2 * sqrt(2) * x[2],
                0.2 * x[3], 0.2 * x[4], 0.2 * x[5]}}' | cat head - >"made/seed=$k/watch.dat"
done
"$bin/analysis" viscosity made --format json >made.json 2>>err && python3 - <<'END' 2>>err
import json, math
row = json.load(open('made.json'))['rows'][0]
G0 = 400 / 0.3 * 0.04; c = math.exp(-1 / 5); eta = G0 * 0.02 * (0.5 + c / (1 - c))
for name, exact in (('eta', eta), ('G0', G0)):
    z = (row[name] - exact) / row[name + '_error']
    assert abs(z) < 4 and row[name + '_error'] < 0.05 * exact, (name, row[name], row[name + '_error'], exact)
END
report $? "viscosity of a made stress"
"$bin/analysis" viscosity made -o eta.png >/dev/null 2>>err && [ -s eta.png ]
report $? "figure of G(t)"
"$bin/glass" run run.ini run.folder=plain observe.watch.also=none 2>err
"$bin/analysis" viscosity plain >/dev/null 2>err
[ $? -eq 2 ] && [ "$(wc -l <err)" -eq 1 ]
report $? "a run without stress: one line"
exit $bad
