/* Implementation of distinct_van_hove.h. */
#include "common/observe/distinct_van_hove.h"

#include <math.h>

#include "common/observe/cell_grid.h"

enum { BINS = 40 };

#define G(n)   {"g" #n, "1"},
#define TEN(t) G(t##0) G(t##1) G(t##2) G(t##3) G(t##4) G(t##5) G(t##6) G(t##7) G(t##8) G(t##9)
const struct observe_column distinct_van_hove_columns[] = {
    {"distinct", "1"}, G(2) G(3) G(4) G(5) G(6) G(7) G(8) G(9) TEN(1) TEN(2) TEN(3) G(40){0}};
#undef TEN
#undef G

const struct runfile_key distinct_van_hove_keys[] = {
    {.name = "max",
     .doc = "upper edge of the last of the 40 bins, at most half the box",
     .type = RUNFILE_REAL,
     .value = "2",
     .min = 1e-6,
     .max = 1e6,
     .unit = "length"},
    {0},
};

const char *distinct_van_hove_lacks(const struct frame *f, const double *parameter)
{
    return parameter[0] > f->box / 2 ? "max is above half the box" : NULL;
}

void *distinct_van_hove_prepare(const struct frame *origin, const double *parameter,
                                const struct observe_groups *groups)
{
    (void)groups;
    return cell_grid_create(origin, parameter[0]);
}

void distinct_van_hove_free(void *data)
{
    cell_grid_free(data);
}

struct visit {
    const struct observe_pair *p;
    size_t i;
    double *sum;
};

static void count(void *user, size_t j, double r2)
{
    const struct visit *const v = user;
    const struct observe_pair *const p = v->p;
    if (j == v->i) return;
    if (p->group && 1 + observe_groups_find(p->groups, p->origin->label[j]) != p->group) return;
    const size_t bin = (size_t)(sqrt(r2) / p->parameter[0] * BINS);
    v->sum[bin < BINS ? bin : BINS - 1]++;
}

void distinct_van_hove_add(const struct observe_pair *p, size_t i, double *sum)
{
    double x[OBSERVE_DIM];
    const size_t dim = (size_t)p->now->dim;
    struct visit v = {p, i, sum};
    for (size_t k = 0; k < dim; k++) x[k] = p->now->x[i * dim + k] - p->drift[k];
    cell_grid_near(p->origin_data, x, count, &v);
}

/* Volume of a shell in 1, 2 or 3 dimensions. */
static double shell_of(int dim, double low, double high)
{
    static const double ball[] = {0, 2, M_PI, 4 * M_PI / 3};
    return ball[dim] * (pow(high, dim) - pow(low, dim));
}

void distinct_van_hove_finish(const struct observe_pair *p, const double *sum, size_t n,
                              double *value)
{
    const double width = p->parameter[0] / BINS, V = pow(p->origin->box, p->origin->dim);
    for (int b = 0; b < BINS; b++)
        value[b] = sum[b] * V / ((double)n * ((double)n - 1)) /
                   shell_of(p->origin->dim, width * b, width * (b + 1));
}
