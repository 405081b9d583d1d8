/* landscape --of spectrum: the largest eigenvalues of the Hessian and the lowest along training, and
   the loss, from spectrum.dat of `dnn spectrum`. Where the rate is constant, gradient descent with
   momentum m is unstable above 2 (1 + m) / rate, the edge of stability (Cohen et al.,
   arXiv:2103.00065). Errors are residuals |Hv - lambda v|, no less than the error. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/estimate/verdict.h"
#include "analysis/figure/plot.h"
#include "analysis/figure/result_table.h"
#include "analysis/landscape/landscape.h"
#include "analysis/read/run.h"
#include "analysis/read/table.h"
#include "common/core/base.h"

static double number(const struct run *f, const char *key)
{
    const char *const text = run_value(f, key);
    return text ? atof(text) : 0;
}

static bool has(const struct run *f, const char *key, const char *value)
{
    const char *const text = run_value(f, key);
    return text && strcmp(text, value) == 0;
}

/* 2 (1 + m) / rate; NAN: no such limit is known. */
static double edge_of(const struct run *f)
{
    const bool plain = has(f, "train.optimiser", "sgd") && has(f, "train.schedule", "constant") &&
                       has(f, "run.dynamics", "gradient");
    return plain ? 2 * (1 + number(f, "train.momentum")) / number(f, "train.learning_rate") : NAN;
}

/* The eigenvalue of a rank in the first or the last frame; its error is the residual. */
static struct statistics_estimate eigenvalue(const struct table *t, double rank, bool last)
{
    struct statistics_estimate x = {NAN, NAN};
    for (size_t i = 0; i < t->rows && (last || isnan(x.value)); i++)
        if (table_at(t, i, table_column(t, "rank")) == rank)
            x = (struct statistics_estimate){table_at(t, i, table_column(t, "eigenvalue")),
                                             table_at(t, i, table_column(t, "residual"))};
    return x;
}

static double highest_rank(const struct table *t)
{
    double most = 0;
    for (size_t i = 0; i < t->rows; i++) most = fmax(most, table_at(t, i, table_column(t, "rank")));
    return most;
}

static void add_rank(struct plot_panel *panel, const struct table *t, double rank,
                     const char *legend, unsigned colour, enum plot_style style)
{
    const size_t r = table_column(t, "rank");
    struct plot_series *const s = plot_add(panel, t->rows, legend, colour, rank == 1 ? 2 : 1.2);
    s->n = 0, s->style = style;
    for (size_t i = 0; i < t->rows; i++)
        if (table_at(t, i, r) == rank)
            plot_point(s, table_at(t, i, table_column(t, "step")),
                       table_at(t, i, table_column(t, "eigenvalue")), NAN);
}

static void add_loss(struct plot_panel *panel, const struct table *t)
{
    struct plot_series *const s = plot_add(panel, t->rows, "", plot_colour(PLOT_BLACK, 0), 1.6);
    s->n = 0;
    for (size_t i = 0; i < t->rows; i++)
        if (table_at(t, i, table_column(t, "rank")) == 1)
            plot_point(s, table_at(t, i, table_column(t, "step")),
                       table_at(t, i, table_column(t, "loss")), NAN);
}

static void draw(struct plot *p, const struct run *f, const struct table *t, double edge)
{
    struct plot_column *const c = plot_column(p, "spectrum", f->path, 3);
    struct plot_panel *const loss = plot_panel(c, "loss", "", "training loss"),
                             *const values = plot_panel(c, "eigenvalues", "training step",
                                                        "eigenvalues of the Hessian");
    loss->log_y = true, loss->joined = true;
    c->key_columns = 2;
    add_loss(loss, t);
    const double ranks = highest_rank(t);
    for (double k = ranks; k >= 1; k--) {
        char *const legend = base_text("%s", k == 1 ? "largest" : k == 2 ? "next largest" : "");
        add_rank(values, t, k, legend, plot_colour(PLOT_BLUE, k == 1 ? 0 : 0.5), PLOT_LINES);
        base_free(legend);
    }
    add_rank(values, t, 0, "lowest", plot_colour(PLOT_VERMILLION, 0), PLOT_LINES);
    if (!isfinite(edge)) return;
    struct plot_series *const s =
        plot_add(values, 2, "2(1 + m)/rate", plot_colour(PLOT_BLACK, 0.4), 1.2);
    s->n = 0, s->style = PLOT_DASHES;
    plot_point(s, table_at(t, 0, table_column(t, "step")), edge, NAN);
    plot_point(s, table_at(t, t->rows - 1, table_column(t, "step")), edge, NAN);
}

static void add_row(struct result_table *s, const struct run *f, const struct table *t, double edge)
{
    const struct statistics_estimate first = eigenvalue(t, 1, false), last = eigenvalue(t, 1, true),
                                     low = eigenvalue(t, 0, true);
    result_table_text(s, "%s", f->path);
    result_table_estimate(s, first);
    result_table_estimate(s, last);
    result_table_estimate(s, low);
    result_table_number(s, edge);
    if (!isfinite(edge)) return;
    const struct verdict_interval x = {last.value - last.error, last.value + last.error};
    result_table_note(s, "%s: the largest eigenvalue ends above 2(1 + m)/rate: %s", f->path,
                      verdict_text(verdict_of(x, verdict_above(edge))));
}

void spectrum_command(const struct command_arguments *a)
{
    require(a->n <= PLOT_COLUMNS, "landscape --of spectrum: at most %d folders, not %zu",
            PLOT_COLUMNS, a->n);
    struct result_table *const s = result_table_create(
        "Eigenvalues of the Hessian along training [loss/weight^2]; errors: residuals.");
    result_table_column(s, "run", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "first", NULL, RESULT_TABLE_ESTIMATE);
    result_table_column(s, "last", NULL, RESULT_TABLE_ESTIMATE);
    result_table_column(s, "lowest", NULL, RESULT_TABLE_ESTIMATE);
    result_table_column(s, "edge", NULL, RESULT_TABLE_NUMBER);
    struct plot *const p = plot_create(a->output);
    for (size_t i = 0; i < a->n; i++) {
        struct run *const f = run_read(a->folder[i]);
        struct table t = table_read(f->path, "spectrum");
        const double edge = edge_of(f);
        add_row(s, f, &t, edge);
        draw(p, f, &t, edge);
        table_clear(&t);
        run_free(f);
    }
    command_output_show(a, s, p);
}
