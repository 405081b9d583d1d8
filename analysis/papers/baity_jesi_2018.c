/* bj: training as a dynamics (Baity-Jesi et al., arXiv:1803.06969), on the runs of runs/bj. One
   column per network: loss against the logarithm of time with t_1, the end of the first plateau,
   and t_2, the bottom; displacements Delta(t_w, t_w + t), as they are and divided by the noise
   D(t_w), the variance of a gradient between batches (mean over weights; watch.dat). */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/read/group_parts.h"
#include "analysis/figure/colour.h"
#include "analysis/papers/claims.h"
#include "analysis/papers/papers.h"
#include "analysis/estimate/langevin.h"
#include "analysis/figure/plot.h"
#include "analysis/figure/result_table.h"
#include "analysis/estimate/training_curves.h"
#include "common/core/base.h"

/* True for runs with the published settings, which are compared with the published numbers. */
static bool is_published(const struct run *r)
{
    return strcmp(run_value(r, "network.layers"), "small_net") == 0 &&
           strcmp(run_value(r, "data.name"), "cifar10") == 0 &&
           langevin_number(r, "train.learning_rate") == 0.01 &&
           langevin_number(r, "train.batch_size") == 100;
}

/* ---- claims ---------------------------------------------------------------------------------- */

/* Verdict on a number that differs from the published one. At early times seeds differ as well. */
static const char *otherwise(const struct claims *s, double t)
{
    return t < published_value(&s->published, "seeds agree from step").value
               ? "early: differs between seeds"
               : "differs";
}

/* Adds a claim that holds within the published error. */
static void add_close(struct claims *s, const struct published_row *r, const char *net,
                      struct statistics_estimate ours, double t)
{
    claims_within(s, r->claim, net, ours, verdict_near(r->x.value, r->x.error), otherwise(s, t));
}

static void add_delta(struct claims *s, const struct training_curves *x,
                      const struct published_row *r, const char *net, double waiting, double lag)
{
    for (size_t w = 0; w < x->waitings; w++) {
        const struct statistics_estimate e = training_curves_value(&x->delta[w], lag);
        if (x->waiting[w] != waiting || isnan(e.value)) continue;
        const double d = r->x.value;
        claims_within(s, r->claim, net, e, (struct verdict_interval){d / 2, 2 * d},
                      otherwise(s, waiting));
    }
}

static void add_published(struct claims *s, const struct training_curves *x, const char *net)
{
    for (const struct published_row *p = s->published.row; p < s->published.row + s->published.n;
         p++) {
        double t, again, lag;
        const bool loss = sscanf(p->claim, "loss at step %lf", &t) == 1,
                   accuracy = sscanf(p->claim, "test accuracy at step %lf", &t) == 1;
        for (size_t r = 0; (loss || accuracy) && r < x->times; r++)
            if (x->t[r] == t) add_close(s, p, net, loss ? x->loss[r] : x->accuracy[r], t);
        if (sscanf(p->claim, "Delta(%lf, %lf + %lf)", &t, &again, &lag) == 3)
            add_delta(s, x, p, net, t, lag);
    }
}

enum claim { AGES, COLLAPSES, COLLAPSES_OVER_D };

/* Adds the claim that ln Delta of the waiting times in [from, to] ages or collapses, as it is or
   over D. */
static void add_collapse(struct claims *s, const struct training_curves *x, const char *net,
                         const char *name, enum claim claim, double from, double to)
{
    static const double close = 0.3;
    const double raw = training_curves_spread(x, from, to, false),
                 scaled = training_curves_spread(x, from, to, true),
                 ours = claim == COLLAPSES_OVER_D ? scaled : raw;
    char *const where = base_text("%.2f as it is, %.2f over D, %s", raw, scaled, net);
    claims_within(s, name, isnan(raw) ? net : where, (struct statistics_estimate){ours, NAN},
                  claim == AGES ? verdict_above(close) : verdict_below(close),
                  claim != AGES && ours < 0.5 * raw ? "roughly" : "differs");
    base_free(where);
}

static void add_times(struct claims *s, const struct training_curves *x, const char *net)
{
    claims_measured(s, "loss at first", net, x->loss[0]);
    claims_measured(s, "loss at the end", net, x->loss[x->times - 1]);
    claims_measured(s, "t_1, end of the plateau", net, x->t1);
    if (isfinite(x->t2.value))
        claims_measured(s, "t_2, bottom", net, x->t2);
    else
        claims_row(s, "t_2, bottom",
                   (struct claims_result){.where = net,
                                          .ours = {x->t[x->times - 1], NAN},
                                          .sign = '>',
                                          .unclaimed = true,
                                          .otherwise = "not reached"});
}

static void add_slope(struct claims *s, const struct training_curves *x, const char *net)
{
    double waiting = NAN;
    const struct statistics_estimate slope = training_curves_late_slope(x, &waiting);
    const double paper = published_value(&s->published, "d ln Delta / d ln t").value;
    char *const where = base_text("t_w = %g, %s", waiting, net);
    claims_within(s, "d ln Delta / d ln t", where, slope, verdict_near(paper, 0.3),
                  slope.value > paper ? "no plateau; steeper: drift too" : "differs");
    base_free(where);
}

static void add_training(struct claims *s, const struct training_curves *x)
{
    const struct run *const r = group_first(x->group);
    char *const net = base_text("%s, %s, N %g", run_value(r, "network.layers"),
                                run_value(r, "data.name"), x->weights);
    const double t1 = x->t1.value, t2 = x->t2.value;
    add_times(s, x, net);
    add_collapse(s, x, net, "ln Delta, t_w < t_1: collapses", COLLAPSES, 0, t1);
    add_collapse(s, x, net, "ln Delta, t_1 < t_w < t_2: ages", AGES, t1, t2);
    add_collapse(s, x, net, "ln Delta, t_w > t_2: collapses over D", COLLAPSES_OVER_D, t2,
                 INFINITY);
    add_slope(s, x, net);
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

/* Draws a vertical line at a time. */
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
    group_parts_require_one(&all);
    struct training_curves *const x = base_alloc(all.n, sizeof *x);
    for (size_t i = 0; i < all.n; i++) x[i] = training_curves_read(&all.group[i]);
    qsort(x, all.n, sizeof *x, by_weights);
    char *const headline = base_text("Baity-Jesi et al., arXiv:1803.06969: published values beside "
                                     "ours. t_1, t_2: %g %% of the fall of the loss done, and to "
                                     "do.",
                                     100 * training_curves_part);
    struct claims c = claims_init(a, headline);
    base_free(headline);
    struct plot *const p = plot_create(a->output);
    static const char *const name[PLOT_COLUMNS] = {"narrow", "wide"};
    for (size_t i = 0; i < all.n; i++) {
        add_training(&c, &x[i]);
        if (i > 0 && i + 1 < all.n) continue; /* the narrowest and the widest are shown */
        describe(&p->column[p->columns], &x[i], name[p->columns]);
        draw(&p->column[p->columns++], &x[i]);
    }
    claims_save(&c, a);
    command_output_show(a, c.table, p);
    claims_clear(&c);
    for (size_t i = 0; i < all.n; i++) training_curves_clear(&x[i]);
    base_free(x);
    groups_clear(&all);
}
