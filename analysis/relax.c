/* relax: how long until a system has forgotten where it was. */
#include <math.h>
#include <stdio.h>

#include "analysis/commands.h"
#include "analysis/relaxation.h"
#include "analysis/report.h"
#include "common/base.h"

const struct commands_observable relax_observables[] = {
    {"fs", "self-intermediate scattering function"},
    {"overlap", "self overlap"},
    {NULL, NULL},
};

static const char *const heading = "%-8s %-30s %-7s %-8s %-7s %10s %9s %6s %6s   %s\n";

static const char *text_of(double x, char *text, size_t n)
{
    snprintf(text, n, "%g", x);
    return text;
}

static const char *tau_of(const struct relaxation *x)
{
    if (x->side == RELAXATION_SLOWER) return report_bound('>', x->tau.value);
    if (x->side == RELAXATION_FASTER) return report_bound('<', x->tau.value);
    return report_value(x->tau);
}

static void print_line(const struct group *g, const char *observable, double waiting,
                       const struct relaxation *x)
{
    char T[32], t_w[32], from[64];
    const struct run *f = group_first(g);
    if (x->members > 1)
        snprintf(from, sizeof from, "%zu runs", x->members);
    else if (x->blocks > 1)
        snprintf(from, sizeof from, "%zu %sblocks%s", x->blocks, x->few ? "short " : "",
                 x->few ? ": error too small" : "");
    else
        snprintf(from, sizeof from, "1 run");
    printf(heading, run_program(f), g->legend, text_of(f->T, T, sizeof T), observable,
           waiting == CURVE_ALL ? "all" : text_of(waiting, t_w, sizeof t_w), tau_of(x),
           report_error(x->tau), report_value(x->beta), report_error(x->beta), from);
}

/* Liquids in equilibrium are averaged over all waiting times; networks age, and each waiting time
   stands alone. */
static void print_observable(const struct group *g, const char *observable, double level)
{
    struct curve_rows rows = curve_rows_read(g, observable);
    const bool ages = group_first(g)->network;
    for (size_t w = 0; w < (ages ? rows.waitings : 1); w++) {
        const double waiting = ages ? rows.waiting[w] : CURVE_ALL;
        const struct relaxation x = relaxation_measure(&rows, waiting, level, NULL);
        print_line(g, observable, waiting, &x);
    }
    curve_rows_free(&rows);
}

static bool has_any(const struct group *g)
{
    for (const struct commands_observable *o = relax_observables; o->name; o++)
        if (group_has(g, o->name)) return true;
    return false;
}

void relax_command(const struct commands_arguments *a)
{
    struct groups all = groups_read(a->n, a->folder);
    for (const struct group *g = all.group; g < all.group + all.n; g++)
        require(has_any(g),
                "%s: has neither fs.dat nor overlap.dat: nothing to measure a relaxation time from",
                group_first(g)->path);
    printf("Relaxation times tau, C(tau) = %.4g; liquids in sweeps, networks in steps; errors: one "
           "sigma, "
           "jackknife.\n",
           a->level);
    printf(heading, "program", "run", "T", "of", "t_w", "tau", "error", "beta", "error", "from");
    for (const struct group *g = all.group; g < all.group + all.n; g++)
        for (const struct commands_observable *o = relax_observables; o->name; o++)
            if (group_has(g, o->name)) print_observable(g, o->name, a->level);
    groups_free(&all);
}
