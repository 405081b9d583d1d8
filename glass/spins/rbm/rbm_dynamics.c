#include "glass/spins/rbm/rbm_dynamics.h"

#include <math.h>

#include "common/mc/needs.h"
#include "glass/spins/rbm/rbm.h"

/* ---- trials of single units --------------------------------------------------------------------- */

static const enum rbm_layer layers[] = {RBM_VISIBLE, RBM_HIDDEN};

static size_t units(const struct rbm *g, enum rbm_layer layer)
{
    return layer == RBM_VISIBLE ? g->n : g->m;
}

static double *values(const struct rbm *g, enum rbm_layer layer, size_t replica)
{
    return layer == RBM_VISIBLE ? g->s + replica * g->n : g->z + replica * g->m;
}

static const struct unit_law *law_of(const struct rbm *g, enum rbm_layer layer)
{
    return layer == RBM_VISIBLE ? &g->visible : &g->hidden;
}

/* Picks a unit of the move's layer; returns its value. */
static double pick(struct rbm *g, const struct mc_move *self, struct rng *rng)
{
    g->layer = *(const enum rbm_layer *)self->data;
    g->replica = g->replicas > 1 ? rng_below(rng, (uint32_t)g->replicas) : 0;
    g->unit = rng_below(rng, (uint32_t)units(g, g->layer));
    return values(g, g->layer, g->replica)[g->unit];
}

static struct mc_trial flip(void *state, const struct mc_move *self, struct rng *rng, double step)
{
    (void)step;
    struct rbm *const g = state;
    const double x = pick(g, self, rng);
    g->value = -x;
    return (struct mc_trial){.dE = 2 * x * rbm_field(g, g->layer, g->replica, g->unit)};
}

static struct mc_trial displace(void *state, const struct mc_move *self, struct rng *rng,
                                double step)
{
    struct rbm *const g = state;
    const double x = pick(g, self, rng);
    const struct unit_law *const law = law_of(g, g->layer);
    if (law->Omega == 0) return (struct mc_trial){.dE = INFINITY};
    g->value = x + step * rng_normal(rng);
    return (struct mc_trial){.dE = -(g->value - x) * rbm_field(g, g->layer, g->replica, g->unit),
                             .log_q = unit_law_log_density(law, g->value) -
                                      unit_law_log_density(law, x)};
}

static struct mc_trial draw(void *state, const struct mc_move *self, struct rng *rng, double step)
{
    (void)step;
    struct rbm *const g = state;
    const double x = pick(g, self, rng), b = rbm_field(g, g->layer, g->replica, g->unit);
    g->value = unit_law_draw(law_of(g, g->layer), b / g->T, rng);
    const double dE = -(g->value - x) * b;
    return (struct mc_trial){.dE = dE, .log_q = dE / g->T};
}

static void commit(void *state)
{
    struct rbm *const g = state;
    double *const x = values(g, g->layer, g->replica) + g->unit;
    const double change = g->value - *x;
    *x = g->value;
    if (g->layer == RBM_VISIBLE)
        patterns_add_visible(&g->patterns, g->unit, change, g->y + g->replica * g->m);
    else
        patterns_add_hidden(&g->patterns, g->unit, change * g->size[g->replica * g->m + g->unit],
                            g->h + g->replica * g->n);
}

/* ---- exchange of sizes -------------------------------------------------------------------------- */

static struct mc_trial exchange_sizes(void *state, const struct mc_move *self, struct rng *rng,
                                      double step)
{
    (void)step;
    struct rbm *const g = state;
    if (g->m < 2) return (struct mc_trial){.dE = INFINITY};
    pick(g, self, rng);
    g->other = rng_below(rng, (uint32_t)g->m - 1);
    g->other += g->other >= g->unit;
    const size_t at = g->replica * g->m;
    const double *const c = g->size + at, *const y = g->y + at, *const z = g->z + at;
    return (struct mc_trial){.dE = -(c[g->other] - c[g->unit]) *
                                   (y[g->unit] * z[g->unit] - y[g->other] * z[g->other])};
}

static void commit_sizes(void *state)
{
    struct rbm *const g = state;
    const size_t at = g->replica * g->m;
    double *const c = g->size + at, *const h = g->h + g->replica * g->n;
    const double *const z = g->z + at, change = c[g->other] - c[g->unit];
    patterns_add_hidden(&g->patterns, g->unit, change * z[g->unit], h);
    patterns_add_hidden(&g->patterns, g->other, -change * z[g->other], h);
    c[g->unit] += change, c[g->other] -= change;
}

#define MOVE(text, words, function, which)                                                         \
    .name = text, .doc = words, .propose = function, .commit = commit, .data = &layers[which]

