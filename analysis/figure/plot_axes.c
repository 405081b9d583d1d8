/* Implementation of plot_axes.h. */
#include "analysis/figure/plot_axes.h"

#include <math.h>

/* ---- ranges ---------------------------------------------------------------------------------- */

static void widen(struct plot_axes_range *r, double x)
{
    r->least = fmin(r->least, x);
    r->most = fmax(r->most, x);
}

void plot_axes_find(const struct plot_panel *panel, struct plot_axes_range *x,
                    struct plot_axes_range *y)
{
    const double part = 1.0 / 3;
    for (const struct plot_series *s = panel->series; s < panel->series + panel->n; s++)
        for (size_t i = 0; i < s->n; i++) {
            if (!plot_drawable(panel, s->x[i], s->y[i])) continue;
            widen(x, s->x[i]);
            widen(y, s->y[i]);
            if (panel->unit || s->style == PLOT_CELLS || !isfinite(s->error[i])) continue;
            if (s->style == PLOT_DISCS && !panel->square) continue; /* a radius is in units of x */
            const double low = s->y[i] - s->error[i];
            widen(y, panel->log_y ? fmax(low, part * s->y[i]) : low);
            widen(y, s->y[i] + s->error[i]);
        }
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

/* Room for a legend inside, two entries a line. */
static void leave_room(const struct plot_panel *panel, struct plot_axes_range *y)
{
    size_t entries = 0;
    for (size_t i = 0; i < panel->n; i++) entries += *panel->series[i].legend != 0;
    const double part = fmin(0.03 + 0.09 * (double)((entries + 1) / 2), 0.7);
    y->most = y->least + (y->most - y->least) / (1 - part);
}

/* ---- tics ------------------------------------------------------------------------------------ */

/* Within a decade, 1, 2 and 5 can give fewer than two tics: then multiples of a step. */
static void write_steps(FILE *out, struct plot_axes_range r)
{
    const double rough = (r.most - r.least) / 4, decade = pow(10, floor(log10(rough)));
    const double step = (rough < 2 * decade ? 1 : rough < 5 * decade ? 2 : 5) * decade;
    const char *comma = "";
    for (double k = ceil(r.least / step); k * step <= r.most; k++, comma = ", ")
        fprintf(out, "%s%g", comma, k * step);
}

static const int labelled[] = {1, 2, 5};

static void write_digits(FILE *out, struct plot_axes_range r)
{
    const char *comma = "";
    for (double decade = pow(10, floor(log10(r.least))); decade <= r.most; decade *= 10)
        for (int digit = 1; digit <= 9; digit++, comma = ", ")
            if (digit == labelled[0] || digit == labelled[1] || digit == labelled[2])
                fprintf(out, "%s%g", comma, digit * decade);
            else
                fprintf(out, "%s'' %g 1", comma, digit * decade);
}

static int labelled_within(struct plot_axes_range r)
{
    int n = 0;
    for (double decade = pow(10, floor(log10(r.least))); decade <= r.most; decade *= 10)
        for (int k = 0; k < 3; k++)
            n += labelled[k] * decade >= r.least && labelled[k] * decade <= r.most;
    return n;
}

/* Under two decades, powers of ten give too few tics. */
static void write_log_tics(FILE *out, char axis, struct plot_axes_range r)
{
    enum { FEWEST = 3 };
    if (r.most / r.least > 100) {
        fprintf(out, "set %ctics mirror autofreq\nset format %c '10^{%%L}'\n", axis, axis);
        return;
    }
    fprintf(out, "set format %c '%%g'\nset %ctics mirror (", axis, axis);
    if (labelled_within(r) < FEWEST)
        write_steps(out, r);
    else
        write_digits(out, r);
    fprintf(out, ")\n");
}

/* ---- axes ------------------------------------------------------------------------------------ */

void plot_axes_write_one(FILE *out, char axis, bool logarithmic, struct plot_axes_range r)
{
    /* The order matters: gnuplot checks a range against the scale in force. */
    fprintf(out, "unset logscale %c\nset %crange [%.10g:%.10g]\n", axis, axis, r.least, r.most);
    if (logarithmic) {
        fprintf(out, "set logscale %c\nset m%ctics 10\n", axis, axis);
        write_log_tics(out, axis, r);
    } else
        fprintf(out, "set m%ctics 2\nset %ctics mirror autofreq\nset format %c '%%g'\n", axis, axis,
                axis);
}

void plot_axes_write(FILE *out, const struct plot_column *c, size_t at)
{
    const struct plot_panel *panel = &c->panel[at];
    struct plot_axes_range x = {INFINITY, -INFINITY}, y = x;
    plot_axes_find(panel, &x, &y);
    y = plot_axes_padded(y, panel->log_y);
    if (panel->inside && !panel->log_y) leave_room(panel, &y);
    if (panel->unit) y = (struct plot_axes_range){fmin(-0.07, y.least), 1.07};
    plot_axes_write_one(out, 'x', panel->log_x, shared_x(c, at));
    if (panel->joined) fprintf(out, "set format x ''\n");
    plot_axes_write_one(out, 'y', panel->log_y, y);
    fprintf(out, "bottom = %.10g; top = %.10g\n", y.least, y.most);
    if (!panel->unit) return;
    fprintf(out, "set ytics mirror 0.2\nset format y '%%.1f'\n");
    fprintf(
        out,
        "set arrow from graph 0, first exp(-1) to graph 1, first exp(-1) nohead dt 3 lw 0.8 lc rgb "
        "'#777777'\n");
    fprintf(out, "set label '1/e' at graph 0.015, first exp(-1) left offset 0,0.45 tc rgb "
                 "'#777777' font ',8'\n");
}
