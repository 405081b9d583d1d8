/* landscape --of barriers: loss and test error on paths between solutions, with hidden units as
   they are and aligned. The barrier of a path is its rise above the line between the losses of its
   ends (Frankle et al., arXiv:1912.05671). landscape --of exchange: the same between a solution and
   its copy with m hidden units exchanged, against m. */
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/landscape/landscape.h"
#include "analysis/figure/plot.h"
#include "analysis/estimate/verdict.h"
#include "analysis/figure/number_format.h"
#include "analysis/figure/result_table.h"
#include "analysis/read/table.h"
#include "common/core/base.h"
#include "common/numerics/statistics.h"

struct paths { /* rows of a table, divided into paths where s returns to 0 */
    struct table t;
    size_t s, n, points;
};

static struct paths paths_read(const char *folder, const char *name)
{
    struct paths p = {.t = table_read(folder, name)};
    p.s = table_column(&p.t, "s");
    while (p.points < p.t.rows && (p.points == 0 || table_at(&p.t, p.points, p.s) > 0)) p.points++;
    require(p.points >= 3 && p.t.rows % p.points == 0, "%s: paths of unequal length", p.t.path);
    p.n = p.t.rows / p.points;
    return p;
}

static double at(const struct paths *p, size_t path, size_t point, size_t column)
{
    return table_at(&p->t, path * p->points + point, column);
}

static double barrier(const struct paths *p, size_t path, size_t column)
{
    const double first = at(p, path, 0, column), last = at(p, path, p->points - 1, column);
    double most = 0;
    for (size_t k = 0; k < p->points; k++) {
        const double s = at(p, path, k, p->s);
        most = fmax(most, at(p, path, k, column) - (1 - s) * first - s * last);
    }
    return most;
}

/* Error of the mean of n barriers x between solutions a and b: jackknife over solutions, as pairs
   share them. NAN with fewer than four solutions. */
static double pair_error(size_t n, const double *x, const double *a, const double *b, double mean)
{
    double *const left = base_alloc(2 * n + 1, sizeof *left), last = -1;
    size_t parts = 0;
    for (size_t i = 0; i < n; i++) last = fmax(last, fmax(a[i], b[i]));
    for (double out = 0; out <= last && parts < 2 * n; out++) {
        double sum = 0, count = 0;
        for (size_t i = 0; i < n; i++)
            if (a[i] != out && b[i] != out) sum += x[i], count++;
        if (count > 0 && count < (double)n) left[parts++] = sum / count;
    }
    const double error = parts > 3 ? statistics_jackknife(parts, left, mean).error : NAN;
    base_free(left);
    return error;
}

/* Mean barrier of the paths whose `key` column has a value. */
static struct statistics_estimate mean_barrier(const struct paths *p, size_t key, double value,
                                               size_t column)
{
    double *const x = base_alloc(3 * p->n, sizeof *x), *const a = x + p->n, *const b = a + p->n;
    const bool pairs = table_has(&p->t, "j");
    size_t n = 0;
    for (size_t i = 0; i < p->n; i++) {
        if (at(p, i, 0, key) != value) continue;
        if (pairs) a[n] = at(p, i, 0, table_column(&p->t, "i"));
        if (pairs) b[n] = at(p, i, 0, table_column(&p->t, "j"));
        x[n++] = barrier(p, i, column);
    }
    struct statistics_estimate e = statistics_mean(n, x);
    if (pairs) e.error = pair_error(n, x, a, b, e.value);
    base_free(x);
    return e;
}

/* Draws the mean curve of those paths. */
static void add_profile(struct plot_panel *panel, const struct paths *p, size_t key, double value,
                        size_t column, const char *legend, unsigned colour)
{
    double *const x = base_alloc(p->n, sizeof *x);
    struct plot_series *const s = plot_add(panel, p->points, legend, colour, 1.6);
    s->n = 0;
    for (size_t k = 0; k < p->points; k++) {
        size_t n = 0;
        for (size_t i = 0; i < p->n; i++)
            if (at(p, i, 0, key) == value) x[n++] = at(p, i, k, column);
        const struct statistics_estimate e = statistics_mean(n, x);
        plot_point(s, at(p, 0, k, p->s), e.value, e.error);
    }
    base_free(x);
}

/* ---- barriers -------------------------------------------------------------------------------- */

static const struct how { /* table row: values of the column `aligned`, in order */
    const char *name, *doc;
} hows[] = {{"raw", "as they are"},
            {"weights", "aligned by weights"},
            {"values", "aligned by values"},
            {0}};

/* The claim: the barrier falls. */
static void add_lowering(struct result_table *s, const char *how, struct statistics_estimate raw,
                         struct statistics_estimate aligned)
{
    const struct statistics_estimate fall = {raw.value - aligned.value,
                                             hypot(raw.error, aligned.error)};
    const enum verdict v = verdict_of(verdict_interval(fall), verdict_above(0));
    result_table_note(s, "Alignment by %s lowers the barrier: %s (by %s +- %s)", how,
                      verdict_text(v), number_format_value(fall), number_format_error(fall));
}

