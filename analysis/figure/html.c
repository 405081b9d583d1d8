/* Implementation of html.h. */
#include "analysis/figure/html.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/figure/plot_axes.h"
#include "analysis/figure/plot_draw.h"
#include "analysis/figure/plot_layout.h"
#include "common/core/base.h"
#include "common/core/text.h"

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

/* ---- the picture ----------------------------------------------------------------------------- */

/* Length of a beginning of `at` after which the name of an element follows; 0: none. */
static size_t before_name(const char *at)
{
    static const char *const beginnings[] = {" id=\"", " id='", "url(#", "href='#", "href=\"#"};
    for (size_t k = 0; k < sizeof beginnings / sizeof *beginnings; k++)
        if (strncmp(at, beginnings[k], strlen(beginnings[k])) == 0) return strlen(beginnings[k]);
    return 0;
}

/* SVG without its prologue; names of elements get a prefix that is unique on the page. */
static void write_svg(FILE *out, const char *svg, size_t number)
{
    const char *at = strstr(svg, "<svg");
    require(at, "gnuplot wrote no SVG");
    while (*at) {
        const size_t n = before_name(at);
        if (n)
            fprintf(out, "%.*sf%zu-", (int)n, at, number);
        else
            fputc(*at, out);
        at += n ? n : 1;
    }
}

/* ---- its points ------------------------------------------------------------------------------ */

static void write_number(FILE *out, double x)
{
    if (isfinite(x))
        fprintf(out, "%.6g", x);
    else
        fprintf(out, "null");
}

static void write_series(FILE *out, const struct plot_panel *panel, const struct plot_series *s)
{
    fprintf(out, "{\"n\":");
    text_put_json(out, s->legend);
    fprintf(out, ",\"p\":[");
    const char *comma = "";
    for (size_t i = 0; i < s->n; i++) {
        if (!plot_drawable(panel, s->x[i], s->y[i])) continue;
        fprintf(out, "%s[%.6g,%.6g,", comma, s->x[i], s->y[i]);
        write_number(out, s->style == PLOT_DISCS ? NAN : s->error[i]);
        fputc(']', out);
        comma = ",";
    }
    fprintf(out, "]}");
}

static void write_panel(FILE *out, const struct plot *p, size_t c, size_t at)
{
    const struct plot_panel *const panel = &p->column[c].panel[at];
    const struct plot_layout_size size = plot_layout_figure(p);
    const double left = plot_layout_column(c), top = plot_layout_top(p, c, at);
    struct plot_axes_range x, y;
    plot_axes_ranges(&p->column[c], at, &x, &y);
    fprintf(out, "{\"f\":[%.5f,%.5f,%.5f,%.5f],\"x\":[%.8g,%.8g],\"y\":[%.8g,%.8g],",
            left / size.width, top / size.height, (left + plot_layout_width) / size.width,
            (top + plot_layout_height(panel)) / size.height, x.least, x.most, y.least, y.most);
    fprintf(out, "\"lx\":%s,\"ly\":%s,\"s\":[", panel->log_x ? "true" : "false",
            panel->log_y ? "true" : "false");
    for (size_t i = 0; i < panel->n; i++) {
        if (i) fputc(',', out);
        write_series(out, panel, &panel->series[i]);
    }
    fprintf(out, "]}");
}

/* JSON of all panels. No text in it can end the element that contains it. */
static void write_points(FILE *out, const struct plot *p)
{
    char *json = NULL;
    size_t size = 0;
    FILE *const memory = open_memstream(&json, &size);
    require(memory, "out of memory");
    const char *comma = "[";
    for (size_t c = 0; c < p->columns; c++)
        for (size_t i = 0; i < p->column[c].panels; i++, comma = ",") {
            fputs(comma, memory);
            write_panel(memory, p, c, i);
        }
    fputs("]", memory);
    require(fclose(memory) == 0, "out of memory");
    for (const char *at = json; *at; at++)
        if (*at == '<')
            fputs("\\u003c", out);
        else
            fputc(*at, out);
    free(json);
}

void html_figure(FILE *out, const struct plot *p, size_t number)
{
    char *const svg = plot_draw_svg(p);
    fprintf(out, "<figure style=\"max-width:%.0fpx\">\n", 1.3 * 96 * plot_layout_figure(p).width);
    write_svg(out, svg, number);
    fprintf(out, "<script type=\"application/json\">");
    write_points(out, p);
    fprintf(out, "</script>\n</figure>\n");
    base_free(svg);
}
