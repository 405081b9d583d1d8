"""figures.py SCRIPT.gp...: draws each gnuplot script as SVG and checks what a reader sees. Labels are no names of columns,
the two of a panel differ, no two tics of an axis have one label, every text is inside the canvas, no text touches another."""
import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

RAW = set("""acceptance_swap acceptance_displace acceptance_volume test_accuracy train_accuracy test_loss weight_norm msd fs
overlap alpha2 energy tail_energy e_IS round_trips heat_capacity ln_Z T_configurational""".split())
LETTER = 0.5  # width of a letter over the size of its font: no more than that of any text in a sans font
failures = []


def quoted(text):
    return re.findall(r"'([^']*)'", text)


def check_script(name, script):
    xlabel = ""
    for line in script.splitlines():
        if line.startswith("set xlabel '"):
            xlabel = quoted(line)[0]
        tics = re.match(r"set ([xy])tics mirror \((.*)\)", line)
        labels = [label for label in quoted(tics.group(2)) if label] if tics else []
        if len(labels) != len(set(labels)):
            failures.append(f"{name}: two tics have one label: {labels}")
        if " graph 0.5 center rotate" in line:
            ylabel = quoted(line)[0]
            if xlabel and xlabel == ylabel:
                failures.append(f"{name}: both axes are '{xlabel}'")
            for label in (xlabel, ylabel):
                if label in RAW or re.search(r"[a-z]{2}\\?_[a-z]{2}", label):
                    failures.append(f"{name}: '{label}' is the name of a column")


def texts(svg):
    """(text, box) of every text; box: left, top, right, bottom, of rotated ones too."""
    root = xml.fromstring(svg)
    strip = lambda tag: tag.rsplit("}", 1)[-1]
    for group in root.iter():
        if strip(group.tag) != "g" or not any(strip(child.tag) == "text" for child in group):
            continue
        at = re.match(r"translate\(([-\d.]+),([-\d.]+)\)(?: rotate\(([-\d.]+)\))?", group.get("transform", ""))
        if not at:
            continue
        x, y, turned = float(at.group(1)), float(at.group(2)), bool(at.group(3))
        shown = "".join(group.itertext()).strip()
        sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)', xml.tostring(group, "unicode"))]
        if not shown or not sizes:
            continue
        size = max(sizes)
        wide, high = LETTER * size * len(shown), 0.8 * size
        left = {"start": 0, "middle": -wide / 2, "end": -wide}[group.get("text-anchor", "start")]
        if turned:
            yield shown, (x - high, y - left - wide, x, y - left)
        else:
            yield shown, (x + left, y - high, x + left + wide, y)


def check_picture(name, svg):
    width, height = (float(n) for n in re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg).groups())
    boxes = list(texts(svg))
    if len(boxes) < 6:
        failures.append(f"{name}: {len(boxes)} texts")
    for text, (left, top, right, bottom) in boxes:
        if left < 0 or top < -1 or right > width or bottom > height + 1:
            failures.append(f"{name}: '{text}' leaves the canvas")
    for i, (text, a) in enumerate(boxes):
        for other, b in boxes[:i]:
            if a[0] < b[2] and b[0] < a[2] and a[1] + 1 < b[3] and b[1] + 1 < a[3]:
                failures.append(f"{name}: '{text}' touches '{other}'")


for path in sys.argv[1:]:
    script, name = open(path).read(), os.path.basename(path)
    check_script(name, script)
    with tempfile.NamedTemporaryFile("w", suffix=".gp", dir=os.path.dirname(path) or ".", delete=False) as changed:
        changed.write(script.replace("[kind in 'png pdf']", "[kind in 'svg']"))
    subprocess.run(["gnuplot", os.path.basename(changed.name)], cwd=os.path.dirname(path) or ".", check=True)
    os.unlink(changed.name)
    check_picture(name, open(path[:-3] + ".svg").read())
for line in failures:
    print(line)
sys.exit(1 if failures or len(sys.argv) < 2 else 0)
