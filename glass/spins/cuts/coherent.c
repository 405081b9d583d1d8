#include "glass/spins/cuts/coherent.h"

#include <math.h>

#include "common/core/base.h"
#include "common/core/rng.h"
#include "glass/spins/cuts/cut_spins.h"
#include "glass/spins/cuts/solver.h"

static void slope(const struct cut_spins *c, const double *x, const double *e, double pump,
                  double eps, double *dx)
{
    cut_spins_fields(c, x, dx);
    for (size_t i = 0; i < c->n; i++) dx[i] = (pump - 1 - x[i] * x[i]) * x[i] + eps * e[i] * dx[i];
}

void coherent_step(const struct cut_spins *c, double *x, const double *e, double pump, double eps,
                   double dt, double *work)
{
    double *const first = work, *const second = work + c->n, *const end = work + 2 * c->n;
    slope(c, x, e, pump, eps, first);
    for (size_t i = 0; i < c->n; i++) end[i] = x[i] + dt * first[i];
    slope(c, end, e, pump, eps, second);
    for (size_t i = 0; i < c->n; i++) x[i] += dt * (first[i] + second[i]) / 2;
}

/* Amplitudes x, factors e = 1, work; small amplitudes with the signs of random spins. */
static double *begin(struct cut_spins *c, struct rng *rng)
{
    double *const x = base_alloc(5 * c->n, sizeof *x);
    cut_spins_start(c, rng);
    for (size_t i = 0; i < c->n; i++) x[i] = 0.01 * c->s[i] * rng_uniform(rng), x[c->n + i] = 1;
    return x;
}

void coherent_flow(struct cut_spins *c, const struct solver_parameters *p, size_t steps,
                   struct rng *rng)
{
    double *const x = begin(c, rng);
    for (size_t k = 0; k < steps; k++) {
        const double pump =
            p->pump_first + (p->pump_last - p->pump_first) * (double)k / (double)steps;
        coherent_step(c, x, x + c->n, pump, p->coupling / c->scale, p->cim_dt, x + 2 * c->n);
        cut_spins_follow(c, x);
        cut_spins_note(c);
    }
    base_free(x);
}

void coherent_control(struct cut_spins *c, const struct solver_parameters *p, size_t steps,
                      struct rng *rng)
{
    double *const x = begin(c, rng), *const e = x + c->n;
    for (size_t k = 0; k < steps; k++) {
        coherent_step(c, x, e, p->cac_pump, p->coupling / c->scale, p->cim_dt, x + 2 * c->n);
        for (size_t i = 0; i < c->n; i++)
            e[i] *= exp(-p->cac_rate * (x[i] * x[i] - p->cac_target) * p->cim_dt);
        cut_spins_follow(c, x);
        cut_spins_note(c);
    }
    base_free(x);
}
