/* Implementation of first_passage.h. */
#include "analysis/read/first_passage.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/read/table.h"
#include "common/core/base.h"
#include "common/core/vector.h"

enum { SAMPLES = 2000 };

/* ---- smoothing -------------------------------------------------------------------------------- */

struct fit { /* isotonic regression: losses that do not rise, by pooling of neighbours that do */
    size_t n, rows;
    bool pooled;
    double *u, *y, *count; /* (n) mean ln t, mean loss, rows of a block */
};

static void fit_add(struct fit *f, double u, double y)
{
    f->u[f->n] = u, f->y[f->n] = y, f->count[f->n++] = 1;
    f->rows++;
    while (f->n > 1 && f->y[f->n - 2] < f->y[f->n - 1]) {
        const size_t k = f->n - 2;
        const double w = f->count[k], v = f->count[k + 1], all = w + v;
        f->y[k] = (w * f->y[k] + v * f->y[k + 1]) / all;
        f->u[k] = (w * f->u[k] + v * f->u[k + 1]) / all;
        f->count[k] = all, f->n--, f->pooled = true;
    }
}

/* Of the rows after `begin` and after the last loss that is no number. */
static struct fit fit_of(const struct table *t, double begin, size_t time, size_t loss,
                         size_t *first)
{
    struct fit f = {.u = base_alloc(3 * t->rows + 1, sizeof *f.u)};
    f.y = f.u + t->rows, f.count = f.y + t->rows;
    size_t i = t->rows;
    while (i > 0 && !isnan(table_at(t, i - 1, loss))) i--;
    *first = i;
    for (; i < t->rows; i++)
        if (table_at(t, i, time) > begin)
            fit_add(&f, log(table_at(t, i, time) - begin), table_at(t, i, loss));
    return f;
}

/* Crossing of the fit, linear in ln t between blocks. A scattering loss that falls below the level
   in its last two rows has not reached it. */
static double crossing(const struct fit *f, double loss)
{
    enum { LEAST = 3 };
    size_t k = 0;
    while (k < f->n && !(f->y[k] < loss)) k++;
    if (k == f->n) return INFINITY;
    double left = 0;
    for (size_t i = k; i < f->n; i++) left += f->count[i];
    if (f->pooled && left < LEAST) return INFINITY;
    const double share = (f->y[k - 1] - loss) / (f->y[k - 1] - f->y[k]);
    return exp(f->u[k - 1] + (isfinite(share) ? share : 1) * (f->u[k] - f->u[k - 1]));
}

double first_passage_time(const struct run *run, const struct temperature_stage *part, double loss)
{
    struct table t = temperature_stages_table(run, "series", part);
    const size_t time = table_column(&t, "t"), energy = table_column(&t, "energy");
    size_t first;
    struct fit f = fit_of(&t, part->begin, time, energy, &first);
    double at = INFINITY;
    if (f.n > 0 && f.y[0] < loss) /* from the first row on */
        at = table_at(&t, first, time) - part->begin;
    else if (f.n > 0)
        at = crossing(&f, loss);
    base_free(f.u);
    table_clear(&t);
    return at;
}

/* ---- pairs ------------------------------------------------------------------------------------ */

static double median(size_t n, double *x) /* sorts x */
{
    qsort(x, n, sizeof *x, vector_compare);
    return n % 2 ? x[n / 2] : (x[n / 2 - 1] + x[n / 2]) / 2;
}

/* The member with the seed and replica of f: the same samples, first weights and batches. */
static const struct run *twin(const struct group *g, const struct run *f)
{
    for (size_t i = 0; i < g->n && run_value(f, "run.seed"); i++)
        if (run_same_value(g->member[i], f, "run.seed") &&
            run_same_value(g->member[i], f, "run.replica"))
            return g->member[i];
    return NULL;
}

/* Ratios of times of runs with the same seed, to r (g->n); returns their number. Pairs that never
   reach the loss are left out. */
static size_t ratios(const struct group *reference, const struct group *g, double loss, double *r)
{
    size_t n = 0;
    for (size_t i = 0; i < g->n; i++) {
        const struct run *const other = twin(reference, g->member[i]);
        if (!other) continue;
        const double a = first_passage_time(other, &reference->part, loss),
                     b = first_passage_time(g->member[i], &g->part, loss);
        if (isfinite(a) || isfinite(b)) r[n++] = a / b;
    }
    return n;
}

