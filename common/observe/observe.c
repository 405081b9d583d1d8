/* Implementation of observe.h: the table of two-time observables shared by spheres and networks.
   Definitions: Ninarello, Berthier, Coslovich, PRX 7, 021039 (2017) for Fs and the collective
   overlap; the self overlap Q counts the items that moved no further than a length a; Kerr Winter
   and Janssen, arXiv 2405.13098, take a = (standard deviation of the weights) / F and the
   histograms of displacements; alpha_2 = d <r^4> / ((d + 2) <r^2>^2) - 1 in d dimensions. */
#include "common/observe/observe.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/observe/cell_grid.h"

/* ---- measuring ------------------------------------------------------------------------------- */

void observe_pair_open(struct observe_pair *p, const struct frame *now, const struct frame *origin)
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

static size_t family_of(const struct observe_groups *f, double label)
{
    size_t family = 0;
    while (family + 1 < f->n && label > f->bound[family]) family++;
    return family;
}

static void measure_families(const struct observe_row *row, const struct observe_pair *p,
                             const struct observe_groups *f, double *value)
{
    static const size_t most = OBSERVE_COLUMNS;
    double sum[OBSERVE_FAMILIES * OBSERVE_COLUMNS] = {0};
    size_t n[OBSERVE_FAMILIES] = {0};
    for (size_t i = 0; i < p->origin->n; i++) {
        const size_t family = family_of(f, p->origin->label[i]);
        row->add(p, i, sum + family * most);
        n[family]++;
    }
    for (size_t k = 0; k < f->n; k++)
        finish(row, p, sum + k * most, n[k], value + k * observe_columns(row));
}

void observe_measure(const struct observe_row *row, struct observe_pair *p, const double *parameter,
                     const struct observe_groups *families, double *value)
{
    double sum[OBSERVE_COLUMNS] = {0};
    void *const own =
        row->prepare_origin && !p->known ? row->prepare_origin(p->origin, parameter) : NULL;
    if (own) p->known = own;
    p->parameter = parameter;
    if (row->prepare) row->prepare(p);
    for (size_t i = 0; i < p->now->n; i++) row->add(p, i, sum);
    finish(row, p, sum, p->now->n, value);
    if (families && families->n > 0)
        measure_families(row, p, families, value + observe_columns(row));
    if (own) row->free_origin(own);
    p->known = NULL;
}

/* ---- families -------------------------------------------------------------------------------- */

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Bounds at every change of label (n, sorted), as long as there are no more than `most`. */
static size_t by_value(size_t n, const double *label, size_t most, double *bound)
{
    size_t families = 0;
    for (size_t i = 0; i < n; i++)
        if (i + 1 == n || label[i + 1] > label[i]) {
            if (families == most) return 0;
            bound[families++] = label[i];
        }
    return families;
}

/* Bounds that cut the labels (n > most, sorted) in `most` parts of equal numbers. */
static size_t by_number(size_t n, const double *label, size_t most, double *bound)
{
    for (size_t k = 0; k < most; k++) bound[k] = label[n * (k + 1) / most - 1];
    return most;
}

void observe_groups_make(struct observe_groups *f, const struct frame *frame, size_t most)
{
    *f = (struct observe_groups){0};
    if (most == 0 || !frame->label) return;
    const size_t n = frame->n;
    double *const label = memcpy(base_alloc(n, sizeof *label), frame->label, n * sizeof *label);
    qsort(label, n, sizeof *label, ascending);
    f->n = by_value(n, label, most, f->bound);
    if (f->n == 0) f->n = by_number(n, label, most, f->bound);
    for (size_t i = 0; i < n; i++) f->items[family_of(f, label[i])]++;
    base_free(label);
}

/* ---- displacements --------------------------------------------------------------------------- */

static const struct observe_column msd_columns[] = {{"msd", "length^2"}, {0}};

static void add_msd(const struct observe_pair *p, size_t i, double *sum)
{
    sum[0] += observe_squared(p, i);
}

static const struct observe_column norm_columns[] = {{"norm", "length"}, {0}};

static void add_norm(const struct observe_pair *p, size_t i, double *sum)
{
    const int dim = p->now->dim;
    for (int k = 0; k < dim; k++) sum[0] += pow(p->now->x[i * (size_t)dim + (size_t)k], 2);
}

static void finish_norm(const struct observe_pair *p, const double *sum, size_t n, double *value)
{
    (void)p, (void)n;
    value[0] = sqrt(sum[0]);
}

static const struct observe_column alpha2_columns[] = {
    {"alpha2", "1"}, {"r2", "length^2"}, {"r4", "length^4"}, {0}};

