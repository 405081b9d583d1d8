/* Neighbour lists kept up to date one sphere at a time. */
#include "glass/spheres/neighbours.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* Measured at rho = 1, T = 0.1 to 1 for N = 1500, and for the long ranges of mixtures at T = 1:
   thinner skins renew more often, thicker ones make longer lists. */
static const double skin = 0.5, budget = 0.22, cell_width = 0.9; /* [length] */
static const double mixture_skin = 0.6, mixture_budget = 0.27;

enum { CAPACITY = 40, MORE = POTENTIALS_LANES };

static void mixture_gains(struct neighbours *nb)
{
    const struct potentials_mixture *const m = nb->view.mixture;
    for (int a = 0; a < m->kinds; a++)
        for (int b = 0; b < m->kinds; b++)
            for (int k = 0; k < m->kinds; k++)
                nb->gain[a][b] =
                    fmax(nb->gain[a][b], nb->potential->cut * (m->cross[b][k] - m->cross[a][k]));
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

void neighbours_open(struct neighbours *nb, const struct potential *potential,
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
    nb->reference = base_alloc(n, sizeof *nb->reference);
    nb->count = base_alloc(n, sizeof *nb->count);
    nb->list = base_alloc(n * nb->capacity, sizeof *nb->list);
    cells_open(&nb->cells, n, dim, L, cell_width);
}

void neighbours_close(struct neighbours *nb)
{
    base_free(nb->reference);
    base_free(nb->count);
    base_free(nb->list);
    cells_close(&nb->cells);
}

void neighbours_scale(struct neighbours *nb, double L)
{
    const double unit = L * 0x1p-32;
    nb->view.unit2 = unit * unit;
    nb->cells.L = L;
    nb->cells.width = L / nb->cells.side;
}

static void fill_with_ghosts(struct neighbours *nb)
{
    for (size_t k = 0; k < nb->n * nb->capacity; k++) nb->list[k] = (uint32_t)nb->n;
}

/* More room for every list. It happens when a random start or a dense spot is first met, and
   then not again. */
static void grow(struct neighbours *nb)
{
    require(!nb->shared, "a sphere's neighbours became too many for its list within one sweep of "
                         "domains: begin with [run] dynamics = metropolis");
    const size_t old = nb->capacity;
    uint32_t *const short_list = nb->list;
    nb->capacity = old + MORE;
    nb->list = base_alloc(nb->n * nb->capacity, sizeof *nb->list);
    fill_with_ghosts(nb);
    for (size_t i = 0; i < nb->n; i++)
        memcpy(&nb->list[i * nb->capacity], &short_list[i * old], nb->count[i] * sizeof *nb->list);
    base_free(short_list);
}

void neighbours_reserve(struct neighbours *nb, size_t spare)
{
    uint32_t longest = 0;
    for (size_t i = 0; i < nb->n; i++) longest = nb->count[i] > longest ? nb->count[i] : longest;
    while (nb->capacity < longest + spare) grow(nb);
}

static void add(struct neighbours *nb, uint32_t i, uint32_t j)
{
    if (nb->count[i] == nb->capacity) grow(nb);
    nb->list[i * nb->capacity + nb->count[i]++] = j;
}

static void drop(struct neighbours *nb, uint32_t i, uint32_t j)
{
    uint32_t *const row = &nb->list[i * nb->capacity];
    const uint32_t last = --nb->count[i];
    uint32_t k = 0;
    while (row[k] != j) k++;
    row[k] = row[last];
    row[last] = (uint32_t)nb->n;
}

static bool near(const struct neighbours *nb, struct sphere a, struct sphere b)
{
    const double range = neighbours_range(nb, a.s, b.s) + nb->skin;
    return potentials_distance2(a.x, b.x, nb->view.unit2) < range * range;
}

static size_t candidates(struct neighbours *nb, struct sphere a)
{
    return cells_near(&nb->cells, a.x, reach_of(nb, a.s) + nb->skin);
}

void neighbours_make(struct neighbours *nb, const struct sphere *p)
{
    memcpy(nb->reference, p, nb->n * sizeof *p);
    memset(nb->count, 0, nb->n * sizeof *nb->count);
    fill_with_ghosts(nb);
    cells_clear(&nb->cells);
    nb->refreshed = 0;
    for (uint32_t i = 0; i < nb->n; i++) cells_insert(&nb->cells, i, p[i].x);
    for (uint32_t i = 0; i < nb->n; i++) {
        const size_t found = candidates(nb, p[i]);
        for (size_t k = 0; k < found; k++) {
            const uint32_t j = nb->cells.found[k];
            if (j != i && near(nb, p[i], p[j])) add(nb, i, j);
        }
    }
}

void neighbours_widen(struct neighbours *nb)
{
    require(!nb->shared, "lists of a mixture are to be widened before threads share them");
    nb->wide = true;
    memset(nb->gain, 0, sizeof nb->gain);
    neighbours_make(nb, nb->view.p);
}

static void forget(struct neighbours *nb, uint32_t i)
{
    uint32_t *const row = &nb->list[i * nb->capacity];
    for (uint32_t k = 0; k < nb->count[i]; k++) {
        drop(nb, row[k], i);
        row[k] = (uint32_t)nb->n;
    }
    nb->count[i] = 0;
    cells_remove(&nb->cells, i, nb->reference[i].x);
}

void neighbours_renew(struct neighbours *nb, uint32_t i, struct sphere now)
{
    forget(nb, i);
    nb->reference[i] = now;
    const size_t found = candidates(nb, now);
    for (size_t k = 0; k < found; k++) {
        const uint32_t j = nb->cells.found[k];
        if (!near(nb, now, nb->reference[j])) continue;
        add(nb, i, j);
        add(nb, j, i);
    }
    cells_insert(&nb->cells, i, now.x);
    nb->refreshed++;
}

size_t neighbours_search(struct neighbours *nb, uint32_t i, struct sphere to)
{
    size_t n = 0;
    const size_t found = candidates(nb, to);
    for (size_t k = 0; k < found; k++) {
        const uint32_t j = nb->cells.found[k];
        if (j != i && near(nb, to, nb->reference[j])) nb->cells.found[n++] = j;
    }
    for (size_t k = 0; k < POTENTIALS_LANES; k++) nb->cells.found[n + k] = (uint32_t)nb->n;
    return n;
}
