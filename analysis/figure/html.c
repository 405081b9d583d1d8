/* Implementation of html.h. */
#include "analysis/figure/html.h"

#include <ctype.h>
#include <stddef.h>

const char html_style[] =
    "body{font:16px/1.5 sans-serif;max-width:72em;margin:2em auto;padding:0 1em;color:#222}\n"
    "h1,h2{font-weight:600}h2{margin-top:2em;border-bottom:1px solid #ccc}\n"
    "table{border-collapse:collapse;font-size:.85em;display:block;overflow-x:auto}\n"
    "th,td{padding:.15em .7em;text-align:right;white-space:nowrap}\n"
    "th{border-bottom:1px solid #888}td.text,th.text{text-align:left}\n"
    "tbody tr:nth-child(even){background:#f4f6f8}\n"
    ".note{font-size:.85em;color:#555;margin:.2em 0}\n"
    "figure{margin:1em 0;position:relative}figure svg{width:100%;height:auto;max-width:100%}\n"
    "#value{position:fixed;display:none;background:#fff;border:1px solid #888;padding:.2em .5em;"
    "font-size:.8em;pointer-events:none;white-space:pre;z-index:9}\n";

const char html_script[] =
    "'use strict';\n"
    "const box=document.getElementById('value');\n"
    "function place(r,log,x){return "
    "log?Math.log(x/r[0])/Math.log(r[1]/r[0]):(x-r[0])/(r[1]-r[0]);}\n"
    "function nearest(panels,u,v,w,h){let best=null,least=20;\n"
    " for(const p of panels){if(u<p.f[0]||u>p.f[2]||v<p.f[1]||v>p.f[3])continue;\n"
    "  for(const s of p.s)for(const q of s.p){\n"
    "   const a=(p.f[0]+(p.f[2]-p.f[0])*place(p.x,p.lx,q[0])-u)*w,\n"
    "    b=(p.f[3]-(p.f[3]-p.f[1])*place(p.y,p.ly,q[1])-v)*h,d=Math.hypot(a,b);\n"
    "   if(d<least){least=d;best=[s,q];}}}\n"
    " return best;}\n"
    "for(const figure of document.querySelectorAll('figure')){\n"
    " const panels=JSON.parse(figure.querySelector('script').textContent),\n"
    "  svg=figure.querySelector('svg');\n"
    " svg.addEventListener('pointermove',e=>{const r=svg.getBoundingClientRect(),\n"
    "  "
    "hit=nearest(panels,(e.clientX-r.left)/r.width,(e.clientY-r.top)/r.height,r.width,r.height);\n"
    "  box.style.display=hit?'block':'none';if(!hit)return;const[s,q]=hit;\n"
    "  box.textContent=(s.n?s.n+'\\n':'')+'x = '+q[0]+'\\ny = '+q[1]+"
    "(q[2]===null?'':' \\u00b1 '+q[2]);\n"
    "  box.style.left=Math.min(e.clientX+14,innerWidth-box.offsetWidth-8)+'px';\n"
    "  box.style.top=(e.clientY+14)+'px';});\n"
    " svg.addEventListener('pointerleave',()=>{box.style.display='none';});}\n"
    "document.documentElement.dataset.ready='yes';\n";

void html_text(FILE *out, const char *text)
{
    static const struct {
        char from;
        const char *to;
    } special[] = {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}};
    enum { SPECIAL = sizeof special / sizeof *special };
    for (; *text; text++) {
        size_t k = 0;
        while (k < SPECIAL && special[k].from != *text) k++;
        if (k < SPECIAL)
            fputs(special[k].to, out);
        else
            fputc(iscntrl((unsigned char)*text) ? '?' : *text, out);
    }
}
