/* potential: Franz-Parisi potentials V(Q) of liquids and networks from their umbrella runs. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/commands/commands.h"
#include "analysis/estimate/overlap_potential.h"
#include "analysis/figure/plot.h"
#include "analysis/figure/result_table.h"
#include "analysis/read/run.h"
#include "analysis/read/table.h"
#include "common/core/base.h"
#include "common/io/trajectory.h"

enum { BINS = 30, MOST = 1500 };

static double number(const struct run *f, const char *key)
{
    const char *const text = run_value(f, key);
    return text ? strtod(text, NULL) : 0;
}

/* Runs of one curve: equal in system, T and Q. */
static bool same_curve(const struct run *a, const struct run *b)
{
    static const char *const keys[] = {"bias.of",    "bias.length",    "system.model", "system.N",
                                       "system.rho", "network.layers", "data.alpha",   "data.dim"};
    bool same = a->system == b->system && a->T == b->T;
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
        same = same && run_same_value(a, b, keys[k]);
    return same;
}

/* Number of spheres or weights: items of the stored frames. */
static double items(const struct run *f)
{
    char *const path = base_text("%s/trajectory.h5", f->path);
    struct trajectory *const t = trajectory_open(path);
    struct frame frame = {0};
    require(trajectory_frames(t), "%s: holds no frame yet", path);
    trajectory_read(t, 0, &frame);
    const double n = (double)frame.n;
    trajectory_close(t);
    base_free(path);
    return n;
}

/* Q of a run after its first quarter, or from --from on. */
static struct overlap_potential_run samples(const struct run *f, const struct command_arguments *a,
                                            struct result_table *notes)
{
    struct table t = table_read(f->path, "series");
    const size_t at = table_column(&t, "t"), column = table_column(&t, run_value(f, "bias.of"));
    const double end = table_at(&t, t.rows - 1, at), from = a->from.given ? a->from.value : end / 4;
    struct overlap_potential_run r = {.path = f->path,
                                      .field = number(f, "bias.field"),
                                      .spring = number(f, "bias.spring"),
                                      .centre = number(f, "bias.centre"),
                                      .Q = base_alloc(t.rows, sizeof *r.Q)};
    for (size_t i = 0; i < t.rows; i++) {
        const double time = table_at(&t, i, at);
        if (time < from || (a->until.given && time > a->until.value)) continue;
        r.Q[r.n++] = table_at(&t, i, column);
    }
    table_clear(&t);
    require(r.n >= 2 * OVERLAP_POTENTIAL_BLOCKS, "%s/series.dat: %zu rows; at least %d are needed",
            f->path, r.n, 2 * OVERLAP_POTENTIAL_BLOCKS);
    const double independent = (double)r.n / (2 * statistics_tau(r.n, r.Q).value);
    if (independent < OVERLAP_POTENTIAL_BLOCKS)
        result_table_note(notes, "%s: %.1f independent values of Q: errors are too small.", f->path,
                          independent);
    const size_t step = (r.n + MOST - 1) / MOST, all = r.n;
    r.n = 0;
    for (size_t i = 0; i < all; i += step) r.Q[r.n++] = r.Q[i];
    return r;
}

static struct plot_panel *panel_of(struct plot *p, const struct system_kind *k)
{
    struct plot_column *const c = system_kind_column(p, k, 1);
    if (c->panels) return c->panel;
    return plot_panel(c, "potential", "overlap  Q", "potential  V(Q)  [ε]");
}

static char *legend_of(const struct run *f)
{
    const char *const alpha = run_value(f, "data.alpha");
    return alpha && strtod(alpha, NULL) > 0 ? base_text("T = %g, α = %s", f->T, alpha)
                                            : base_text("T = %g", f->T);
}

struct curve { /* mean over references, on bins of all runs of the curve */
    double least, most;
    size_t references, runs;
    size_t n[BINS];
    double sum[BINS], square[BINS], error[BINS]; /* error: sum of squares of own errors */
};

static void add_potential(struct curve *c, const struct overlap_potential *v)
{
    c->references++;
    for (size_t b = 0; b < BINS; b++) {
        const struct statistics_estimate e = v->V[b];
        if (!isfinite(e.value)) continue;
        c->n[b]++, c->sum[b] += e.value, c->square[b] += e.value * e.value;
        c->error[b] += e.error * e.error;
    }
}

