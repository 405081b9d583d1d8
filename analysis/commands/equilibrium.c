/* equilibrium: the tests that a run applies to itself, for every run and every hold of a
   temperature schedule: yes, or no with the reason. The slope of the mean energy is taken between
   neighbouring temperatures. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/commands/commands.h"
#include "analysis/figure/plot.h"
#include "analysis/estimate/stationarity.h"
#include "analysis/figure/result_table.h"
#include "analysis/read/thermal_energy.h"
#include "common/core/base.h"

struct judged { /* a run, or a hold of it */
    const struct run *run;
    struct temperature_stage hold;
    struct stationarity s;
};

/* ---- slope of the energy --------------------------------------------------------------------- */

static bool comparable(const struct judged *c, const struct judged *at)
{
    return c->run->system == at->run->system && c->hold.P == at->hold.P;
}

/* Mean energy, at constant pressure enthalpy, of all runs at the nearest temperature above (side 1)
   or below (-1) that of `at`, which is returned in *T. */
static struct statistics_estimate beside(size_t n, const struct judged *c, const struct judged *at,
                                         int side, double *T)
{
    double nearest = INFINITY;
    for (size_t i = 0; i < n; i++) {
        const double d = side * (c[i].hold.T - at->hold.T);
        if (comparable(&c[i], at) && d > 0 && d < nearest && c[i].s.samples > 0) nearest = d;
    }
    *T = at->hold.T + side * nearest;
    double *const mean = base_alloc(n, sizeof *mean), *const error = base_alloc(n, sizeof *error);
    size_t there = 0;
    const struct run *one = at->run;
    double until = INFINITY;
    for (size_t i = 0; i < n && isfinite(nearest); i++) {
        const struct statistics_estimate e = c[i].s.enthalpy;
        if (!comparable(&c[i], at) || c[i].hold.T != *T || !(e.error > 0)) continue;
        one = c[i].run, until = c[i].hold.to;
        mean[there] = e.value;
        error[there++] = e.error;
    }
    struct statistics_estimate all = statistics_weighted(there, mean, error);
    all.error *= sqrt((double)there / families_independent(one, there, until));
    base_free(mean);
    base_free(error);
    return all;
}

/* Slope at the middle of a parabola through three temperatures. */
static struct statistics_estimate slope_of(size_t n, const struct judged *c,
                                           const struct judged *at)
{
    double cold, hot;
    const double T = at->hold.T;
    const struct statistics_estimate below = beside(n, c, at, -1, &cold),
                                     above = beside(n, c, at, 1, &hot), here = at->s.enthalpy;
    const double a = T - cold, b = hot - T;
    const double wb = -b / (a * (a + b)), wh = (b - a) / (a * b), wa = a / (b * (a + b));
    const double error = hypot(hypot(wb * below.error, wh * here.error), wa * above.error);
    return (struct statistics_estimate){wb * below.value + wh * here.value + wa * above.value,
                                        error};
}

/* ---- the verdict ----------------------------------------------------------------------------- */

/* Reason why the tests cannot decide; NULL if they can. base_free. */
static char *unknowns(const struct judged *c)
{
    if (isfinite(c->s.diverged))
        return base_text("the energy is no number at t = %g", c->s.diverged);
    if (c->s.samples == 0)
        return base_text("the series is not evenly spaced or too short, %zu rows as far apart as "
                         "its widest gap ([observe.series] schedule = every N)",
                         c->s.rows);
    if (temperature_stages_exchanges(c->run))
        return base_text("a rung of replica exchange has no relaxation time");
    if (isnan(c->s.is.z_relaxation)) return base_text("no relaxation time in both halves");
    return NULL;
}

/* The tests of this command are of energies and decays, which every run has. */
static void add_failed(struct result_table *s, const struct judged *c, const char *reasons)
{
    char *const names = equilibrium_tests_failed(&c->s.is);
    result_table_text(s, "no: %s. Failed: %s (with or without swaps)", reasons, names);
    base_free(names);
}

