/* Implementation of relaxation_speedup.h. */
#include "analysis/estimate/relaxation_speedup.h"

#include <math.h>

#include "analysis/figure/number_format.h"
#include "analysis/figure/result_table.h"
#include "analysis/read/run_cost.h"

void relaxation_speedup_columns(struct result_table *s)
{
    result_table_column(s, "speedup", NULL, RESULT_TABLE_ESTIMATE);
    result_table_column(s, "per_trial", NULL, RESULT_TABLE_ESTIMATE);
    result_table_column(s, "per_second", NULL, RESULT_TABLE_ESTIMATE);
}

/* Ratio times the cost of a time unit without swaps over that with. A bound on one tau gives a bound
   on the ratio. Bounds on both can leave it undetermined. */
static void add_ratio(struct result_table *s, const struct relaxation *off,
                      const struct relaxation *on, double cost)
{
    struct statistics_estimate r = number_format_ratio(off->tau, on->tau);
    r.value *= cost, r.error *= cost;
    if (isnan(cost))
        result_table_estimate(s, (struct statistics_estimate){NAN, NAN});
    else if (off->bound == RELAXATION_VALUE && on->bound == RELAXATION_VALUE)
        result_table_estimate(s, r);
    else if (off->bound != RELAXATION_UPPER && on->bound != RELAXATION_LOWER)
        result_table_bound(s, '>', r.value);
    else if (off->bound != RELAXATION_LOWER && on->bound != RELAXATION_UPPER)
        result_table_bound(s, '<', r.value);
    else
        result_table_estimate(s, (struct statistics_estimate){NAN, NAN});
}

void relaxation_speedup_cells(struct result_table *s, const struct group *reference,
                              const struct group *g, const struct relaxation *off,
                              const struct relaxation *on)
{
    const double trials = run_cost_displacements(group_first(reference)) /
                          run_cost_displacements(group_first(g)),
                 seconds = run_cost_rate(g) / run_cost_rate(reference);
    add_ratio(s, off, on, 1);
    add_ratio(s, off, on, trials);
    add_ratio(s, off, on, seconds);
    if (isnan(trials))
        result_table_note(s,
                          "%s: no speed-up per trial, as its dynamics or that of its reference "
                          "makes no trials",
                          g->legend);
    if (isnan(seconds))
        result_table_note(s,
                          "%s: no speed-up per second, as log.txt of it or of its reference has "
                          "no %s/s",
                          g->legend, group_system(g)->clocks);
    if (off->bound != RELAXATION_VALUE || on->bound != RELAXATION_VALUE)
        result_table_note(s,
                          "%s: a relaxation time is a bound, so that the speed-up is a bound or "
                          "unknown",
                          g->legend);
}
