/* Implementation of reweight.h. */
#include "analysis/commands/reweight.h"

#include <math.h>

#include "common/core/base.h"

enum { NO_BLOCK = -1, ITERATIONS = 2000 };

struct pool { /* samples of all runs, and the free energies */
    size_t runs, n;
    double *U, *ln_D; /* (n) */
    double *ln_w;     /* (n) of the weights of the samples */
    double beta[REWEIGHT_RUNS], f[REWEIGHT_RUNS], ln_N[REWEIGHT_RUNS];
};

static double ln_sum(size_t n, const double *x)
{
    double most = -INFINITY, sum = 0;
    for (size_t i = 0; i < n; i++) most = fmax(most, x[i]);
    for (size_t i = 0; i < n; i++) sum += exp(x[i] - most);
    return most + log(sum);
}

/* Fills the pool with all samples except one block of each run. weight (runs) of arrays (n of the
   run): NULL counts every sample once. */
static void fill(struct pool *p, const struct reweight_run *run, const double *const *weight,
                 int left_out)
{
    p->n = 0;
    for (size_t k = 0; k < p->runs; k++) {
        double count = 0;
        for (size_t i = 0; i < run[k].n; i++) {
            if ((int)(i * REWEIGHT_BLOCKS / run[k].n) == left_out) continue;
            const double w = weight ? weight[k][i] : 1;
            count += w;
            p->ln_w[p->n] = log(w);
            p->U[p->n++] = run[k].U[i];
        }
        p->ln_N[k] = log(count);
        p->beta[k] = 1 / run[k].T;
    }
}

/* First estimate of the free energies: df/d(1/T) = U, integrated by the trapezoidal rule. */
static void guess(struct pool *p, const struct reweight_run *run)
{
    for (size_t k = 0; k < p->runs; k++) {
        const double U = statistics_mean(run[k].n, run[k].U).value;
        p->f[k] =
            k == 0 ? 0
                   : p->f[k - 1] + (p->beta[k] - p->beta[k - 1]) *
                                       (U + statistics_mean(run[k - 1].n, run[k - 1].U).value) / 2;
    }
}

static void weigh(struct pool *p)
{
    for (size_t n = 0; n < p->n; n++) {
        double term[REWEIGHT_RUNS];
        for (size_t k = 0; k < p->runs; k++) term[k] = p->ln_N[k] + p->f[k] - p->beta[k] * p->U[n];
        p->ln_D[n] = ln_sum(p->runs, term) - p->ln_w[n];
    }
}

/* ln of the partition function at beta; x (n) is scratch memory. */
static double ln_Z(const struct pool *p, double beta, double *x)
{
    for (size_t n = 0; n < p->n; n++) x[n] = -beta * p->U[n] - p->ln_D[n];
    return ln_sum(p->n, x);
}

static void solve(struct pool *p, double *x)
{
    double change = INFINITY;
    for (int i = 0; i < ITERATIONS && change > 1e-7; i++) {
        weigh(p);
        double f[REWEIGHT_RUNS];
        for (size_t k = 0; k < p->runs; k++) f[k] = -ln_Z(p, p->beta[k], x);
        change = 0;
        for (size_t k = 0; k < p->runs; k++) {
            change = fmax(change, fabs(f[k] - f[0] - p->f[k]));
            p->f[k] = f[k] - f[0];
        }
    }
    require(change < 1e-4,
            "reweighting: the runs' energies do not overlap; put temperatures between");
    weigh(p);
}

struct answer {
    double U, C, F, samples;
};

static struct answer ask(const struct pool *p, double T, double *x)
{
    const double ln_z = ln_Z(p, 1 / T, x);
    double U = 0, square = 0, weights = 0;
    for (size_t n = 0; n < p->n; n++) U += exp(x[n] - ln_z) * p->U[n];
    for (size_t n = 0; n < p->n; n++) {
        const double w = exp(x[n] - ln_z);
        square += w * (p->U[n] - U) * (p->U[n] - U);
        weights += w * w;
    }
    return (struct answer){U, square / (T * T), -ln_z, 1 / weights};
}

void reweight(size_t runs, const struct reweight_run *run, size_t m, const double *T,
              struct reweight_point *out)
{
    reweight_weighted(runs, run, NULL, m, T, out);
}

void reweight_weighted(size_t runs, const struct reweight_run *run, const double *const *weight,
                       size_t m, const double *T, struct reweight_point *out)
{
    size_t most = 0;
    for (size_t k = 0; k < runs; k++) most += run[k].n;
    struct pool p = {.runs = runs,
                     .U = base_alloc(most, sizeof(double)),
                     .ln_D = base_alloc(most, sizeof(double)),
                     .ln_w = base_alloc(most, sizeof(double))};
    double *const x = base_alloc(most, sizeof *x);
    struct answer(*const a)[REWEIGHT_BLOCKS + 1] = base_alloc(m, sizeof *a);
    fill(&p, run, weight, NO_BLOCK);
    guess(&p, run);
    for (int b = REWEIGHT_BLOCKS; b >= 0;
         b--) { /* all samples first: their solution starts the iterations of the rest */
        fill(&p, run, weight, b == REWEIGHT_BLOCKS ? NO_BLOCK : b);
        solve(&p, x);
        for (size_t i = 0; i < m; i++) a[i][b] = ask(&p, T[i], x);
        for (size_t i = 0; i < m; i++) a[i][b].F += ln_Z(&p, p.beta[0], x);
    }
    for (size_t i = 0; i < m; i++) {
        double U[REWEIGHT_BLOCKS], C[REWEIGHT_BLOCKS], F[REWEIGHT_BLOCKS];
        for (int b = 0; b < REWEIGHT_BLOCKS; b++)
            U[b] = a[i][b].U, C[b] = a[i][b].C, F[b] = a[i][b].F;
        const struct answer *const whole = &a[i][REWEIGHT_BLOCKS];
        out[i] = (struct reweight_point){statistics_jackknife(REWEIGHT_BLOCKS, U, whole->U),
                                         statistics_jackknife(REWEIGHT_BLOCKS, C, whole->C),
                                         statistics_jackknife(REWEIGHT_BLOCKS, F, whole->F),
                                         whole->samples};
    }
    base_free(a);
    base_free(x);
    base_free(p.U);
    base_free(p.ln_D);
    base_free(p.ln_w);
}
