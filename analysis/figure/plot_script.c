/* Layout in inches from the top left corner; the script contains fractions of the figure. Ranges
   are chosen here, so that joined panels share one and tick labels do not overlap. */
#include "analysis/figure/plot_script.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#include "analysis/figure/plot_axes.h"
#include "common/core/base.h"
#include "common/core/version.h"

static const double panel_width = 3.0, panel_height = 1.8;   /* the frame of a panel */
static const double left = 0.68, right = 0.14, below = 0.48; /* around it */
static const double joint = 0.1;                             /* between two that share an axis */
static const double title_height = 0.34, key_line = 0.16, key_gap = 0.1; /* above the first */
static const double edge = 0.03;                                         /* below the last */
static const double label_gap = 0.5; /* from a frame to its label of y */
static const double dots = 220;      /* of the PNG [1/inch] */
static const double letters = 0.66;  /* size of letters against gnuplot's 9 points */

const char plot_script_mark[] = "# Run in the folder of its data: draws a PNG and a PDF.";

static const char dashes[] = "dt (6,3)";

struct size {
    double width, height;
};

/* True for curves of at most FEW points, which are drawn with their points. */
static bool few_points(const struct plot_series *s)
{
    enum { FEW = 8 };
    return s->style == PLOT_LINES && s->n > 1 && s->n <= FEW;
}

static size_t key_entries(const struct plot_panel *panel)
{
    size_t entries = 0;
    for (size_t i = 0; i < panel->n; i++) entries += *panel->series[i].legend != 0;
    return entries;
}

/* The panel whose series the legend names: the first with the most entries, without a legend inside. */
static const struct plot_panel *key_panel(const struct plot_column *c)
{
    const struct plot_panel *most = c->panel;
    for (size_t i = 1; i < c->panels; i++)
        if (!c->panel[i].inside && key_entries(&c->panel[i]) > key_entries(most))
            most = &c->panel[i];
    return most;
}

static size_t key_lines(const struct plot_column *c)
{
    const size_t across = (size_t)c->key_columns;
    return (key_entries(key_panel(c)) + across - 1) / across;
}

/* Height of title and legend: the same for all columns, so that panels align. */
static double head_height(const struct plot *p)
{
    size_t most = 0;
    for (const struct plot_column *c = p->column; c < p->column + p->columns; c++)
        most = key_lines(c) > most ? key_lines(c) : most;
    return title_height + key_line * (double)most + key_gap;
}

static double height_of(const struct plot_panel *panel)
{
    return panel->square ? panel_width : panel_height;
}

static double step_down(const struct plot_panel *panel)
{
    return height_of(panel) + (panel->joined ? joint : below);
}

static struct size figure_size(const struct plot *p)
{
    double most = 0;
    for (const struct plot_column *c = p->column; c < p->column + p->columns; c++) {
        double height = head_height(p) + edge;
        for (size_t i = 0; i < c->panels; i++) height += step_down(&c->panel[i]);
        most = fmax(most, height);
    }
    return (struct size){(double)p->columns * (left + panel_width + right), most};
}

static double column_left(size_t c)
{
    return left + (double)c * (left + panel_width + right);
}

void plot_script_plain(FILE *out, const char *text)
{
    for (; *text; text++) fputc(iscntrl((unsigned char)*text) ? '?' : *text, out);
}

/* Between single quotes gnuplot interprets no character except the quote, and runs no `command`. */
void plot_script_quote(FILE *out, const char *text)
{
    for (const char *part = text;; part += strcspn(part, "'") + 1) {
        const size_t n = strcspn(part, "'");
        char *const piece = base_text("%.*s", (int)n, part);
        fputc('\'', out);
        plot_script_plain(out, piece);
        fputc('\'', out);
        base_free(piece);
        if (!part[n]) return;
        fputs(".\"'\".", out);
    }
}

/* Names that begin with '<' or '|' would be commands. */
void plot_script_quote_file(FILE *out, const char *name)
{
    char *const path = base_text("./%s", name);
    plot_script_quote(out, path);
    base_free(path);
}

/* ---- title and legend ------------------------------------------------------------------------ */

