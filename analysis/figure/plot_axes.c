/* Implementation of plot_axes.h. */
#include "analysis/figure/plot_axes.h"

#include <math.h>

#include "analysis/figure/plot_tics.h"

/* ---- ranges ---------------------------------------------------------------------------------- */

static void widen(struct plot_axes_range *r, double x)
{
    r->least = fmin(r->least, x);
    r->most = fmax(r->most, x);
}

static void widen_by_values(const struct plot_panel *panel, struct plot_axes_range *x,
                            struct plot_axes_range *y)
{
    for (const struct plot_series *s = panel->series; s < panel->series + panel->n; s++)
        for (size_t i = 0; i < s->n; i++)
            if (plot_drawable(panel, s->x[i], s->y[i])) widen(x, s->x[i]), widen(y, s->y[i]);
}

/* False for the radius of a disc in units of x, and for cells. */
static bool is_error(const struct plot_panel *panel, const struct plot_series *s)
{
    return s->style != PLOT_CELLS && (s->style != PLOT_DISCS || panel->square);
}

void plot_axes_find(const struct plot_panel *panel, struct plot_axes_range *x,
                    struct plot_axes_range *y)
{
    const double part = 1.0 / 3;
    struct plot_axes_range mine = {INFINITY, -INFINITY};
    widen_by_values(panel, x, &mine);
    if (mine.least > mine.most) return;
    widen(y, mine.least), widen(y, mine.most);
    const double span = mine.most > mine.least ? mine.most - mine.least : INFINITY;
    for (const struct plot_series *s = panel->series; s < panel->series + panel->n; s++)
        for (size_t i = 0; i < s->n; i++) {
            if (!plot_drawable(panel, s->x[i], s->y[i]) || panel->unit || !is_error(panel, s) ||
                !isfinite(s->error[i]))
                continue;
            const double low = s->y[i] - s->error[i], high = s->y[i] + s->error[i];
            widen(y, panel->log_y ? fmax(low, part * s->y[i]) : fmax(low, mine.least - span));
            widen(y, panel->log_y ? high : fmin(high, mine.most + span));
        }
}

double plot_axes_place(struct plot_axes_range r, bool logarithmic, double x)
{
    return logarithmic ? log(x / r.least) / log(r.most / r.least)
                       : (x - r.least) / (r.most - r.least);
}

struct plot_axes_range plot_axes_padded(struct plot_axes_range r, bool logarithmic)
{
    const double part = 0.07;
    if (!(r.least < r.most)) {
        const double x = isfinite(r.least) ? r.least : 1;
        const double half = x != 0 ? fabs(x) / 2 : 1; /* one value alone */
        return logarithmic ? (struct plot_axes_range){x / 2, x * 2}
                           : (struct plot_axes_range){x - half, x + half};
    }
    const double pad = part * (logarithmic ? log(r.most / r.least) : r.most - r.least);
    if (logarithmic) return (struct plot_axes_range){r.least * exp(-pad), r.most * exp(pad)};
    return (struct plot_axes_range){r.least - pad, r.most + pad};
}

/* Range of x over all panels that share the axis. */
static struct plot_axes_range shared_x(const struct plot_column *c, size_t at)
{
    struct plot_axes_range x = {INFINITY, -INFINITY}, y = x;
    size_t first = at, last = at;
    while (first > 0 && c->panel[first - 1].joined) first--;
    while (c->panel[last].joined && last + 1 < c->panels) last++;
    for (size_t i = first; i <= last; i++) plot_axes_find(&c->panel[i], &x, &y);
    const struct plot_panel *const panel = &c->panel[at];
    bool points = panel->padded || !(x.least < x.most);
    for (size_t i = 0; i < panel->n; i++) points = points || plot_above_curves(&panel->series[i]);
    return points ? plot_axes_padded(x, panel->log_x) : x;
}

/* ---- axes ------------------------------------------------------------------------------------ */