/* A quantile of sorted numbers. */
static double quantile(const double *sorted, double share)
{
    return sorted[(size_t)(share * (SAMPLES - 1) + 0.5)];
}

struct first_passage_ratio first_passage_speedup(const struct group *reference,
                                                 const struct group *g, double loss,
                                                 struct rng *rng)
{
    double *const r = base_alloc(2 * g->n, sizeof *r), *const drawn = r + g->n,
                  *const sample = base_alloc(2 * SAMPLES, sizeof *sample),
                  *const ln = sample + SAMPLES;
    const size_t n = ratios(reference, g, loss, r);
    struct first_passage_ratio s = {NAN, NAN, NAN, n, {NAN, NAN}};
    for (int k = 0; n && k < SAMPLES; k++) {
        for (size_t i = 0; i < n; i++) drawn[i] = r[rng_below(rng, (uint32_t)n)];
        sample[k] = median(n, drawn);
        ln[k] = sample[k] > 0 && isfinite(sample[k]) ? log(sample[k]) : NAN;
    }
    if (n) {
        s.value = median(n, r);
        s.log = statistics_bootstrap(SAMPLES, ln, n, log(s.value));
        qsort(sample, SAMPLES, sizeof *sample, vector_compare);
        s.low = isnan(s.log.error) ? n > 2 ? quantile(sample, 0.025) : NAN
                                   : exp(s.log.value - 2 * s.log.error);
        s.high = isnan(s.log.error) ? n > 2 ? quantile(sample, 0.975) : NAN
                                    : exp(s.log.value + 2 * s.log.error);
    }
    base_free(r);
    base_free(sample);
    return s;
}

struct statistics_estimate first_passage_speedup_error(const struct first_passage_ratio *r)
{
    return (struct statistics_estimate){r->value, r->value * r->log.error};
}

struct statistics_estimate first_passage_change(const struct group *reference,
                                                const struct group *g, double loss, double other)
{
    double *const x = base_alloc(g->n, sizeof *x);
    size_t n = 0;
    for (size_t i = 0; i < g->n; i++) {
        const struct run *const f = g->member[i], *const pair = twin(reference, f);
        if (!pair) continue;
        x[n] = log(first_passage_time(pair, &reference->part, other) /
                   first_passage_time(f, &g->part, other)) -
               log(first_passage_time(pair, &reference->part, loss) /
                   first_passage_time(f, &g->part, loss));
        if (isfinite(x[n])) n++;
    }
    const struct statistics_estimate e = statistics_mean(n, x);
    base_free(x);
    return e;
}

bool first_passage_depends(struct statistics_estimate change)
{
    const double size = fabs(change.value); /* a ln */
    return size > 2 * change.error && size > log(1.05);
}

enum summary { LAST, LEAST_OF_ALL };

static double summary_of(const struct run *f, const struct temperature_stage *part,
                         const char *column, enum summary of)
{
    struct table t = temperature_stages_table(f, "series", part);
    double x = NAN;
    if (table_has(&t, column)) {
        const size_t c = table_column(&t, column);
        x = table_at(&t, t.rows - 1, c);
        for (size_t r = 0; of == LEAST_OF_ALL && r < t.rows; r++) x = fmin(x, table_at(&t, r, c));
    }
    table_clear(&t);
    return x;
}

static struct statistics_estimate difference(const struct group *reference, const struct group *g,
                                             const char *column, enum summary of)
{
    double *const x = base_alloc(g->n, sizeof *x);
    size_t n = 0;
    for (size_t i = 0; i < g->n; i++) {
        const struct run *const pair = twin(reference, g->member[i]);
        if (!pair) continue;
        x[n] = summary_of(g->member[i], &g->part, column, of) -
               summary_of(pair, &reference->part, column, of);
        if (isfinite(x[n])) n++;
    }
    const struct statistics_estimate e = statistics_mean(n, x);
    base_free(x);
    return e;
}

struct statistics_estimate first_passage_end(const struct group *reference, const struct group *g,
                                             const char *column)
{
    return difference(reference, g, column, LAST);
}

struct statistics_estimate first_passage_least(const struct group *reference, const struct group *g,
                                               const char *column)
{
    return difference(reference, g, column, LEAST_OF_ALL);
}
