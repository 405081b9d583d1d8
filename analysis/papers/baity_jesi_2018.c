/* bj: training as dynamics (Baity-Jesi et al., arXiv:1803.06969), on runs of runs/bj. A network a
   column: loss against the logarithm of time with t_1, where the first plateau ends, and t_2, where
   the bottom is reached; displacements Delta(t_w, t_w + t), and divided by the strength D(t_w) of
   the noise, the variance of a slope between batches (mean over weights; watch.dat). */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/figure/colour.h"
#include "analysis/figure/command_output.h"
#include "analysis/estimate/langevin.h"
#include "analysis/figure/plot.h"
#include "analysis/figure/result_table.h"
#include "analysis/estimate/training_curves.h"
#include "common/core/base.h"

/* ---- the published run ----------------------------------------------------------------------- */

static const double settled = 212; /* before, two seeds differ by more than the bars */
static const char early[] = "early: differs between seeds";

static const struct {
    double t, loss, accuracy; /* training loss, test accuracy */
    double bar;               /* of the loss: how far two seeds are apart */
} published_losses[] = {{33, 2.2851, 0.147, 0.1},
                        {100, 2.1310, 0.234, 0.1},
                        {305, 1.8062, 0.360, 0.1},
                        {933, 1.4506, 0.477, 0.1},
                        {1874, 1.2814, 0.530, 0.03}};

static const struct {
    double waiting, lag, delta;
} published_displacements[] = {{42, 1, 6.8e-10},   {42, 10, 4.7e-8},    {42, 103, 8.3e-6},
                               {42, 508, 7.1e-5},  {42, 985, 1.38e-4},  {42, 1911, 2.78e-4},
                               {473, 1, 1.7e-8},   {473, 10, 2.1e-7},   {473, 103, 2.9e-6},
                               {473, 508, 3.2e-5}, {473, 985, 8.7e-5},  {1057, 1, 2.0e-8},
                               {1057, 10, 2.1e-7}, {1057, 103, 2.0e-6}, {1057, 508, 2.2e-5}};

static bool is_published(const struct run *r)
{
    return strcmp(run_value(r, "network.layers"), "small_net") == 0 &&
           strcmp(run_value(r, "data.name"), "cifar10") == 0 &&
           langevin_number(r, "train.learning_rate") == 0.01 &&
           langevin_number(r, "train.batch_size") == 100;
}

/* ---- the table ------------------------------------------------------------------------------- */

static void row(struct result_table *s, const char *net, char *what, char *paper, char *ours,
                const char *verdict)
{
    result_table_text(s, "%s", net);
    result_table_text(s, "%s", what);
    result_table_text(s, "%s", paper);
    result_table_text(s, "%s", ours);
    result_table_text(s, "%s", verdict);
    base_free(what);
    base_free(paper);
    base_free(ours);
}

static char *with_error(struct statistics_estimate e)
{
    return isnan(e.error) ? base_text("%.3g", e.value)
                          : base_text("%.3g +- %.2g", e.value, e.error);
}

static void add_published(struct result_table *s, const struct training_curves *x, const char *net)
{
    for (size_t k = 0; k < sizeof published_losses / sizeof *published_losses; k++)
        for (size_t r = 0; r < x->times; r++) {
            if (x->t[r] != published_losses[k].t) continue;
            const double loss = published_losses[k].loss, accuracy = published_losses[k].accuracy;
            row(s, net, base_text("loss at step %g", x->t[r]), base_text("%.3f", loss),
                with_error(x->loss[r]),
                fabs(x->loss[r].value - loss) < published_losses[k].bar ? "agrees"
                : x->t[r] < settled                                     ? early
                                                                        : "differs");
            row(s, net, base_text("test accuracy at step %g", x->t[r]), base_text("%.3f", accuracy),
                with_error(x->accuracy[r]),
                fabs(x->accuracy[r].value - accuracy) < 0.02 ? "agrees"
                : x->t[r] < settled                          ? early
                                                             : "differs");
        }
    for (size_t k = 0; k < sizeof published_displacements / sizeof *published_displacements; k++)
        for (size_t w = 0; w < x->waitings; w++) {
            const double lag = published_displacements[k].lag, d = published_displacements[k].delta;
            const struct statistics_estimate e = training_curves_value(&x->delta[w], lag);
            const double ours = e.value;
            if (x->waiting[w] != published_displacements[k].waiting || isnan(ours)) continue;
            row(s, net, base_text("Delta(%g, %g + %g)", x->waiting[w], x->waiting[w], lag),
                base_text("%.2g", d), with_error(e),
                ours < 2 * d && d < 2 * ours ? "within 2"
                : x->waiting[w] < settled    ? early
                                             : "differs");
        }
}

