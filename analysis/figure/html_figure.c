/* Implementation of html_figure.h. */
#include "analysis/figure/html_figure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/figure/plot_axes.h"
#include "analysis/figure/plot_draw.h"
#include "analysis/figure/plot_layout.h"
#include "common/core/base.h"
#include "common/core/text.h"

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
