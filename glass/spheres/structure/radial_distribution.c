/* Implementation of radial_distribution.h. */
#include "glass/spheres/structure/radial_distribution.h"

#include <math.h>

#include "glass/spheres/state/spheres.h"
#include "glass/spheres/structure/size_classes.h"

void radial_distribution_count(const struct spheres *s, const unsigned char *of, size_t classes,
                               double width, size_t bins, double *count)
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
            if (!(r < reach)) continue;
            const size_t bin = (size_t)(r / width);
            const size_t row = of ? 1 + size_classes_pair(classes, of[i], of[j]) : 1;
            if (bin < bins) count[bin]++, count[row * bins + bin]++;
        }
    }
    cells_clear(&cells);
}

double radial_distribution_ideal(const struct spheres *s, double width, size_t b)
{
    const double low = width * (double)b, high = low + width;
    const double shell = s->dim == 3 ? 4 * M_PI / 3 * (pow(high, 3) - pow(low, 3))
                                     : M_PI * (high * high - low * low);
    return shell / pow(s->L, s->dim);
}
