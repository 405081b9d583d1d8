#!/bin/bash
# Pictures before and after a protocol of swaps: as many values change as the code's letters allow, pixels of the picture are
# exchanged channels, and a refused command leaves no file.
. "$(dirname "$0")/harness.sh"
export OMP_NUM_THREADS=1 OMP_WAIT_POLICY=passive
cat >net.ini <<'EOF'
[run]
steps = 20
folder = net
[network]
layers = dense 6, relu, dense 2
[data]
name = teacher
dim = 75
channels = 3
train_samples = 40
test_samples = 10
[train]
batch_size = 8
EOF
sed '/^channels/d; s/^dim = .*/dim = 9/' net.ini >flat.ini

# CODE VALUES: of 8 images with 3 channels of 25 pixels, one swap changes so many values; weights: 6 units by 75 inputs
good=0 cases=0
while read -r code values; do
    cases=$((cases + 1))
    "$bin/dnn" show net.ini --protocol "$code" -o "$code.png" >said 2>err && [ "$(head -c 4 "$code.png" | tail -c 3)" = PNG ] &&
        [ "$(cut -d' ' -f1 said)" = "$values" ] && good=$((good + 1)) || { echo "$code: $(cat said err)"; }
done <<'EOF'
SAA 150
SA1 6
S1A 50
S11 2
1SA 50
1S1 2
ASA 400
AS1 16
1AS 6
11S 2
AAS 48
A1S 16
SSS 2
row 150
column 12
EOF
[ $good -eq $cases ]
report $? "show: $good of $cases protocols change as many values as their letters allow"

cat >png.py <<'EOF'
import struct, sys, zlib
data, at, packed = open(sys.argv[1], "rb").read(), 8, b""
while at < len(data):
    size, kind = struct.unpack(">I4s", data[at:at + 8])
    if kind == b"IHDR":
        wide, high, depth, colour = struct.unpack(">IIBB", data[at + 8:at + 18])
    if kind == b"IDAT":
        packed += data[at + 8:at + 8 + size]
    at += 12 + size
assert depth == 8 and colour in (2, 6)
n, raw, rows = 3 if colour == 2 else 4, zlib.decompress(packed), []
for y in range(high):
    kind, line = raw[y * (wide * n + 1)], bytearray(raw[y * (wide * n + 1) + 1:(y + 1) * (wide * n + 1)])
    above = rows[-1] if rows else bytearray(wide * n)
    for i in range(len(line)):
        a, b, c = line[i - n] if i >= n else 0, above[i], above[i - n] if i >= n else 0
        p = a + b - c
        paeth = a if abs(p - a) <= abs(p - b) and abs(p - a) <= abs(p - c) else b if abs(p - b) <= abs(p - c) else c
        line[i] = line[i] + (0, a, b, (a + b) // 2, paeth)[kind] & 255
    rows.append(line)
pixel = lambda x, y: tuple(rows[y][n * x:n * x + 3])
pairs = [(pixel(x, y), pixel(x + wide // 3, y)) for x in range(60, wide // 3 - 60, 3) for y in range(60, high // 3 - 40, 3)]
same = sum(a == b for a, b in pairs) / len(pairs)
swapped = max(sum(all(abs(a[i] - b[k]) < 2 for i, k in enumerate(order)) for a, b in pairs) / len(pairs)
              for order in ((1, 0, 2), (2, 1, 0), (0, 2, 1)))
assert same < 0.3 and swapped > 0.95, (same, swapped)
EOF
"$bin/dnn" show net.ini --protocol 1SA --output 1SA.png --force >said 2>err && python3 png.py 1SA.png 2>>err
report $? "show: B is A with two channels exchanged"

"$bin/dnn" run net.ini >/dev/null 2>err && "$bin/dnn" show net --protocol row -o new.png >said 2>>err && grep -q '^150 of' said &&
    "$bin/dnn" show flat.ini --protocol SAA --images 8 -o flat.png >said 2>>err && grep -q '^18 of 72 values' said &&
    "$bin/dnn" show net --protocol label_noise -o labels.png >said 2>>err && grep -q '^0 of .* of 8 labels' said
report $? "show: a run's weights, inputs that are no images, labels"

"$bin/dnn" show net.ini run.seed=1..3 swap.protocol=SAA --images 8 -o first.png >said 2>err && grep -q '^the first of 3 runs: ' said &&
    "$bin/dnn" show net.ini swap.protocol=SAA swap.swaps=3 -o own.png >said 2>>err && "$bin/dnn" show net.ini --protocol SAA --swaps 3 -o option.png >also 2>>err &&
    cmp -s said also && cmp -s own.png option.png && "$bin/dnn" describe net.ini run.seed=1..3 >said 2>>err && grep -q '^the first of 3 runs:' said &&
    "$bin/dnn" describe net >said 2>>err && "$bin/dnn" describe net.ini >also 2>>err && cmp -s said also
report $? "show, describe: the first of a list, a run folder, keys of the run file"

good=0 cases=0
refused() { # COMMAND...: one line, status 2, no picture
    cases=$((cases + 1))
    "$@" >said 2>err
    [ $? -eq 2 ] && [ "$(wc -l <err)" -eq 1 ] && [ ! -e no.png ] && good=$((good + 1)) || { echo "$*"; cat err; }
}
echo mine >mine.png
refused "$bin/dnn" show net.ini -o no.png
refused "$bin/dnn" show net.ini --protocol 1SX -o no.png
refused "$bin/dnn" show net.ini --protocol 1SA
refused "$bin/dnn" show net.ini --protocol 1SA -o no.jpg
refused "$bin/dnn" show nowhere.ini --protocol 1SA -o no.png
refused "$bin/dnn" show flat.ini --protocol 1SA -o no.png
refused "$bin/dnn" show net.ini --protocol 1SA --images 0 -o no.png
refused "$bin/dnn" show net.ini --protocol 1SA -o mine.png
refused "$bin/dnn" show net.ini net.ini --protocol 1SA -o no.png
refused "$bin/dnn" show net.ini --protocol 1SA swap.protocol=row -o no.png
refused "$bin/dnn" show net.ini 'swap.protocol=none, row' -o no.png
refused "$bin/dnn" show net run.seed=2 --protocol 1SA -o no.png
refused "$bin/dnn" hessian net run.seed=2
refused "$bin/dnn" overlaps net net
[ $good -eq $cases ] && [ "$(cat mine.png)" = mine ]
report $? "show: $good of $cases refused"
exit $bad
