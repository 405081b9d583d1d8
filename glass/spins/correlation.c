#include "glass/spins/correlation.h"

static const struct observe_column columns[] = {{"correlation", "1"}, {"displacement", "1"}, {0}};

static void add(const struct observe_pair *p, size_t i, double *sum)
{
    sum[0] += p->now->x[i] * p->origin->x[i];
}

static void finish(const struct observe_pair *p, const double *sum, size_t n, double *value)
{
    (void)p;
    value[0] = sum[0] / (double)n;
    value[1] = 2 * (1 - value[0]);
}

const struct observe_row correlation_rows[] = {
    {.name = "correlation",
     .doc = "C = s.s' / N of the spins at two times; displacement: 2 (1 - C)",
     .column = columns,
     .sums = 1,
     .add = add,
     .finish = finish},
    {0},
};
