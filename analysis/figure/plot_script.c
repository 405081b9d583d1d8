/* Layout in inches from the top left corner; the script contains fractions of the figure. Ranges
   are chosen here, so that joined panels share one and tick labels do not overlap. */
#include "analysis/figure/plot_script.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "analysis/figure/plot_axes.h"
#include "analysis/figure/plot_key.h"
#include "analysis/figure/plot_layout.h"
#include "analysis/figure/plot_script_text.h"
#include "analysis/figure/plot_text.h"
#include "common/core/base.h"
#include "common/core/version.h"

static const double dots = 220;     /* of the PNG [1/inch] */
static const double svg_dots = 96;  /* of the SVG [1/inch] */
static const double letters = 0.66; /* size of letters against gnuplot's 9 points */

const char plot_script_mark[] = "# Run in the folder of its data: draws a PNG and a PDF.";

static const double label_gap = 0.5; /* from a frame to its label of y */
/* ---- panels ---------------------------------------------------------------------------------- */

/* True for curves of at most FEW points, which are drawn with their points. */
static bool few_points(const struct plot_series *s)
{
    enum { FEW = 8 };
    return s->style == PLOT_LINES && s->n <= FEW;
}

static bool has_errors(const struct plot_series *s)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->error[i] > 0) return true;
    return false;
}

enum layer { BANDS, CURVES, POINTS }; /* drawn in this order */

static void write_layer(FILE *out, const struct plot_series *s, enum layer layer)
{
    if (layer == BANDS)
        fprintf(out,
                "using 1:($3 < bottom ? bottom : $3):($4 > top ? top : $4) with filledcurves fc "
                "rgb '#%06x' fs transparent solid 0.25 noborder",
                s->colour);
    if (layer == CURVES)
        fprintf(out, "using 1:2 with %s lw %g %s lc rgb '#%06x'",
                few_points(s) ? "linespoints pt 7 ps 0.45" : "lines", s->width, plot_key_dashes(s),
                s->colour);
    if (layer == POINTS && s->style == PLOT_DISCS)
        fprintf(
            out,
            "using 1:2:($4-$2) with circles fc rgb '#%06x' fs solid 1 border rgb '#555555' lw 0.3",
            s->colour);
    else if (layer == POINTS && s->style == PLOT_CELLS)
        fprintf(out, "using 1:2:($4 == $2 ? NaN : $4-$2) with image pixels");
    else if (layer == POINTS && !has_errors(s))
        fprintf(out, "using 1:2 with points pt 7 ps 0.8 lc rgb '#%06x'", s->colour);
    else if (layer == POINTS)
        fprintf(out, "using 1:2:3:4 with yerrorbars pt 7 ps 0.8 lw 1.2 lc rgb '#%06x'", s->colour);
}

static void write_curves(FILE *out, const struct plot *p, const struct plot_column *c,
                         const struct plot_panel *panel)
{
    char *data = plot_data(p, c, panel);
    fprintf(out, "data = ");
    plot_script_text_file(out, data);
    base_free(data);
    const char *before = "\nplot ";
    for (enum layer layer = BANDS; layer <= POINTS; layer++)
        for (size_t i = 0; i < panel->n; i++)
            if (plot_above_curves(&panel->series[i]) == (layer == POINTS)) {
                fprintf(out, "%sdata index %zu ", before, i);
                write_layer(out, &panel->series[i], layer);
                before = ", \\\n     ";
            }
    fprintf(out, "\nunset label\nunset arrow\n\n");
}

/* y: of its label, as a share of the figure's width. */
static void write_labels(FILE *out, const struct plot_panel *panel, double y)
{
    const char *const xlabel = panel->joined || !panel->xlabel ? "" : panel->xlabel,
                      *const ylabel = panel->ylabel ? panel->ylabel : "";
    fprintf(out, "set xlabel ");
    plot_script_text_quote(out, xlabel);
    plot_text_write_font(out, xlabel, plot_layout_font, plot_layout_width);
    fprintf(out, "\nset label ");
    plot_script_text_quote(out, ylabel);
    fprintf(out, " at screen %.5f, graph 0.5 center rotate", y);
    plot_text_write_font(out, ylabel, plot_layout_font, plot_layout_height(panel));
    fputc('\n', out);
}

