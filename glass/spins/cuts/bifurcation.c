#include "glass/spins/cuts/bifurcation.h"

#include <math.h>
#include <stdbool.h>

#include "common/core/base.h"
#include "common/core/rng.h"
#include "glass/spins/cuts/cut_spins.h"
#include "glass/spins/cuts/solver.h"

/* One step; f (n): fields of x, or of its signs. */
static void step(size_t n, double *x, double *y, const double *f, double a, double c0, double dt)
{
    for (size_t i = 0; i < n; i++) {
        y[i] += (c0 * f[i] - (1 - a) * x[i]) * dt;
        x[i] += y[i] * dt;
        const bool wall = fabs(x[i]) > 1;
        x[i] = wall ? copysign(1, x[i]) : x[i];
        y[i] = wall ? 0 : y[i];
    }
}

static void solve(struct cut_spins *c, const struct solver_parameters *p, size_t steps,
                  struct rng *rng, bool discrete)
{
    const size_t n = c->n;
    double *const x = base_alloc(3 * n, sizeof *x), *const y = x + n, *const f = x + 2 * n;
    const double c0 = 0.5 * sqrt((double)(n - 1) / (double)n) / c->scale;
    cut_spins_start(c, rng);
    for (size_t i = 0; i < n; i++)
        x[i] = 0.1 * c->s[i] * rng_uniform(rng), y[i] = 0.1 * (2 * rng_uniform(rng) - 1);
    for (size_t k = 0; k < steps; k++) {
        if (!discrete) cut_spins_fields(c, x, f);
        step(n, x, y, discrete ? c->h : f, (double)k / (double)steps, c0, p->sb_dt);
        cut_spins_follow(c, x);
        cut_spins_note(c);
    }
    base_free(x);
}

void bifurcation_ballistic(struct cut_spins *c, const struct solver_parameters *p, size_t steps,
                           struct rng *rng)
{
    solve(c, p, steps, rng, false);
}

void bifurcation_discrete(struct cut_spins *c, const struct solver_parameters *p, size_t steps,
                          struct rng *rng)
{
    solve(c, p, steps, rng, true);
}
