/* landscape --of swaps: do loss changes of swaps of weights, tried at solutions, predict what the loss
   itself does not? Spearman's partial rank correlations with largest Hessian eigenvalue, trace,
   rise of the loss under noise, and test loss, at fixed training loss; p after Holm's correction
   over all pairs. Settings (optimiser, batch) can be a common cause: `within` is the same of
   deviations from the mean of the setting. Tables of `dnn swaps` and `dnn hessian`. */
#include <math.h>
#include <string.h>

#include "analysis/estimate/multiple_tests.h"
#include "analysis/estimate/verdict.h"
#include "analysis/figure/plot.h"
#include "analysis/figure/result_table.h"
#include "analysis/landscape/landscape.h"
#include "analysis/read/run.h"
#include "analysis/read/table.h"
#include "common/core/base.h"

enum { LEAST = 30 };                 /* solutions for a verdict */
static const double solution = 0.01; /* largest training error of one */

static const char *const kinds[] = {"row",   "column",      "in_row",         "in_column",
                                    "mixed", "mixed_equal", "mixed_opposite", "anywhere",
                                    "inter"};
enum { KINDS = sizeof kinds / sizeof *kinds };

static const struct predicted { /* table row */
    const char *name, *label, *table, *column, *by;
    double value; /* of column `by` */
} predicted[] = {
    {"highest", "largest eigenvalue  λ_{max}", "hessian", "highest", "layer", 0},
    {"trace", "trace of the Hessian", "hessian", "trace", "layer", 0},
    {"rise", "rise of the loss under noise", "flatness", "rise", "noise", 0.2},
    {"test_loss", "test loss", "scores", "test_loss", NULL, 0},
};
enum { PREDICTED = sizeof predicted / sizeof *predicted };

struct samples { /* the solutions, each (n) */
    size_t n, left_out;
    double *x[KINDS], *y[PREDICTED], *loss;
    char **optimiser, **setting;
};

static struct samples samples_read(const struct command_arguments *a)
{
    struct samples s = {0};
    for (size_t k = 0; k < KINDS; k++) s.x[k] = base_alloc(a->n, sizeof *s.x[k]);
    for (size_t k = 0; k < PREDICTED; k++) s.y[k] = base_alloc(a->n, sizeof *s.y[k]);
    s.loss = base_alloc(a->n, sizeof *s.loss);
    s.optimiser = base_alloc(a->n, sizeof *s.optimiser);
    s.setting = base_alloc(a->n, sizeof *s.setting);
    for (size_t i = 0; i < a->n; i++) {
        struct run *const f = run_read(a->folder[i]);
        require(table_exists(f->path, "tried"), "%s: no tried.dat. To make it: dnn swaps %s",
                f->path, f->path);
        const size_t at = s.n;
        if (table_cell(f->path, "scores", "error", NULL, 0) > solution) {
            s.left_out++;
            run_free(f);
            continue;
        }
        const char *const optimiser = run_value(f, "train.optimiser");
        const char *const batch = run_value(f, "train.batch_size");
        s.optimiser[at] = base_text("%s", optimiser ? optimiser : "sgd");
        s.setting[at] = base_text("%s %s", s.optimiser[at], batch ? batch : "");
        s.n++;
        for (size_t k = 0; k < KINDS; k++)
            s.x[k][at] = table_cell(f->path, "tried", kinds[k], NULL, 0);
        for (size_t k = 0; k < PREDICTED; k++) {
            const struct predicted *const y = &predicted[k];
            s.y[k][at] = table_cell(f->path, y->table, y->column, y->by, y->value);
        }
        s.loss[at] = table_cell(f->path, "scores", "loss", NULL, 0);
        run_free(f);
    }
    return s;
}

static void samples_clear(struct samples *s)
{
    for (size_t k = 0; k < KINDS; k++) base_free(s->x[k]);
    for (size_t k = 0; k < PREDICTED; k++) base_free(s->y[k]);
    for (size_t i = 0; i < s->n; i++) base_free(s->optimiser[i]), base_free(s->setting[i]);
    base_free(s->loss), base_free(s->optimiser), base_free(s->setting);
}

/* ---- table ----------------------------------------------------------------------------------- */

struct pair {
    struct verdict_rank whole, partial, within;
    double p, holm;
};

/* Deviations of x from the means of the settings, to d (n); returns the number of settings. */
static double deviations(const struct samples *s, const double *x, double *d)
{
    double settings = 0;
    for (size_t i = 0; i < s->n; i++) {
        double sum = 0, n = 0;
        bool first = true;
        for (size_t k = 0; k < s->n; k++) {
            if (strcmp(s->setting[k], s->setting[i]) != 0) continue;
            sum += x[k], n++;
            first = first && k >= i;
        }
        d[i] = x[i] - sum / n;
        settings += first;
    }
    return settings;
}

static struct verdict_rank within(const struct samples *s, const double *x, const double *y)
{
    double *const d = base_alloc(3 * s->n, sizeof *d), p;
    const double settings = deviations(s, x, d);
    deviations(s, y, d + s->n), deviations(s, s->loss, d + 2 * s->n);
    const struct verdict_rank r =
        verdict_partial_rank(s->n, d, d + s->n, d + 2 * s->n, settings, &p);
    base_free(d);
    return r;
}

static void measure(const struct samples *s, struct pair pair[KINDS][PREDICTED])
{
    double p[KINDS * PREDICTED], holm[KINDS * PREDICTED];
    for (size_t i = 0; i < KINDS * PREDICTED; i++) {
        struct pair *const q = &pair[i / PREDICTED][i % PREDICTED];
        const double *const x = s->x[i / PREDICTED], *const y = s->y[i % PREDICTED];
        q->whole = verdict_rank(s->n, x, y, s->n);
        q->partial = verdict_partial_rank(s->n, x, y, s->loss, 1, &q->p);
        q->within = within(s, x, y);
        p[i] = q->p;
    }
    multiple_tests_holm(KINDS * PREDICTED, p, holm);
    for (size_t i = 0; i < KINDS * PREDICTED; i++)
        pair[i / PREDICTED][i % PREDICTED].holm = holm[i];
}

