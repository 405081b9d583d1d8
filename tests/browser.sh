#!/bin/bash
# A report in a real browser, Chromium without a window: the page renders, its script runs to its end without a message on
# the console, nothing is fetched, and the pointer over a curve shows a value. Prints how to install Chromium if it is missing.
. "$(dirname "$0")/faults/harness.sh"
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
[ -n "$browser" ] || { echo "Chromium is missing: apt-get install chromium"; exit 1; }
browse() { # PAGE ARGUMENT...
    timeout 60 "$browser" --headless --no-sandbox --disable-gpu --user-data-dir="$work/profile" --enable-logging=stderr \
        --host-resolver-rules='MAP * ~NOTFOUND' --virtual-time-budget=3000 "${@:2}" "file://$work/$1" 2>err
}
: >empty.ini
for T in 0.5 0.4; do
    "$bin/glass" run empty.ini run.folder="liquid/$T" run.sweeps=1000 run.warmup=100 system.N=100 system.T=$T \
        move.displace.weight=0.8 move.swap.weight=0.2 "observe.series.schedule=every 10" "observe.overlap.waiting=every 50" \
        >/dev/null 2>err || { report 1 "browser: a run"; exit 1; }
done
"$bin/analysis" report liquid/* -o page.html >/dev/null 2>err
report $? "browser: a report"

browse page.html --dump-dom >dom && grep -q 'data-ready="yes"' dom && ! grep -q CONSOLE err
report $? "browser: the script runs to its end, the console is empty"

# a script moves the pointer to a point of the second figure, and leaves what the page shows in its title
sed 's|</body>|<script>{const f=document.querySelectorAll("figure")[1],s=f.querySelector("svg"),r=s.getBoundingClientRect(),\
p=JSON.parse(f.querySelector("script").textContent)[0],q=p.s[0].p[20];\
s.dispatchEvent(new PointerEvent("pointermove",{clientX:r.left+r.width*(p.f[0]+(p.f[2]-p.f[0])*place(p.x,p.lx,q[0])),\
clientY:r.top+r.height*(p.f[3]-(p.f[3]-p.f[1])*place(p.y,p.ly,q[1]))}));\
document.title="shown:"+box.textContent.replace(/\\s+/g," ")+"; wanted:x = "+q[0]+" y = "+q[1];}</script></body>|' page.html >moved.html
browse moved.html --dump-dom | sed -n 's/.*<title>shown:\(.*\)<\/title>.*/\1/p' >title
wanted=$(sed 's/.*; wanted://' title)
[ -n "$wanted" ] && grep -qF "$wanted" <(sed 's/; wanted:.*//' title)
report $? "browser: the pointer shows '$wanted'"

browse page.html --screenshot="$work/page.png" --window-size=1200,4000 --hide-scrollbars >/dev/null && [ "$(wc -c <page.png)" -gt 50000 ]
report $? "browser: a picture of the page"
[ -z "$PICTURE" ] || cp page.png "$PICTURE"
exit $bad
