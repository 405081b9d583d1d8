/* landscape --of flatness: do flat minima generalise better? Compares largest Hessian eigenvalue,
   trace, and rise of the loss under noise of a fifth of the rms weight with the test error, and
   with the gap between test and training error. Runs differ in batch size and optimiser. r is
   Spearman's rank correlation; without a correlation z = r sqrt(n - 1) is normal. */
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/landscape/landscape.h"
#include "analysis/figure/plot.h"
#include "analysis/read/run.h"
#include "analysis/estimate/verdict.h"
#include "analysis/figure/result_table.h"
#include "analysis/read/table.h"
#include "common/core/base.h"

static const double noise = 0.2;     /* [rms weight] */
static const double solution = 0.01; /* largest training error of a solution */

struct point { /* a run */
    struct run *run;
    double batch, rise, loss, error, test_error, test_loss;
    struct statistics_estimate highest, trace; /* errors: residual; NAN in older tables */
    const char *optimiser;
};

/* A measure of the Hessian of all layers; earlier tables have no column of its error. */
static struct statistics_estimate measured(const char *folder, const char *column,
                                           const char *error)
{
    struct table t = table_read(folder, "hessian");
    const bool known = table_has(&t, error);
    table_clear(&t);
    return (struct statistics_estimate){table_cell(folder, "hessian", column, "layer", 0),
                                        known ? table_cell(folder, "hessian", error, "layer", 0)
                                              : NAN};
}

static struct point point_read(const char *folder)
{
    struct point p = {.run = run_read(folder)};
    require(p.run->system->trained,
            "%s: is a %s, which has no test error. Give runs measured by `dnn hessian`", folder,
            p.run->system->name);
    const char *const batch = run_value(p.run, "train.batch_size"), *const optimiser = run_value(
                                                                        p.run, "train.optimiser");
    p.batch = batch ? atof(batch) : NAN, p.optimiser = optimiser ? optimiser : "sgd";
    p.highest = measured(folder, "highest", "residual");
    p.trace = measured(folder, "trace", "trace_error");
    p.rise = table_cell(folder, "flatness", "rise", "noise", noise);
    p.loss = table_cell(folder, "scores", "loss", NULL, 0);
    p.error = table_cell(folder, "scores", "error", NULL, 0);
    p.test_loss = table_cell(folder, "scores", "test_loss", NULL, 0);
    p.test_error = table_cell(folder, "scores", "test_error", NULL, 0);
    return p;
}

/* ---- measures of flatness, and what they may predict ----------------------------------------- */

static double highest(const struct point *p)
{
    return p->highest.value;
}

static double trace(const struct point *p)
{
    return p->trace.value;
}

static double rise(const struct point *p)
{
    return p->rise;
}

static double test_error(const struct point *p)
{
    return p->test_error;
}

static double gap(const struct point *p)
{
    return p->test_error - p->error;
}

static double test_loss(const struct point *p)
{
    return p->test_loss;
}

struct measure { /* table row */
    const char *name, *doc;
    double (*of)(const struct point *p);
};

static const struct measure flatness[] = {{"highest", "largest eigenvalue  λ_{max}", highest},
                                          {"trace", "trace of the Hessian", trace},
                                          {"rise", "rise of the loss under noise", rise},
                                          {0}},
                            quality[] = {{"test_error", "test error", test_error},
                                         {"gap", "test less training error", gap},
                                         {"test_loss", "test loss", test_loss},
                                         {0}};

static double rank_correlation(const struct point *p, size_t n, const struct measure *a,
                               const struct measure *b)
{
    double *const x = base_alloc(2 * n, sizeof *x), *const y = x + n;
    for (size_t i = 0; i < n; i++) x[i] = a->of(&p[i]), y[i] = b->of(&p[i]);
    const double r = verdict_rank(n, x, y, n).r;
    base_free(x);
    return r;
}

/* ---- figure ---------------------------------------------------------------------------------- */

static unsigned colour_for(const struct plot_panel *panel, const char *legend)
{
    for (size_t i = 0; i < panel->n; i++)
        if (strcmp(panel->series[i].legend, legend) == 0) return panel->series[i].colour;
    return plot_colour(panel->n + 1, 0);
}

static void add_points(struct plot_panel *panel, const struct point *p, size_t n,
                       double (*x)(const struct point *), double (*y)(const struct point *))
{
    for (size_t i = 0; i < n; i++) {
        struct plot_series *const s =
            plot_named(panel, n, p[i].optimiser, colour_for(panel, p[i].optimiser), 1.5);
        s->style = PLOT_POINTS;
        plot_point(s, x(&p[i]), y(&p[i]), NAN);
    }
}

static double batch(const struct point *p)
{
    return p->batch;
}