const struct mc_move rbm_dynamics_moves[] = {
    {MOVE("flip", "one visible unit changes its sign", flip, RBM_VISIBLE)},
    {MOVE("flip_hidden", "one hidden unit changes its sign", flip, RBM_HIDDEN)},
    {MOVE("draw", "one visible unit, drawn in its field", draw, RBM_VISIBLE)},
    {MOVE("draw_hidden", "one hidden unit, drawn in its field", draw, RBM_HIDDEN)},
    {MOVE("displace", "one visible unit is displaced", displace, RBM_VISIBLE), .step = "1",
     .step_unit = "1", .step_max = 10, .needs = NEEDS_CONTINUOUS},
    {MOVE("displace_hidden", "one hidden unit is displaced", displace, RBM_HIDDEN), .step = "1",
     .step_unit = "1", .step_max = 10, .needs = NEEDS_CONTINUOUS},
    {.name = "swap",
     .doc = "two hidden units exchange their sizes",
     .propose = exchange_sizes,
     .commit = commit_sizes,
     .data = &layers[RBM_HIDDEN],
     .needs = NEEDS_SIZES},
    {0},
};

const struct mc_move rbm_dynamics_hopfield_moves[] = {
    {MOVE("flip", "one unit changes its sign", flip, RBM_VISIBLE)},
    {0},
};

/* ---- sweeps ------------------------------------------------------------------------------------- */

/* Sum over a layer of (x - <x|b>) <x|b>. */
static double callen_sum(const struct rbm *g, enum rbm_layer layer, size_t replica)
{
    const double *const x = values(g, layer, replica);
    double sum = 0;
    for (size_t k = 0; k < units(g, layer); k++) {
        const double mean = unit_law_mean(law_of(g, layer), rbm_field(g, layer, replica, k) / g->T);
        sum += (x[k] - mean) * mean;
    }
    return sum;
}

static void note(struct rbm *g, double sum)
{
    const size_t all = g->replicas * (g->integrated ? g->n : g->n + g->m);
    callen_add(&g->callen, sum / (double)all);
}

static void draw_layer(struct rbm *g, enum rbm_layer layer, size_t replica, struct rng *rng)
{
    double *const x = values(g, layer, replica);
    for (size_t k = 0; k < units(g, layer); k++)
        x[k] = unit_law_draw(law_of(g, layer), rbm_field(g, layer, replica, k) / g->T, rng);
}

/* The fields of a layer are noted before its units are drawn: a sum after the draw would be 0 out
   of equilibrium as well. */
static void block_gibbs(struct mc_chain *c)
{
    struct rbm *const g = c->state;
    double sum = 0;
    c->energy = 0;
    for (size_t r = 0; r < g->replicas; r++) {
        sum += callen_sum(g, RBM_HIDDEN, r);
        draw_layer(g, RBM_HIDDEN, r, &c->rng);
        rbm_set_visible_fields(g, r);
        sum += callen_sum(g, RBM_VISIBLE, r);
        draw_layer(g, RBM_VISIBLE, r, &c->rng);
        patterns_hidden_fields(&g->patterns, g->s + r * g->n, g->y + r * g->m);
        c->energy += rbm_replica_energy(g, r);
    }
    note(g, sum);
}

static void random_units(struct mc_chain *c)
{
    struct rbm *const g = c->state;
    mc_sweep(c);
    double sum = 0;
    for (size_t r = 0; r < g->replicas; r++) {
        sum += callen_sum(g, RBM_VISIBLE, r);
        if (!g->integrated) sum += callen_sum(g, RBM_HIDDEN, r);
    }
    note(g, sum);
}

/* True if a spin flips with an energy change dE. */
typedef bool (*test)(double dE, double T, struct rng *rng);

static bool metropolis_test(double dE, double T, struct rng *rng)
{
    return dE <= 0 || rng_uniform(rng) < exp(-dE / T);
}

static bool heat_bath_test(double dE, double T, struct rng *rng)
{
    return rng_uniform(rng) < 1 / (1 + exp(dE / T));
}

static inline void visit_sites(struct mc_chain *c, test flips)
{
    struct rbm *const g = c->state;
    double sum = 0;
    for (size_t r = 0; r < g->replicas; r++)
        for (size_t i = 0; i < g->n; i++) {
            double *const s = g->s + r * g->n + i;
            const double h = rbm_field(g, RBM_VISIBLE, r, i), mean = tanh(h / g->T);
            sum += (*s - mean) * mean;
            const double dE = 2 * *s * h;
            if (!flips(dE, g->T, &c->rng)) continue;
            *s = -*s;
            patterns_add_visible(&g->patterns, i, 2 * *s, g->y + r * g->m);
            c->energy += dE;
        }
    note(g, sum);
}

static void typewriter(struct mc_chain *c)
{
    visit_sites(c, metropolis_test);
}

static void heat_bath(struct mc_chain *c)
{
    visit_sites(c, heat_bath_test);
}

const struct mc_dynamics rbm_dynamics[] = {
    {"block_gibbs", "all hidden units are drawn in their fields, then all visible units",
     block_gibbs, 0},
    {"metropolis", "a sweep of trials drawn by their weights", random_units, NEEDS_MOVES},
    {0},
};

const struct mc_dynamics rbm_dynamics_hopfield[] = {
    {"typewriter", "Metropolis trials of all units in order", typewriter, 0},
    {"heat_bath", "the same with heat-bath probabilities 1 / (1 + exp(dE/T))", heat_bath, 0},
    {"metropolis", "a sweep of trials drawn by their weights", random_units, NEEDS_MOVES},
    {0},
};
