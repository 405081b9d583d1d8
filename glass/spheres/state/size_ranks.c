/* The order of the diameters. */
#include "glass/spheres/state/size_ranks.h"

#include <stdlib.h>

#include "common/core/base.h"
#include "glass/spheres/state/potentials.h"

void size_ranks_init(struct size_ranks *r, size_t n)
{
    r->sphere = base_alloc(n, sizeof *r->sphere);
    r->rank = base_alloc(n, sizeof *r->rank);
}

void size_ranks_clear(struct size_ranks *r)
{
    base_free(r->sphere);
    base_free(r->rank);
}

static int by_size(const void *a, const void *b, void *spheres)
{
    const struct sphere *const p = spheres;
    const uint32_t i = *(const uint32_t *)a, j = *(const uint32_t *)b;
    if (p[i].s != p[j].s) return p[i].s < p[j].s ? -1 : 1;
    return i < j ? -1 : i > j;
}

void size_ranks_sort(struct size_ranks *r, size_t n, const struct sphere *p)
{
    for (uint32_t i = 0; i < n; i++) r->sphere[i] = i;
    qsort_r(r->sphere, n, sizeof *r->sphere, by_size, (void *)(uintptr_t)p);
    size_ranks_invert(r, n);
}

bool size_ranks_invert(struct size_ranks *r, size_t n)
{
    for (uint32_t k = 0; k < n; k++)
        if (r->sphere[k] < n) r->rank[r->sphere[k]] = k;
    for (uint32_t k = 0; k < n; k++)
        if (r->sphere[k] >= n || r->rank[r->sphere[k]] != k) return false;
    return true;
}