static void draw(struct plot *f, const struct point *p, size_t n)
{
    for (int c = 0; c < 2; c++)
        f->column[c] = (struct plot_column){
            .name = c ? "batch" : "error",
            .title = base_text("%s", c ? "Flatness and batch size" : "Flatness and test error"),
            .key_columns = 3,
            .panels = 3};
    f->columns = 2;
    for (size_t k = 0; flatness[k].name; k++) {
        struct plot_panel *const left = &f->column[0].panel[k], *const right =
                                                                    &f->column[1].panel[k];
        *left = (struct plot_panel){.name = flatness[k].name,
                                    .xlabel = flatness[k].doc,
                                    .ylabel = "test error",
                                    .log_x = true};
        const double r = rank_correlation(p, n, &flatness[k], &quality[0]);
        if (isfinite(r)) left->note = base_text("r = %.2f", r);
        add_points(left, p, n, flatness[k].of, test_error);
        *right = (struct plot_panel){.name = flatness[k].name,
                                     .xlabel = "batch",
                                     .ylabel = flatness[k].doc,
                                     .joined = flatness[k + 1].name != NULL,
                                     .log_x = true,
                                     .log_y = true};
        add_points(right, p, n, batch, flatness[k].of);
    }
}

/* ---- the question ---------------------------------------------------------------------------- */

static void add_rows(struct result_table *s, const struct point *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        result_table_text(s, "%s", p[i].run->path);
        result_table_text(s, "%s", p[i].optimiser);
        result_table_number(s, p[i].batch);
        result_table_estimate(s, p[i].highest);
        result_table_estimate(s, p[i].trace);
        const double x[] = {p[i].rise, p[i].loss, p[i].error, p[i].test_error};
        for (size_t k = 0; k < sizeof x / sizeof *x; k++) result_table_number(s, x[k]);
        if (isnan(p[i].rise))
            result_table_note(s, "%s: flatness.dat has no row of noise = %g", p[i].run->path,
                              noise);
    }
}

static void add_verdict(struct result_table *s, const char *of, const char *claim,
                        const struct point *p, size_t n, const struct measure *a,
                        const struct measure *b)
{
    double *const x = base_alloc(2 * n, sizeof *x), *const y = x + n;
    for (size_t i = 0; i < n; i++) x[i] = a->of(&p[i]), y[i] = b->of(&p[i]);
    char *const growth = verdict_growth(n, x, y, n);
    result_table_note(s, "%s: %s: %s", of, claim, growth);
    base_free(growth), base_free(x);
}

static void add_verdicts(struct result_table *s, const char *of, const struct point *p, size_t n)
{
    const struct measure size = {"batch", "batch", batch};
    for (size_t k = 0; flatness[k].name; k++) {
        for (size_t q = 0; quality[q].name; q++) {
            char *const claim = base_text("%s grows with %s", quality[q].name, flatness[k].name);
            add_verdict(s, of, claim, p, n, &flatness[k], &quality[q]);
            base_free(claim);
        }
        char *const claim = base_text("small batches are flatter, by %s", flatness[k].name);
        add_verdict(s, of, claim, p, n, &size, &flatness[k]);
        base_free(claim);
    }
}

/* Verdicts over all runs, over the solutions (the subject of the claims), and over those of each
   optimiser. */
static void add_all_verdicts(struct result_table *s, const struct point *p, size_t n)
{
    struct point *const solved = base_alloc(n, sizeof *solved), *const like =
                                                                    base_alloc(n, sizeof *p);
    size_t m = 0;
    for (size_t i = 0; i < n; i++)
        if (p[i].error <= solution) solved[m++] = p[i];
    add_verdicts(s, "all", p, n);
    if (m < n) add_verdicts(s, "solutions", solved, m);
    for (size_t i = 0; i < m; i++) {
        bool first = true;
        size_t many = 0;
        for (size_t j = 0; j < m; j++)
            if (strcmp(solved[j].optimiser, solved[i].optimiser) == 0) {
                first = first && j >= i;
                like[many++] = solved[j];
            }
        if (first && many > 2 && many < m) add_verdicts(s, solved[i].optimiser, like, many);
    }
    base_free(solved), base_free(like);
}

void flatness_command(const struct command_arguments *a)
{
    require(a->n >= 3, "landscape --of flatness: %zu runs are too few for a correlation", a->n);
    struct point *const p = base_alloc(a->n, sizeof *p);
    for (size_t i = 0; i < a->n; i++) p[i] = point_read(a->folder[i]);
    struct result_table *const s =
        result_table_create("Flatness and test error of %zu runs. Errors: of the eigenvalue its "
                            "residual, of the trace by its probes; rise, losses and errors are of "
                            "one state and its samples.",
                            a->n);
    static const char *const names[] = {"batch", "highest", "trace",     "rise",
                                        "loss",  "error",   "test_error"};
    result_table_column(s, "folder", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "optimiser", NULL, RESULT_TABLE_TEXT);
    for (size_t k = 0; k < sizeof names / sizeof *names; k++)
        result_table_column(s, names[k], k > 0 && k < 5 ? "loss" : NULL,
                            k == 1 || k == 2 ? RESULT_TABLE_ESTIMATE : RESULT_TABLE_NUMBER);
    add_rows(s, p, a->n);
    add_all_verdicts(s, p, a->n);
    struct plot *const f = plot_create(a->output);
    draw(f, p, a->n);
    command_output_show(a, s, f);
    for (size_t i = 0; i < a->n; i++) run_free(p[i].run);
    base_free(p);
}