static void add_verdict(struct result_table *s, const struct judged *c)
{
    char *const against = equilibrium_tests_reasons(&c->s.is);
    char *const missing = unknowns(c);
    if (*against)
        add_failed(s, c, against);
    else if (missing)
        result_table_text(s, "cannot tell: %s", missing);
    else
        result_table_text(s, "yes: %.0f independent energies, %.0f relaxation times, no test fails",
                          c->s.is.samples, c->s.is.relaxation_times);
    base_free(against);
    base_free(missing);
}

/* ---- showing --------------------------------------------------------------------------------- */

static bool any_pressure(size_t n, const struct judged *c)
{
    for (size_t i = 0; i < n; i++)
        if (c[i].hold.P > 0) return true;
    return false;
}

/* Density at constant pressure, P = 0: at a fixed volume. */
static void pressure_columns(struct result_table *s)
{
    result_table_column(s, "P", "energy/length^dim", RESULT_TABLE_NUMBER);
    result_table_column(s, "density", "1/length^dim", RESULT_TABLE_ESTIMATE);
    result_table_column(s, "z_density", NULL, RESULT_TABLE_TEXT);
}

static void columns(struct result_table *s, bool pressures)
{
    result_table_column(s, "folder", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "from", "time", RESULT_TABLE_NUMBER);
    result_table_column(s, "T", "energy", RESULT_TABLE_NUMBER);
    if (pressures) pressure_columns(s);
    result_table_column(s, "energy", "energy", RESULT_TABLE_ESTIMATE);
    result_table_column(s, "tau_e", "time", RESULT_TABLE_ESTIMATE);
    result_table_column(s, "z_drift", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "z_energy", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "tau_1", "time", RESULT_TABLE_ESTIMATE);
    result_table_column(s, "tau_2", "time", RESULT_TABLE_ESTIMATE);
    result_table_column(s, "c_fluct", NULL, RESULT_TABLE_ESTIMATE);
    result_table_column(s, "c_slope", NULL, RESULT_TABLE_ESTIMATE);
    result_table_column(s, "equilibrium", NULL, RESULT_TABLE_TEXT);
}

static void add_z(struct result_table *s, double z)
{
    if (isnan(z))
        result_table_text(s, "-");
    else
        result_table_text(s, "%+.1f", z);
}

static void add_row(struct result_table *s, const struct judged *c, bool pressures)
{
    result_table_text(s, "%s", c->run->path);
    result_table_number(s, c->hold.from);
    result_table_number(s, c->hold.T);
    if (pressures) {
        result_table_number(s, c->hold.P);
        result_table_estimate(s, c->s.is.density);
        add_z(s, c->s.is.z_density);
    }
    result_table_estimate(s, c->s.is.energy);
    const struct statistics_estimate tau = c->s.is.tau;
    result_table_estimate(
        s, (struct statistics_estimate){tau.value * c->s.step, tau.error * c->s.step});
    add_z(s, c->s.is.z_drift);
    add_z(s, c->s.is.z_energy);
    result_table_estimate(s, c->s.tau_half[0]);
    result_table_estimate(s, c->s.tau_half[1]);
    result_table_estimate(s, c->s.is.heat);
    result_table_estimate(s, c->s.is.slope);
    add_verdict(s, c);
}

static void add_points(struct plot_panel *panel, const char *legend, size_t colour, size_t n,
                       const struct judged *c, bool slope)
{
    struct plot_series *const s = plot_named(panel, n, legend, plot_colour(colour, 0), 1.5);
    s->style = PLOT_POINTS;
    for (size_t i = 0; i < n; i++) {
        const struct statistics_estimate e = slope ? c[i].s.is.slope : c[i].s.is.heat;
        if (isfinite(e.value)) plot_point(s, c[i].hold.T, e.value, e.error);
    }
}