static void write_axis(FILE *out, char axis, bool logarithmic, struct plot_axes_range r,
                       double length, bool labels)
{
    struct plot_tic tic[PLOT_TICS];
    const size_t n = plot_tics_find(r.least, r.most, logarithmic, axis == 'x', length, tic);
    /* The order matters: gnuplot checks a range against the scale in force. */
    fprintf(out, "unset logscale %c\nset %crange [%.10g:%.10g]\n", axis, axis, r.least, r.most);
    if (logarithmic) fprintf(out, "set logscale %c\n", axis);
    fprintf(out, "set %ctics mirror (", axis);
    for (size_t i = 0; i < n; i++)
        fprintf(out, "%s'%s' %.10g%s", i ? ", " : "", labels ? tic[i].label : "", tic[i].at,
                tic[i].minor ? " 1" : "");
    fprintf(out, ")\n");
}

void plot_axes_write_one(FILE *out, char axis, bool logarithmic, struct plot_axes_range r,
                         double length)
{
    write_axis(out, axis, logarithmic, r, length, true);
}

static bool has_cells(const struct plot_panel *panel)
{
    return panel->n > 0 && panel->series[0].style == PLOT_CELLS;
}

/* Whole cells, which are at integers. */
static void find_cells(const struct plot_panel *panel, struct plot_axes_range *x,
                       struct plot_axes_range *y)
{
    *x = *y = (struct plot_axes_range){INFINITY, -INFINITY};
    widen_by_values(panel, x, y);
    *x = (struct plot_axes_range){x->least - 0.5, x->most + 0.5};
    *y = (struct plot_axes_range){y->least - 0.5, y->most + 0.5};
}

/* Room for a legend inside, two entries a line. */
static void leave_room(const struct plot_panel *panel, struct plot_axes_range *y)
{
    size_t entries = 0;
    for (size_t i = 0; i < panel->n; i++) entries += *panel->series[i].legend != 0;
    const double part = fmin(0.03 + 0.09 * (double)((entries + 1) / 2), 0.7);
    y->most = y->least + (y->most - y->least) / (1 - part);
}

void plot_axes_ranges(const struct plot_column *c, size_t at, struct plot_axes_range *x,
                      struct plot_axes_range *y)
{
    const struct plot_panel *const panel = &c->panel[at];
    struct plot_axes_range unused = {INFINITY, -INFINITY};
    *y = unused;
    plot_axes_find(panel, &unused, y);
    *y = plot_axes_padded(*y, panel->log_y);
    if (panel->inside && !panel->log_y) leave_room(panel, y);
    if (panel->unit) *y = (struct plot_axes_range){fmin(-0.07, y->least), 1.07};
    *x = shared_x(c, at);
    if (has_cells(panel)) find_cells(panel, x, y);
    if (panel->frame > 0) *x = *y = (struct plot_axes_range){0, panel->frame};
}

size_t plot_axes_cut(const struct plot_column *c, size_t at)
{
    const struct plot_panel *const panel = &c->panel[at];
    struct plot_axes_range x, y;
    size_t n = 0;
    plot_axes_ranges(c, at, &x, &y);
    for (const struct plot_series *s = panel->series; s < panel->series + panel->n; s++)
        for (size_t i = 0; i < s->n; i++)
            n += plot_drawable(panel, s->x[i], s->y[i]) && isfinite(s->error[i]) &&
                 s->style != PLOT_CELLS && s->style != PLOT_DISCS &&
                 (s->y[i] + s->error[i] > y.most ||
                  (s->y[i] - s->error[i] < y.least && !panel->log_y));
    return n;
}

static void write_level(FILE *out)
{
    fprintf(
        out,
        "set arrow from graph 0, first exp(-1) to graph 1, first exp(-1) nohead dt 3 lw 0.8 lc rgb "
        "'#777777'\n");
    fprintf(out, "set label '1/e' at graph 0.015, first exp(-1) left offset 0,0.45 tc rgb "
                 "'#777777' font ',8'\n");
}

void plot_axes_write(FILE *out, const struct plot_column *c, size_t at, const double length[2])
{
    const struct plot_panel *panel = &c->panel[at];
    struct plot_axes_range x, y;
    plot_axes_ranges(c, at, &x, &y);
    write_axis(out, 'x', panel->log_x, x, length[0], !panel->joined);
    write_axis(out, 'y', panel->log_y, y, length[1], true);
    fprintf(out, "bottom = %.10g; top = %.10g\n", y.least, y.most);
    if (panel->unit) write_level(out);
}
