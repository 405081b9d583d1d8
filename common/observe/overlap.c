/* Implementation of overlap.h. The self overlap Q is the fraction of items that moved no further
   than a length a. Kerr Winter and Janssen, arXiv 2405.13098, set a = (standard deviation of the
   weights) / F. The collective overlap: Ninarello, Berthier, Coslovich, PRX 7, 021039 (2017). */
#include "common/observe/overlap.h"

#include <math.h>

#include "common/observe/occupancy.h"

static double largest_label(const struct frame *f)
{
    double most = f->label ? -INFINITY : INFINITY;
    for (size_t i = 0; f->label && i < f->n; i++) most = fmax(most, f->label[i]);
    return most;
}

/* Standard deviation of the coordinates of all items with labels below a limit: the typical size of
   the weights of a network. */
static double deviation(const struct frame *f, double limit)
{
    const size_t dim = (size_t)f->dim;
    double m = 0, sum = 0, square = 0;
    for (size_t i = 0; i < f->n * dim; i++)
        if (!f->label || f->label[i / dim] < limit) sum += f->x[i], m++;
    for (size_t i = 0; i < f->n * dim; i++)
        if (!f->label || f->label[i / dim] < limit) square += pow(f->x[i] - sum / m, 2);
    return sqrt(square / m);
}

const struct observe_column overlap_self_columns[] = {{"overlap", "1"}, {0}};

const struct runfile_key overlap_self_keys[] = {
    {.name = "length",
     .doc = "displacement up to which an item counts as unmoved",
     .type = RUNFILE_REAL,
     .value = "0.3",
     .min = 0,
     .max = 1e6,
     .unit = "length"},
    {.name = "fraction",
     .doc =
         "above 0: the length is the standard deviation of the coordinates divided by `fraction`",
     .type = RUNFILE_REAL,
     .value = "0",
     .min = 0,
     .max = 1e9},
    {.name = "skip_last",
     .doc = "1: leave out the items of the largest label (last layer of a network)",
     .type = RUNFILE_REAL,
     .value = "0",
     .min = 0,
     .max = 1},
    {0},
};

void overlap_prepare_self(struct observe_pair *p)
{
    const double length = p->parameter[0], fraction = p->parameter[1];
    p->prepared[1] = p->parameter[2] > 0 ? largest_label(p->origin) : INFINITY;
    const double a = fraction > 0 ? deviation(p->origin, p->prepared[1]) / fraction : length;
    p->prepared[0] = a * a;
}

void overlap_add_self(const struct observe_pair *p, size_t i, double *sum)
{
    if (p->origin->label && p->origin->label[i] >= p->prepared[1]) return;
    sum[0] += observe_squared(p, i) <= p->prepared[0];
    sum[1]++;
}

void overlap_finish_self(const struct observe_pair *p, const double *sum, size_t n, double *value)
{
    (void)p, (void)n;
    value[0] = sum[1] > 0 ? sum[0] / sum[1] : NAN;
}

const struct observe_column overlap_collective_columns[] = {{"collective", "1"}, {0}};

const struct runfile_key overlap_collective_keys[] = {
    {.name = "length",
     .doc = "distance up to which a former position counts as occupied",
     .type = RUNFILE_REAL,
     .value = "0.3",
     .min = 1e-6,
     .max = 1e6,
     .unit = "length"},
    {0},
};

void *overlap_prepare_collective(const struct frame *origin, const double *parameter,
                                 const struct observe_groups *groups)
{
    (void)groups;
    return occupancy_create(origin, parameter[0]);
}

void overlap_free_collective(void *data)
{
    occupancy_free(data);
}

/* Number of items of the origin within a distance of the present position of item i; any item
   counts. */
void overlap_add_collective(const struct observe_pair *p, size_t i, double *sum)
{
    double x[OBSERVE_DIM];
    const size_t dim = (size_t)p->now->dim;
    for (size_t k = 0; k < dim; k++) x[k] = p->now->x[i * dim + k] - p->drift[k];
    sum[0] += (double)occupancy_count(p->origin_data, x);
}

const struct observe_column overlap_cosine_columns[] = {{"cosine", "1"}, {0}};

void overlap_add_cosine(const struct observe_pair *p, size_t i, double *sum)
{
    const size_t dim = (size_t)p->now->dim;
    for (size_t k = i * dim; k < (i + 1) * dim; k++) {
        sum[0] += p->now->x[k] * p->origin->x[k];
        sum[1] += p->now->x[k] * p->now->x[k];
        sum[2] += p->origin->x[k] * p->origin->x[k];
    }
}

void overlap_finish_cosine(const struct observe_pair *p, const double *sum, size_t n, double *value)
{
    (void)p, (void)n;
    value[0] = sum[0] / sqrt(sum[1] * sum[2]);
}
