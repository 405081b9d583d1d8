/* Implementation of observe.h: measures a row, and lists the rows for any system. */
#include "common/observe/observe.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/core/vector.h"
#include "common/observe/displacement.h"
#include "common/observe/overlap.h"
#include "common/observe/scattering.h"

/* ---- measuring ------------------------------------------------------------------------------- */

void observe_pair_init(struct observe_pair *p, const struct frame *now, const struct frame *origin)
{
    *p = (struct observe_pair){.now = now, .origin = origin};
    if (now->box == 0) return;
    const size_t dim = (size_t)now->dim;
    for (size_t i = 0; i < now->n; i++)
        for (size_t k = 0; k < dim; k++)
            p->drift[k] += now->x[i * dim + k] - origin->x[i * dim + k];
    for (size_t k = 0; k < dim; k++) p->drift[k] /= (double)now->n;
}

size_t observe_columns(const struct observe_row *row)
{
    size_t n = 0;
    while (row->column[n].name) n++;
    assert(n <= OBSERVE_COLUMNS && row->sums <= OBSERVE_COLUMNS);
    return n;
}

static void finish(const struct observe_row *row, const struct observe_pair *p, const double *sum,
                   size_t n, double *value)
{
    const size_t columns = observe_columns(row);
    for (size_t c = 0; c < columns; c++)
        value[c] = row->finish || n == 0 ? NAN : sum[c] / (double)n;
    if (row->finish && n > 0) row->finish(p, sum, n, value);
}

static size_t group_of(const struct observe_groups *f, double label)
{
    size_t group = 0;
    while (group + 1 < f->n && label > f->bound[group]) group++;
    return group;
}

static void measure_groups(const struct observe_row *row, const struct observe_pair *p,
                           const struct observe_groups *f, double *value)
{
    static const size_t most = OBSERVE_COLUMNS;
    double sum[OBSERVE_GROUPS * OBSERVE_COLUMNS] = {0};
    size_t n[OBSERVE_GROUPS] = {0};
    for (size_t i = 0; i < p->origin->n; i++) {
        const size_t group = group_of(f, p->origin->label[i]);
        row->add(p, i, sum + group * most);
        n[group]++;
    }
    for (size_t k = 0; k < f->n; k++)
        finish(row, p, sum + k * most, n[k], value + k * observe_columns(row));
}

void observe_measure(const struct observe_row *row, struct observe_pair *p, const double *parameter,
                     const struct observe_groups *groups, double *value)
{
    double sum[OBSERVE_COLUMNS] = {0};
    void *const own =
        row->prepare_origin && !p->origin_data ? row->prepare_origin(p->origin, parameter) : NULL;
    if (own) p->origin_data = own;
    p->parameter = parameter;
    if (row->prepare) row->prepare(p);
    for (size_t i = 0; i < p->now->n; i++) row->add(p, i, sum);
    finish(row, p, sum, p->now->n, value);
    if (groups && groups->n > 0) measure_groups(row, p, groups, value + observe_columns(row));
    if (own) row->free_origin(own);
    p->origin_data = NULL;
}

/* ---- groups ---------------------------------------------------------------------------------- */

/* Bounds at every change of label (n, sorted); 0 if there are more than `most` values. */
static size_t by_value(size_t n, const double *label, size_t most, double *bound)
{
    size_t groups = 0;
    for (size_t i = 0; i < n; i++)
        if (i + 1 == n || label[i + 1] > label[i]) {
            if (groups == most) return 0;
            bound[groups++] = label[i];
        }
    return groups;
}

/* Bounds that divide the labels (n > most, sorted) into `most` groups of equal numbers. */
static size_t by_number(size_t n, const double *label, size_t most, double *bound)
{
    for (size_t k = 0; k < most; k++) bound[k] = label[n * (k + 1) / most - 1];
    return most;
}

void observe_groups_init(struct observe_groups *f, const struct frame *frame, size_t most)
{
    *f = (struct observe_groups){0};
    if (most == 0 || !frame->label) return;
    const size_t n = frame->n;
    double *const label = memcpy(base_alloc(n, sizeof *label), frame->label, n * sizeof *label);
    qsort(label, n, sizeof *label, vector_compare);
    f->n = by_value(n, label, most, f->bound);
    if (f->n == 0) f->n = by_number(n, label, most, f->bound);
    for (size_t i = 0; i < n; i++) f->items[group_of(f, label[i])]++;
    base_free(label);
}

/* ---- the table ------------------------------------------------------------------------------- */

const struct observe_row observe_rows[] = {
    {.name = "msd",
     .doc = "mean squared displacement",
     .column = displacement_msd_columns,
     .add = displacement_add_msd},
    {.name = "norm",
     .doc = "Euclidean norm of all present coordinates: of all weights, and of those of each layer",
     .column = displacement_norm_columns,
     .add = displacement_add_norm,
     .finish = displacement_finish_norm},
    {.name = "overlap",
     .doc = "self overlap Q: share of the items that moved no further than a length",
     .column = overlap_self_columns,
     .keys = overlap_self_keys,
     .sums = 2,
     .prepare = overlap_prepare_self,
     .add = overlap_add_self,
     .finish = overlap_finish_self},
    {.name = "fs",
     .doc = "self-intermediate scattering Fs(k, t), averaged over the axes",
     .column = scattering_fs_columns,
     .keys = scattering_fs_keys,
     .add = scattering_add_fs,
     .finish = scattering_finish_fs},
    {.name = "collective",
     .doc = "collective overlap: items within a length of a former position of any item, per item",
     .column = overlap_collective_columns,
     .keys = overlap_collective_keys,
     .periodic = true,
     .prepare_origin = overlap_prepare_collective,
     .free_origin = overlap_free_collective,
     .origin_bytes = 32,
     .add = overlap_add_collective},
    {.name = "alpha2",
     .doc = "non-Gaussian parameter, and its moments",
     .column = displacement_alpha2_columns,
     .sums = 2,
     .add = displacement_add_alpha2,
     .finish = displacement_finish_alpha2},
    {.name = "cosine",
     .doc = "cosine of the angle between the vectors of all coordinates at the two times",
     .column = overlap_cosine_columns,
     .sums = 3,
     .add = overlap_add_cosine,
     .finish = overlap_finish_cosine},
    {.name = "displacements",
     .doc = "van Hove: shares of the displacements |r| in 40 bins of equal width in ln r",
     .column = displacement_histogram_columns,
     .keys = displacement_histogram_keys,
     .prepare = displacement_prepare_histogram,
     .add = displacement_add_histogram},
    {0},
};
