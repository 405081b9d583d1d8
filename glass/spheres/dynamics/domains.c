/* Sweeps in spatial domains. A lattice of side^dim cells is placed over the box, at an origin drawn for
   every sweep. Each cell consists of a cube, its domain, and the wall between this cube and the next ones.
   Spheres in walls do not move in this sweep. Each domain makes trials among its spheres; steps out of it
   are refused, and swaps take both partners from it. The n trials of a sweep are divided in proportion to
   the number of spheres in each domain.

   Detailed balance. Fix the lattice, which is drawn independently of the state. Let h be the assignment of
   spheres to domains, and the positions and diameters of all other spheres. No trial changes h. Walls are
   thicker than any range, so for a given h the energy is a sum of functions of one domain each, and the
   Boltzmann weight a product over domains. Domain d makes m_d(h) equal trials, each a symmetric draw among
   the states of d, with the Metropolis rule. So P_d, and (P_d)^m_d, obey detailed balance with the factor
   of d, and the product over all d with the product. Hence so does a sweep with this lattice, and the mean
   over lattices. In this mean every sphere may move and every near pair may swap: the chain is ergodic.

   Results do not depend on the number of threads: trials in different domains share no data. A reference is
   at most `budget` away from its sphere, and a renewal changes lists of spheres whose references are within
   reach + skin. Walls are thicker than twice the sum of the three, so no list is changed from two domains.
   A renewal reads cells of references within reach + skin of its domain, and writes cells that hold
   references of its spheres. Each domain has one random stream per sweep (rng_part), and sums of energies
   are exact in any order. */
#include "glass/spheres/dynamics/domains.h"

#include <math.h>
#include <omp.h>
#include <string.h>

#include "common/mc/mc.h"
#include "common/config/runfile.h"
#include "glass/spheres/dynamics/liquid.h"

/* Side of a cell in units of the wall's width; 2: half of each side is open. */
static const double cell_walls = 2;

/* SPARE: neighbours that a list may gain within one sweep. */
enum { SPARE = 12, SIDE_MAX = 40 };

/* Along the edges of the box, whose coordinates are longer than distances if they are tilted. */
static double wall_of(const struct neighbours *nb)
{
    const double far = (nb->reach + nb->skin + nb->budget) * nb->cells.stretch;
    return fmax(2 * far,
                far + nb->budget * nb->cells.stretch + sqrt(nb->cells.dim) * nb->cells.width);
}

struct domains *domains_create(struct spheres *s, int threads, const char *where)
{
    if (s->model->mixture) neighbours_use_longest_range(&s->neighbours);
    const double wall = wall_of(&s->neighbours), least = 2 * cell_walls * wall;
    require(s->L >= least,
            "%s = %zu: [run] dynamics = domains needs a box of side %.4g, N >= %.0f here", where,
            s->n, least, ceil((double)s->n * pow(least / s->L, s->dim)));
    struct domains *const d = base_alloc(1, sizeof *d);
    *d = (struct domains){.dim = s->dim, .threads = threads};
    d->side = (uint32_t)fmin(SIDE_MAX, s->L / (cell_walls * wall));
    d->count = d->side * d->side * (s->dim == 3 ? d->side : 1);
    d->open = (uint32_t)((1 - wall * d->side / s->L) * 0x1p32);
    d->first = base_alloc(d->count + 1, sizeof *d->first);
    d->member = base_alloc(s->n, sizeof *d->member);
    d->tally = base_alloc(DOMAINS_BLOCKS * (size_t)d->count, sizeof *d->tally);
    d->part = base_alloc(d->count, sizeof *d->part);
    d->found = base_alloc((size_t)threads, sizeof *d->found);
    for (int k = 0; k < threads; k++) d->found[k] = cells_room(s->n);
    return d;
}

/* The moves of a table that may be used within domains, separated by commas; the caller frees the
   text. */
static char *allowed(const struct mc_move *moves)
{
    char *text = base_text("%s", "");
    for (const struct mc_move *m = moves; m->name; m++) {
        if (!m->allows_domains) continue;
        char *const longer = base_text("%s%s%s", text, *text ? ", " : "", m->name);
        base_free(text);
        text = longer;
    }
    return text;
}

struct domains *domains_create_from(struct spheres *s, const struct mc_move *moves,
                                    const struct runfile *f)
{
    const struct mc_dynamics *const row = runfile_row(f, "run", "dynamics");
    if (row->advance != domains_sweep) return NULL;
    char *const names = allowed(moves);
    for (const struct mc_move *m = moves; m->name; m++) {
        char *const section = base_text("move.%s", m->name);
        require(m->allows_domains || !runfile_has(f, section),
                "[%s]: [run] dynamics = domains takes only trials that stay within a domain: %s",
                section, names);
        base_free(section);
    }
    base_free(names);
    return domains_create(s, (int)runfile_int(f, "run", "threads"),
                          runfile_where(f, "system", "N"));
}

