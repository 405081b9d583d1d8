/* Implementation of cage.h. */
#include "common/observe/cage.h"

#include "common/observe/scattering.h"

#include <math.h>

#include "common/observe/bond_lists.h"

const struct observe_column cage_fs_columns[] = {{"cage_fs", "1"}, {0}};
const struct observe_column cage_msd_columns[] = {{"cage_msd", "length^2"}, {0}};

#define BOND                                                                                       \
    {                                                                                              \
        .name = "bond",                                                                            \
        .doc = "largest distance of neighbours at the origin, in mean diameters of the pair; 0: "  \
               "those of radical Voronoi cells",                                                   \
        .type = RUNFILE_REAL, .value = "1.485", .min = 0, .max = 10                                \
    }

const struct runfile_key cage_fs_keys[] = {
    SCATTERING_K,
    BOND,
    {0},
};

const struct runfile_key cage_msd_keys[] = {BOND, {0}};

static struct bond_lists *cages_of(const struct frame *origin, double bond)
{
    return bond > 0 ? bond_lists_create(origin, bond) : bond_lists_of_cells(origin);
}

void *cage_prepare_fs(const struct frame *origin, const double *parameter,
                      const struct observe_groups *groups)
{
    (void)groups;
    return cages_of(origin, parameter[1]);
}

void *cage_prepare_msd(const struct frame *origin, const double *parameter,
                       const struct observe_groups *groups)
{
    (void)groups;
    return cages_of(origin, parameter[0]);
}

/* Displacement of i relative to its cage, to r; false without neighbours. */
static bool relative(const struct observe_pair *p, size_t i, double *r)
{
    const struct bond_lists *const b = p->origin_data;
    const size_t dim = (size_t)p->now->dim, had = b->begin[i + 1] - b->begin[i];
    const double *const x = p->now->x, *const y = p->origin->x;
    for (size_t d = 0; d < dim; d++) {
        double mean = 0;
        for (size_t k = b->begin[i]; k < b->begin[i + 1]; k++)
            mean += x[b->other[k] * dim + d] - y[b->other[k] * dim + d];
        r[d] = x[i * dim + d] - y[i * dim + d] - mean / (double)had;
    }
    return had > 0;
}

/* Averaged over the axes, as scattering_add_fs. */
void cage_add_fs(const struct observe_pair *p, size_t i, double *sum)
{
    double r[OBSERVE_DIM];
    if (!relative(p, i, r)) return;
    for (int d = 0; d < p->now->dim; d++) sum[0] += cos(p->parameter[0] * r[d]) / p->now->dim;
    sum[1]++;
}

void cage_add_msd(const struct observe_pair *p, size_t i, double *sum)
{
    double r[OBSERVE_DIM];
    if (!relative(p, i, r)) return;
    for (int d = 0; d < p->now->dim; d++) sum[0] += r[d] * r[d];
    sum[1]++;
}

void cage_finish(const struct observe_pair *p, const double *sum, size_t n, double *value)
{
    (void)p, (void)n;
    value[0] = sum[1] > 0 ? sum[0] / sum[1] : NAN;
}