static void add_alpha2(const struct observe_pair *p, size_t i, double *sum)
{
    const double r2 = observe_squared(p, i);
    sum[0] += r2;
    sum[1] += r2 * r2;
}

static void finish_alpha2(const struct observe_pair *p, const double *sum, size_t n, double *value)
{
    const double r2 = sum[0] / (double)n, r4 = sum[1] / (double)n, dim = p->now->dim;
    value[0] = dim * r4 / ((dim + 2) * r2 * r2) - 1;
    value[1] = r2;
    value[2] = r4;
}

/* Shares of the displacements |r| in bins of equal width in ln r; the first and the last bin also
   hold what lies beyond them. */
enum { BINS = 40 };

#define P(n)   {"p" #n, "1"},
#define TEN(t) P(t##0) P(t##1) P(t##2) P(t##3) P(t##4) P(t##5) P(t##6) P(t##7) P(t##8) P(t##9)
static const struct observe_column displacements_columns[] = {
    {"displacements", "1"}, P(2) P(3) P(4) P(5) P(6) P(7) P(8) P(9) TEN(1) TEN(2) TEN(3) P(40){0}};
#undef TEN
#undef P

static void prepare_displacements(struct observe_pair *p)
{
    const double least = p->parameter[0], most = p->parameter[1];
    p->own[0] = log(least * least);
    p->own[1] = BINS / log(most * most / (least * least));
}

static void add_displacements(const struct observe_pair *p, size_t i, double *sum)
{
    const double r2 = observe_squared(p, i), at = r2 > 0 ? (log(r2) - p->own[0]) * p->own[1] : 0;
    sum[at < 0 ? 0 : at < BINS ? (int)at : BINS - 1]++;
}

/* ---- overlaps -------------------------------------------------------------------------------- */

static double largest_label(const struct frame *f)
{
    double most = f->label ? -INFINITY : INFINITY;
    for (size_t i = 0; f->label && i < f->n; i++) most = fmax(most, f->label[i]);
    return most;
}

/* Standard deviation of the coordinates of items with labels below a limit: the scale of the
   weights of a network. */
static double spread(const struct frame *f, double limit)
{
    const size_t dim = (size_t)f->dim;
    double m = 0, sum = 0, square = 0;
    for (size_t i = 0; i < f->n * dim; i++)
        if (!f->label || f->label[i / dim] < limit) sum += f->x[i], m++;
    for (size_t i = 0; i < f->n * dim; i++)
        if (!f->label || f->label[i / dim] < limit) square += pow(f->x[i] - sum / m, 2);
    return sqrt(square / m);
}

static const struct observe_column overlap_columns[] = {{"overlap", "1"}, {0}};

static void prepare_overlap(struct observe_pair *p)
{
    const double length = p->parameter[0], fraction = p->parameter[1];
    p->own[1] = p->parameter[2] > 0 ? largest_label(p->origin) : INFINITY;
    const double a = fraction > 0 ? spread(p->origin, p->own[1]) / fraction : length;
    p->own[0] = a * a;
}

static void add_overlap(const struct observe_pair *p, size_t i, double *sum)
{
    if (p->origin->label && p->origin->label[i] >= p->own[1]) return;
    sum[0] += observe_squared(p, i) <= p->own[0];
    sum[1]++;
}

static void finish_overlap(const struct observe_pair *p, const double *sum, size_t n, double *value)
{
    (void)p, (void)n;
    value[0] = sum[1] > 0 ? sum[0] / sum[1] : NAN;
}

static const struct observe_column collective_columns[] = {{"collective", "1"}, {0}};

static void *study_collective(const struct frame *origin, const double *parameter)
{
    return cell_grid_create(origin, parameter[0]);
}

static void forget_collective(void *known)
{
    cell_grid_free(known);
}

static void count(void *sum, size_t j, double r2)
{
    (void)j, (void)r2;
    (*(double *)sum)++;
}

/* The items of the origin that lie within a of where item i is now, whoever they are. */
static void add_collective(const struct observe_pair *p, size_t i, double *sum)
{
    double x[OBSERVE_DIM];
    const size_t dim = (size_t)p->now->dim;
    for (size_t k = 0; k < dim; k++) x[k] = p->now->x[i * dim + k] - p->drift[k];
    cell_grid_near(p->known, x, count, sum);
}

static const struct observe_column cosine_columns[] = {{"cosine", "1"}, {0}};

static void add_cosine(const struct observe_pair *p, size_t i, double *sum)
{
    const size_t dim = (size_t)p->now->dim;
    for (size_t k = i * dim; k < (i + 1) * dim; k++) {
        sum[0] += p->now->x[k] * p->origin->x[k];
        sum[1] += p->now->x[k] * p->now->x[k];
        sum[2] += p->origin->x[k] * p->origin->x[k];
    }
}

