/* Implementation of size_observables.h. Both observables refer to the origin: its diameters, its
   neighbours. */
#include "common/observe/size_observables.h"

#include <math.h>

#include "common/observe/bond_lists.h"
#include "common/observe/cage.h"
#include "common/mc/needs.h"

static double mean(size_t n, const double *x)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += x[i];
    return sum / (double)n;
}

/* ---- diameters ------------------------------------------------------------------------------- */

static const struct observe_column diameter_columns[] = {{"diameter", "1"}, {0}};

/* C_s = sum ds_i(t) ds_i(0) / sum ds_i(0)^2,  ds = s - <s>; 1 without swaps, and for equal
   spheres. */
static void prepare_diameter(struct observe_pair *p)
{
    p->prepared[0] = mean(p->now->n, p->now->label);
    p->prepared[1] = mean(p->origin->n, p->origin->label);
}

static void add_diameter(const struct observe_pair *p, size_t i, double *sum)
{
    const double then = p->origin->label[i] - p->prepared[1];
    sum[0] += (p->now->label[i] - p->prepared[0]) * then;
    sum[1] += then * then;
}

static void finish_diameter(const struct observe_pair *p, const double *sum, size_t n,
                            double *value)
{
    (void)p, (void)n;
    value[0] = sum[1] > 0 ? sum[0] / sum[1] : 1;
}

/* ---- bonds ----------------------------------------------------------------------------------- */

/* C_B = < n_i(t|0) / n_i(0) >: of the neighbours of i at the origin, nearer than `bond` mean
   diameters, the fraction that is still nearer than `broken`. The second length is larger, so
   that a vibrating bond does not count as broken: Yamamoto and Onuki, Phys. Rev. E 58, 3515
   (1998). The diameters are those at the origin, without the non-additivity of a model. */
static const struct observe_column bonds_columns[] = {{"bonds", "1"}, {0}};

static const struct runfile_key bonds_keys[] = {
    {.name = "bond",
     .doc = "largest distance of neighbours at the origin, in mean diameters of the pair",
     .type = RUNFILE_REAL,
     .value = "1.485",
     .min = 0.1,
     .max = 10},
    {.name = "broken",
     .doc = "largest distance of neighbours at later times, in mean diameters of the pair",
     .type = RUNFILE_REAL,
     .value = "1.7",
     .min = 0.1,
     .max = 20},
    {0},
};

static void *prepare_bonds(const struct frame *origin, const double *parameter,
                           const struct observe_groups *groups)
{
    (void)groups;
    return bond_lists_create(origin, parameter[0]);
}

static void free_bonds(void *data)
{
    bond_lists_free(data);
}

/* Squared distance to the nearest image. A cast rounds without a function call. */
static double distance2(const struct frame *f, double inverse_box, size_t i, size_t j)
{
    const size_t dim = (size_t)f->dim;
    double r2 = 0;
    for (size_t k = 0; k < dim; k++) {
        const double d = f->x[i * dim + k] - f->x[j * dim + k], boxes = d * inverse_box,
                     r = d - f->box * (double)(int64_t)(boxes + copysign(0.5, boxes));
        r2 += r * r;
    }
    return r2;
}

static void add_bonds(const struct observe_pair *p, size_t i, double *sum)
{
    const struct bond_lists *const b = p->origin_data;
    const double *const size = p->origin->label;
    const double inverse_box = 1 / p->now->box;
    const size_t had = b->begin[i + 1] - b->begin[i];
    size_t kept = 0;
    for (const uint32_t *j = b->other + b->begin[i]; j < b->other + b->begin[i + 1]; j++) {
        const double broken = p->parameter[1] * (size[i] + size[*j]) / 2;
        kept += distance2(p->now, inverse_box, i, *j) < broken * broken;
    }
    if (had == 0) return; /* no neighbours at the origin */
    sum[0] += (double)kept / (double)had;
    sum[1]++;
}

static void finish_bonds(const struct observe_pair *p, const double *sum, size_t n, double *value)
{
    (void)p, (void)n;
    value[0] = sum[1] > 0 ? sum[0] / sum[1] : NAN;
}

const struct observe_row size_observables_rows[] = {
    {.name = "diameter",
     .needs = NEEDS_SIZES,
     .doc = "autocorrelation of the diameters",
     .column = diameter_columns,
     .periodic = true,
     .sums = 2,
     .prepare = prepare_diameter,
     .add = add_diameter,
     .finish = finish_diameter},
    {.name = "bonds",
     .doc = "fraction of its neighbours that a sphere still has",
     .column = bonds_columns,
     .keys = bonds_keys,
     .periodic = true,
     .sums = 2,
     .prepare_origin = prepare_bonds,
     .free_origin = free_bonds,
     .origin_bytes = 72,
     .add = add_bonds,
     .finish = finish_bonds},
    {.name = "cage_fs",
     .doc =
         "cage-relative self scattering: Fs of displacements less the mean of the neighbours' at "
         "the origin",
     .column = cage_fs_columns,
     .keys = cage_fs_keys,
     .periodic = true,
     .sums = 2,
     .prepare_origin = cage_prepare_fs,
     .free_origin = free_bonds,
     .origin_bytes = 72,
     .add = cage_add_fs,
     .finish = cage_finish},
    {.name = "cage_msd",
     .doc = "cage-relative mean squared displacement",
     .column = cage_msd_columns,
     .keys = cage_msd_keys,
     .periodic = true,
     .sums = 2,
     .prepare_origin = cage_prepare_msd,
     .free_origin = free_bonds,
     .origin_bytes = 72,
     .add = cage_add_msd,
     .finish = cage_finish},
    {0},
};
