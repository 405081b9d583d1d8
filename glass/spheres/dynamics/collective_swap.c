/* Collective swaps (Ghimenti, Berthier, van Wijland, PRL 133, 028202 (2024), arXiv:2402.06585): the
   directed chain of swaps.c at stride 1, for hard spheres, in jumps.

   There the active sphere, of rank r by size, exchanges diameters with the sphere of rank r + 1
   until an exchange makes it overlap; the other sphere then becomes active. Hard spheres make the
   end of such a climb computable. At rank m the active sphere i has the m-th diameter, and each
   sphere of rank r + 1 ... m has the next smaller one. s_ij grows with m for every neighbour j: a
   neighbour that has not been passed keeps its size, one that has been passed keeps its smaller size, and
   the exchange of i with j itself leaves s_ij as it was. So every neighbour sets a highest rank, found by
   bisection, and the climb ends at the lowest of these. Other spheres only shrink.

   A cascade is the chain of swaps.c with `ranks` links at stride 1, whose proof of global balance
   holds for any fixed number of links: it keeps the uniform distribution over all states without overlaps.
   Tested by equality with that chain, bit for bit, and by enumeration. */
#include "glass/spheres/dynamics/collective_swap.h"

#include <math.h>

#include "glass/spheres/dynamics/liquid.h"

static float size_at(const struct spheres *s, uint32_t rank)
{
    return s->p[s->ranks.sphere[rank]].s;
}

/* True if the sphere of rank `from`, at rank m, overlaps its neighbour j. */
static bool overlaps(const struct spheres *s, uint32_t from, uint32_t m, uint32_t j)
{
    struct sphere a = s->p[s->ranks.sphere[from]], b = s->p[j];
    const uint32_t rank = s->ranks.rank[j];
    a.s = size_at(s, m);
    if (from < rank && rank <= m) b.s = size_at(s, rank - 1);
    return s->potential->pair(&s->view, a, b) > 0;
}

/* The highest rank up to `to` that neighbour j leaves to the sphere of rank `from`. */
static uint32_t highest(const struct spheres *s, uint32_t from, uint32_t to, uint32_t j)
{
    if (!overlaps(s, from, to, j)) return to;
    uint32_t free = from;
    while (to - free > 1) {
        const uint32_t middle = free + (to - free) / 2;
        if (overlaps(s, from, middle, j))
            to = middle;
        else
            free = middle;
    }
    return free;
}

/* The same for all neighbours. */
static uint32_t climb(struct spheres *s, uint32_t from, uint32_t to)
{
    const uint32_t i = s->ranks.sphere[from];
    struct sphere largest = s->p[i];
    largest.s = size_at(s, to);
    const uint32_t *list = s->neighbours.cells.found;
    size_t n;
    if (neighbours_covers(&s->neighbours, i, s->p[i], largest))
        list = neighbours_of(&s->neighbours, i, &n);
    else
        n = neighbours_search(&s->neighbours, i, largest);
    for (size_t k = 0; k < n && to > from; k++) to = highest(s, from, to, list[k]);
    return to;
}

static void set_size(struct spheres *s, uint32_t i, float size)
{
    struct sphere a = s->p[i];
    a.s = size;
    spheres_update(s, i, a);
}

static void place(struct size_ranks *r, uint32_t rank, uint32_t i)
{
    r->sphere[rank] = i;
    r->rank[i] = rank;
}

/* The sphere of rank a gets rank b; those on the way get the next rank in the other direction. All
   diameters stay at their ranks. */
static void rotate(struct spheres *s, uint32_t a, uint32_t b)
{
    struct size_ranks *const r = &s->ranks;
    const uint32_t i = r->sphere[a];
    const float size = size_at(s, b);
    float last = s->p[i].s;
    for (uint32_t rank = a; rank != b;) {
        const uint32_t next = a < b ? rank + 1 : rank - 1, j = r->sphere[next];
        const float own = s->p[j].s;
        set_size(s, j, last);
        last = own;
        place(r, rank, j);
        rank = next;
    }
    set_size(s, i, size);
    place(r, b, i);
}

struct mc_trial collective_swap(void *state, const struct mc_move *self, struct rng *rng,
                                double ranks)
{
    (void)self;
    struct liquid *const l = state;
    struct spheres *const s = &l->s;
    l->trial.links = 0;
    if (!s->potential->hard) return (struct mc_trial){INFINITY, 0};
    const uint32_t top = (uint32_t)s->n - 1;
    uint32_t active = rng_below(rng, (uint32_t)s->n);
    for (uint32_t left = (uint32_t)ranks; left; left--) { /* a link that ends a climb */
        if (active == top) {
            active = 0;
            continue;
        }
        const uint32_t end = climb(s, active, top - active > left ? active + left : top);
        if (end > active) {
            rotate(s, active, end);
            l->trial.climb[l->trial.links][0] = active, l->trial.climb[l->trial.links++][1] = end;
            left -= end - active;
        }
        if (left == 0) break;
        active = end == top ? 0 : end + 1;
    }
    return (struct mc_trial){0, 0};
}

void collective_swap_commit(void *state)
{
    (void)state;
}

void collective_swap_revert(void *state)
{
    struct liquid *const l = state;
    while (l->trial.links) {
        const uint32_t *const climbed = l->trial.climb[--l->trial.links];
        rotate(&l->s, climbed[1], climbed[0]);
    }
}
