/* The liquid that a chain acts on: spheres at a temperature, the trial under way, and the state of
   the dynamics other than trials. mc_system.create returns one. */
#ifndef GLASS_SPHERES_DYNAMICS_LIQUID_H
#define GLASS_SPHERES_DYNAMICS_LIQUID_H

#include "common/config/temperature_schedule.h"
#include "glass/spheres/dynamics/collective_swap.h"
#include "glass/spheres/dynamics/domains.h"
#include "glass/spheres/dynamics/event_chain.h"
#include "glass/spheres/dynamics/swaps.h"
#include "glass/spheres/state/spheres.h"

struct checkpoint;
struct interaction;
struct molecular_dynamics;
struct semi_grand;

struct liquid_trial {                         /* the proposal that commit or revert will end */
    uint32_t i, j;                            /* j: partner of a swap */
    size_t bin;                               /* of their size difference */
    struct sphere to;                         /* new position and diameter of i */
    int32_t shift[3];                         /* displacement of i [L / 2^32] */
    uint32_t link[SWAPS_CHAIN][2];            /* accepted links of a chain */
    uint32_t climb[COLLECTIVE_SWAP_RANKS][2]; /* ranks of a cascade: from, to */
    int links;                                /* of a chain, or climbs of a cascade */
    double L;                                 /* of the box before a volume trial [length] */
};

struct liquid {
    struct spheres s;
    double T; /* [energy] */
    double P; /* pressure of volume trials; 0: none [energy/length^dim] */
    struct temperature_schedule pressures; /* P as a function of time; n = 0: constant */
    struct temperature_schedule densities; /* rho as a function of time; n = 0: constant */
    int32_t crowded[2]; /* hard spheres that a programme compresses: failures to make room in a row,
                           units until the next trial */
    struct liquid_trial trial;
    struct swaps_counts counts;
    struct event_chain chain;
    struct molecular_dynamics *dynamics; /* owned; NULL: only trials move the spheres */
    struct interaction *interaction;     /* owned; NULL: the model and potential are borrowed */
    struct semi_grand *field;            /* owned; NULL: no trial changes a single diameter */
    struct domains *domains;             /* owned; NULL: a trial may choose any sphere */
    struct domain within;   /* spheres that a trial may choose; all, except in domains_sweep */
    uint32_t draws_to_pick; /* random numbers that a chain draws to pick a move: 0 or 1 */
};

struct liquid_move {   /* mc_move.data of a row of moves.c; NULL: all false */
    bool counts_pairs; /* its trials are counted in liquid.counts */
    bool needs_field;  /* draws diameters in liquid.field */
    bool breaks_ranks; /* changes the order of diameters, but not liquid.s.ranks */
};

/* Arguments as spheres_init; without dynamics, field and domains. */
struct liquid *liquid_create(const struct model *model, const struct potential *potential, size_t n,
                             int dim, double rho, double T, const float *diameter,
                             const char *where);
void liquid_free(struct liquid *l);

void liquid_visit(struct liquid *l, struct checkpoint *c); /* all that a restart needs */

/* The spheres of mc_chain.state. */
static inline struct spheres *liquid_spheres(void *state)
{
    return &((struct liquid *)state)->s;
}

/* True if the box of a state may differ from that of the run file's density. */
static inline bool liquid_any_box(const struct liquid *l)
{
    return l->P > 0 || l->densities.n > 0;
}

/* True if a trial may move a sphere to x. */
static inline bool liquid_is_allowed(const struct liquid *l, const uint32_t x[3])
{
    return !l->within.member || domains_at(l->domains, x) == l->within.number;
}

/* The k-th of the l->within.n spheres that a trial may choose. */
static inline uint32_t liquid_pick(const struct liquid *l, uint32_t k)
{
    return l->within.member ? l->within.member[k] : k;
}

#endif