static void finish_cosine(const struct observe_pair *p, const double *sum, size_t n, double *value)
{
    (void)p, (void)n;
    value[0] = sum[0] / sqrt(sum[1] * sum[2]);
}

/* ---- scattering ------------------------------------------------------------------------------ */

static const struct observe_column fs_columns[] = {{"fs", "1"}, {0}};

/* Averaged over the axes; each component of an unwrapped displacement is one direction of k. */
static void add_fs(const struct observe_pair *p, size_t i, double *sum)
{
    const size_t dim = (size_t)p->now->dim;
    for (size_t k = 0; k < dim; k++) {
        const double d = p->now->x[i * dim + k] - p->origin->x[i * dim + k] - p->drift[k];
        sum[0] += cos(p->parameter[0] * d);
    }
}

static void finish_fs(const struct observe_pair *p, const double *sum, size_t n, double *value)
{
    value[0] = sum[0] / (double)(n * (size_t)p->now->dim);
}

/* ---- the table ------------------------------------------------------------------------------- */

static const struct runfile_key overlap_keys[] = {
    {.name = "length",
     .doc = "displacement up to which an item counts as unmoved",
     .type = RUNFILE_REAL,
     .value = "0.3",
     .min = 0,
     .max = 1e6,
     .unit = "length"},
    {.name = "fraction",
     .doc = "if above 0: the length is the standard deviation of the coordinates over this",
     .type = RUNFILE_REAL,
     .value = "0",
     .min = 0,
     .max = 1e9},
    {.name = "skip_last",
     .doc = "1: items of the largest label, the last layer of a network, are left out",
     .type = RUNFILE_REAL,
     .value = "0",
     .min = 0,
     .max = 1},
    {0},
};

static const struct runfile_key collective_keys[] = {
    {.name = "length",
     .doc = "distance up to which a place counts as taken",
     .type = RUNFILE_REAL,
     .value = "0.3",
     .min = 1e-6,
     .max = 1e6,
     .unit = "length"},
    {0},
};

static const struct runfile_key fs_keys[] = {
    {.name = "k",
     .doc = "wave number",
     .type = RUNFILE_REAL,
     .value = "6.857",
     .min = 1e-6,
     .max = 1e6,
     .unit = "1/length"},
    {0},
};

static const struct runfile_key displacements_keys[] = {
    {.name = "min",
     .doc = "lower edge of the first of the 40 bins",
     .type = RUNFILE_REAL,
     .value = "0.01",
     .min = 1e-15,
     .max = 1e6,
     .unit = "length"},
    {.name = "max",
     .doc = "upper edge of the last bin",
     .type = RUNFILE_REAL,
     .value = "10",
     .min = 1e-15,
     .max = 1e9,
     .unit = "length"},
    {0},
};

const struct observe_row observe_rows[] = {
    {.name = "msd", .doc = "mean squared displacement", .column = msd_columns, .add = add_msd},
    {.name = "norm",
     .doc = "Euclidean norm of all coordinates now: of the weights, and of each layer's",
     .column = norm_columns,
     .add = add_norm,
     .finish = finish_norm},
    {.name = "overlap",
     .doc = "self overlap Q: share of the items that moved no further than a length",
     .column = overlap_columns,
     .keys = overlap_keys,
     .sums = 2,
     .prepare = prepare_overlap,
     .add = add_overlap,
     .finish = finish_overlap},
    {.name = "fs",
     .doc = "self-intermediate scattering Fs(k, t), averaged over the axes",
     .column = fs_columns,
     .keys = fs_keys,
     .add = add_fs,
     .finish = finish_fs},
    {.name = "collective",
     .doc = "collective overlap: items now within a length of where any item was, per item",
     .column = collective_columns,
     .keys = collective_keys,
     .periodic = true,
     .prepare_origin = study_collective,
     .free_origin = forget_collective,
     .origin_bytes = 32,
     .add = add_collective},
    {.name = "alpha2",
     .doc = "non-Gaussian parameter, and the moments it is made of",
     .column = alpha2_columns,
     .sums = 2,
     .add = add_alpha2,
     .finish = finish_alpha2},
    {.name = "cosine",
     .doc = "cosine of the angle between all coordinates then and now",
     .column = cosine_columns,
     .sums = 3,
     .add = add_cosine,
     .finish = finish_cosine},
    {.name = "displacements",
     .doc = "van Hove: shares of the displacements |r| in 40 bins of equal width in ln r",
     .column = displacements_columns,
     .keys = displacements_keys,
     .prepare = prepare_displacements,
     .add = add_displacements},
    {0},
};