static struct plot *figure(const char *path, size_t n, const struct judged *c)
{
    struct plot *const p = plot_create(path);
    struct plot_column *const column = &p->column[p->columns++];
    *column = (struct plot_column){
        .name = "tests", .title = base_text("Equilibrium"), .key_columns = 1, .panels = 2};
    column->panel[0] = (struct plot_panel){.name = "capacity",
                                           .xlabel = "temperature  T",
                                           .ylabel = "heat capacity per particle  c_V  [k_B]"};
    column->panel[1] = (struct plot_panel){
        .name = "z", .xlabel = "temperature  T", .ylabel = "z of the two halves of a run"};
    add_points(&column->panel[0], "from fluctuations", PLOT_BLUE, n, c, false);
    add_points(&column->panel[0], "slope of the mean energy", PLOT_VERMILLION, n, c, true);
    static const char *const z[] = {"z of the energies", "z of the relaxation times"};
    static const size_t colour[] = {PLOT_BLACK, PLOT_GREEN};
    for (int k = 0; k < 2; k++) /* the legend of both panels is that of the first */
        plot_add(&column->panel[0], 0, z[k], plot_colour(colour[k], 0), 1.5)->style = PLOT_POINTS;
    struct plot_series *const energy =
        plot_named(&column->panel[1], n, z[0], plot_colour(PLOT_BLACK, 0), 1.5);
    energy->style = PLOT_POINTS;
    for (size_t i = 0; i < n; i++) plot_point(energy, c[i].hold.T, c[i].s.is.z_energy, NAN);
    struct plot_series *const tau =
        plot_named(&column->panel[1], n, z[1], plot_colour(PLOT_GREEN, 0), 1.5);
    tau->style = PLOT_POINTS;
    for (size_t i = 0; i < n; i++) plot_point(tau, c[i].hold.T, c[i].s.is.z_relaxation, NAN);
    return p;
}

/* All holds of a run; returns their number. */
static size_t judge(const struct run *f, const struct command_arguments *a, struct judged *c)
{
    struct temperature_stage hold[TEMPERATURE_STAGES_MOST];
    const size_t n = temperature_stages_choose(temperature_stages_read(f, hold), hold, a);
    const double items = thermal_energy_items(f);
    for (size_t i = 0; i < n; i++)
        c[i] = (struct judged){f, hold[i], stationarity_measure(f, &hold[i], items, a->level)};
    return n;
}

void equilibrium_command(const struct command_arguments *a)
{
    struct groups all = groups_read(a->n, a->folder);
    groups_require_one_substance(&all);
    struct judged *const c = base_alloc(a->n * TEMPERATURE_STAGES_MOST, sizeof *c);
    size_t n = 0;
    for (const struct group *g = all.group; g < all.group + all.n; g++)
        for (size_t m = 0; m < g->n; m++) n += judge(g->member[m], a, &c[n]);
    require(n > 0, "%s: no hold or rung is at --hold, between --from and --until",
            group_first(all.group)->path);
    for (size_t i = 0; i < n; i++)
        equilibrium_tests_slope(&c[i].s.is, slope_of(n, c, &c[i]), c[i].s.is.heat);
    struct result_table *const s = result_table_create(
        "Equilibrium? energy: of networks u; tau_e: of the energy; tau_1, tau_2: relaxation times "
        "from the "
        "origins of the first and second half; c: heat capacity a particle; from: start "
        "of the rows used.");
    const bool pressures = any_pressure(n, c);
    columns(s, pressures);
    for (size_t i = 0; i < n; i++) add_row(s, &c[i], pressures);
    if (pressures)
        result_table_note(s,
                          "At constant pressure heat capacities and their slope are those of the "
                          "enthalpy e + P / density.");
    command_output_show(a, s, figure(a->output, n, c));
    base_free(c);
    groups_clear(&all);
}
