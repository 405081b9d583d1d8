/* equilibrium: a verdict on every run, and on every hold of a temperature programme, yes or no with
   the reason, by the tests that a run makes of itself as well. The slope of the mean energy is that
   between neighbouring temperatures. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/commands.h"
#include "analysis/plot.h"
#include "analysis/stationary.h"
#include "analysis/summary.h"
#include "common/base.h"

struct judged { /* a run, or a hold of it */
    const struct run *run;
    struct hold hold;
    struct stationary s;
};

static double items_of(const struct run *f)
{
    const char *const n = run_value(f, "system.N");
    if (f->network) return 0;
    if (n && strtod(n, NULL) > 0) return strtod(n, NULL);
    static const char *const tables[] = {"overlap", "fs", "msd", NULL};
    for (const char *const *t = tables; *t; t++)
        if (run_has(f, *t)) return run_items(f, *t, *t);
    return 0;
}

/* ---- slope of the energy --------------------------------------------------------------------- */

/* Mean energy of all runs of the state at T nearest to this one's on one side. */
static struct statistics_estimate beside(size_t n, const struct judged *c, const struct judged *at,
                                         int side, double *T)
{
    double nearest = INFINITY;
    for (size_t i = 0; i < n; i++) {
        const double d = side * (c[i].hold.T - at->hold.T);
        if (c[i].run->network == at->run->network && d > 0 && d < nearest && c[i].s.samples > 0)
            nearest = d;
    }
    *T = at->hold.T + side * nearest;
    double *const mean = base_alloc(n, sizeof *mean), *const error = base_alloc(n, sizeof *error);
    size_t there = 0;
    for (size_t i = 0; i < n && isfinite(nearest); i++) {
        const struct statistics_estimate e = c[i].s.is.energy;
        if (c[i].run->network != at->run->network || c[i].hold.T != *T || !(e.error > 0)) continue;
        mean[there] = e.value;
        error[there++] = e.error;
    }
    const struct statistics_estimate all = statistics_weighted(there, mean, error);
    base_free(mean);
    base_free(error);
    return all;
}

/* Parabola through three temperatures. */
static struct statistics_estimate slope_of(size_t n, const struct judged *c,
                                           const struct judged *at)
{
    double cold, hot;
    const double T = at->hold.T;
    const struct statistics_estimate below = beside(n, c, at, -1, &cold),
                                     above = beside(n, c, at, 1, &hot), here = at->s.is.energy;
    const double a = T - cold, b = hot - T;
    const double wb = -b / (a * (a + b)), wh = (b - a) / (a * b), wa = a / (b * (a + b));
    const double error = hypot(hypot(wb * below.error, wh * here.error), wa * above.error);
    return (struct statistics_estimate){wb * below.value + wh * here.value + wa * above.value,
                                        error};
}

/* ---- the verdict ----------------------------------------------------------------------------- */

/* What is missing for a yes. */
static const char *unknowns(const struct judged *c)
{
    if (c->s.samples == 0)
        return "the series is not evenly spaced or too short ([observe.series] schedule = every N)";
    if (isnan(c->s.is.z_relaxation)) return "no relaxation time in both halves";
    return NULL;
}

static void add_verdict(struct summary *s, const struct judged *c)
{
    char *const against = verdict_reasons(&c->s.is);
    const char *const missing = unknowns(c);
    if (*against)
        summary_text(s, "no: %s", against);
    else if (missing)
        summary_text(s, "cannot tell: %s", missing);
    else
        summary_text(s, "yes: %.0f independent energies, %.0f relaxation times, no test fails",
                     c->s.is.samples, c->s.is.lengths);
    base_free(against);
}

/* ---- showing --------------------------------------------------------------------------------- */

static void columns(struct summary *s)
{
    summary_column(s, "folder", NULL, SUMMARY_TEXT);
    summary_column(s, "from", "time", SUMMARY_NUMBER);
    summary_column(s, "T", "energy", SUMMARY_NUMBER);
    summary_column(s, "energy", "energy", SUMMARY_ESTIMATE);
    summary_column(s, "tau_e", "time", SUMMARY_ESTIMATE);
    summary_column(s, "z_drift", NULL, SUMMARY_TEXT);
    summary_column(s, "z_energy", NULL, SUMMARY_TEXT);
    summary_column(s, "tau_1", "time", SUMMARY_ESTIMATE);
    summary_column(s, "tau_2", "time", SUMMARY_ESTIMATE);
    summary_column(s, "c_fluct", NULL, SUMMARY_ESTIMATE);
    summary_column(s, "c_slope", NULL, SUMMARY_ESTIMATE);
    summary_column(s, "equilibrium", NULL, SUMMARY_TEXT);
}

