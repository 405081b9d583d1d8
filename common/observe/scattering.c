/* Implementation of scattering.h: Ninarello, Berthier, Coslovich, PRX 7, 021039 (2017). */
#include "common/observe/scattering.h"

#include <math.h>

const struct observe_column scattering_fs_columns[] = {{"fs", "1"}, {0}};

const struct runfile_key scattering_fs_keys[] = {
    SCATTERING_K,
    {0},
};

/* Averaged over the axes; each component of an unwrapped displacement is one direction of k. */
void scattering_add_fs(const struct observe_pair *p, size_t i, double *sum)
{
    const size_t dim = (size_t)p->now->dim;
    for (size_t k = 0; k < dim; k++) {
        const double d = p->now->x[i * dim + k] - p->origin->x[i * dim + k] - p->drift[k];
        sum[0] += cos(p->parameter[0] * d);
    }
}

void scattering_finish_fs(const struct observe_pair *p, const double *sum, size_t n, double *value)
{
    value[0] = sum[0] / (double)(n * (size_t)p->now->dim);
}
