/* Requirements of a dynamics, a move, an observable or a command on the system: a set of bits in
   its row. mc_system.lacks checks them for the system's model. common/run/requirements.h checks all
   combinations of a run file before anything is written. */
#ifndef COMMON_MC_NEEDS_H
#define COMMON_MC_NEEDS_H

#include <stdbool.h>

struct mc_system;
struct runfile;

enum {
    NEEDS_MOVES = 1 << 0, /* with weights: mc_require_moves */
    NEEDS_FORCES = 1 << 1,
    NEEDS_CURVATURE = 1 << 2,
    NEEDS_SIZES = 1 << 3,
    NEEDS_NEAR_SIZES = 1 << 4,
    NEEDS_MANY_SIZES = 1 << 5,
    NEEDS_PRESSURE = 1 << 6,
    NEEDS_TRIALS = 1 << 7, /* a warning only: a move without trials does no harm */
    NEEDS_CONTINUOUS = 1 << 8,
    NEEDS_RANKS = 1 << 9,
    NEEDS_HARD = 1 << 10,
    NEEDS_REPULSIVE = 1 << 11,
    NEEDS_UNBIASED = 1 << 12,
    NEEDS_BITS = 13
};

struct needs_query { /* question to mc_system.lacks: does the system meet one requirement */
    const struct runfile *f;
    const void *state;   /* NULL: not created yet */
    const char *section; /* of the move; NULL for other rows */
    unsigned need;       /* one bit */
};

#endif
