/* threshold: steps of training until the recorded loss stays below a threshold, against training
   without swaps. */
#include <math.h>
#include <stdio.h>

#include "analysis/commands.h"
#include "analysis/group.h"
#include "analysis/report.h"
#include "analysis/table.h"
#include "common/base.h"

static const char *const line = "%-30s %12s %9s %12s %9s   %s\n";

/* First recorded time from which on the loss stays below the threshold; NAN if it does not by the
   end
   (*end). */
static double first_below(const struct run *f, double threshold, double *end)
{
    struct table t = table_read(f->path, "series");
    const size_t time = table_column(&t, "t"), loss = table_column(&t, "energy");
    *end = table_at(&t, t.rows - 1, time);
    size_t i = t.rows;
    while (i > 0 && table_at(&t, i - 1, loss) < threshold) i--; /* a nan is not below */
    const double first = i < t.rows ? table_at(&t, i, time) : NAN;
    table_free(&t);
    return first;
}

struct passage { /* of a group */
    size_t reached, n;
    /* mean over the seeds; a lower bound if some did not get there */
    struct statistics_estimate steps;
};

static struct passage passage_of(const struct group *g, double threshold)
{
    struct passage p = {.n = g->n};
    double *steps = base_alloc(g->n, sizeof *steps);
    for (size_t i = 0; i < g->n; i++) {
        double end = 0;
        steps[i] = first_below(g->member[i], threshold, &end);
        if (isnan(steps[i]))
            steps[i] = end;
        else
            p.reached++;
    }
    p.steps = statistics_mean(g->n, steps);
    base_free(steps);
    return p;
}

static void print_line(const struct group *g, const struct passage *p,
                       const struct passage *reference, bool itself)
{
    char from[64];
    const bool all = p->reached == p->n;
    const char *const s = p->n > 1 ? "s" : "";
    if (all)
        snprintf(from, sizeof from, "%zu run%s", p->n, s);
    else
        snprintf(from, sizeof from, "%zu run%s, %zu not there at the end", p->n, s,
                 p->n - p->reached);
    struct statistics_estimate ratio = {NAN, NAN};
    if (reference && !itself && all && reference->reached == reference->n)
        ratio = report_ratio(p->steps, reference->steps);
    printf(line, g->legend, all ? report_value(p->steps) : report_bound('>', p->steps.value),
           all ? report_error(p->steps) : "-", itself ? "1" : report_value(ratio),
           report_error(ratio), from);
}

void threshold_command(const struct commands_arguments *a)
{
    struct groups all = groups_read(a->n, a->folder);
    for (const struct group *g = all.group; g < all.group + all.n; g++)
        require(group_first(g)->network, "%s: is a liquid: thresholds of the loss are for networks",
                group_first(g)->path);
    groups_require_one_model(&all);
    printf("Steps until the training loss stays below %g; ratio: against no swap; errors over the "
           "seeds, one "
           "sigma.\n",
           a->loss);
    printf(line, "run", "steps", "error", "ratio", "error", "from");
    for (const struct group *g = all.group; g < all.group + all.n; g++) {
        const struct group *const without = groups_reference(&all, g);
        const struct passage p = passage_of(g, a->loss);
        struct passage reference = {0};
        if (without) reference = passage_of(without, a->loss);
        print_line(g, &p, without ? &reference : NULL, g == without);
    }
    groups_free(&all);
}
