#include "analysis/papers/spin_glass_runs.h"

#include <math.h>
#include <string.h>

#include "analysis/read/group_parts.h"
#include "analysis/read/table.h"
#include "common/core/base.h"

bool spin_glass_runs_is_kind(const struct group *g, const char *kind)
{
    return strcmp(group_system(g)->kind, kind) == 0;
}

bool spin_glass_runs_is_doubling(const struct group *g)
{
    const char *const grid = run_value(group_first(g), "system.grid");
    return grid && !strcmp(grid, "doubling");
}

double *spin_glass_runs_last(const struct group *g, const char *column)
{
    double *const x = base_alloc(g->n, sizeof *x);
    for (size_t k = 0; k < g->n; k++) {
        struct table t = table_read(g->member[k]->path, "series");
        x[k] = table_at(&t, t.rows - 1, table_column(&t, column));
        table_clear(&t);
    }
    return x;
}

/* The plateau of C below T_d, where the state is marginal: f''(q) (1 - q)^2 = T^2. */
double spin_glass_runs_plateau(double p, double T)
{
    double low = (p - 2) / p, high = 1;
    for (int k = 0; k < 60; k++) {
        const double q = (low + high) / 2;
        *(p * (p - 1) / 2 * pow(q, p - 2) * (1 - q) * (1 - q) > T * T ? &low : &high) = q;
    }
    return low;
}
