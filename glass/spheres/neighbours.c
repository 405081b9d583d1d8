/* Neighbour lists kept up to date one sphere at a time. */
#include "glass/spheres/neighbours.h"

#include <assert.h>
#include <string.h>

/* Measured at rho = 1, T = 0.1 to 1 for N = 1500: thinner skins renew more often, thicker ones
   make longer lists. */
static const double skin = 0.5, budget = 0.22, cell_width = 0.9; /* [length] */

enum { CAPACITY = 48 };

void neighbours_open(struct neighbours *nb, const struct potential *potential, size_t n, int dim,
                     double L, double eps, const struct sphere *p)
{
    float largest = 0;
    for (size_t i = 0; i < n; i++) largest = p[i].s > largest ? p[i].s : largest;
    assert(2 * eps * largest < 1);
    const double unit = L * 0x1p-32;
    *nb = (struct neighbours){.n = n,
                              .unit2 = unit * unit,
                              .half_eps = eps / 2,
                              .cut = potential->cut,
                              .slope = 0.5 + eps * largest,
                              .skin = skin,
                              .budget = budget,
                              .largest = largest,
                              .capacity = CAPACITY};
    nb->reference = base_alloc(n, sizeof *nb->reference);
    nb->count = base_alloc(n, sizeof *nb->count);
    nb->list = base_alloc(n * nb->capacity, sizeof *nb->list);
    nb->scratch = base_alloc(n + POTENTIALS_LANES, sizeof *nb->scratch);
    cells_open(&nb->cells, n, dim, L, cell_width);
}

void neighbours_close(struct neighbours *nb)
{
    base_free(nb->reference);
    base_free(nb->count);
    base_free(nb->list);
    base_free(nb->scratch);
    cells_close(&nb->cells);
}

static void fill_with_ghosts(struct neighbours *nb)
{
    for (size_t k = 0; k < nb->n * nb->capacity; k++) nb->list[k] = (uint32_t)nb->n;
}

/* Twice the room for every list. It happens when a random start or a dense spot is first met,
   and then not again. */
static void grow(struct neighbours *nb)
{
    const size_t old = nb->capacity;
    uint32_t *const short_list = nb->list;
    nb->capacity = 2 * old;
    nb->list = base_alloc(nb->n * nb->capacity, sizeof *nb->list);
    fill_with_ghosts(nb);
    for (size_t i = 0; i < nb->n; i++)
        memcpy(&nb->list[i * nb->capacity], &short_list[i * old], nb->count[i] * sizeof *nb->list);
    base_free(short_list);
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
    const double range = nb->cut * potentials_cross(a.s, b.s, nb->half_eps) + nb->skin;
    return potentials_distance2(a.x, b.x, nb->unit2) < range * range;
}

static size_t candidates(struct neighbours *nb, struct sphere a)
{
    return cells_near(&nb->cells, a.x,
                      nb->cut * potentials_cross(a.s, nb->largest, nb->half_eps) + nb->skin);
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
        if (j != i && near(nb, to, nb->reference[j])) nb->scratch[n++] = j;
    }
    for (size_t k = 0; k < POTENTIALS_LANES; k++) nb->scratch[n + k] = (uint32_t)nb->n;
    return n;
}