void domains_free(struct domains *d)
{
    if (!d) return;
    for (int k = 0; k < d->threads; k++) base_free(d->found[k]);
    base_free(d->found);
    base_free(d->part);
    base_free(d->tally);
    base_free(d->member);
    base_free(d->first);
    base_free(d);
}

/* ---- spheres by domain ----------------------------------------------------------------------- */

/* Spheres by domain, in the order of their numbers, by a counting sort: each block of spheres is
   counted, then written after those of the blocks before it. */
static size_t first_of(const struct liquid *l, size_t block)
{
    return l->s.n * block / DOMAINS_BLOCKS;
}

static void count_block(const struct liquid *l, size_t block)
{
    const struct domains *const d = l->domains;
    uint32_t *const tally = &d->tally[block * d->count];
    memset(tally, 0, d->count * sizeof *tally);
    for (size_t i = first_of(l, block); i < first_of(l, block + 1); i++) {
        const int64_t at = domains_at(d, l->s.p[i].x);
        if (at != DOMAINS_NONE) tally[at]++;
    }
}

static void place_block(const struct liquid *l, size_t block)
{
    const struct domains *const d = l->domains;
    uint32_t *const next = &d->tally[block * d->count];
    for (size_t i = first_of(l, block); i < first_of(l, block + 1); i++) {
        const int64_t at = domains_at(d, l->s.p[i].x);
        if (at != DOMAINS_NONE) d->member[next[at]++] = (uint32_t)i;
    }
}

static void gather(const struct liquid *l)
{
    const struct domains *const d = l->domains;
    uint32_t sum = 0;
#pragma omp parallel for num_threads(d->threads)
    for (size_t b = 0; b < DOMAINS_BLOCKS; b++) count_block(l, b);
    for (size_t k = 0; k < d->count; k++) {
        d->first[k] = sum;
        for (size_t b = 0; b < DOMAINS_BLOCKS; b++) {
            const uint32_t here = d->tally[b * d->count + k];
            d->tally[b * d->count + k] = sum;
            sum += here;
        }
    }
    d->first[d->count] = sum;
#pragma omp parallel for num_threads(d->threads)
    for (size_t b = 0; b < DOMAINS_BLOCKS; b++) place_block(l, b);
}

/* ---- a sweep --------------------------------------------------------------------------------- */

static size_t trials_before(const struct liquid *l, uint32_t number)
{
    const struct domains *const d = l->domains;
    const uint64_t all = d->first[d->count];
    return all ? l->s.n * (uint64_t)d->first[number] / all : 0;
}

/* Prefetches in order of memory; the trials will read in random order. */
static void fetch(const struct neighbours *nb, const struct domain *w)
{
    for (uint32_t k = 0; k < w->n; k++) neighbours_prefetch(nb, w->member[k]);
}

static void work(struct mc_chain *c, uint32_t number)
{
    struct liquid *const l = c->state, mine;
    const struct domains *const d = l->domains;
    struct mc_chain *const part = &d->part[number];
    mine = *l;
    mine.within = (struct domain){d->first[number + 1] - d->first[number],
                                  d->member + d->first[number], number};
    mine.s.neighbours.cells.found = d->found[omp_get_thread_num()];
    mine.s.neighbours.shared = true;
    mine.s.neighbours.refreshed = 0;
    mine.counts = (struct swaps_counts){0};
    fetch(&mine.s.neighbours, &mine.within);
    mc_fork(c, part, &mine, number);
    mc_trials(part, trials_before(l, number + 1) - trials_before(l, number));
    part->state = NULL;
#pragma omp critical(domains_counts)
    {
        l->s.neighbours.refreshed += mine.s.neighbours.refreshed;
        swaps_count(&l->counts, &mine.counts);
    }
}

void domains_sweep(struct mc_chain *c)
{
    struct liquid *const l = c->state;
    struct domains *const d = l->domains;
    for (int k = 0; k < d->dim; k++) d->origin[k] = rng_u32(&c->rng);
    neighbours_reserve(&l->s.neighbours, SPARE);
    gather(l);
#pragma omp parallel for num_threads(d->threads) schedule(dynamic, 1)
    for (uint32_t k = 0; k < d->count; k++) work(c, k);
    for (uint32_t k = 0; k < d->count; k++) mc_join(c, &d->part[k]);
}
