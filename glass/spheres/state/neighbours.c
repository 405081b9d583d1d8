/* Neighbour lists kept up to date one sphere at a time. */
#include "glass/spheres/state/neighbours.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* Measured at rho = 1, T = 0.1 to 1 for N = 1500, and for the long ranges of mixtures at T = 1:
   thinner skins renew more often, thicker ones make longer lists. */
static const double skin = 0.5, budget = 0.22, cell_width = 0.9; /* [length] */
static const double mixture_skin = 0.6, mixture_budget = 0.27;

/* CAPACITY: rows of three cache lines. MORE: one line. MOST: beyond any liquid. */
enum { CAPACITY = 40, MORE = 16, MOST = 8192 };

static void mixture_gains(struct neighbours *nb)
{
    const struct potentials_mixture *const m = nb->view.mixture;
    for (int a = 0; a < m->kinds; a++)
        for (int b = 0; b < m->kinds; b++)
            for (int k = 0; k < m->kinds; k++)
                nb->gain[a][b] =
                    fmax(nb->gain[a][b],
                         potentials_range(nb->potential, &nb->view, m->s[b], m->s[k]) -
                             potentials_range(nb->potential, &nb->view, m->s[a], m->s[k]));
}

/* The longest range of a sphere of diameter s. */
static double reach_of(const struct neighbours *nb, float s)
{
    const struct potentials_mixture *const m = nb->view.mixture;
    if (nb->wide) return nb->reach;
    if (!m) return potentials_range(nb->potential, &nb->view, s, (float)nb->largest);
    double reach = 0;
    for (int k = 0; k < m->kinds; k++)
        reach = fmax(reach, potentials_range(nb->potential, &nb->view, s, m->s[k]));
    return reach;
}

static double longest_reach(const struct neighbours *nb)
{
    const struct potentials_mixture *const m = nb->view.mixture;
    if (!m) return reach_of(nb, (float)nb->largest);
    double reach = 0;
    for (int k = 0; k < m->kinds; k++) reach = fmax(reach, reach_of(nb, m->s[k]));
    return reach;
}

static void open_rows(struct neighbours *nb)
{
    const size_t used = sizeof(struct neighbours_row) + nb->capacity * sizeof(uint32_t);
    nb->stride = (used + NEIGHBOURS_LINE - 1) / NEIGHBOURS_LINE * NEIGHBOURS_LINE;
    nb->rows = base_alloc(nb->n, nb->stride);
}

void neighbours_init(struct neighbours *nb, const struct potential *potential,
                     const struct potentials_view *view, size_t n, int dim, double L,
                     double largest)
{
    assert(view->mixture || 4 * view->half_eps * largest < 1);
    *nb = (struct neighbours){.n = n,
                              .potential = potential,
                              .view = *view,
                              .skin = view->mixture ? mixture_skin : skin,
                              .budget = view->mixture ? mixture_budget : budget,
                              .largest = largest,
                              .capacity = CAPACITY};
    if (!potential->absolute) nb->slope = potential->cut * (0.5 + 2 * view->half_eps * largest);
    if (view->mixture) mixture_gains(nb);
    nb->reach = longest_reach(nb);
    open_rows(nb);
    cells_init(&nb->cells, n, dim, L, cell_width);
    if (view->skew.used) nb->cells.stretch = view->skew.stretch;
}

void neighbours_clear(struct neighbours *nb)
{
    base_free(nb->rows);
    cells_clear(&nb->cells);
}

void neighbours_scale(struct neighbours *nb, double L)
{
    const double unit = L * 0x1p-32;
    nb->view.unit2 = unit * unit;
    nb->cells.L = L;
    nb->cells.width = L / nb->cells.side;
}

void neighbours_tilt(struct neighbours *nb, const struct potentials_skew *skew)
{
    nb->view.skew = *skew;
    nb->cells.stretch = skew->used ? skew->stretch : 1;
}

static void fill_with_ghosts(struct neighbours *nb)
{
    for (uint32_t i = 0; i < nb->n; i++) {
        uint32_t *const list = neighbours_row(nb, i)->list;
        for (size_t k = 0; k < nb->capacity; k++) list[k] = (uint32_t)nb->n;
    }
}

/* Makes more room for every list. This is needed a few times at most, at a random start or in a
   dense region. */
