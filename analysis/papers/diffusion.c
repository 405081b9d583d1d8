/* diffusion: networks under Langevin dynamics at several temperatures, beside free diffusion of the
   weights (dashed). Left: overlap, displacement and alpha_2. Right: relaxation times,
   superposition, and the distribution of displacements. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/read/group_parts.h"
#include "analysis/figure/colour.h"
#include "analysis/papers/papers.h"
#include "analysis/estimate/chi4.h"
#include "analysis/estimate/langevin.h"
#include "analysis/figure/number_format.h"
#include "analysis/figure/plot.h"
#include "analysis/figure/result_table.h"
#include "analysis/read/table.h"
#include "common/core/base.h"

/* ---- figure ---------------------------------------------------------------------------------- */

enum { OVERLAP, MSD, ALPHA2, TAU = 0, COLLAPSE, DISPLACEMENTS, PANELS };

static struct plot *new_figure(const char *path, const struct run *r)
{
    static const struct plot_panel left[] = {
        {.name = "overlap", .ylabel = "overlap  Q(t)", .log_x = true, .unit = true, .joined = true},
        {.name = "msd",
         .ylabel = "mean squared displacement",
         .log_x = true,
         .log_y = true,
         .joined = true},
        {.name = "alpha2",
         .xlabel = "t  [steps]",
         .ylabel = "non-Gaussian parameter  α_2",
         .log_x = true},
    };
    static const struct plot_panel right[] = {
        {.name = "tau",
         .xlabel = "temperature  T",
         .ylabel = "relaxation time  τ  [steps]",
         .log_x = true,
         .log_y = true},
        {.name = "collapse",
         .xlabel = "t / τ_e",
         .ylabel = "overlap  Q",
         .log_x = true,
         .log_y = true},
        {.name = "displacements",
         .xlabel = "displacement of a weight  |Δw|",
         .ylabel = "share of weights",
         .log_x = true},
    };
    struct plot *const p = plot_create(path);
    p->columns = 2;
    p->column[0] = (struct plot_column){
        .name = "dynamics",
        .title = base_text("%s, %s, P = %s, decay %s", run_value(r, "data.name"),
                           run_value(r, "network.layers"), run_value(r, "data.train_samples"),
                           run_value(r, "train.weight_decay")),
        .key_columns = 2,
        .panels = PANELS};
    p->column[1] = (struct plot_column){.name = "scaling", .key_columns = 2, .panels = PANELS};
    memcpy(p->column[0].panel, left, sizeof left);
    memcpy(p->column[1].panel, right, sizeof right);
    return p;
}

static void draw_curve(struct plot_panel *panel, const struct curve *c, double unit,
                       const char *legend, unsigned colour)
{
    struct plot_series *const s = plot_add(panel, c->n, legend, colour, 1.5);
    s->n = 0;
    for (size_t i = 0; i < c->n; i++)
        if (c->lag[i] > 0) plot_point(s, c->lag[i] / unit, c->value[i], c->error[i]);
}

static void draw_free(struct plot_panel *panel, const struct langevin *l, double unit,
                      unsigned colour)
{
    if (!(l->D > 0)) return;
    struct plot_series *const s = plot_add(panel, l->overlap.n, "", colour, 1);
    s->style = PLOT_DASHES;
    s->n = 0;
    for (size_t i = 0; i < l->overlap.n; i++)
        if (l->overlap.lag[i] > 0)
            plot_point(s, l->overlap.lag[i] / unit, langevin_free_overlap(l, l->overlap.lag[i]),
                       NAN);
}

static void draw_collapse(struct plot_panel *panel, const struct langevin *l, unsigned colour,
                          bool hottest)
{
    const struct relaxation *const x = &l->tau[LANGEVIN_LEVELS - 1];
    if (x->bound != RELAXATION_VALUE) return;
    draw_curve(panel, &l->overlap, x->tau.value, "", colour);
    if (hottest) draw_free(panel, l, l->free[LANGEVIN_LEVELS - 1], 0xd55e00);
}

/* Draws the shares at the longest lag, mean over the members; returns that lag. */
static double draw_displacements(struct plot_panel *panel, const struct langevin *l,
                                 unsigned colour)
{
    enum { BINS = 40 };
    const struct group *const g = l->group;
    const double least = langevin_number(group_first(g), "observe.displacements.min"),
                 most = langevin_number(group_first(g), "observe.displacements.max"),
                 width = log(most / least) / BINS;
    struct plot_series *const s = plot_add(panel, BINS, "", colour, 1.5);
    for (size_t b = 0; b < BINS; b++) {
        s->x[b] = least * exp(((double)b + 0.5) * width);
        s->error[b] = NAN;
    }
    double lag = 0;
    for (size_t m = 0; m < g->n; m++) {
        struct table t = table_read(g->member[m]->path, "displacements");
        const size_t first = table_column(&t, "displacements");
        size_t last = 0; /* the longest lag, of the latest origin that has it */
        for (size_t r = 0; r < t.rows; r++)
            if (table_at(&t, r, 1) >= table_at(&t, last, 1)) last = r;
        lag = fmax(lag, table_at(&t, last, 1));
        for (size_t b = 0; b < BINS; b++) s->y[b] += table_at(&t, last, first + b) / (double)g->n;
        table_clear(&t);
    }
    return lag;
}

static void draw_alpha2(struct plot_panel *panel, const struct langevin *l, unsigned colour)
{
    struct curve c = chi4_alpha2(l->group, l->waiting, INFINITY);
    draw_curve(panel, &c, 1, "", colour);
    curve_clear(&c);
}