static void add_z(struct summary *s, double z)
{
    if (isnan(z))
        summary_text(s, "-");
    else
        summary_text(s, "%+.1f", z);
}

static void add_row(struct summary *s, const struct judged *c)
{
    summary_text(s, "%s", c->run->path);
    summary_number(s, c->hold.from);
    summary_number(s, c->hold.T);
    summary_estimate(s, c->s.is.energy);
    const struct statistics_estimate tau = c->s.is.tau;
    summary_estimate(s, (struct statistics_estimate){tau.value * c->s.step, tau.error * c->s.step});
    add_z(s, c->s.is.z_drift);
    add_z(s, c->s.is.z_energy);
    summary_estimate(s, c->s.tau_half[0]);
    summary_estimate(s, c->s.tau_half[1]);
    summary_estimate(s, c->s.is.heat);
    summary_estimate(s, c->s.is.slope);
    add_verdict(s, c);
}

static void add_points(struct plot_panel *panel, const char *legend, size_t colour, size_t n,
                       const struct judged *c, bool slope)
{
    struct plot_series *const s = plot_named(panel, n, legend, plot_colour(colour, 0), 1.5);
    s->style = PLOT_POINTS;
    for (size_t i = 0; i < n; i++) {
        const struct statistics_estimate e = slope ? c[i].s.is.slope : c[i].s.is.heat;
        if (!c[i].run->network) plot_point(s, c[i].hold.T, e.value, e.error);
    }
}

static struct plot *figure(const char *path, size_t n, const struct judged *c)
{
    struct plot *const p = plot_new(path);
    struct plot_column *const column = &p->column[p->columns++];
    *column = (struct plot_column){
        .name = "tests", .title = base_text("Equilibrium"), .key_columns = 1, .panels = 2};
    column->panel[0] = (struct plot_panel){
        .name = "capacity", .xlabel = "temperature  T", .ylabel = "heat capacity a particle  c_V"};
    column->panel[1] = (struct plot_panel){.name = "z",
                                           .xlabel = "temperature  T",
                                           .ylabel = "z of the halves:  E (black),  τ (green)"};
    add_points(&column->panel[0], "from fluctuations", PLOT_BLUE, n, c, false);
    add_points(&column->panel[0], "slope of the mean energy", PLOT_VERMILLION, n, c, true);
    struct plot_series *const energy =
        plot_named(&column->panel[1], n, "energy", plot_colour(PLOT_BLACK, 0), 1.5);
    energy->style = PLOT_POINTS;
    for (size_t i = 0; i < n; i++) plot_point(energy, c[i].hold.T, c[i].s.is.z_energy, NAN);
    struct plot_series *const tau =
        plot_named(&column->panel[1], n, "tau", plot_colour(PLOT_GREEN, 0), 1.5);
    tau->style = PLOT_POINTS;
    for (size_t i = 0; i < n; i++) plot_point(tau, c[i].hold.T, c[i].s.is.z_relaxation, NAN);
    return p;
}

/* All holds of a run; returns their number. */
static size_t judge(const struct run *f, double level, struct judged *c)
{
    struct hold hold[HOLD_MOST];
    const size_t n = hold_read(f, hold);
    const double items = items_of(f);
    for (size_t i = 0; i < n; i++)
        c[i] = (struct judged){f, hold[i], stationary_measure(f, &hold[i], items, level)};
    return n;
}

void equilibrium_command(const struct commands_arguments *a)
{
    struct groups all = groups_read(a->n, a->folder);
    groups_require_one_model(&all);
    struct judged *const c = base_alloc(a->n * HOLD_MOST, sizeof *c);
    size_t n = 0;
    for (const struct group *g = all.group; g < all.group + all.n; g++)
        for (size_t m = 0; m < g->n; m++) n += judge(g->member[m], a->level, &c[n]);
    for (size_t i = 0; i < n; i++) verdict_slope(&c[i].s.is, slope_of(n, c, &c[i]), c[i].s.is.heat);
    struct summary *const s = summary_new(
        "Equilibrium? tau_e: of the energy; tau_1, tau_2: relaxation times from the "
        "origins of the first and second half; c: heat capacity a particle; from: what is "
        "before does not count.");
    columns(s);
    for (size_t i = 0; i < n; i++) add_row(s, &c[i]);
    commands_show(a, s, figure(a->output, n, c));
    base_free(c);
    groups_free(&all);
}