/* Of several references: the larger of their scatter and the mean of their own errors. */
static struct statistics_estimate mean_at(const struct curve *c, size_t b)
{
    const double n = (double)c->n[b], mean = c->sum[b] / n, own = sqrt(c->error[b]) / n;
    const double scatter =
        n > 1 ? sqrt(fmax(0, c->square[b] / n - mean * mean) / (n - 1)) * statistics_student(n) : 0;
    return (struct statistics_estimate){mean, scatter > own ? scatter : own};
}

static void show(const struct run *f, const struct curve *c, size_t number, struct result_table *s,
                 struct plot *p)
{
    char *const legend = legend_of(f);
    struct plot_series *const line =
        plot_add(panel_of(p, f->system), BINS, legend, plot_colour(1 + number % 6, 0), 1.5);
    line->n = 0;
    for (size_t b = 0; b < BINS; b++) {
        if (c->n[b] == 0) continue;
        const double Q = c->least + ((double)b + 0.5) * (c->most - c->least) / BINS;
        const struct statistics_estimate e = mean_at(c, b);
        plot_point(line, Q, e.value, e.error);
        result_table_text(s, "%s", f->system->program);
        result_table_text(s, "%s", legend);
        result_table_number(s, (double)c->runs);
        result_table_number(s, (double)c->n[b]);
        result_table_number(s, Q);
        result_table_estimate(s, e);
    }
    base_free(legend);
}

/* The curve of the runs that equal `first` but for reference and bias. done (n): runs of a reference
   that is added. */
static void add_curve(size_t n, struct run *const *run, struct overlap_potential_run *sample,
                      bool *done, size_t first, size_t number, struct result_table *s,
                      struct plot *p)
{
    struct curve c = {.least = INFINITY, .most = -INFINITY};
    struct overlap_potential_run *const r = base_alloc(n, sizeof *r);
    for (size_t i = first; i < n; i++)
        for (size_t k = 0; k < sample[i].n && same_curve(run[first], run[i]); k++)
            c.least = fmin(c.least, sample[i].Q[k]), c.most = fmax(c.most, sample[i].Q[k]);
    for (size_t i = first; i < n; i++) {
        if (done[i] || !same_curve(run[first], run[i])) continue;
        size_t runs = 0;
        for (size_t j = i; j < n; j++) {
            if (!same_curve(run[i], run[j]) || !run_same_value(run[i], run[j], "bias.reference"))
                continue;
            r[runs++] = sample[j], done[j] = true;
        }
        struct overlap_potential v =
            overlap_potential_of(runs, r, run[i]->T, items(run[i]), c.least, c.most, BINS);
        c.runs += runs;
        add_potential(&c, &v);
        overlap_potential_clear(&v);
    }
    show(run[first], &c, number, s, p);
    base_free(r);
}

static struct result_table *table_of(void)
{
    struct result_table *const s = result_table_create(
        "Potentials V(Q) = -(T/N) ln P(Q) without bias, from umbrellas and fields joined by MBAR.");
    result_table_column(s, "program", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "run", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "runs", NULL, RESULT_TABLE_NUMBER);
    result_table_column(s, "references", NULL, RESULT_TABLE_NUMBER);
    result_table_column(s, "Q", NULL, RESULT_TABLE_NUMBER);
    result_table_column(s, "V", "energy", RESULT_TABLE_ESTIMATE);
    return s;
}

void potential_command(const struct command_arguments *a)
{
    struct run **const run = base_alloc(a->n, sizeof *run);
    struct overlap_potential_run *const sample = base_alloc(a->n, sizeof *sample);
    bool *const done = base_alloc(a->n, sizeof *done);
    struct result_table *const s = table_of();
    struct plot *const p = plot_create(a->output);
    for (size_t i = 0; i < a->n; i++) {
        run[i] = run_read(a->folder[i]);
        require(run_value(run[i], "bias.of"),
                "%s: has no [bias]: potential needs umbrellas or fields", run[i]->path);
        sample[i] = samples(run[i], a, s);
    }
    for (size_t i = 0, curves = 0; i < a->n; i++)
        if (!done[i]) add_curve(a->n, run, sample, done, i, curves++, s, p);
    command_output_show(a, s, p);
    for (size_t i = 0; i < a->n; i++) run_free(run[i]), base_free(sample[i].Q);
    base_free(run), base_free(sample), base_free(done);
}
