/* Implementation of observe.h: measures a row, and lists the rows for any system. */
#include "common/observe/observe.h"

#include <assert.h>
#include <math.h>
#include "common/observe/displacement.h"
#include "common/observe/overlap.h"
#include "common/observe/coherent_scattering.h"
#include "common/observe/distinct_van_hove.h"
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

static void measure_groups(const struct observe_row *row, struct observe_pair *p,
                           const struct observe_groups *f, double *value)
{
    static const size_t most = OBSERVE_COLUMNS;
    double sum[OBSERVE_GROUPS * OBSERVE_COLUMNS] = {0};
    size_t n[OBSERVE_GROUPS] = {0};
    for (size_t i = 0; i < p->origin->n; i++) {
        const size_t group = observe_groups_find(f, p->origin->label[i]);
        p->group = 1 + group;
        row->add(p, i, sum + group * most);
        n[group]++;
    }
    for (size_t k = 0; k < f->n; k++) {
        const size_t group = f->species ? f->order[k] : k;
        p->group = 1 + group;
        finish(row, p, sum + group * most, n[group], value + k * observe_columns(row));
    }
    p->group = 0;
}

void observe_measure(const struct observe_row *row, struct observe_pair *p, const double *parameter,
                     const struct observe_groups *groups, double *value)
{
    double sum[OBSERVE_COLUMNS] = {0};
    void *const own = row->prepare_origin && !p->origin_data
                          ? row->prepare_origin(p->origin, parameter, groups)
                          : NULL;
    if (own) p->origin_data = own;
    p->parameter = parameter, p->groups = groups;
    if (row->prepare) row->prepare(p);
    for (size_t i = 0; i < p->now->n; i++) row->add(p, i, sum);
    finish(row, p, sum, p->now->n, value);
    if (groups && groups->n > 0) measure_groups(row, p, groups, value + observe_columns(row));
    if (own) row->free_origin(own);
    p->origin_data = NULL;
}

/* ---- the table ------------------------------------------------------------------------------- */

const struct observe_row observe_rows[] = {
    {.name = "msd",
     .doc = "mean squared displacement",
     .biases = true,
     .column = displacement_msd_columns,
     .add = displacement_add_msd},
    {.name = "norm",
     .doc = "Euclidean norm of all present coordinates: of all weights, and of those of each layer",
     .column = displacement_norm_columns,
     .add = displacement_add_norm,
     .finish = displacement_finish_norm},
    {.name = "overlap",
     .doc = "self overlap Q: share of the items that moved no further than a length",
     .biases = true,
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
     .biases = true,
     .column = overlap_collective_columns,
     .keys = overlap_collective_keys,
     .periodic = true,
     .prepare_origin = overlap_prepare_collective,
     .free_origin = overlap_free_collective,
     .origin_bytes = 100,
     .add = overlap_add_collective},
    {.name = "alpha2",
     .doc = "non-Gaussian parameter, and its moments",
     .column = displacement_alpha2_columns,
     .sums = 2,
     .add = displacement_add_alpha2,
     .finish = displacement_finish_alpha2},
    {.name = "cosine",
     .doc = "cosine of the angle between the vectors of all coordinates at the two times",
     .biases = true,
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
    {.name = "coherent",
     .doc = "collective intermediate scattering: F(k, t) / F(k, 0), F(k, t) = Re rho(k, t) "
            "rho(-k, 0) / N, and F(k, 0); of a family or species: of its items alone",
     .column = coherent_scattering_columns,
     .keys = coherent_scattering_keys,
     .periodic = true,
     .sums = 1,
     .lacks = coherent_scattering_lacks,
     .prepare_origin = coherent_scattering_prepare,
     .free_origin = coherent_scattering_free,
     .origin_bytes = 8,
     .add = coherent_scattering_add,
     .finish = coherent_scattering_finish},
    {.name = "distinct",
     .doc = "distinct van Hove function G_d(r, t) / density, 40 bins of r from 0; of a family or "
            "species: of pairs inside it",
     .column = distinct_van_hove_columns,
     .keys = distinct_van_hove_keys,
     .periodic = true,
     .lacks = distinct_van_hove_lacks,
     .prepare_origin = distinct_van_hove_prepare,
     .free_origin = distinct_van_hove_free,
     .origin_bytes = 32,
     .add = distinct_van_hove_add,
     .finish = distinct_van_hove_finish},
    {0},
};
