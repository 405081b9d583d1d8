#!/bin/bash
# Animations as an independent decoder reads them: spheres where the exported positions are, in the colour of their displacement
# or size; weights by sign. A refused command leaves no file.
. "$(dirname "$0")/harness.sh"
export PYTHONPATH=$here PYTHONDONTWRITEBYTECODE=1
: >empty.ini
liquid() { # FOLDER OVERRIDES...
    "$bin/glass" run empty.ini run.folder="$1" run.sweeps=40 run.warmup=100 system.N=80 system.T=0.5 move.displace.weight=0.8 \
        "observe.trajectory.schedule=every 20" "${@:2}" >/dev/null 2>err && "$bin/glass" export "$1" xyz "$1.xyz" >/dev/null 2>>err
}
liquid flat system.dim=2 && liquid solid
report $? "movie: runs and their exported frames"

cat >spheres.py <<'EOF'
import sys
from gif import frames
name, kind = sys.argv[1:]
lines, wanted = open(name + ".xyz").read().splitlines(), []
while lines:
    n = int(lines[0])
    box = float(lines[1].split('Lattice="')[1].split()[0])
    wanted.append((box, [[float(x) for x in line.split()[1:]] for line in lines[2:2 + n]]))
    lines = lines[2 + n:]
shown = list(frames(name + ".gif"))
assert len(shown) == len(wanted) == 3, (len(shown), len(wanted))
def yellow(p):  # viridis runs from purple, over green, to yellow
    return p[1] / (p[0] + p[1] + p[2])
for at, (picture, (box, spheres)) in enumerate(zip(shown, wanted)):
    assert len(picture) == 504 and len(picture[0]) == 480
    white = sum(p == (255, 255, 255) for row in picture[:480] for p in row) / 480**2
    if name == "flat":
        assert 0.02 < white < 0.35, white  # the discs overlap little: a soft liquid
        shades = []
        for s in spheres:
            p = picture[min(479, int(480 - s[1] % box / box * 480))][min(479, int(s[0] % box / box * 480))]
            shades.append((yellow(p), s[-1]))
        if kind == "displacement" and at == 0:
            assert all(shade < 0.2 for shade, size in shades), shades  # nothing has moved
        if kind == "size":
            big, small = (f(shades, key=lambda s: s[1])[0] for f in (max, min))
            assert big > 0.42 and small < 0.2, (big, small)
    else:
        assert white < 0.05, white
assert shown[0] != shown[2]
EOF
good=0
for kind in displacement size; do
    for name in flat solid; do
        "$bin/analysis" movie $name --of $kind -o $name.gif --force >said 2>err && python3 spheres.py $name $kind 2>>err && good=$((good + 1)) ||
            cat err
    done
done
[ $good -eq 4 ]
report $? "movie: $good of 4: spheres are where the run had them, in their colours"

"$bin/dnn" run empty.ini run.folder=net run.steps=20 network.layers='dense 4, relu, dense 2' data.name=teacher data.dim=16 \
    data.train_samples=40 data.test_samples=10 train.batch_size=10 "observe.trajectory.schedule=at 0 20" >/dev/null 2>err &&
    "$bin/dnn" weights net arrays >/dev/null 2>>err && "$bin/analysis" movie net -o net.gif >said 2>>err && python3 - <<'EOF' 2>>err
import glob, struct
from gif import frames
for path in sorted(glob.glob("arrays/*.npy")):
    data = open(path, "rb").read()
    length = struct.unpack("<H", data[8:10])[0]
    head = data[10:10 + length].decode().replace(" ", "")
    if "(4,16" in head:
        kind = "d" if "f8" in head else "f"
        w = struct.unpack(f"<64{kind}", data[10 + length:10 + length + 64 * struct.calcsize(kind)])
picture = list(frames("net.gif"))[-1]
scale = max(map(abs, w))
wrong = 0
for k, x in enumerate(w):
    unit, i = divmod(k, 16)
    row, column = unit // 2 * 240 + 1 + (i // 4 + 0.5) * 59.5, unit % 2 * 240 + 1 + (i % 4 + 0.5) * 59.5
    r, g, b = picture[int(row)][int(column)]
    wrong += abs(x) > 0.2 * scale and (r > b) != (x > 0)
assert wrong == 0, wrong
EOF
report $? "movie: red and blue pixels are the positive and negative weights"

good=0 cases=0
refused() { # COMMAND...: one line, status 2, no movie
    cases=$((cases + 1))
    "$@" >said 2>err
    [ $? -eq 2 ] && [ "$(wc -l <err)" -eq 1 ] && [ ! -e no ] && good=$((good + 1)) || { echo "$*"; cat err; }
}
echo mine >mine.gif
"$bin/glass" run empty.ini run.folder=bare run.sweeps=10 run.warmup=0 system.N=80 observe.trajectory.schedule=never >/dev/null 2>&1
refused "$bin/analysis" movie flat
refused "$bin/analysis" movie flat -o no/movie.mp4
refused "$bin/analysis" movie flat solid -o no/movie.gif
refused "$bin/analysis" movie nowhere -o no/movie.gif
refused "$bin/analysis" movie flat --of weights -o no/movie.gif
refused "$bin/analysis" movie net --of size -o no/movie.gif
refused "$bin/analysis" movie net --of colour -o no/movie.gif
refused "$bin/analysis" movie flat --from 1000 -o no/movie.gif
refused "$bin/analysis" movie bare -o no/movie.gif
refused "$bin/analysis" movie flat -o mine.gif
[ $good -eq $cases ] && [ "$(cat mine.gif)" = mine ]
report $? "movie: $good of $cases refused"
exit $bad