/* What the paper says of the waiting times from `from` to `to`: that they age, or that they
   collapse, over D or as they are. */
static void add_collapse(struct result_table *s, const struct training_curves *x, const char *net,
                         const char *when, const char *paper, double from, double to)
{
    static const double close = 0.3;
    const double raw = training_curves_spread(x, from, to, false),
                 scaled = training_curves_spread(x, from, to, true),
                 asked = strstr(paper, "over D") ? scaled : raw;
    const bool ages = strcmp(paper, "ages") == 0;
    row(s, net, base_text("ln Delta differs, %s", when), base_text("%s", paper),
        isnan(raw) ? base_text("fewer than two waiting times")
                   : base_text("%.2f as it is, %.2f over D", raw, scaled),
        isnan(raw)                   ? "not measured"
        : (asked > close) == ages    ? "agrees"
        : !ages && asked < 0.5 * raw ? "roughly"
                                     : "differs");
}

static char *times_text(const struct training_curves *x)
{
    char *const t1 = with_error(x->t1), *const t2 = with_error(x->t2),
                *const text = isfinite(x->t2.value) ? base_text("t_1 = %s, t_2 = %s", t1, t2)
                                                    : base_text("t_1 = %s, t_2 not reached", t1);
    base_free(t1);
    base_free(t2);
    return text;
}

static void add_training(struct result_table *s, const struct training_curves *x)
{
    const struct run *const r = group_first(x->group);
    char *const net = base_text("%s, %s, N %g", run_value(r, "network.layers"),
                                run_value(r, "data.name"), x->weights);
    const double end = x->loss[x->times - 1].value;
    row(s, net, base_text("loss: first, last"), base_text("-"),
        base_text("%.3g, %.3g", x->loss[0].value, end), "");
    row(s, net, base_text("t_1, t_2"), base_text("plateau, ln t, bottom"), times_text(x), "");
    const double t1 = x->t1.value, t2 = x->t2.value;
    add_collapse(s, x, net, "t_w < t_1", "collapses", 0, t1);
    add_collapse(s, x, net, "t_1 < t_w < t_2", "ages", t1, t2);
    add_collapse(s, x, net, "t_w > t_2", "collapses over D", t2, INFINITY);
    double waiting = NAN;
    const struct statistics_estimate slope = training_curves_late_slope(x, &waiting);
    row(s, net, base_text("d ln Delta / d ln t, t_w = %g", waiting),
        base_text("about 1, no plateau"), with_error(slope),
        slope.value > 0.7 && slope.value < 1.3 ? "agrees"
        : slope.value >= 1.3                   ? "no plateau; steeper: drift too"
                                               : "differs");
    if (is_published(r)) add_published(s, x, net);
    base_free(net);
}

/* ---- figure ---------------------------------------------------------------------------------- */

static void describe(struct plot_column *c, const struct training_curves *x, const char *name)
{
    static const struct plot_panel panels[] = {
        {.name = "loss", .ylabel = "training loss", .log_x = true, .joined = true},
        {.name = "delta",
         .ylabel = "Δ(t_w, t_w + t)",
         .log_x = true,
         .log_y = true,
         .joined = true},
        {.name = "scaled",
         .xlabel = "t  [steps]",
         .ylabel = "Δ(t_w, t_w + t) / D(t_w)",
         .log_x = true,
         .log_y = true},
    };
    const struct run *const r = group_first(x->group);
    *c = (struct plot_column){.name = name,
                              .title =
                                  base_text("%s, %s, %g weights", run_value(r, "network.layers"),
                                            run_value(r, "data.name"), x->weights),
                              .key_columns = 2,
                              .panels = 3};
    memcpy(c->panel, panels, sizeof panels);
}

