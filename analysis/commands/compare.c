/* compare: systems side by side. Rows of panels: energy or loss against time, self overlap, and
   displacement or F_s. One colour per protocol, one shade per temperature. Bands: one standard
   error over replicas or blocks. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/read/group_parts.h"
#include "analysis/read/group_colour.h"
#include "analysis/commands/commands.h"
#include "analysis/figure/plot.h"
#include "analysis/estimate/drift.h"
#include "analysis/estimate/relaxation.h"
#include "analysis/figure/result_table.h"
#include "analysis/read/table.h"
#include "common/core/base.h"
#include "common/numerics/statistics.h"

/* Runs without swaps are drawn with a wide line, which remains visible below a curve that covers
   it. */
static struct plot_series *add_series(struct plot_panel *panel, const struct groups *all,
                                      const struct group *g, size_t n)
{
    return plot_add(panel, n, g->legend, group_colour(all, g), group_first(g)->swaps ? 1.5 : 2.8);
}

/* ---- energy against time --------------------------------------------------------------------- */

enum { PER_DECADE = 10, DECADES = 19, BINS = PER_DECADE * DECADES };

struct bin { /* of a member, in log t */
    size_t n;
    double log_t;                      /* mean of ln t */
    struct statistics_estimate energy; /* error: from the rows of the bin, if there are enough */
};

static size_t bin_of(double t)
{
    const double at = PER_DECADE * log10(t);
    return at > 0 ? at < BINS ? (size_t)at : BINS - 1 : 0;
}

enum { TELLING = 8 }; /* rows needed for an error */

/* A bin from consecutive rows of a time series. */
static struct bin bin_from(size_t n, const double *log_t, const double *energy)
{
    struct bin b = {n, statistics_mean(n, log_t).value, statistics_correlated(n, energy)};
    if (n < TELLING) b.energy.error = NAN;
    return b;
}

/* Rows at t >= 1 as ln t and energy (rows of t); returns their number. */
static size_t read_energy(const struct table *t, double *log_t, double *energy)
{
    const size_t at = table_column(t, "t"), column = table_column(t, "energy");
    size_t n = 0;
    for (size_t i = 0; i < t->rows; i++) {
        const double time = table_at(t, i, at), e = table_at(t, i, column);
        if (!(time >= 1) || !isfinite(e)) continue;
        log_t[n] = log(time);
        energy[n++] = e;
    }
    return n;
}

/* The last bin is merged with the one before if it has too few rows for an error. */
static void fill_bins(struct bin *b, const struct group *g, size_t m)
{
    struct table t = group_parts_table(g, m, "series");
    double *log_t = base_alloc(t.rows, sizeof *log_t), *e = base_alloc(t.rows, sizeof *e);
    const size_t n = read_energy(&t, log_t, e);
    for (size_t begin = 0, before = 0, end; begin < n; before = begin, begin = end) {
        const size_t bin = bin_of(exp(log_t[begin]));
        for (end = begin + 1; end < n && bin_of(exp(log_t[end])) == bin;) end++;
        const bool joins = end == n && end - begin < TELLING && begin - before >= TELLING;
        const size_t from = joins ? before : begin;
        b[joins ? bin_of(exp(log_t[before])) : bin] = bin_from(end - from, log_t + from, e + from);
    }
    base_free(log_t);
    base_free(e);
    table_clear(&t);
}

/* Mean over the members (members, BINS) that have the bin. The error is that of this mean; with one
   member, that of the bin. */
static void add_bin(struct plot_series *s, const struct bin *member, const struct group *g,
                    size_t bin, double *mean)
{
    const size_t members = g->n;
    size_t have = 0;
    double log_t = 0, error = NAN;
    for (size_t m = 0; m < members; m++) {
        const struct bin *b = &member[m * BINS + bin];
        if (b->n == 0) continue;
        mean[have++] = b->energy.value;
        error = b->energy.error;
        log_t += b->log_t;
    }
    if (have == 0) return;
    const struct statistics_estimate e = statistics_mean(have, mean);
    s->x[s->n] = exp(log_t / (double)have);
    s->y[s->n] = e.value;
    s->error[s->n++] = have > 1 ? e.error * group_widening(g) : error;
}