/* A sample of the series, from x to x + sample. */
static void write_sample(FILE *out, const struct plot_series *s, double x, double sample, double y)
{
    if (plot_above_curves(s))
        fprintf(out, "set label '' at screen %.5f, screen %.5f point pt 7 ps %g lc rgb '#%06x'\n",
                x + sample / 2, y, s->style == PLOT_DISCS ? 1.6 : 0.9, s->colour);
    else
        fprintf(out,
                "set arrow from screen %.5f, screen %.5f to screen %.5f, screen %.5f nohead lw %g "
                "%s lc rgb '#%06x'\n",
                x, y, x + sample, y, s->width + 0.6, s->style == PLOT_DASHES ? dashes : "dt 1",
                s->colour);
}

/* Entry `at` of the legend. */
static void write_entry(FILE *out, const struct plot *p, size_t c, const struct plot_series *s,
                        size_t at)
{
    const size_t across = (size_t)p->column[c].key_columns;
    const struct size size = figure_size(p);
    const double cell = panel_width / (double)across, sample = 0.3;
    const double x =
        column_left(c) + (across > 1 ? (double)(at % across) * cell : panel_width / 4) + 0.08;
    const double y = 1 - (title_height + key_line * ((double)(at / across) + 0.5)) / size.height;
    write_sample(out, s, x / size.width, sample / size.width, y);
    fprintf(out, "set label ");
    plot_script_quote(out, s->legend);
    fprintf(out, " at screen %.5f, screen %.5f left noenhanced\n", (x + sample + 0.08) / size.width,
            y);
}

static void write_head(FILE *out, const struct plot *p, size_t c)
{
    const struct size size = figure_size(p);
    fprintf(out, "# title and legend; they are drawn with the first panel\nset label ");
    plot_script_quote(out, p->column[c].title);
    fprintf(out, " at screen %.5f, screen %.5f center noenhanced font ',11'\n",
            (column_left(c) + panel_width / 2) / size.width, 1 - 0.5 * title_height / size.height);
    const struct plot_panel *const panel = key_panel(&p->column[c]);
    size_t at = 0;
    for (size_t i = 0; i < panel->n; i++)
        if (*panel->series[i].legend) write_entry(out, p, c, &panel->series[i], at++);
}

/* ---- panels ---------------------------------------------------------------------------------- */

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
                few_points(s) ? "linespoints pt 7 ps 0.45" : "lines", s->width,
                s->style == PLOT_DASHES ? dashes : "dt 1", s->colour);
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
    plot_script_quote_file(out, data);
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

/* Names in the colours of the curves, two a line, above the curves (plot_axes_write leaves room). */
static void write_inner_key(FILE *out, const struct plot_panel *panel)
{
    size_t at = 0;
    for (size_t i = 0; i < panel->n; i++) {
        if (!*panel->series[i].legend) continue;
        fprintf(out, "set label ");
        plot_script_quote(out, panel->series[i].legend);
        fprintf(out, " at graph %.2f, graph %.2f tc rgb '#%06x'%s\n", at % 2 ? 0.52 : 0.04,
                0.93 - 0.09 * (double)(at / 2), panel->series[i].colour,
                panel->plain ? " noenhanced" : "");
        at++;
    }
}

/* top: of the frame, from the top of the figure [inch]. */
static void write_panel(FILE *out, const struct plot *p, size_t c, size_t at, double top)
{
    const struct plot_panel *panel = &p->column[c].panel[at];
    const struct size size = figure_size(p);
    fprintf(out, "# %s, ", p->column[c].name);
    plot_script_plain(out, panel->name);
    fputc('\n', out);
    fprintf(out, "set lmargin at screen %.5f\nset rmargin at screen %.5f\n",
            column_left(c) / size.width, (column_left(c) + panel_width) / size.width);
    fprintf(out, "set tmargin at screen %.5f\nset bmargin at screen %.5f\n", 1 - top / size.height,
            1 - (top + height_of(panel)) / size.height);
    plot_axes_write(out, &p->column[c], at);
    fprintf(out, "set xlabel ");
    plot_script_quote(out, panel->joined ? "" : panel->xlabel);
    fprintf(out, "%s\n", panel->plain ? " noenhanced" : " enhanced");
    fprintf(out, "set label ");
    plot_script_quote(out, panel->ylabel);
    fprintf(out, " at screen %.5f, graph 0.5 center rotate%s\n",
            (column_left(c) - label_gap) / size.width, panel->plain ? " noenhanced" : "");
    if (panel->note) {
        fprintf(out, "set label ");
        plot_script_quote(out, panel->note);
        fprintf(out, " at graph %s left\n", panel->square ? "0, graph 1.03" : "0.04, graph 0.14");
    }
    if (panel->inside) write_inner_key(out, panel);
    write_curves(out, p, &p->column[c], panel);
}