/* In fewer than LEAST solutions nothing is decided. */
static const char *verdict(const struct pair *q)
{
    return q->partial.points >= LEAST && q->holm < 0.05 ? verdict_text(VERDICT_HOLDS)
                                                        : verdict_text(VERDICT_UNKNOWN);
}

static struct result_table *table_of(const struct samples *s, struct pair pair[KINDS][PREDICTED])
{
    struct result_table *const t = result_table_create(
        "Loss changes of tried swaps of weights, and curvature, flatness and test loss of %zu "
        "solutions: rank correlations, and partial ones at fixed training loss, with 95 %% "
        "intervals; p: Holm's over all rows; within: of deviations from the means of the settings.",
        s->n);
    static const char *const number[] = {"r",      "partial",    "low",         "high", "points",
                                         "within", "within_low", "within_high", "p"};
    enum { NUMBERS = sizeof number / sizeof *number };
    result_table_column(t, "swap", NULL, RESULT_TABLE_TEXT);
    result_table_column(t, "of", NULL, RESULT_TABLE_TEXT);
    for (size_t k = 0; k < NUMBERS; k++)
        result_table_column(t, number[k], NULL, RESULT_TABLE_NUMBER);
    result_table_column(t, "beyond_the_loss", NULL, RESULT_TABLE_TEXT);
    size_t known = 0, kept = 0;
    for (size_t i = 0; i < KINDS * PREDICTED; i++) {
        const struct pair *const q = &pair[i / PREDICTED][i % PREDICTED];
        const double x[] = {q->whole.r,
                            q->partial.r,
                            q->partial.range.low,
                            q->partial.range.high,
                            (double)q->partial.points,
                            q->within.r,
                            q->within.range.low,
                            q->within.range.high,
                            q->holm};
        result_table_text(t, "%s", kinds[i / PREDICTED]);
        result_table_text(t, "%s", predicted[i % PREDICTED].name);
        for (size_t k = 0; k < NUMBERS; k++) result_table_number(t, x[k]);
        result_table_text(t, "%s", verdict(q));
        const bool holds = strcmp(verdict(q), verdict_text(VERDICT_HOLDS)) == 0;
        const struct verdict_interval inside = q->within.range;
        known += holds, kept += holds && (q->partial.r > 0 ? inside.low > 0 : inside.high < 0);
    }
    result_table_note(t, "swaps carry information beyond the loss: %s (%zu of %d pairs)",
                      verdict_text(known ? VERDICT_HOLDS : VERDICT_UNKNOWN), known,
                      KINDS * PREDICTED);
    result_table_note(t, "of these pairs, %zu are correlated within settings as well", kept);
    if (s->left_out)
        result_table_note(t, "%zu runs left out: more than %g of the samples are classed wrong",
                          s->left_out, solution);
    if (s->n < LEAST)
        result_table_note(t, "%zu solutions are fewer than %d: nothing is decided", s->n, LEAST);
    return t;
}

/* ---- figure ---------------------------------------------------------------------------------- */

static unsigned colour_for(const struct plot_panel *panel, const char *legend)
{
    for (size_t i = 0; i < panel->n; i++)
        if (strcmp(panel->series[i].legend, legend) == 0) return panel->series[i].colour;
    return plot_colour(panel->n + 1, 0);
}

static void add_panel(struct plot_column *c, const struct samples *s, size_t kind, size_t of,
                      const struct pair *q)
{
    struct plot_panel *const panel =
        plot_panel(c, predicted[of].name, "mean change of the loss by a swap", predicted[of].label);
    panel->log_x = true, panel->padded = true, panel->joined = of + 1 < PREDICTED;
    panel->log_y = of + 1 < PREDICTED;
    if (isfinite(q->partial.r))
        panel->note = base_text("partial r = %.2f (%.2f to %.2f)", q->partial.r,
                                q->partial.range.low, q->partial.range.high);
    for (size_t i = 0; i < s->n; i++) {
        const char *const o = s->optimiser[i];
        struct plot_series *const p = plot_named(panel, s->n, o, colour_for(panel, o), 1.5);
        p->style = PLOT_POINTS;
        plot_point(p, s->x[kind][i], s->y[of][i], NAN);
    }
}

static void draw(struct plot *f, const struct samples *s, struct pair pair[KINDS][PREDICTED])
{
    static const struct {
        const char *kind, *title;
    } shown[] = {{"row", "Rows of weights"},
                 {"mixed_equal", "Two weights of equal sign"},
                 {"mixed_opposite", "Two weights of opposite sign"}};
    for (size_t c = 0; c < sizeof shown / sizeof *shown; c++) {
        size_t kind = 0;
        while (strcmp(kinds[kind], shown[c].kind) != 0) kind++;
        struct plot_column *const column = plot_column(f, shown[c].kind, shown[c].title, 3);
        for (size_t of = 0; of < PREDICTED; of++) add_panel(column, s, kind, of, &pair[kind][of]);
    }
}

void tried_swaps_command(const struct command_arguments *a)
{
    require(a->n >= 5, "landscape --of swaps: %zu runs are too few for a partial correlation",
            a->n);
    struct samples s = samples_read(a);
    struct pair pair[KINDS][PREDICTED];
    measure(&s, pair);
    struct plot *const f = plot_create(a->output);
    draw(f, &s, pair);
    command_output_show(a, table_of(&s, pair), f);
    samples_clear(&s);
}
