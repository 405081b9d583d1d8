#include "glass/spins/ising_dynamics.h"

#include <math.h>

#include "common/mc/needs.h"
#include "glass/spins/ising.h"
#include "glass/spins/ising_identity.h"
#include "glass/spins/ising_sizes.h"

/* ---- trials ----------------------------------------------------------------------------------------------------- */

static void commit(void *state)
{
    struct ising *const g = state;
    const size_t both = g->replica[1] == g->replica[0] ? 1 : 2;
    for (size_t k = 0; k < g->count; k++)
        for (size_t r = 0; r < both; r++) ising_turn(g, g->replica[r], g->flip[k]);
}

static size_t pick_replica(struct ising *g, struct rng *rng)
{
    return g->replica[0] = g->replica[1] =
               g->replicas > 1 ? rng_below(rng, (uint32_t)g->replicas) : 0;
}

static struct mc_trial flip(void *state, const struct mc_move *self, struct rng *rng, double step)
{
    (void)self, (void)step;
    struct ising *const g = state;
    const size_t at = pick_replica(g, rng) * g->n;
    const uint32_t i = rng_below(rng, (uint32_t)g->n);
    g->count = 1, g->flip[0] = i;
    return (struct mc_trial){.dE = 2 * g->s[at + i] * g->h[at + i]};
}

static struct mc_trial exchange(void *state, const struct mc_move *self, struct rng *rng,
                                double step)
{
    (void)self, (void)step;
    struct ising *const g = state;
    const size_t at = pick_replica(g, rng) * g->n;
    const uint32_t i = rng_below(rng, (uint32_t)g->n), j = rng_below(rng, (uint32_t)g->n);
    const int8_t *const s = g->s + at;
    if (s[i] == s[j]) return (struct mc_trial){.dE = INFINITY};
    g->count = 2, g->flip[0] = i, g->flip[1] = j;
    const double fields = s[i] * g->h[at + i] + s[j] * g->h[at + j];
    const double J = ising_sizes_coupling(g, g->replica[0], i, j, bonds_coupling(&g->bonds, i, j));
    return (struct mc_trial){.dE = 2 * fields + 4 * J};
}

static bool opposite(const struct ising *g, size_t i)
{
    return g->s[g->replica[0] * g->n + i] != g->s[g->replica[1] * g->n + i];
}

/* The connected cluster of sites with q_i = -1 that holds `seed`, into flip. */
static void grow(struct ising *g, uint32_t seed)
{
    const struct bonds *const b = &g->bonds;
    g->count = 0;
    g->flip[g->count++] = seed, g->seen[seed] = 1;
    for (size_t at = 0; at < g->count; at++)
        for (size_t k = b->first[g->flip[at]]; k < b->first[g->flip[at] + 1]; k++) {
            const uint32_t j = b->to[k];
            if (g->seen[j] || b->J[k] == 0 || !opposite(g, j)) continue;
            g->flip[g->count++] = j, g->seen[j] = 1;
        }
    for (size_t k = 0; k < g->count; k++) g->seen[g->flip[k]] = 0;
}

/* Houdayer's move: E_1 + E_2 does not change. */
static struct mc_trial cluster(void *state, const struct mc_move *self, struct rng *rng,
                               double step)
{
    (void)self, (void)step;
    struct ising *const g = state;
    g->count = 0;
    if (g->replicas < 2 || g->d) return (struct mc_trial){.dE = INFINITY};
    g->replica[0] = rng_below(rng, (uint32_t)g->replicas);
    g->replica[1] = rng_below(rng, (uint32_t)g->replicas - 1);
    g->replica[1] += g->replica[1] >= g->replica[0];
    const uint32_t seed = rng_below(rng, (uint32_t)g->n);
    if (!opposite(g, seed)) return (struct mc_trial){.dE = INFINITY};
    grow(g, seed);
    return (struct mc_trial){.dE = 0};
}

const struct mc_move ising_dynamics_moves[] = {
    {.name = "flip", .doc = "one spin changes its sign", .propose = flip, .commit = commit},
    {.name = "exchange",
     .doc = "two spins of opposite sign change places (Kawasaki)",
     .propose = exchange,
     .commit = commit},
    {.name = "cluster",
     .doc = "two replicas exchange a cluster of sites where they differ (Houdayer)",
     .propose = cluster,
     .commit = commit},
    {.name = "swap",
     .doc = "two sites exchange their sizes, [system] sizes",
     .propose = ising_sizes_swap,
     .commit = ising_sizes_commit},
    {0},
};

/* ---- sweeps of sites -------------------------------------------------------------------------------------------- */

/* True if a spin flips with an energy change dE. */
typedef bool (*test)(const struct ising *g, double dE, struct rng *rng);

static inline bool metropolis_test(const struct ising *g, double dE, struct rng *rng)
{
    return dE <= 0 || metropolis_accepts(&g->metropolis, dE / g->T, rng_uniform(rng));
}

static inline bool heat_bath_test(const struct ising *g, double dE, struct rng *rng)
{
    return rng_uniform(rng) < 1 / (1 + exp(dE / g->T));
}

static void finish_sweep(struct ising *g, double energy)
{
    if (g->replicas == 1) g->cut = fmax(g->cut, -(energy + g->weights) / 2);
    ising_identity_add(g, energy);
}

static inline void visit_sites(struct mc_chain *c, test flips)
{
    struct ising *const g = c->state;
    for (size_t r = 0; r < g->replicas; r++) {
        const int8_t *const s = g->s + r * g->n;
        const double *const h = g->h + r * g->n;
        for (size_t i = 0; i < g->n; i++) {
            const double dE = 2 * s[i] * h[i];
            if (!flips(g, dE, &c->rng)) continue;
            ising_turn(g, r, i);
            c->energy += dE;
        }
    }
    for (int64_t k = 0; k < g->clusters; k++) mc_attempt(c, 2);
    finish_sweep(g, c->energy);
}

static void typewriter(struct mc_chain *c)
{
    visit_sites(c, metropolis_test);
}

static void heat_bath(struct mc_chain *c)
{
    visit_sites(c, heat_bath_test);
}

static void random_sites(struct mc_chain *c)
{
    mc_sweep(c);
    finish_sweep(c->state, c->energy);
}

const struct mc_dynamics ising_dynamics[] = {
    {"typewriter", "Metropolis trials of all sites in order, then [system] clusters", typewriter,
     0},
    {"heat_bath", "the same with heat-bath probabilities 1 / (1 + exp(dE/T))", heat_bath, 0},
    {"metropolis", "a sweep of trials drawn by their weights", random_sites, NEEDS_MOVES},
    {0},
};
