/* Implementation of families.h. */
#include "analysis/read/families.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/read/table.h"
#include "analysis/read/temperature_stages.h"
#include "common/core/base.h"
#include "common/numerics/statistics.h"

/* Mean family size rho = R sum_f W_f^2 of the R walkers in the row that ends the rung of time t.
   Tables without it: as if all families were of one size. */
static double family_size(const struct table *t, double walkers, double time)
{
    const size_t at = table_column(t, "t");
    size_t row = 0;
    while (row + 1 < t->rows && table_at(t, row, at) < time) row++;
    if (table_has(t, "rho")) return table_at(t, row, table_column(t, "rho"));
    return walkers / table_at(t, row, table_column(t, "families"));
}

double families_independent(const struct run *f, size_t n, double t)
{
    if (n < 2 || !temperature_stages_walker(f)) return (double)n;
    const char *const all = run_value(f, "tempering.walkers");
    const double walkers = fmax((double)n, all ? strtod(all, NULL) : 0);
    char *const parent = base_text("%s/..", f->path);
    struct table population = table_read(parent, "population");
    const double rho = family_size(&population, walkers, t),
                 related = fmax(0, fmin(1, (rho - 1) / (walkers - 1))); /* share of the pairs */
    table_clear(&population);
    base_free(parent);
    return (double)n / (1 + ((double)n - 1) * related);
}

double families_widening(size_t n, double independent)
{
    const double all = (double)n;
    if (n < 2 || independent >= all) return 1;
    if (!(independent >= 2)) return NAN;
    return sqrt((all - 1) / (independent - 1)) * statistics_student(independent) /
           statistics_student(all);
}