/* A vertical line at a time. */
static void mark(struct plot_panel *panel, const struct training_curves *x, double t)
{
    struct plot_series *const s = plot_add(panel, 2, "", 0x888888, 1);
    s->style = PLOT_DASHES;
    s->n = 0;
    plot_point(s, t, x->loss[0].value, NAN);
    plot_point(s, t, x->loss[x->times - 1].value, NAN);
}

static void draw(struct plot_column *c, const struct training_curves *x)
{
    struct plot_series *const loss = plot_add(&c->panel[0], x->times, "", 0, 1.8);
    loss->n = 0;
    for (size_t r = 0; r < x->times; r++)
        if (x->t[r] > 0) plot_point(loss, x->t[r], x->loss[r].value, x->loss[r].error);
    mark(&c->panel[0], x, x->t1.value);
    if (isfinite(x->t2.value)) mark(&c->panel[0], x, x->t2.value);
    c->panel[0].note = isfinite(x->t2.value)
                           ? base_text("t_1 = %.0f, t_2 = %.0f", x->t1.value, x->t2.value)
                           : base_text("t_1 = %.0f", x->t1.value);
    for (size_t w = 0; w < x->waitings; w++) {
        const struct curve *const d = &x->delta[w];
        char *const legend = base_text("after %g steps", x->waiting[w]);
        const unsigned colour = colour_along(w, x->waitings);
        struct plot_series *const raw = plot_add(&c->panel[1], d->n, legend, colour, 1.5),
                                  *const over = plot_add(&c->panel[2], d->n, "", colour, 1.5);
        base_free(legend);
        raw->n = over->n = 0;
        for (size_t i = 0; i < d->n; i++) {
            if (!(d->lag[i] > 0)) continue;
            plot_point(raw, d->lag[i], d->value[i], d->error[i]);
            plot_point(over, d->lag[i], d->value[i] / x->D[w], d->error[i] / x->D[w]);
        }
    }
}

/* ---- the command ----------------------------------------------------------------------------- */

static int by_weights(const void *a, const void *b)
{
    const struct training_curves *const x = a, *const y = b;
    return (x->weights > y->weights) - (x->weights < y->weights);
}

void baity_jesi_2018_command(const struct command_arguments *a)
{
    struct groups all = groups_read(a->n, a->folder);
    struct training_curves *const x = base_alloc(all.n, sizeof *x);
    for (size_t i = 0; i < all.n; i++) x[i] = training_curves_read(&all.group[i]);
    qsort(x, all.n, sizeof *x, by_weights);
    struct result_table *const s = result_table_create(
        "Baity-Jesi et al., arXiv:1803.06969: what they find, and what these runs give. t_1, t_2: "
        "%g %% of the fall of the loss done, and to do.",
        100 * training_curves_part);
    static const char *const column[] = {"network", "what", "paper", "ours", "verdict"};
    for (size_t i = 0; i < sizeof column / sizeof *column; i++)
        result_table_column(s, column[i], NULL, RESULT_TABLE_TEXT);
    struct plot *const p = plot_create(a->output);
    static const char *const name[PLOT_COLUMNS] = {"narrow", "wide"};
    for (size_t i = 0; i < all.n; i++) {
        add_training(s, &x[i]);
        if (i > 0 && i + 1 < all.n) continue; /* the narrowest and the widest are shown */
        describe(&p->column[p->columns], &x[i], name[p->columns]);
        draw(&p->column[p->columns++], &x[i]);
    }
    command_output_show(a, s, p);
    for (size_t i = 0; i < all.n; i++) training_curves_free(&x[i]);
    base_free(x);
    groups_free(&all);
}
