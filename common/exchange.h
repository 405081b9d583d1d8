/* The exchanges of tempering.h: which configuration is at which rung, how often neighbours exchange,
   who has been where, and the tuning of the ladder. */
#ifndef COMMON_EXCHANGE_H
#define COMMON_EXCHANGE_H

#include <stdio.h>

#include "common/folder.h"
#include "common/ladder.h"
#include "common/mc.h"

struct exchange_pair {        /* of neighbouring rungs */
    uint64_t tried, accepted; /* since t = 0 */
    double chance;            /* sum of acceptance probabilities since the last tuning */
    uint64_t window;          /* tried since then */
};

struct exchange {
    struct ladder ladder;
    struct mc_chain *chain[LADDER_RUNGS]; /* borrowed */
    struct exchange_pair pair[LADDER_RUNGS];
    uint32_t who[LADDER_RUNGS]; /* configuration at a rung */
    int32_t from[LADDER_RUNGS]; /* by configuration: end seen last, -1 lowest, 1 highest, 0 none */
    uint64_t trips;             /* round trips since t = 0 */
    uint64_t round;             /* exchanges a pair until the next tuning */
    struct rng rng;
};

void exchange_open(struct exchange *x, const struct ladder *ladder, uint64_t seed,
                   uint32_t replica);
/* Tries the pairs (i, i + 1) whose i has this parity. */
void exchange_try(struct exchange *x, size_t parity);
void exchange_tune(struct exchange *x); /* now and then, after rounds of doubling length */
void exchange_count_from_here(struct exchange *x);
void exchange_visit(struct exchange *x, struct checkpoint *c);

FILE *exchange_table(const struct exchange *x, const struct folder *d, const char *clock);
void exchange_row(const struct exchange *x, int64_t t, FILE *table);

#endif