void barriers_command(const struct command_arguments *a)
{
    require(a->n == 1, "landscape --of barriers: one folder, not %zu", a->n);
    struct paths p = paths_read(a->folder[0], "barriers");
    const size_t aligned = table_column(&p.t, "aligned"), loss = table_column(&p.t, "loss"),
                 error = table_column(&p.t, "test_error");
    struct result_table *const s =
        result_table_create("Barriers between solutions, mean over %zu pairs: rise "
                            "above the line between the ends.",
                            p.n / 3);
    result_table_column(s, "units", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "loss", "loss", RESULT_TABLE_ESTIMATE);
    result_table_column(s, "test_error", NULL, RESULT_TABLE_ESTIMATE);
    struct plot *const figure = plot_create(a->output);
    struct plot_column *const c = plot_column(figure, "first", "Between solutions", 1);
    plot_panel(c, "loss", NULL, "training loss")->joined = true;
    plot_panel(c, "error", "share s of the way", "test error");
    struct statistics_estimate e[3];
    for (size_t k = 0; hows[k].name; k++) {
        const unsigned colour = plot_colour(k + 1, 0);
        add_profile(&c->panel[0], &p, aligned, (double)k, loss, hows[k].doc, colour);
        add_profile(&c->panel[1], &p, aligned, (double)k, error, hows[k].doc, colour);
        e[k] = mean_barrier(&p, aligned, (double)k, loss);
        result_table_text(s, "%s", hows[k].doc);
        result_table_estimate(s, e[k]);
        result_table_estimate(s, mean_barrier(&p, aligned, (double)k, error));
    }
    for (size_t k = 1; hows[k].name; k++) add_lowering(s, hows[k].name, e[0], e[k]);
    command_output_show(a, s, figure);
    table_clear(&p.t);
}

/* ---- exchange -------------------------------------------------------------------------------- */

/* Largest difference of the loss at s and 1 - s over paths with m = 2. Symmetry requires 0. */
static double asymmetry(const struct paths *p, size_t units, size_t loss)
{
    double most = 0;
    for (size_t i = 0; i < p->n; i++)
        for (size_t k = 0; at(p, i, 0, units) == 2 && k < p->points; k++)
            most = fmax(most, fabs(at(p, i, k, loss) - at(p, i, p->points - 1 - k, loss)));
    return most;
}

/* Distinct numbers of units in the order of the table, to m; returns their count. */
static size_t counts_of(const struct paths *p, size_t units, double *m)
{
    size_t n = 0;
    for (size_t i = 0; i < p->n; i++)
        if (n == 0 || at(p, i, 0, units) != m[n - 1]) m[n++] = at(p, i, 0, units);
    return n;
}

static void add_exchange(struct result_table *s, struct plot_column *c, const char *folder,
                         size_t which)
{
    struct paths p = paths_read(folder, "exchange");
    const size_t units = table_column(&p.t, "units"), loss = table_column(&p.t, "loss");
    double *const m = base_alloc(p.n, sizeof *m), *const height = base_alloc(p.n, sizeof *m);
    const size_t n = counts_of(&p, units, m);
    struct plot_series *const drawn =
        plot_add(&c->panel[1], n, which ? folder : "", plot_colour(which, 0), 1.6);
    drawn->n = 0;
    for (size_t k = 0; k < n; k++) {
        const struct statistics_estimate e = mean_barrier(&p, units, m[k], loss);
        plot_point(drawn, m[k], e.value, e.error);
        height[k] = e.value;
        result_table_text(s, "%s", folder);
        result_table_number(s, m[k]);
        result_table_estimate(s, e);
        const bool shown = which == 0 && (k % 3 == 0 || k + 1 == n);
        char *const legend = base_text("%g units", m[k]);
        if (shown)
            add_profile(&c->panel[0], &p, units, m[k], loss, legend,
                        plot_colour(c->panel[0].n + 1, 0));
        base_free(legend);
    }
    char *const growth = verdict_growth(n, m, height, n);
    result_table_note(s,
                      "%s: barriers grow with the number of exchanged units: %s; asymmetry of "
                      "two-unit exchanges %.1e",
                      folder, growth, asymmetry(&p, units, loss));
    base_free(m), base_free(height), base_free(growth);
    table_clear(&p.t);
}

void barriers_exchange_command(const struct command_arguments *a)
{
    struct result_table *const s = result_table_create(
        "Barriers between solutions and their copies with hidden units exchanged.");
    result_table_column(s, "folder", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "units", NULL, RESULT_TABLE_NUMBER);
    result_table_column(s, "barrier", "loss", RESULT_TABLE_ESTIMATE);
    struct plot *const figure = plot_create(a->output);
    struct plot_column *const c = plot_column(figure, "first", "Between copies of a solution", 3);
    plot_panel(c, "profile", "share s of the way to the copy", "training loss");
    struct plot_panel *const barrier =
        plot_panel(c, "barrier", "hidden units exchanged", "barrier  [loss]");
    barrier->log_x = barrier->log_y = true;
    for (size_t i = 0; i < a->n; i++) add_exchange(s, c, a->folder[i], i);
    command_output_show(a, s, figure);
}
