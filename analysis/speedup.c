/* speedup: tau without swaps over tau with swaps, at each temperature. */
#include <math.h>
#include <stdio.h>

#include "analysis/commands.h"
#include "analysis/relaxation.h"
#include "analysis/report.h"
#include "common/base.h"

static const char *const line = "%-8s %-30s %-8s %-7s %10s %9s %10s %9s %9s %7s\n";

static const char *tau_of(const struct relaxation *x)
{
    if (x->side == RELAXATION_FOUND) return report_value(x->tau);
    return report_bound(x->side == RELAXATION_SLOWER ? '>' : '<', x->tau.value);
}

/* A bound of one tau is a bound of the ratio; bounds on both say nothing. */
static const char *ratio_of(const struct relaxation *off, const struct relaxation *on,
                            const char **error)
{
    const struct statistics_estimate r = report_ratio(off->tau, on->tau);
    *error = "-";
    if (off->side == RELAXATION_FOUND && on->side == RELAXATION_FOUND) {
        *error = report_error(r);
        return report_value(r);
    }
    if (off->side != RELAXATION_FASTER && on->side != RELAXATION_SLOWER)
        return report_bound('>', r.value);
    if (off->side != RELAXATION_SLOWER && on->side != RELAXATION_FASTER)
        return report_bound('<', r.value);
    return "-";
}

static void print_ratio(const struct group *g, const char *observable, double waiting,
                        const struct relaxation *off, const struct relaxation *on)
{
    char t_w[32] = "all";
    if (waiting != CURVE_ALL) snprintf(t_w, sizeof t_w, "%g", waiting);
    const char *error = NULL, *ratio = ratio_of(off, on, &error);
    printf(line, run_program(group_first(g)), g->legend, observable, t_w, tau_of(off),
           report_error(off->tau), tau_of(on), report_error(on->tau), ratio, error);
}

static bool has_waiting(const struct curve_rows *r, double waiting)
{
    for (size_t w = 0; w < r->waitings; w++)
        if (r->waiting[w] == waiting) return true;
    return false;
}

static void compare(const struct group *g, const struct group *reference, const char *observable,
                    double level)
{
    struct curve_rows on = curve_rows_read(g, observable),
                      off = curve_rows_read(reference, observable);
    const bool ages = group_first(g)->network;
    for (size_t w = 0; w < (ages ? on.waitings : 1); w++) {
        const double waiting = ages ? on.waiting[w] : CURVE_ALL;
        if (ages && !has_waiting(&off, waiting)) continue;
        const struct relaxation x = relaxation_measure(&on, waiting, level, NULL);
        const struct relaxation y = relaxation_measure(&off, waiting, level, NULL);
        print_ratio(g, observable, waiting, &y, &x);
    }
    curve_rows_free(&on);
    curve_rows_free(&off);
}

void speedup_command(const struct commands_arguments *a)
{
    struct groups all = groups_read(a->n, a->folder);
    size_t pairs = 0;
    for (const struct group *g = all.group; g < all.group + all.n; g++) {
        const struct group *reference = group_first(g)->swaps ? groups_reference(&all, g) : NULL;
        for (const struct commands_observable *o = relax_observables; reference && o->name; o++) {
            if (!group_has(g, o->name) || !group_has(reference, o->name)) continue;
            if (pairs++ == 0) {
                printf("Speed-up: tau without swaps / tau with swaps; liquids in sweeps, networks "
                       "in steps.\n");
                printf(line, "program", "run", "of", "t_w", "tau off", "error", "tau on", "error",
                       "speed-up", "error");
            }
            compare(g, reference, o->name, a->level);
        }
    }
    require(pairs > 0,
            "%s: no run with swaps has its match without: same model, same T, same observable",
            group_first(&all.group[0])->path);
    groups_free(&all);
}