/* Draws tau(T) for both levels, with a horizontal line for T = 0. */
static void draw_times(struct plot_panel *panel, size_t n, const struct langevin *l)
{
    static const char *const name[LANGEVIN_LEVELS] = {"Q = 0.9", "Q = 1/e"};
    static const size_t colour[LANGEVIN_LEVELS] = {PLOT_BLUE, PLOT_VERMILLION};
    for (int k = 0; k < LANGEVIN_LEVELS; k++) {
        struct plot_series *const points =
                                      plot_add(panel, n, name[k], plot_colour(colour[k], 0), 1.5),
                                  *const free =
                                      plot_add(panel, n, "", plot_colour(colour[k], 0.3), 1);
        struct plot_series *zero = NULL;
        points->style = PLOT_POINTS, free->style = PLOT_DASHES;
        points->n = free->n = 0;
        double coldest = INFINITY, hottest = 0;
        for (size_t i = 0; i < n; i++) {
            if (l[i].T > 0) coldest = fmin(coldest, l[i].T), hottest = fmax(hottest, l[i].T);
            if (l[i].T > 0 && l[i].tau[k].bound == RELAXATION_VALUE)
                plot_point(points, l[i].T, l[i].tau[k].tau.value, l[i].tau[k].tau.error);
            if (l[i].T > 0 && l[i].free[k] >= 1) plot_point(free, l[i].T, l[i].free[k], NAN);
        }
        for (size_t i = 0; i < n; i++) {
            if (l[i].T > 0 || l[i].tau[k].bound != RELAXATION_VALUE) continue;
            char *const legend = base_text("%s at T = 0", name[k]);
            zero = plot_add(panel, 2, legend, plot_colour(colour[k], 0.5), 1.5);
            base_free(legend);
            zero->n = 0;
            plot_point(zero, coldest, l[i].tau[k].tau.value, NAN);
            plot_point(zero, hottest, l[i].tau[k].tau.value, NAN);
        }
    }
}

static void draw(struct plot *p, const struct groups *all, const struct langevin *l)
{
    double lag = 0;
    for (size_t i = 0; i < all->n; i++) {
        const unsigned colour = colour_along(i, all->n);
        char *const legend = base_text("T = %g", l[i].T);
        draw_curve(&p->column[0].panel[OVERLAP], &l[i].overlap, 1, legend, colour);
        draw_free(&p->column[0].panel[OVERLAP], &l[i], 1, colour);
        draw_curve(&p->column[0].panel[MSD], &l[i].msd, 1, "", colour);
        draw_collapse(&p->column[1].panel[COLLAPSE], &l[i], colour, i == 0);
        if (group_has(l[i].group, "alpha2"))
            draw_alpha2(&p->column[0].panel[ALPHA2], &l[i], colour);
        if (group_has(l[i].group, "displacements"))
            lag = draw_displacements(&p->column[1].panel[DISPLACEMENTS], &l[i], colour);
        base_free(legend);
    }
    draw_times(&p->column[1].panel[TAU], all->n, l);
    p->column[1].title = lag > 0 ? base_text("free diffusion dashed; |Δw| after %g steps", lag)
                                 : base_text("free diffusion dashed");
}

/* ---- the command ----------------------------------------------------------------------------- */

static struct result_table *new_summary(const struct langevin *l)
{
    struct result_table *const s = result_table_create(
        "Langevin dynamics from t_w = %g on, [steps]: where the overlap comes down to 0.9 and 1/e, "
        "beside free diffusion; its exponent for t / tau_e from 1 to 1000, beside free diffusion's "
        "over the same lags; d ln MSD / d ln t, last and least over a decade.",
        l->waiting);
    result_table_column(s, "T", "loss", RESULT_TABLE_NUMBER);
    result_table_column(s, "runs", NULL, RESULT_TABLE_NUMBER);
    result_table_column(s, "tau_90", "steps", RESULT_TABLE_ESTIMATE);
    result_table_column(s, "free_90", "steps", RESULT_TABLE_NUMBER);
    result_table_column(s, "tau_e", "steps", RESULT_TABLE_ESTIMATE);
    result_table_column(s, "free_e", "steps", RESULT_TABLE_NUMBER);
    result_table_column(s, "exponent", NULL, RESULT_TABLE_ESTIMATE);
    result_table_column(s, "free", NULL, RESULT_TABLE_NUMBER);
    result_table_column(s, "slope", NULL, RESULT_TABLE_ESTIMATE);
    result_table_column(s, "least", NULL, RESULT_TABLE_ESTIMATE);
    return s;
}

static void add_row(struct result_table *s, const struct langevin *l)
{
    result_table_number(s, l->T);
    result_table_number(s, (double)l->group->n);
    for (int k = 0; k < LANGEVIN_LEVELS; k++) {
        relaxation_cell(s, &l->tau[k]);
        result_table_number(s, number_format_rounded(l->free[k]));
    }
    result_table_estimate(s, l->exponent);
    result_table_number(s, number_format_rounded(l->free_exponent));
    result_table_estimate(s, l->slope);
    result_table_estimate(s, l->least_slope);
}

void diffusion_command(const struct command_arguments *a)
{
    struct groups all = groups_read(a->n, a->folder);
    group_parts_require_one(&all);
    groups_require_one_model(&all);
    struct langevin *const l = base_alloc(all.n, sizeof *l);
    for (size_t i = 0; i < all.n; i++) l[i] = langevin_measure(&all.group[i], a->waiting);
    struct result_table *const s = new_summary(l);
    for (size_t i = 0; i < all.n; i++) add_row(s, &l[i]);
    struct plot *const p = new_figure(a->output, group_first(all.group));
    draw(p, &all, l);
    groups_note_temperature(&all, s);
    command_output_show(a, s, p);
    for (size_t i = 0; i < all.n; i++) langevin_clear(&l[i]);
    base_free(l);
    groups_clear(&all);
}
