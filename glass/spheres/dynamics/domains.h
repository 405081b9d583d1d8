/* Sweeps of a large liquid in spatial domains, on several threads. */
#ifndef GLASS_SPHERES_DYNAMICS_DOMAINS_H
#define GLASS_SPHERES_DYNAMICS_DOMAINS_H

#include <stddef.h>
#include <stdint.h>

struct mc_chain;
struct mc_move;
struct runfile;
struct spheres;

struct domain {             /* the spheres of one domain */
    uint32_t n;             /* number of spheres that a trial may choose */
    const uint32_t *member; /* (n) these spheres; NULL: all spheres */
    uint32_t number;
};

struct domains {
    int dim, threads;
    uint32_t side, count;     /* domains in each direction, in all */
    uint32_t open;            /* fraction of a cell's side that is not wall [2^-32] */
    uint32_t origin[3];       /* of the lattice, redrawn for every sweep [L / 2^32] */
    uint32_t *first, *member; /* (count + 1), (n) spheres by domain, first[count] in all */
    uint32_t *tally;          /* (DOMAINS_BLOCKS, count) */
    uint32_t **found;         /* (threads) for cells_near */
    struct mc_chain *part;    /* (count) */
};

enum { DOMAINS_BLOCKS = 64, DOMAINS_NONE = -1 };

/* Domains for the present box and ranges. Fatal, naming `where`, if the box is too small for
   domains. */
struct domains *domains_create(struct spheres *s, int threads, const char *where);
/* Domains as a checked run file requires; NULL for another [run] dynamics. Fatal if the file uses
   one of the system's moves that does not allow domains. */
struct domains *domains_create_from(struct spheres *s, const struct mc_move *moves,
                                    const struct runfile *f);
void domains_free(struct domains *d);

/* A unit of time of [run] dynamics = domains: n trials, all within domains. The state must have
   l->domains. */
void domains_sweep(struct mc_chain *c);

/* The number of the domain that holds x, or DOMAINS_NONE in the walls. */
static inline int64_t domains_at(const struct domains *d, const uint32_t x[3])
{
    int64_t number = 0;
    for (int k = 0; k < d->dim; k++) {
        const uint64_t at = (uint64_t)(x[k] - d->origin[k]) * d->side;
        if ((uint32_t)at >= d->open) return DOMAINS_NONE;
        number = number * d->side + (int64_t)(at >> 32);
    }
    return number;
}

#endif
