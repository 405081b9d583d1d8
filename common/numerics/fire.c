/* Implementation of fire.h. */
#include "common/numerics/fire.h"

#include <math.h>
#include <string.h>

#include "common/core/base.h"
#include "common/core/vector.h"

static const double longest = 0.02, shortest = 1e-4, first = 0.005, mixed = 0.1;

void fire_init(struct fire *f, size_t m, double leap)
{
    *f = (struct fire){.m = m, .leap = leap, .step = first, .mix = mixed};
    f->v = base_alloc(m, sizeof *f->v);
}

void fire_clear(struct fire *f)
{
    base_free(f->v);
}

/* Uphill: stop. After some downhill steps: a longer step, less mixing. */
static void adapt(struct fire *f, const double *g)
{
    if (vector_dot(f->m, g, f->v) > 0) {
        f->step = fmax(shortest, f->step / 2), f->mix = mixed, f->downhill = 0;
        memset(f->v, 0, f->m * sizeof *f->v);
        return;
    }
    const double gg = vector_dot(f->m, g, g),
                 turn = gg > 0 ? f->mix * sqrt(vector_dot(f->m, f->v, f->v) / gg) : 0;
    for (size_t k = 0; k < f->m; k++) f->v[k] = (1 - f->mix) * f->v[k] - turn * g[k];
    if (++f->downhill <= 5) return;
    f->step = fmin(longest, 1.1 * f->step);
    f->mix *= 0.99;
}

void fire_move(struct fire *f, const double *g, double *x)
{
    adapt(f, g);
    for (size_t k = 0; k < f->m; k++) {
        f->v[k] -= f->step * g[k];
        x[k] += fmax(-f->leap, fmin(f->leap, f->step * f->v[k]));
    }
}