static void grow(struct neighbours *nb)
{
    require(!nb->shared, "a sphere's neighbours became too many for its list within one sweep of "
                         "domains: begin with [run] dynamics = metropolis");
    require(nb->capacity < MOST, "a sphere has more than %d neighbours: all lie in one place",
            MOST);
    const struct neighbours old = *nb;
    nb->capacity = old.capacity + MORE * (1 + old.capacity / (8 * MORE));
    open_rows(nb);
    fill_with_ghosts(nb);
    for (uint32_t i = 0; i < nb->n; i++) {
        const struct neighbours_row *const row = neighbours_row(&old, i);
        memcpy(neighbours_row(nb, i), row, sizeof *row + row->count * sizeof *row->list);
    }
    base_free(old.rows);
}

void neighbours_reserve(struct neighbours *nb, size_t spare)
{
    uint32_t longest = 0;
    for (uint32_t i = 0; i < nb->n; i++) {
        const uint32_t count = neighbours_row(nb, i)->count;
        longest = count > longest ? count : longest;
    }
    const size_t eighth = longest / 8;
    while (nb->capacity < longest + (spare > eighth ? spare : eighth)) grow(nb);
}

static void add(struct neighbours *nb, uint32_t i, uint32_t j)
{
    if (neighbours_row(nb, i)->count == nb->capacity) grow(nb);
    struct neighbours_row *const row = neighbours_row(nb, i);
    row->list[row->count++] = j;
}

static void drop(struct neighbours *nb, uint32_t i, uint32_t j)
{
    struct neighbours_row *const row = neighbours_row(nb, i);
    const uint32_t last = --row->count;
    uint32_t k = 0;
    while (row->list[k] != j) k++;
    row->list[k] = row->list[last];
    row->list[last] = (uint32_t)nb->n;
}

static bool near(const struct neighbours *nb, struct sphere a, struct sphere b)
{
    const double range = neighbours_range(nb, a.s, b.s) + nb->skin;
    return potentials_distance2(&nb->view, a.x, b.x) < range * range;
}

size_t neighbours_search(struct neighbours *nb, uint32_t i, struct sphere to)
{
    uint32_t *const found = nb->cells.found;
    const size_t candidates = cells_near(&nb->cells, to.x, reach_of(nb, to.s) + nb->skin);
    for (size_t k = 0; k < candidates; k++) __builtin_prefetch(neighbours_row(nb, found[k]));
    size_t n = 0;
    for (size_t k = 0; k < candidates; k++) {
        const uint32_t j = found[k];
        found[n] = j;
        n += (j != i) & near(nb, to, neighbours_row(nb, j)->reference);
    }
    for (size_t k = 0; k < POTENTIALS_LANES; k++) found[n + k] = (uint32_t)nb->n;
    return n;
}

void neighbours_build(struct neighbours *nb, const struct sphere *p)
{
    fill_with_ghosts(nb);
    for (uint32_t i = 0; i < nb->n; i++) {
        neighbours_row(nb, i)->reference = p[i];
        neighbours_row(nb, i)->count = 0;
    }
    cells_empty(&nb->cells);
    nb->built = true;
    nb->refreshed = 0;
    for (uint32_t i = 0; i < nb->n; i++) cells_insert(&nb->cells, i, p[i].x);
    for (uint32_t i = 0; i < nb->n; i++) {
        const size_t n = neighbours_search(nb, i, p[i]);
        for (size_t k = 0; k < n; k++) add(nb, i, nb->cells.found[k]);
    }
}

void neighbours_use_longest_range(struct neighbours *nb)
{
    require(!nb->shared, "lists of a mixture must be widened before threads share them");
    nb->wide = true;
    memset(nb->gain, 0, sizeof nb->gain);
    if (nb->built) neighbours_build(nb, nb->view.p);
}

static void forget(struct neighbours *nb, uint32_t i)
{
    struct neighbours_row *const row = neighbours_row(nb, i);
    for (uint32_t k = 0; k < row->count; k++) neighbours_prefetch(nb, row->list[k]);
    for (uint32_t k = 0; k < row->count; k++) {
        drop(nb, row->list[k], i);
        row->list[k] = (uint32_t)nb->n;
    }
    row->count = 0;
    cells_remove(&nb->cells, i, row->reference.x);
}

void neighbours_rebuild_one(struct neighbours *nb, uint32_t i, struct sphere now)
{
    forget(nb, i);
    neighbours_row(nb, i)->reference = now;
    const size_t n = neighbours_search(nb, i, now);
    for (size_t k = 0; k < n; k++) {
        add(nb, i, nb->cells.found[k]);
        add(nb, nb->cells.found[k], i);
    }
    cells_insert(&nb->cells, i, now.x);
    nb->refreshed++;
}
