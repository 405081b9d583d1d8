#!/bin/bash
# One page about runs: it needs no other file, names are text, sections fit the kind of run or name the reason; and what is
# refused leaves nothing.
. "$(dirname "$0")/harness.sh"

liquid() { # FOLDER OVERRIDES...
    : >empty.ini
    "$bin/glass" run empty.ini run.folder="$1" run.sweeps=600 run.warmup=100 system.N=100 system.T=0.5 move.displace.weight=0.8 \
        "observe.series.schedule=every 10" "observe.overlap.waiting=every 50" "observe.fs.waiting=every 50" "${@:2}" >/dev/null 2>err
}
name='a <script>alert(1)</script> & "b"'"'"'_c'
liquid "$name" && liquid swap move.swap.weight=0.2 && "$bin/glass" structure swap >/dev/null 2>>err &&
    "$bin/dnn" run empty.ini run.folder=net run.steps=100 network.layers='mlp 4' data.name=teacher data.dim=4 data.train_samples=30 \
        data.test_samples=30 train.batch_size=10 "observe.overlap.waiting=at 0 3 10" >/dev/null 2>>err
report $? "report: runs to report on"

"$bin/analysis" report "$name" swap net -o new/folder/page.html >said 2>err && python3 - new/folder/page.html "$name" <<'EOF' 2>>err
import html.parser, json, os, re, sys
text, name = open(sys.argv[1]).read(), sys.argv[2]
class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.titles, self.cells, self.inside, self.json = [], [], [], "", []
    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.inside = tag
        for key, value in attributes:
            assert key not in ("src", "srcset", "action", "onload", "onclick"), key
            assert not key.endswith("href") or value.startswith("#"), value
            assert key != "content" or "default-src 'none'" in value or value.startswith("width"), value
    def handle_endtag(self, tag):
        self.inside = ""
    def handle_data(self, data):
        {"h2": self.titles, "td": self.cells, "script": self.json}.get(self.inside, []).append(data)
page = Page()
page.feed(text)
figures = page.tags.count("figure")
assert figures >= 5 and page.tags.count("svg") == figures, page.tags
assert page.tags.count("script") == figures + 1  # the points of each figure, and the one script: none from a name
assert page.cells.count(os.uname().nodename) == 3, "each run's log names the machine"
assert name in page.cells and "alert(1)</script>" not in text.replace("\\u003c", "")
points = [json.loads(part) for part in page.json[:figures]]
assert all(panel["s"] for figure in points for panel in figure)
ids = re.findall(r"\sid=[\"']([^\"']+)", text)
assert len(ids) == len(set(ids)), "two elements have one id"
for title in ("Provenance", "Keys that differ", "Equilibrium", "Relaxation times", "Pair correlation", "Ageing", "Left out"):
    assert title in page.titles, title
EOF
report $? "report: one page, without links; names are text"

# the values under the pointer are those of the table that the command reads
python3 - new/folder/page.html swap/series.dat <<'EOF' 2>err
import json, re, sys
figures = [json.loads(j) for j in re.findall(r'<script type="application/json">(.*?)</script>', open(sys.argv[1]).read(), re.S)]
rows = [line.split() for line in open(sys.argv[2]) if line[0] != "#"]
want = [(float(r[0]), float(r[1])) for r in rows]
found = [s for f in figures for p in f for s in p["s"] if len(s["p"]) == len(want) and
         all(abs(a[0] - b[0]) < 1e-3 and abs(a[1] - b[1]) < 1e-5 * abs(b[1]) for a, b in zip(s["p"], want))]
assert len(found) == 1, len(found)
EOF
report $? "report: points of the energy are those of series.dat"

good=0 cases=0
refused() { # COMMAND...: one line, status 2, and no page
    cases=$((cases + 1))
    "${@}" >said 2>err
    [ $? -eq 2 ] && [ "$(wc -l <err)" -eq 1 ] && [ ! -e no/page.html ] && good=$((good + 1)) || { echo "$*"; cat err; }
}
echo mine >mine.html
refused "$bin/analysis" report swap
refused "$bin/analysis" report -o no/page.html
refused "$bin/analysis" report nowhere -o no/page.html
refused "$bin/analysis" report swap -o no/page.txt
refused "$bin/analysis" report swap -o mine.html
refused "$bin/analysis" report swap -o swap/run.ini
refused "$bin/analysis" report swap --of energy -o no/page.html
[ $good -eq $cases ] && [ "$(cat mine.html)" = mine ] && [ ! -e no ]
report $? "report: $good of $cases refused"
exit $bad
