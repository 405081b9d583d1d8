/* reweight: energies at any temperature between those of the runs, their holds or the rungs of a
   population. Networks by u. */
#include <math.h>
#include <string.h>

#include "analysis/commands/commands.h"
#include "analysis/commands/reweight.h"
#include "analysis/estimate/drift.h"
#include "analysis/figure/plot.h"
#include "analysis/figure/result_table.h"
#include "analysis/read/group_parts.h"
#include "analysis/read/thermal_energy.h"
#include "common/core/base.h"

struct samples { /* of a segment, member after member */
    struct reweight_run run;
    double *U, *weight; /* (run.n) owned; total energy [energy], share of time over its mean */
};

/* True if all gaps between times are equal but the last, which can be off the schedule. */
static bool is_even(size_t n, const double *t)
{
    for (size_t i = 2; i + 1 < n; i++)
        if (fabs((t[i] - t[i - 1]) - (t[1] - t[0])) > 1e-9 * t[i]) return false;
    return true;
}

/* Weights of mean 1: of an uneven series, the time halfway to the neighbours. */
static void weigh_times(size_t n, const double *t, double *weight)
{
    const bool even = is_even(n, t);
    for (size_t i = 0; i < n; i++) {
        const double from = i ? (t[i - 1] + t[i]) / 2 : t[0],
                     to = i + 1 < n ? (t[i] + t[i + 1]) / 2 : t[n - 1];
        weight[i] = even || n < 3 ? 1 : (to - from) * (double)n / (t[n - 1] - t[0]);
    }
}

/* Appends the samples of a member after t = 0, which can still be the start. */
static struct drift add_member(struct samples *s, const struct group *g, size_t m, double items)
{
    enum { MOST = 4000 }; /* most samples used; those between are correlated with them */
    struct table t = group_parts_table(g, m, "series");
    require(thermal_energy_known(g->member[m], &t),
            "%s: has no column u, of which T is the temperature", t.path);
    const size_t column = thermal_energy_column(g->member[m], &t), at = table_column(&t, "t"),
                 most = MOST / g->n > REWEIGHT_BLOCKS ? MOST / g->n : REWEIGHT_BLOCKS,
                 step = (t.rows + most - 1) / most;
    double *const time = base_alloc(t.rows, sizeof *time), *const U = s->U + s->run.n;
    size_t n = 0;
    for (size_t i = 0; i < t.rows; i += step) {
        if (table_at(&t, i, at) <= 0) continue;
        time[n] = table_at(&t, i, at);
        U[n++] = items * table_at(&t, i, column);
    }
    weigh_times(n, time, s->weight + s->run.n);
    s->run.n += n;
    const struct drift d = drift_of_series(is_even(n, time) ? n : 0, U);
    base_free(time);
    table_clear(&t);
    return d;
}

static size_t rows_of(const struct group *g)
{
    size_t rows = 0;
    for (size_t m = 0; m < g->n; m++) {
        struct table t = group_parts_table(g, m, "series");
        rows += t.rows;
        table_clear(&t);
    }
    return rows;
}

static double items_of(const struct run *f)
{
    const double items = thermal_energy_items(f);
    require(items > 0, "%s: the number of items whose energies add up is unknown", f->path);
    return items;
}

static struct samples samples_of(const struct group *g, struct result_table *notes)
{
    const size_t rows = rows_of(g);
    struct samples s = {.run.T = group_T(g),
                        .U = base_alloc(rows, sizeof *s.U),
                        .weight = base_alloc(rows, sizeof *s.weight)};
    require(!(g->part.P > 0),
            "%s: P = %g: energies are reweighted at a fixed volume; leave out runs at constant "
            "pressure",
            group_first(g)->path, g->part.P);
    require(s.run.T > 0 && isfinite(s.run.T),
            "%s: T = %g. Energies at a temperature above 0 are needed", group_first(g)->path,
            s.run.T);
    struct drift *const d = base_alloc(g->n, sizeof *d);
    for (size_t m = 0; m < g->n; m++) d[m] = add_member(&s, g, m, items_of(group_first(g)));
    const struct drift mean = drift_mean(g, d);
    drift_note(notes, g, "the total energy", &mean);
    base_free(d);
    require(s.run.n >= REWEIGHT_BLOCKS, "%s/series.dat: %zu rows at T = %g; at least %d are needed",
            group_first(g)->path, s.run.n, s.run.T, REWEIGHT_BLOCKS);
    s.run.U = s.U;
    return s;
}

static void draw(struct plot_panel *panel, size_t n, const double *T, double N,
                 const struct reweight_point *p, bool capacity)
{
    struct plot_series *const s =
        plot_named(panel, n, "reweighted", plot_colour(PLOT_BLUE, 0), 1.5);
    for (size_t i = 0; i < n; i++) {
        const struct statistics_estimate e = capacity ? p[i].C : p[i].U;
        plot_point(s, T[i], e.value / N, e.error / N);
    }
}

