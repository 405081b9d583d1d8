/* Neighbour lists that always hold every interacting pair, and are renewed one sphere at a time.

   Each sphere i has a reference (position X_i, diameter S_i). Its list holds every j with
       |X_i - X_j| < range(S_i, S_j) + skin,
   a function of the references alone. The drift of a sphere is its distance from its reference, plus the
   most that one of its ranges has gained with its diameter. That is slope g if it has grown by g, because
   cut s_ij gains at most slope g, slope = cut (1 + 2 eps s_max)/2. It is read from a table for a mixture,
   and 0 where the cut is the same for every pair. For species whose ranges differ by more than that allows,
   all lists become as long as the longest (`wide`) when the first of them tries to become another species.

   The drift of a sphere may reach `budget`, and that of a proposed position skin - budget: together no more
   than the skin, so every pair within its cut-off is listed. A sphere beyond its budget gets a new reference
   at once, which changes only the lists around it: O(1) for any N. Sums of pair energies are exact
   (potentials.h), so neither the order of a list nor the time of its renewal changes a result. */
#ifndef GLASS_SPHERES_STATE_NEIGHBOURS_H
#define GLASS_SPHERES_STATE_NEIGHBOURS_H

#include "glass/spheres/state/cells.h"
#include "glass/spheres/state/potentials.h"

enum { NEIGHBOURS_LINE = 64 }; /* size of a cache line [bytes] */
enum { NEIGHBOURS_LINES = 3 }; /* initial size of a row, enough for most spheres */

struct neighbours_row { /* all that a trial reads of one sphere, in consecutive cache lines */
    struct sphere reference;
    uint32_t count, spare[3];
    uint32_t list[]; /* (capacity), padded with the ghost's index n */
};

struct neighbours {
    size_t n;
    const struct potential *potential;
    struct potentials_view view;
    double slope;                                    /* of the range with a diameter [1] */
    double skin, budget;                             /* [length] */
    double largest;                                  /* diameter [length] */
    double reach;                                    /* longest range [length] */
    double gain[POTENTIALS_KINDS][POTENTIALS_KINDS]; /* of ranges, from species to species */
    char *rows;         /* (n) struct neighbours_row, of `stride` bytes each */
    size_t stride;      /* a multiple of a cache line */
    size_t capacity;    /* of a list, a multiple of POTENTIALS_LANES */
    uint64_t refreshed; /* references renewed since the lists were made */
    bool wide;          /* ranges are the same for every pair, whatever its species */
    bool built;         /* lists have been made */
    bool shared;        /* several threads use the lists, which must not grow */
    struct cells cells; /* of the references */
};

/* Allocates room for the n spheres of a view in a box L, with diameters up to `largest`; lists are
   made by neighbours_build. Needs 2 eps s_max < 1, so that s_ij grows with both diameters. */
void neighbours_init(struct neighbours *nb, const struct potential *potential,
                     const struct potentials_view *view, size_t n, int dim, double L,
                     double largest);
void neighbours_clear(struct neighbours *nb);

/* Rebuilds all lists, with every reference at the position of its sphere. */
void neighbours_build(struct neighbours *nb, const struct sphere *p);

/* Sets another box side; call neighbours_build next. */
void neighbours_scale(struct neighbours *nb, double L);

/* Sets another tilt of the box; call neighbours_build next. */
void neighbours_tilt(struct neighbours *nb, const struct potentials_skew *skew);

/* A new reference for i. */
void neighbours_rebuild_one(struct neighbours *nb, uint32_t i, struct sphere now);

/* Sets one range for every pair of a mixture, and rebuilds all lists that have been made. */
void neighbours_use_longest_range(struct neighbours *nb);

/* Makes room for every list to gain `spare` neighbours, or an eighth of the longest list if that is
   more. */
void neighbours_reserve(struct neighbours *nb, size_t spare);

/* The spheres that could interact with i if it became `to`, padded with ghosts, in nb->cells.found.
   Returns their number. */
size_t neighbours_search(struct neighbours *nb, uint32_t i, struct sphere to);

static inline struct neighbours_row *neighbours_row(const struct neighbours *nb, uint32_t i)
{
    return (struct neighbours_row *)(nb->rows + i * nb->stride);
}

/* Distance up to which the lists must contain a pair [length]. */
static inline double neighbours_range(const struct neighbours *nb, float si, float sj)
{
    return nb->wide ? nb->reach : potentials_range(nb->potential, &nb->view, si, sj);
}

/* The largest increase of a range when a diameter changes [length]. */
static inline double neighbours_gain(const struct neighbours *nb, float was, float now)
{
    if (!nb->view.mixture) return now > was ? nb->slope * ((double)now - was) : 0;
    const int a = potentials_kind(nb->view.mixture, was),
              b = potentials_kind(nb->view.mixture, now);
    return nb->gain[a][b];
}

/* True if the drift of sphere i, now at `to`, exceeds `allowed` [length]. */
static inline bool neighbours_moved_too_far(const struct neighbours *nb, uint32_t i,
                                            struct sphere to, double allowed)
{
    const struct sphere was = neighbours_row(nb, i)->reference;
    const double left = allowed - neighbours_gain(nb, was.s, to.s);
    return left < 0 || potentials_distance2(&nb->view, to.x, was.x) > left * left;
}

/* Call it whenever sphere i has changed. */
static inline void neighbours_check(struct neighbours *nb, uint32_t i, struct sphere now)
{
    if (neighbours_moved_too_far(nb, i, now, nb->budget)) neighbours_rebuild_one(nb, i, now);
}

/* True if the list of i contains every sphere that it would interact with at `to`. If necessary, i
   first gets a new reference at its present state `now`. */
static inline bool neighbours_covers(struct neighbours *nb, uint32_t i, struct sphere now,
                                     struct sphere to)
{
    const double margin = 1e-5; /* kernels find distances in single precision */
    const double allowed = nb->skin - nb->budget - margin;
    if (!neighbours_moved_too_far(nb, i, to, allowed)) return true;
    if (nb->view.mixture && neighbours_gain(nb, now.s, to.s) > allowed)
        neighbours_use_longest_range(nb);
    neighbours_rebuild_one(nb, i, now);
    return !neighbours_moved_too_far(nb, i, to, allowed);
}

/* GCC takes a function that only prefetches for one without effects and removes calls to it, so these are
   inlined. */
#define NEIGHBOURS_ALWAYS_INLINE static inline __attribute__((always_inline))

/* Prefetches the data that a trial of sphere i reads first; and the positions of its neighbours. */
NEIGHBOURS_ALWAYS_INLINE void neighbours_prefetch(const struct neighbours *nb, uint32_t i)
{
    const char *const row = (const char *)neighbours_row(nb, i);
    __builtin_prefetch(&nb->view.p[i]);
    for (size_t k = 0; k < NEIGHBOURS_LINES; k++) __builtin_prefetch(row + k * NEIGHBOURS_LINE);
}

NEIGHBOURS_ALWAYS_INLINE void neighbours_prefetch_around(const struct neighbours *nb, uint32_t i)
{
    const struct neighbours_row *const row = neighbours_row(nb, i);
    for (uint32_t k = 0; k < row->count; k++) __builtin_prefetch(&nb->view.p[row->list[k]]);
}

static inline const uint32_t *neighbours_of(const struct neighbours *nb, uint32_t i, size_t *count)
{
    const struct neighbours_row *const row = neighbours_row(nb, i);
    *count = row->count;
    return row->list;
}

#endif