static void write_output(FILE *out, const struct plot *p, const char *suffix)
{
    char *name = base_text("%s.%s", plot_stem(p), suffix);
    fprintf(out, "    set output ");
    plot_script_quote_file(out, name);
    fprintf(out, "\n");
    base_free(name);
}

static void write_terminals(FILE *out, const struct plot *p)
{
    const struct size size = figure_size(p);
    const double scale = dots / 72;
    fprintf(out, "%s\n# analysis (swapglass) %s\n", plot_script_mark, version_text);
    fprintf(out, "set encoding utf8\ndo for [kind in 'png pdf'] {\nif (kind eq 'png') {\n");
    fprintf(
        out,
        "    set terminal pngcairo size %.0f,%.0f font 'sans,9' fontscale %.3f linewidth %.3f\n",
        size.width * dots, size.height * dots, letters * scale, 0.75 * scale);
    write_output(out, p, "png");
    fprintf(out, "} else {\n");
    fprintf(
        out,
        "    set terminal pdfcairo size %.3fin,%.3fin font 'sans,9' fontscale %.3f linewidth 1.5\n",
        size.width, size.height, letters);
    write_output(out, p, "pdf");
    fprintf(out, "}\n");
}

void plot_script_write(FILE *out, const struct plot *p)
{
    write_terminals(out, p);
    fprintf(out,
            "set multiplot\nunset key\nset tics scale 0.7,0.35\nset xtics offset 0,0.2\nset ytics "
            "offset 0.3,0\n");
    fprintf(out, "set xlabel offset 0,0.4\nunset colorbox\n");
    fprintf(out, "set palette defined (0 '#ffffff', 0.5 '#56b4e9', 1 '#08306b')\n\n");
    for (size_t c = 0; c < p->columns; c++) {
        write_head(out, p, c);
        double top = head_height(p);
        for (size_t i = 0; i < p->column[c].panels; i++) {
            write_panel(out, p, c, i, top);
            top += step_down(&p->column[c].panel[i]);
        }
    }
    fprintf(out, "unset multiplot\nset output\n}\n");
}

/* ---- in letters ------------------------------------------------------------------------------ */

static void preview_panel(FILE *out, const struct plot *p, const struct plot_column *c,
                          const struct plot_panel *panel)
{
    struct plot_axes_range x = {INFINITY, -INFINITY}, y = x;
    plot_axes_find(panel, &x, &y);
    fprintf(out, "reset\nset encoding utf8\nset terminal dumb 90 24 noenhanced\nset key below\n");
    plot_axes_write_one(out, 'x', panel->log_x, plot_axes_padded(x, panel->log_x));
    plot_axes_write_one(out, 'y', panel->log_y, plot_axes_padded(y, panel->log_y));
    fprintf(out, "set format '%%g'\nset xlabel ");
    plot_script_quote(out, panel->xlabel);
    fprintf(out, "\nset title ");
    char *const title = base_text("%s  %s", panel->ylabel, panel->note ? panel->note : "");
    plot_script_quote(out, title);
    base_free(title);
    char *data = plot_data(p, c, panel);
    const char *before = "\nplot ";
    for (size_t i = 0; i < panel->n; i++, before = ", \\\n     ") {
        fprintf(out, "%s", before);
        plot_script_quote_file(out, data);
        fprintf(out, " index %zu using 1:2 with %s title ", i,
                plot_above_curves(&panel->series[i]) ? "points" : "lines");
        plot_script_quote(out, panel->series[i].legend);
    }
    fprintf(out, "\n\n");
    base_free(data);
}

void plot_script_preview(FILE *out, const struct plot *p)
{
    for (const struct plot_column *c = p->column; c < p->column + p->columns; c++)
        for (size_t i = 0; i < c->panels; i++) preview_panel(out, p, c, &c->panel[i]);
}