static struct plot_series *add_energy(struct plot_panel *panel, const struct groups *all,
                                      const struct group *g)
{
    struct bin *member = base_alloc(g->n * BINS, sizeof *member);
    double *mean = base_alloc(g->n, sizeof *mean);
    for (size_t m = 0; m < g->n; m++) fill_bins(member + m * BINS, g, m);
    struct plot_series *s = add_series(panel, all, g, BINS);
    s->n = 0;
    for (size_t bin = 0; bin < BINS; bin++) add_bin(s, member, g, bin, mean);
    require(s->n > 0, "%s/series.dat: no finite energy at t >= 1", group_first(g)->path);
    base_free(member);
    base_free(mean);
    return s;
}

/* ---- two-time observables -------------------------------------------------------------------- */

struct shown { /* a row of the figure */
    const char *name;
    bool logarithmic;
};

static const struct shown overlap = {"overlap", false};
static const struct shown thirds[] = {
    {"msd", true},
    {"fs", false},
    {0},
};

/* The first observable of the table that all groups have. */
static const struct shown *choose_third(const struct groups *all)
{
    for (const struct shown *o = thirds; o->name; o++) {
        const struct group *g = all->group;
        while (g < all->group + all->n && group_has(g, o->name)) g++;
        if (g == all->group + all->n) return o;
    }
    const struct group *g = all->group;
    while (group_has(g, thirds[0].name)) g++;
    base_die("%s: has no table %s.dat", group_first(g)->path, thirds[0].name);
}

static double longest_lag(const struct curve_rows *r, double waiting)
{
    double longest = -1;
    for (size_t i = 0; i < r->n; i++)
        if (r->row[i].waiting == waiting) longest = fmax(longest, r->row[i].lag);
    return longest;
}

/* Runs that age are shown at one waiting time: the longest that every group follows for a lag of
   the same length. */
static double choose_waiting(const struct groups *all)
{
    double best = INFINITY;
    for (const struct group *g = all->group; g < all->group + all->n; g++) {
        if (!group_first(g)->ages || group_parts_lack(g, overlap.name, NULL)) continue;
        struct curve_rows r = curve_rows_read(g, overlap.name);
        double mine = r.waiting[0];
        for (size_t w = 0; w < r.waitings && r.waiting[w] <= best; w++)
            if (longest_lag(&r, r.waiting[w]) >= r.waiting[w]) mine = r.waiting[w];
        best = fmin(best, mine);
        curve_rows_clear(&r);
    }
    return best;
}

/* Curves that do not decay use blocks of three relaxation times of the overlap. */
static struct curve curve_to_show(const struct group *g, const struct shown *o, double waiting)
{
    struct curve_rows r = curve_rows_read(g, overlap.name);
    struct curve c = {0};
    const struct relaxation x = relaxation_measure(&r, waiting, relaxation_level, &c);
    if (o != &overlap) {
        curve_clear(&c);
        curve_rows_clear(&r);
        r = curve_rows_read(g, o->name);
        c = curve_average(&r, waiting, 3 * x.tau.value);
    }
    curve_rows_clear(&r);
    return c;
}

static void add_curve(struct plot_panel *panel, const struct groups *all, const struct group *g,
                      const struct shown *o, double waiting)
{
    struct curve c = curve_to_show(g, o, waiting);
    require(c.n > 0, "%s/%s.dat: has no waiting time t_w = %g", group_first(g)->path, o->name,
            waiting);
    struct plot_series *s = add_series(panel, all, g, c.n);
    memcpy(s->x, c.lag, c.n * sizeof *s->x);
    memcpy(s->y, c.value, c.n * sizeof *s->y);
    memcpy(s->error, c.error, c.n * sizeof *s->error);
    curve_clear(&c);
}

/* ---- the figure ------------------------------------------------------------------------------ */

static const struct group *first_of(const struct groups *all, const struct system_kind *k)
{
    for (const struct group *g = all->group; g < all->group + all->n; g++)
        if (group_system(g) == k) return g;
    return NULL;
}

static bool ages(const struct groups *all, const struct system_kind *k)
{
    for (const struct group *g = all->group; g < all->group + all->n; g++)
        if (group_system(g) == k && group_first(g)->ages) return true;
    return false;
}

static char *title_of(const struct run *f)
{
    enum { LONGEST = 44 }; /* what fits over a column */
    const struct system_kind *const k = f->system;
    const char *const first = run_value(f, k->about[0].key), *const second =
                                                                 run_value(f, k->about[1].key);
    char *title = base_text("%s: %s", k->title, first ? first : k->items);
    for (char *c = title; *c; c++)
        if (*c == '_') *c = '-';
    /* the value 0 leaves the choice to the model */
    if (!second || strcmp(second, "0") == 0 || strlen(title) + strlen(second) > LONGEST)
        return title;
    char *longer = base_text("%s%s%s", title, k->about[1].before, second);
    base_free(title);
    return longer;
}

