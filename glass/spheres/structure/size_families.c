/* Implementation of size_families.h. */
#include "glass/spheres/structure/size_families.h"

#include <stdlib.h>

#include "glass/spheres/state/spheres.h"

struct ranked {
    float s;
    uint32_t i;
};

/* Equal diameters are ordered by a hash of the sphere's number: on a lattice, the numbers are
   correlated with the positions. */
static int by_size(const void *a, const void *b)
{
    const struct ranked *const x = a, *const y = b;
    const uint32_t odd = UINT32_C(2654435761), i = x->i * odd, j = y->i * odd;
    return x->s != y->s ? (x->s > y->s) - (x->s < y->s) : (i > j) - (i < j);
}

void size_families_assign(const struct spheres *s, size_t families, unsigned char *family)
{
    struct ranked *const r = base_alloc(s->n, sizeof *r);
    for (uint32_t i = 0; i < s->n; i++) r[i] = (struct ranked){s->p[i].s, i};
    qsort(r, s->n, sizeof *r, by_size);
    for (size_t k = 0; k < s->n; k++) family[r[k].i] = (unsigned char)(k * families / s->n);
    base_free(r);
}
