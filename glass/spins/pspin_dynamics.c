#include "glass/spins/pspin_dynamics.h"

#include <math.h>

#include "common/mc/needs.h"
#include "glass/spins/pspin.h"
#include "glass/spins/pspin_identity.h"

/* ---- trials ----------------------------------------------------------------------------------------------------- */

static struct mc_trial change(struct pspin *s)
{
    double sum = 0;
    for (int k = 0; k < s->f.n; k++)
        sum += coupling_tensor_change(&s->term[k], s->s, s->i, s->a, s->j, s->b);
    return (struct mc_trial){.dE = -sum};
}

static struct mc_trial flip(void *state, const struct mc_move *self, struct rng *rng, double step)
{
    (void)self, (void)step;
    struct pspin *const s = state;
    s->i = s->j = rng_below(rng, (uint32_t)s->n);
    s->a = s->b = -s->s[s->i];
    return change(s);
}

/* Rotates two spins in their plane by an angle in [-step, step): |s|^2 is kept. */
static struct mc_trial rotate(void *state, const struct mc_move *self, struct rng *rng, double step)
{
    (void)self;
    struct pspin *const s = state;
    s->i = rng_below(rng, (uint32_t)s->n);
    s->j = rng_below(rng, (uint32_t)s->n - 1);
    s->j += s->j >= s->i;
    const double angle = step * (2 * rng_uniform(rng) - 1), c = cos(angle), w = sin(angle);
    s->a = c * s->s[s->i] - w * s->s[s->j];
    s->b = w * s->s[s->i] + c * s->s[s->j];
    return change(s);
}

static void commit(void *state)
{
    struct pspin *const s = state;
    s->s[s->i] = s->a;
    s->s[s->j] = s->b;
}

const struct mc_move pspin_dynamics_ising_moves[] = {
    {.name = "flip", .doc = "one spin changes its sign", .propose = flip, .commit = commit},
    {0},
};

const struct mc_move pspin_dynamics_spherical_moves[] = {
    {.name = "rotate",
     .doc = "two spins turn in their plane by an angle in [-step, step]",
     .propose = rotate,
     .commit = commit,
     .step = "0.5",
     .step_max = M_PI,
     .step_unit = "rad"},
    {0},
};

/* ---- Langevin dynamics ------------------------------------------------------------------------------------------ */

void pspin_dynamics_normalise(double *s, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += s[i] * s[i];
    const double scale = sqrt((double)n / sum);
    for (size_t i = 0; i < n; i++) s[i] *= scale;
}

/* v = P(x) (-dt dH/ds(x) + kick), where P projects onto the plane tangential to the sphere at x. */
static void tangential(const struct pspin *s, const double *kick, double *v)
{
    const size_t n = s->n;
    pspin_gradient(s, v);
    double radial = 0;
    for (size_t i = 0; i < n; i++) {
        v[i] = kick[i] - s->dt * v[i];
        radial += v[i] * s->s[i];
    }
    for (size_t i = 0; i < n; i++) v[i] -= radial / (double)n * s->s[i];
}

/* One step of ds/dt = -mu s - dH/ds + noise of variance 2T, in the Stratonovich sense of projected
   noise: Heun's predictor and corrector with the same noise, each put back on the sphere. Without
   noise the order is two. */
static void heun(struct pspin *s)
{
    const size_t n = s->n;
    double *const kick = s->work, *const first = kick + n, *const second = first + n,
                  *const old = second + n;
    const double size = sqrt(2 * s->T * s->dt);
    for (size_t i = 0; i < n; i++) {
        kick[i] = size > 0 ? size * rng_normal(&s->noise) : 0;
        old[i] = s->s[i];
    }
    tangential(s, kick, first);
    for (size_t i = 0; i < n; i++) s->s[i] += first[i];
    pspin_dynamics_normalise(s->s, n);
    tangential(s, kick, second);
    for (size_t i = 0; i < n; i++) s->s[i] = old[i] + (first[i] + second[i]) / 2;
    pspin_dynamics_normalise(s->s, n);
}

static void langevin(struct mc_chain *c)
{
    struct pspin *const s = c->state;
    for (int64_t k = 0; k < s->steps; k++) heun(s);
    c->energy = NAN;
    pspin_identity_add(s, NAN);
}

static void trials(struct mc_chain *c)
{
    mc_sweep(c);
    pspin_identity_add(c->state, c->energy);
}

const struct mc_dynamics pspin_dynamics_spherical[] = {
    {"langevin", "overdamped Langevin dynamics on the sphere; at T = 0 gradient descent", langevin,
     0},
    {"metropolis", "a sweep of N trials drawn by their weights", trials, NEEDS_MOVES},
    {0},
};

const struct mc_dynamics pspin_dynamics_ising[] = {
    {"metropolis", "a sweep of N trials drawn by their weights", trials, NEEDS_MOVES},
    {0},
};