/* Number of points in a corner of the frame, 0.2 high and as wide as the note. */
static size_t crowd(const struct plot_column *c, size_t at, bool right_side, bool upper,
                    double wide)
{
    const struct plot_panel *const panel = &c->panel[at];
    struct plot_axes_range x, y;
    size_t n = 0;
    plot_axes_ranges(c, at, &x, &y);
    for (const struct plot_series *s = panel->series; s < panel->series + panel->n; s++)
        for (size_t i = 0; i < s->n; i++) {
            if (!plot_drawable(panel, s->x[i], s->y[i])) continue;
            const double u = plot_axes_place(x, panel->log_x, s->x[i]),
                         v = plot_axes_place(y, panel->log_y, s->y[i]);
            n += (right_side ? u > 1 - wide : u < wide) && (upper ? v > 0.78 : v < 0.22);
        }
    return n;
}

/* The note is in the emptiest corner of its panel; above the frame of a square one. */
static void write_note(FILE *out, const struct plot_column *c, size_t at)
{
    const struct plot_panel *const panel = &c->panel[at];
    const double wide = plot_text_width(panel->note, plot_layout_font) / plot_layout_width + 0.06;
    size_t best = 0, least = SIZE_MAX;
    for (size_t corner = 0; corner < 4; corner++) {
        const size_t n = crowd(c, at, corner & 1, corner & 2, wide);
        if (n < least) best = corner, least = n;
    }
    fprintf(out, "set label ");
    plot_script_text_quote(out, panel->note);
    if (panel->square)
        fprintf(out, " at graph 0, graph 1.03 left");
    else
        fprintf(out, " at graph %s, graph %s %s", best & 1 ? "0.97" : "0.03",
                best & 2 ? "0.9" : "0.1", best & 1 ? "right" : "left");
    plot_text_write_font(out, panel->note, plot_layout_font, 0.94 * plot_layout_width);
    fputc('\n', out);
}

static void write_panel(FILE *out, const struct plot *p, size_t c, size_t at)
{
    const struct plot_panel *panel = &p->column[c].panel[at];
    const struct plot_layout_size size = plot_layout_figure(p);
    const double top = plot_layout_top(p, c, at);
    fprintf(out, "# %s, ", p->column[c].name);
    plot_script_text_plain(out, panel->name);
    fputc('\n', out);
    fprintf(out, "set lmargin at screen %.5f\nset rmargin at screen %.5f\n",
            plot_layout_column(c) / size.width,
            (plot_layout_column(c) + plot_layout_width) / size.width);
    fprintf(out, "set tmargin at screen %.5f\nset bmargin at screen %.5f\n", 1 - top / size.height,
            1 - (top + plot_layout_height(panel)) / size.height);
    plot_axes_write(out, &p->column[c], at,
                    (const double[]){plot_layout_width, plot_layout_height(panel)});
    write_labels(out, panel, (plot_layout_column(c) - label_gap) / size.width);
    if (panel->inside) plot_key_write_inside(out, panel);
    if (panel->note) write_note(out, &p->column[c], at);
    write_curves(out, p, &p->column[c], panel);
}

static void write_output(FILE *out, const struct plot *p, const char *suffix)
{
    char *name = base_text("%s.%s", plot_stem(p), suffix);
    fprintf(out, "    set output ");
    plot_script_text_file(out, name);
    fprintf(out, "\n");
    base_free(name);
}

