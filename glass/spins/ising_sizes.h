/* Sizes of sites: couplings J_ij = d_i d_j eps_ij, where the d are drawn from a distribution of common/numerics, with
   the mean square 1, and eps_ij are the couplings without sizes. Each replica has its own order of the same
   sizes, which swaps of two sites change; the law is exp(-H/T) over spins and orders. */
#ifndef GLASS_SPINS_ISING_SIZES_H
#define GLASS_SPINS_ISING_SIZES_H

#include <stdbool.h>

#include "common/config/key.h"
#include "common/mc/mc.h"
#include "common/numerics/size_distribution.h"

struct checkpoint;
struct ising;
struct runfile;

#define ISING_SIZES_KEYS                                                                           \
    {.name = "sizes",                                                                              \
     .doc = "sizes d of sites, J_ij = d_i d_j eps_ij: equal, power, uniform or gaussian",          \
     .type = RUNFILE_TEXT,                                                                         \
     .value = "equal",                                                                             \
     .table = &size_distribution_laws},                                                            \
    {                                                                                              \
        .name = "spread", .doc = "width of sizes, as for spheres; 0: the row's default",           \
        .type = RUNFILE_REAL, .value = "0", .min = 0, .max = 10                                    \
    }

/* Draws the sizes of [system] sizes: g->d (replicas, n), the order of the sample; NULL if equal. Fatal if a
   move needs sizes that are equal, or if cluster moves would need equal ones. */
void ising_sizes_init(struct ising *g, const struct runfile *f);
void ising_sizes_visit(struct ising *g, struct checkpoint *c);
/* Coupling of two sites with their sizes; eps: without. */
double ising_sizes_coupling(const struct ising *g, size_t replica, size_t i, size_t j, double eps);

/* Row of the table of moves: two sites exchange their sizes. */
struct mc_trial ising_sizes_swap(void *state, const struct mc_move *self, struct rng *rng,
                                 double step);
void ising_sizes_commit(void *state);

#endif