static void describe_panels(struct plot_column *c, const struct system_kind *k,
                            const struct shown *third, double waiting, bool ages)
{
    const char *const name[] = {k->energy, overlap.name, third->name}, *const column[] = {
                                                                           "energy", overlap.name,
                                                                           third->name};
    const size_t n = sizeof name / sizeof *name;
    c->panels = n;
    for (size_t i = 0; i < n; i++) {
        c->panel[i] = (struct plot_panel){.name = name[i], .xlabel = k->time, .log_x = true};
        plot_labels(&c->panel[i], NULL, system_kind_label(k, column[i]));
    }
    c->panel[0].log_y = k->trained;
    c->panel[1].joined = true;
    c->panel[1].unit = true;
    if (ages) c->panel[1].note = base_text("t_w = %g %s", waiting, k->clocks);
    c->panel[2].log_y = third->logarithmic;
    c->panel[2].unit = !third->logarithmic;
}

static struct result_table *empty(const struct groups *all, const struct shown *third,
                                  double waiting)
{
    char *after = base_text("%s", "");
    for (const struct system_kind *const *k = system_kinds; *k; k++) {
        if (!ages(all, *k)) continue;
        base_free(after);
        after = base_text("; %s after t_w = %g %s", (*k)->plural, waiting, (*k)->clocks);
    }
    struct result_table *const s = result_table_create(
        "Shown: energy, overlap, %s%s; here the energy at the end and the relaxation "
        "time of the overlap; errors and bands: one sigma.",
        third->name, after);
    base_free(after);
    result_table_column(s, "program", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "run", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "T", "energy", RESULT_TABLE_NUMBER);
    result_table_column(s, "runs", NULL, RESULT_TABLE_NUMBER);
    result_table_column(s, "energy", "energy", RESULT_TABLE_ESTIMATE);
    result_table_column(s, "tau", "time", RESULT_TABLE_ESTIMATE);
    return s;
}

static void add_row(struct result_table *s, const struct group *g, const struct plot_series *energy,
                    double waiting)
{
    const size_t last = energy->n - 1;
    struct curve_rows r = curve_rows_read(g, overlap.name);
    const struct relaxation x = relaxation_measure(&r, waiting, relaxation_level, NULL);
    if (waiting == CURVE_ALL) drift_note_rows(s, g, overlap.name, &r, relaxation_level);
    curve_rows_clear(&r);
    result_table_text(s, "%s", system_kind_word(group_system(g)));
    result_table_text(s, "%s", g->legend);
    result_table_number(s, group_T(g));
    result_table_number(s, (double)g->n);
    result_table_estimate(s, (struct statistics_estimate){energy->y[last], energy->error[last]});
    relaxation_cell(s, &x);
}

static void add_column(struct plot *p, struct result_table *s, const struct groups *all,
                       const struct system_kind *k, const struct shown *third, double waiting)
{
    const struct group *const first = first_of(all, k);
    if (!first) return;
    char *const title = title_of(group_first(first));
    struct plot_column *const c = plot_column(p, k->name, title, k->key_columns);
    base_free(title);
    describe_panels(c, k, third, waiting, ages(all, k));
    for (const struct group *g = all->group; g < all->group + all->n; g++) {
        if (group_system(g) != k || group_parts_lack(g, overlap.name, s)) continue;
        const double from = group_first(g)->ages ? waiting : CURVE_ALL;
        add_row(s, g, add_energy(&c->panel[0], all, g), from);
        add_curve(&c->panel[1], all, g, &overlap, from);
        if (!group_parts_lack(g, third->name, s)) add_curve(&c->panel[2], all, g, third, from);
    }
}

void compare_command(const struct command_arguments *a)
{
    struct groups all = group_parts_read(a);
    groups_require_one_substance(&all);
    for (const struct group *g = all.group; g < all.group + all.n; g++)
        for (size_t i = 0; i < g->n; i++)
            require(run_has(g->member[i], overlap.name), "%s: has no table %s.dat",
                    g->member[i]->path, overlap.name);
    const struct shown *const third = choose_third(&all);
    const double waiting = isnan(a->waiting) ? choose_waiting(&all) : a->waiting;
    struct plot *const p = plot_create(a->output);
    struct result_table *const s = empty(&all, third, waiting);
    for (const struct system_kind *const *k = system_kinds; *k; k++)
        add_column(p, s, &all, *k, third, waiting);
    groups_note_temperature(&all, s);
    command_output_show(a, s, p);
    groups_clear(&all);
}