static struct plot *figure(const char *path, size_t n, const double *T, double N,
                           const struct reweight_point *p, const struct system_kind *k)
{
    struct plot *const plot = plot_create(path);
    struct plot_column *const c = system_kind_column(plot, k, 1);
    c->panels = 2;
    c->panel[0] = (struct plot_panel){.name = "energy",
                                      .ylabel = k->trained ? "loss with weight decay  u"
                                                           : "energy per particle  E/N  [ε]",
                                      .joined = true};
    c->panel[1] =
        (struct plot_panel){.name = "capacity",
                            .xlabel = "temperature  T",
                            .ylabel = k->trained ? "heat capacity per sample"
                                                 : "heat capacity per particle  c_V  [k_B]"};
    draw(&c->panel[0], n, T, N, p, false);
    draw(&c->panel[1], n, T, N, p, true);
    return plot;
}

static struct result_table *table_of(size_t runs, const struct system_kind *k)
{
    struct result_table *const s =
        result_table_create("Energies of %zu runs or parts of runs as one: at any temperature "
                            "between them, with jackknife errors.",
                            runs);
    const bool u = k->trained;
    result_table_column(s, "T", "energy", RESULT_TABLE_NUMBER);
    result_table_column(s, u ? "u" : "energy", u ? "u" : "energy per particle",
                        RESULT_TABLE_ESTIMATE);
    result_table_column(s, "heat capacity", u ? "per sample" : "k_B per particle",
                        RESULT_TABLE_ESTIMATE);
    result_table_column(s, "F/NT", "less that of the coldest", RESULT_TABLE_ESTIMATE);
    result_table_column(s, "samples", NULL, RESULT_TABLE_NUMBER);
    return s;
}

static void add_rows(struct result_table *s, size_t n, const double *T, double N,
                     const struct reweight_point *p)
{
    for (size_t i = 0; i < n; i++) {
        const struct statistics_estimate all[] = {p[i].U, p[i].C, p[i].F};
        result_table_number(s, T[i]);
        for (int k = 0; k < 3; k++)
            result_table_estimate(s,
                                  (struct statistics_estimate){all[k].value / N, all[k].error / N});
        result_table_number(s, round(p[i].samples));
    }
}

/* Coldest first: groups are in order of falling temperature. */
static void read_all(const struct groups *all, struct result_table *notes,
                     struct reweight_run run[REWEIGHT_RUNS], double *weight[REWEIGHT_RUNS])
{
    for (size_t k = 0; k < all->n; k++) {
        const struct samples s = samples_of(&all->group[all->n - 1 - k], notes);
        run[k] = s.run;
        weight[k] = s.weight;
    }
}

/* A block is of some members: errors are widened as over members, by the most of all groups. */
static void widen(size_t n, struct reweight_point *p, const struct groups *all)
{
    double most = 1;
    for (const struct group *g = all->group; g < all->group + all->n; g++) {
        const double wide = group_widening(g);
        if (isnan(wide) || wide > most) most = wide;
        if (isnan(most)) break;
    }
    for (size_t i = 0; i < n; i++) p[i].U.error *= most, p[i].C.error *= most, p[i].F.error *= most;
}

void reweight_command(const struct command_arguments *a)
{
    enum { POINTS = 21 };
    struct groups all = group_parts_read(a);
    const struct run *const first = group_first(all.group);
    struct reweight_run run[REWEIGHT_RUNS];
    double T[POINTS], *weight[REWEIGHT_RUNS];
    struct reweight_point point[POINTS];
    groups_require_one_model(&all);
    for (const struct group *g = all.group; g < all.group + all.n; g++)
        require(group_system(g) == first->system, "%s and %s: a %s and a %s", first->path,
                group_first(g)->path, first->system->name, group_system(g)->name);
    require(all.n <= REWEIGHT_RUNS, "reweight: %zu runs and parts of runs. At most %d are allowed",
            all.n, REWEIGHT_RUNS);
    const double low = group_T(&all.group[all.n - 1]), high = group_T(all.group);
    require(low < high, "%s: one temperature, T = %g. Two or more are needed", first->path, low);
    struct result_table *const s = table_of(all.n, first->system);
    read_all(&all, s, run, weight);
    for (size_t i = 0; i < POINTS; i++) T[i] = low * pow(high / low, (double)i / (POINTS - 1));
    reweight_weighted(all.n, run, (const double *const *)weight, POINTS, T, point);
    const double N = items_of(first);
    widen(POINTS, point, &all);
    add_rows(s, POINTS, T, N, point);
    groups_note_temperature(&all, s);
    command_output_show(a, s, figure(a->output, POINTS, T, N, point, first->system));
    for (size_t k = 0; k < all.n; k++) base_free((double *)run[k].U), base_free(weight[k]);
    groups_clear(&all);
}
