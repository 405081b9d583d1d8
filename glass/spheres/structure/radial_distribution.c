/* Implementation of radial_distribution.h. */
#include "glass/spheres/structure/radial_distribution.h"

#include <math.h>

#include "glass/spheres/state/spheres.h"

void radial_distribution_count(const struct spheres *s, double width, size_t bins, double *count)
{
    const double reach = width * (double)bins;
    struct cells cells;
    spheres_sort_into(s, &cells, reach / 2);
    for (uint32_t i = 0; i < s->n; i++) {
        const size_t found = cells_near(&cells, s->p[i].x, reach);
        for (size_t k = 0; k < found; k++) {
            const uint32_t j = cells.found[k];
            if (j >= i) continue;
            const double r = sqrt(potentials_distance2(s->p[i].x, s->p[j].x, s->view.unit2));
            if (r < reach) count[(size_t)(r / width)]++;
        }
    }
    cells_clear(&cells);
}
