/* threshold: steps of training until the smoothed loss is below a threshold. Speed-up: the median
   over seeds of the ratio without over with swaps, for runs that share samples, first weights and
   batches. A speed-up that differs between neighbouring levels has a warning. */
#include <math.h>
#include <stdio.h>

#include "analysis/read/group_colour.h"
#include "analysis/read/group_parts.h"
#include "analysis/commands/commands.h"
#include "analysis/read/first_passage.h"
#include "analysis/figure/plot.h"
#include "analysis/read/swap_protocol.h"
#include "analysis/figure/result_table.h"
#include "common/core/base.h"

struct reached { /* by a group */
    size_t members;
    double end; /* last step of the shortest run */
    /* mean over the seeds; the last step for runs that do not reach the loss */
    struct statistics_estimate steps;
};

static double end_of(const struct group *g, size_t member)
{
    struct table t = group_parts_table(g, member, "series");
    const double end = table_at(&t, t.rows - 1, table_column(&t, "t")) - g->part.begin;
    table_clear(&t);
    return end;
}

static struct reached reached_by(const struct group *g, double loss)
{
    struct reached r = {.end = INFINITY};
    double *const steps = base_alloc(g->n, sizeof *steps);
    for (size_t i = 0; i < g->n; i++) {
        const double end = end_of(g, i), at = first_passage_time(g->member[i], &g->part, loss);
        r.members += isfinite(at);
        r.end = fmin(r.end, end);
        steps[i] = isfinite(at) ? at : end;
    }
    r.steps = statistics_mean(g->n, steps);
    base_free(steps);
    return r;
}

static void add_speedup(struct result_table *s, const struct group *g, const struct group *without,
                        const struct reached *r, double loss)
{
    struct rng rng;
    rng_init(&rng, 1, 0, RNG_BOOTSTRAP);
    struct first_passage_ratio p = {NAN, NAN, NAN, 0, {NAN, NAN}};
    if (without) p = first_passage_speedup(without, g, loss, &rng);
    if (p.value > 0 && isfinite(p.value))
        result_table_estimate(s, first_passage_speedup_error(&p));
    else if (p.value == 0)
        result_table_bound(s, '<', reached_by(without, loss).steps.value / r->end);
    else
        result_table_estimate(s, (struct statistics_estimate){NAN, NAN});
    result_table_number(s, (double)p.n);
    static const char *const end[] = {"energy", "test_loss"};
    for (int k = 0; k < 2; k++)
        result_table_estimate(s, without ? first_passage_end(without, g, end[k])
                                         : (struct statistics_estimate){NAN, NAN});
}

/* Speed-ups to levels a tenth higher and lower. */
static void warn(struct result_table *s, const struct group *g, const struct group *without,
                 double loss)
{
    static const double near[] = {0.9, 1.1};
    for (int k = 0; k < 2; k++) {
        const struct statistics_estimate d = first_passage_change(without, g, loss, near[k] * loss);
        if (!first_passage_depends(d)) continue;
        result_table_note(s,
                          "Warning: %s: the speed-up depends on the level: to %.3g it is %.2f "
                          "times that to %.3g, and no single number describes it.",
                          g->legend, near[k] * loss, exp(d.value), loss);
    }
}

static void add_row(struct result_table *s, const struct groups *all, const struct group *g,
                    double loss)
{
    const struct group *const without = groups_reference(all, g);
    const struct reached r = reached_by(g, loss);
    result_table_text(s, "%s", g->legend);
    result_table_number(s, (double)g->n);
    result_table_number(s, (double)r.members);
    if (r.members == g->n)
        result_table_estimate(s, r.steps);
    else
        result_table_bound(s, '>', r.steps.value);
    add_speedup(s, g, without == g ? NULL : without, &r, loss);
    if (without && without != g) warn(s, g, without, loss);
}

static struct plot *figure(const struct groups *all, const struct command_arguments *a)
{
    struct plot *const p = plot_create(a->output);
    struct plot_column *const c = system_kind_column(p, group_system(all->group), 1);
    c->panels = 1;
    c->panel[0] = (struct plot_panel){.name = "loss",
                                      .xlabel = "t  [steps]",
                                      .ylabel = "training loss per sample",
                                      .log_x = true,
                                      .log_y = true};
    double end = 1;
    for (const struct group *g = all->group; g < all->group + all->n; g++) {
        const struct plot_series *const s =
            swap_protocol_curve(c->panel, g, "energy", g->legend, group_colour(all, g),
                                group_first(g)->swaps ? 1.5 : 2.8);
        if (s->n > 0) end = fmax(end, s->x[s->n - 1]);
    }
    struct plot_series *const level = plot_named(c->panel, 2, "threshold", 0x777777, 0.8);
    level->style = PLOT_DASHES;
    plot_point(level, 1, a->loss, NAN);
    plot_point(level, end, a->loss, NAN);
    return p;
}

static struct result_table *empty(double loss)
{
    struct result_table *const s =
        result_table_create("Steps until the smoothed training loss is below %g, mean over the "
                            "seeds; speed-up: without "
                            "over with swaps, median over pairs of one seed, bootstrap error; d_: "
                            "loss at the end, with "
                            "less without, mean over pairs.",
                            loss);
    result_table_column(s, "run", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "runs", NULL, RESULT_TABLE_NUMBER);
    result_table_column(s, "there", NULL, RESULT_TABLE_NUMBER);
    result_table_column(s, "steps", "step", RESULT_TABLE_ESTIMATE);
    result_table_column(s, "speedup", NULL, RESULT_TABLE_ESTIMATE);
    result_table_column(s, "pairs", NULL, RESULT_TABLE_NUMBER);
    result_table_column(s, "d_loss", "loss", RESULT_TABLE_ESTIMATE);
    result_table_column(s, "d_test_loss", "loss", RESULT_TABLE_ESTIMATE);
    return s;
}

/* A hold is trained from its beginning on: no row of it is left out. */
static struct groups read_all(const struct command_arguments *a)
{
    struct command_arguments whole = *a;
    if (!a->from.given) whole.from = (struct command_number){true, 0};
    struct groups all = groups_read(a->n, a->folder);
    for (const struct group *g = all.group; g < all.group + all.n; g++) {
        const struct run *const f = group_first(g);
        require(f->system->trained, "%s: is a %s, which has no training loss", f->path,
                f->system->name);
        require(!temperature_stages_walker(f),
                "%s: is a walker of a population, which has no pair of its seed", f->path);
    }
    group_parts_split(&all, &whole);
    return all;
}

void threshold_command(const struct command_arguments *a)
{
    struct groups all = read_all(a);
    struct result_table *const s = empty(a->loss);
    for (const struct group *g = all.group; g < all.group + all.n; g++) {
        if (g->part.begin > 0)
            result_table_note(s, "%s: steps count from t = %g, where the hold begins", g->legend,
                              g->part.begin);
        add_row(s, &all, g, a->loss);
    }
    command_output_show(a, s, figure(&all, a));
    groups_clear(&all);
}