static void write_terminals(FILE *out, const struct plot *p, const char *kinds)
{
    const struct plot_layout_size size = plot_layout_figure(p);
    const double scale = dots / 72;
    fprintf(out, "%s\n# analysis (swapglass) %s\n", plot_script_mark, version_text);
    fprintf(out, "set encoding utf8\ndo for [kind in '%s'] {\nif (kind eq 'png') {\n", kinds);
    fprintf(out,
            "    set terminal pngcairo size %.0f,%.0f font 'sans,9' fontscale %.3f linewidth %.3f "
            "pointscale %.3f\n",
            size.width * dots, size.height * dots, letters * scale, 0.75 * scale, 0.6 * scale);
    write_output(out, p, "png");
    fprintf(out, "} else { if (kind eq 'svg') {\n");
    fprintf(out, "    set terminal svg size %.0f,%.0f font 'sans,9' fontscale %.3f linewidth 1\n",
            size.width * svg_dots, size.height * svg_dots, letters * svg_dots / 72);
    write_output(out, p, "svg");
    fprintf(out, "} else {\n");
    fprintf(out,
            "    set terminal pdfcairo size %.3fin,%.3fin font 'sans,9' fontscale %.3f linewidth "
            "1.5 pointscale 0.6\n",
            size.width, size.height, letters);
    write_output(out, p, "pdf");
    fprintf(out, "}}\n");
}

static void write_all(FILE *out, const struct plot *p, const char *kinds)
{
    write_terminals(out, p, kinds);
    fprintf(out,
            "set multiplot\nunset key\nset tics scale 0.7,0.35\nset xtics offset 0,0.2\nset ytics "
            "offset 0.3,0\n");
    fprintf(out, "set xlabel offset 0,0.4\nunset colorbox\n");
    fprintf(out, "set palette defined (0 '#ffffff', 0.5 '#56b4e9', 1 '#08306b')\n\n");
    for (size_t c = 0; c < p->columns; c++) {
        plot_key_write(out, p, c);
        for (size_t i = 0; i < p->column[c].panels; i++) write_panel(out, p, c, i);
    }
    fprintf(out, "unset multiplot\nset output\n}\n");
}

void plot_script_write(FILE *out, const struct plot *p)
{
    write_all(out, p, "png pdf");
}

void plot_script_write_svg(FILE *out, const struct plot *p)
{
    write_all(out, p, "svg");
}

/* ---- in letters ------------------------------------------------------------------------------ */

static void preview_panel(FILE *out, const struct plot *p, const struct plot_column *c,
                          const struct plot_panel *panel)
{
    struct plot_axes_range x = {INFINITY, -INFINITY}, y = x;
    plot_axes_find(panel, &x, &y);
    fprintf(out, "reset\nset encoding utf8\nset terminal dumb 90 24 noenhanced\nset key below\n");
    plot_axes_write_one(out, 'x', panel->log_x, plot_axes_padded(x, panel->log_x),
                        plot_layout_width);
    plot_axes_write_one(out, 'y', panel->log_y, plot_axes_padded(y, panel->log_y),
                        plot_layout_height(panel));
    fprintf(out, "set xlabel ");
    plot_script_text_quote(out, panel->xlabel);
    fprintf(out, "\nset title ");
    char *const title = base_text("%s  %s", panel->ylabel, panel->note ? panel->note : "");
    plot_script_text_quote(out, title);
    base_free(title);
    char *data = plot_data(p, c, panel);
    const char *before = "\nplot ";
    for (size_t i = 0; i < panel->n; i++, before = ", \\\n     ") {
        fprintf(out, "%s", before);
        plot_script_text_file(out, data);
        fprintf(out, " index %zu using 1:2 with %s title ", i,
                plot_above_curves(&panel->series[i]) ? "points" : "lines");
        plot_script_text_quote(out, panel->series[i].legend);
    }
    fprintf(out, "\n\n");
    base_free(data);
}

void plot_script_preview(FILE *out, const struct plot *p)
{
    for (const struct plot_column *c = p->column; c < p->column + p->columns; c++)
        for (size_t i = 0; i < c->panels; i++) preview_panel(out, p, c, &c->panel[i]);
}
