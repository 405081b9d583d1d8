/* Implementation of overlap_potential.h. */
#include "analysis/estimate/overlap_potential.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/core/base.h"
#include "common/numerics/mbar.h"

enum { LEAST = 5 }; /* samples of a bin */

/* ---- neighbours ------------------------------------------------------------------------------ */

static double mean_Q(const struct overlap_potential_run *r)
{
    return statistics_mean(r->n, r->Q).value;
}

static int by_Q(const void *a, const void *b)
{
    const double x = mean_Q(a), y = mean_Q(b);
    return (x > y) - (x < y);
}

static void require_overlap(const struct overlap_potential_run *a,
                            const struct overlap_potential_run *b)
{
    double *const x = base_alloc(a->n + b->n, sizeof *x), *const y = x + a->n;
    memcpy(x, a->Q, a->n * sizeof *x), memcpy(y, b->Q, b->n * sizeof *y);
    const double share = mbar_overlap(a->n, x, b->n, y);
    require(
        share >= 0.02,
        "%s (mean Q %.4g) and %s (%.4g): their distributions have %.1f %% in common. At least 2 "
        "%% are needed: add a run between",
        a->path, mean_Q(a), b->path, mean_Q(b), 100 * share);
    base_free(x);
}

/* ---- histograms ------------------------------------------------------------------------------ */

struct pool { /* samples of all runs but one block of each */
    size_t n;
    double *Q, *u, *w, *zero, *count, *f; /* u (runs, n) */
};

static void fill(struct pool *p, size_t runs, const struct overlap_potential_run *run,
                 double beta_N, size_t left_out)
{
    p->n = 0;
    for (size_t k = 0; k < runs; k++) {
        const size_t before = p->n;
        for (size_t i = 0; i < run[k].n; i++)
            if (i * OVERLAP_POTENTIAL_BLOCKS / run[k].n != left_out) p->Q[p->n++] = run[k].Q[i];
        p->count[k] = (double)(p->n - before);
    }
    for (size_t k = 0; k < runs; k++)
        for (size_t i = 0; i < p->n; i++) {
            const double apart = p->Q[i] - run[k].centre;
            p->u[k * p->n + i] =
                beta_N * (run[k].spring / 2 * apart * apart - run[k].field * p->Q[i]);
        }
}

/* From the mean of exp(-V) over a bin to V at its centre, for a V that is straight in the bin: plus
   ln(sinh(h)/h), h half its rise, from the neighbours. */
static void correct_for_width(size_t bins, double *V)
{
    double before = NAN; /* of the bin before, uncorrected */
    for (size_t b = 0; b < bins; b++) {
        const double here = V[b], after = b + 1 < bins ? V[b + 1] : NAN;
        const double rise = isfinite(before) && isfinite(after) ? (after - before) / 2
                            : isfinite(before)                  ? here - before
                                                                : after - here;
        const double h = fabs(rise) / 2;
        if (h > 1e-6) V[b] += log(sinh(h) / h);
        before = here;
    }
}

/* V in units of T/N, up to a constant, to V (bins). */
static void histogram(struct pool *p, size_t runs, double least, double width, size_t bins,
                      double *V)
{
    const struct mbar m = {runs, p->n, p->u, p->count};
    size_t *const hits = base_alloc(bins, sizeof *hits);
    require(mbar_solve(&m, p->f), "the free energies of %zu runs do not converge: add runs between",
            runs);
    mbar_weights(&m, p->f, p->zero, p->w);
    for (size_t b = 0; b < bins; b++) V[b] = 0;
    for (size_t i = 0; i < p->n; i++) {
        const size_t b = (size_t)((p->Q[i] - least) / width), in = b < bins ? b : bins - 1;
        hits[in]++, V[in] += exp(p->w[i]);
    }
    for (size_t b = 0; b < bins; b++) V[b] = hits[b] >= LEAST ? -log(V[b]) : NAN;
    correct_for_width(bins, V);
    base_free(hits);
}

static void shift_to_least(size_t bins, double *V)
{
    double least = INFINITY;
    for (size_t b = 0; b < bins; b++) least = fmin(least, V[b]);
    for (size_t b = 0; b < bins; b++) V[b] -= least;
}

struct overlap_potential overlap_potential_of(size_t runs, struct overlap_potential_run *run,
                                              double T, double N, double least, double most,
                                              size_t bins)
{
    enum { ALL = OVERLAP_POTENTIAL_BLOCKS };
    size_t n = 0;
    qsort(run, runs, sizeof *run, by_Q);
    for (size_t k = 0; k < runs; k++) {
        if (k) require_overlap(&run[k - 1], &run[k]);
        n += run[k].n;
    }
    require(most > least, "%s: Q is always %g", run->path, least);
    double *const room = base_alloc(n * (runs + 3) + 2 * runs, sizeof *room);
    struct pool p = {.Q = room, .w = room + n, .zero = room + 2 * n, .u = room + 3 * n};
    p.count = p.u + runs * n, p.f = p.count + runs;
    const double width = (most - least) / (double)bins;
    double *const V = base_alloc((ALL + 1) * bins, sizeof *V);
    for (size_t left_out = ALL + 1; left_out-- > 0;) { /* all samples first */
        fill(&p, runs, run, N / T, left_out);
        histogram(&p, runs, least, width, bins, V + left_out * bins);
        shift_to_least(bins, V + left_out * bins);
    }
    struct overlap_potential out = {bins, base_alloc(bins, sizeof *out.Q),
                                    base_alloc(bins, sizeof *out.V)};
    for (size_t b = 0; b < bins; b++) {
        double left[ALL];
        for (size_t k = 0; k < ALL; k++) left[k] = V[k * bins + b];
        const struct statistics_estimate e = statistics_jackknife(ALL, left, V[ALL * bins + b]);
        out.Q[b] = least + ((double)b + 0.5) * width;
        out.V[b] = (struct statistics_estimate){e.value * T / N, e.error * T / N};
    }
    base_free(V), base_free(room);
    return out;
}

void overlap_potential_clear(struct overlap_potential *p)
{
    base_free(p->Q), base_free(p->V);
}
