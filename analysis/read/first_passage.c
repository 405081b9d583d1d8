/* Implementation of first_passage.h. */
#include "analysis/read/first_passage.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/read/table.h"
#include "common/core/base.h"
#include "common/core/vector.h"

enum { SAMPLES = 2000 };

double first_passage_time(const struct run *f, double loss)
{
    struct table t = table_read(f->path, "series");
    const size_t time = table_column(&t, "t"), energy = table_column(&t, "energy");
    size_t i = t.rows;
    while (i > 0 && table_at(&t, i - 1, energy) < loss) i--; /* a nan is not below */
    double at = i < t.rows ? table_at(&t, i, time) : INFINITY;
    if (i > 0 && i < t.rows && table_at(&t, i - 1, time) > 0) {
        const double above = table_at(&t, i - 1, energy), below = table_at(&t, i, energy),
                     from = log(table_at(&t, i - 1, time)),
                     share = (above - loss) / (above - below);
        if (isfinite(share)) at = exp(from + share * (log(at) - from));
    }
    table_clear(&t);
    return at;
}

static double median(size_t n, double *x) /* sorts x */
{
    qsort(x, n, sizeof *x, vector_compare);
    return n % 2 ? x[n / 2] : (x[n / 2 - 1] + x[n / 2]) / 2;
}

/* The member with the seed of f: the same samples, first weights and batches. */
static const struct run *twin(const struct group *g, const struct run *f)
{
    const char *const seed = run_value(f, "run.seed");
    for (size_t i = 0; i < g->n; i++) {
        const char *const other = run_value(g->member[i], "run.seed");
        if (seed && other && strcmp(seed, other) == 0) return g->member[i];
    }
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
        const double a = first_passage_time(other, loss),
                     b = first_passage_time(g->member[i], loss);
        if (isfinite(a) || isfinite(b)) r[n++] = a / b;
    }
    return n;
}

struct first_passage_ratio first_passage_speedup(const struct group *reference,
                                                 const struct group *g, double loss,
                                                 struct rng *rng)
{
    double *const r = base_alloc(2 * g->n, sizeof *r), *const drawn = r + g->n,
                  *const sample = base_alloc(SAMPLES, sizeof *sample);
    const size_t n = ratios(reference, g, loss, r);
    struct first_passage_ratio s = {NAN, NAN, NAN, n};
    for (int k = 0; n && k < SAMPLES; k++) {
        for (size_t i = 0; i < n; i++) drawn[i] = r[rng_below(rng, (uint32_t)n)];
        sample[k] = median(n, drawn);
    }
    if (n) {
        qsort(sample, SAMPLES, sizeof *sample, vector_compare);
        s = (struct first_passage_ratio){median(n, r), sample[SAMPLES / 20],
                                         sample[SAMPLES - 1 - SAMPLES / 20], n};
    }
    base_free(r);
    base_free(sample);
    return s;
}
