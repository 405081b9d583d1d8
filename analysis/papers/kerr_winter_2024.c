/* kwj: the claims of Kerr Winter and Janssen, arXiv:2405.13098, on the runs of runs/kwj. Langevin
   runs that measure the overlap belong to a phase, or in a folder "young" to the test of ageing.
   Other runs are ends of training, and make the figure (basins_figure.c). */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/read/group_parts.h"
#include "analysis/estimate/ageing.h"
#include "analysis/papers/basins.h"
#include "analysis/papers/claims.h"
#include "analysis/papers/papers.h"
#include "analysis/estimate/chi4.h"
#include "analysis/estimate/langevin.h"
#include "analysis/figure/result_table.h"
#include "common/core/base.h"

struct all {
    size_t ends, phases, young;
    struct basin *end;          /* (ends) */
    struct langevin *phase;     /* (phases) all temperatures of all phases */
    const struct group **fresh; /* (young) quenched from random weights */
};

/* ---- what was found -------------------------------------------------------------------------- */

struct range {
    size_t n;
    double least, most, sum;
};

static void extend(struct range *r, double x)
{
    if (isnan(x)) return;
    r->least = r->n ? fmin(r->least, x) : x;
    r->most = r->n ? fmax(r->most, x) : x;
    r->sum += x;
    r->n++;
}

static bool same(double x, double y)
{
    return fabs(x - y) < 1e-9 * fmax(1, fabs(x));
}

/* Ranges of the losses of fresh ends at a decay, and of their distances. */
static void collect(const struct all *a, double decay, struct range *loss, struct range *distance)
{
    for (size_t i = 0; i < a->ends; i++) {
        const struct basin *const b = &a->end[i];
        if (b->origin != BASINS_FRESH || !same(b->decay, decay)) continue;
        extend(loss, b->loss);
        for (size_t k = 0; k < i; k++)
            if (a->end[k].origin == BASINS_FRESH) extend(distance, basins_distance(b, &a->end[k]));
    }
}

/* The largest decay without a trivial end, and the smallest with one; NAN: none. */
static void transition(const struct all *a, enum basins_origin origin, double *last, double *first)
{
    *last = NAN, *first = NAN;
    for (size_t i = 0; i < a->ends; i++) {
        const struct basin *const b = &a->end[i];
        if (b->origin != origin || !(b->decay > 0)) continue;
        if (b->loss < basins_trivial)
            *last = fmax(*last, b->decay);
        else
            *first = fmin(*first, b->decay);
    }
}

/* ---- the table ------------------------------------------------------------------------------- */

/* x with half the range as its error; NAN for a single value. */
static struct statistics_estimate with_range(const struct range *r, double x)
{
    return (struct statistics_estimate){x, r->n > 1 ? (r->most - r->least) / 2 : NAN};
}

static struct statistics_estimate middle(double low, double high)
{
    return (struct statistics_estimate){(low + high) / 2, (high - low) / 2};
}

/* The end at this decay of a network trained at less decay; NULL if there is none. */
static const struct basin *followed(const struct all *a, double decay)
{
    for (size_t i = 0; i < a->ends; i++)
        if (a->end[i].origin == BASINS_UP && same(a->end[i].decay, decay)) return &a->end[i];
    return NULL;
}

static void add_minima(struct claims *s, const struct all *a)
{
    struct range loss = {0}, distance = {0};
    collect(a, 0.04, &loss, &distance);
    if (loss.n)
        claims_within(s, "K1 loss of fresh weights, decay 0.04", NULL,
                      with_range(&loss, loss.sum / (double)loss.n), verdict_above(basins_trivial),
                      "differs");
    if (distance.n)
        claims_within(s, "K1 distance of fresh ends, decay 0.04", NULL,
                      with_range(&distance, distance.most), verdict_below(0.1), "differs");
    const struct basin *const other = followed(a, 0.04);
    if (other) /* one state, exact: it can refute that there is no other, and cannot prove it */
        claims_row(s, "K1 loss of a trained state, decay 0.04",
                   (struct claims_result){
                       .where = "with decay, one state",
                       .ours = {other->total, 0},
                       .verdict = other->total < basins_trivial ? VERDICT_FAILS : VERDICT_UNKNOWN,
                       .otherwise = "differs: another, and lower"});
    loss = distance = (struct range){0};
    collect(a, 0.01, &loss, &distance);
    if (!loss.n) return;
    claims_within(s, "K2 loss of fresh weights, decay 0.01", NULL,
                  with_range(&loss, loss.sum / (double)loss.n),
                  (struct verdict_interval){0.07, 0.1}, "differs");
    if (distance.n)
        claims_within(s, "K2 distance of fresh ends, decay 0.01", NULL,
                      with_range(&distance, distance.sum / (double)distance.n),
                      (struct verdict_interval){5, 6.5}, "differs");
}

/* Decays at which the paper's ends become trivial. */
static const struct verdict_interval published_transition = {0.015, 0.04};

static void add_transition(struct claims *s, const struct all *a)
{
    static const char *const name[BASINS_ORIGINS] = {
        [BASINS_FRESH] = "K3 trivialisation, fresh weights",
        [BASINS_UP] = "K3 trivialisation, decay rising",
        [BASINS_DOWN] = "K3 trivialisation, decay falling",
    };
    for (enum basins_origin origin = 0; origin < BASINS_ORIGINS; origin++) {
        double last, first;
        if (!name[origin]) continue;
        transition(a, origin, &last, &first);
        if (isnan(first) && isnan(last)) continue;
        claims_row(
            s, name[origin],
            (struct claims_result){
                .ours = isnan(last)    ? (struct statistics_estimate){first, NAN}
                        : isnan(first) ? (struct statistics_estimate){last, NAN}
                                       : middle(last, first),
                .sign = isnan(last)    ? '<'
                        : isnan(first) ? '>'
                                       : 0,
                .verdict = verdict_of((struct verdict_interval){isnan(last) ? -INFINITY : last,
                                                                isnan(first) ? INFINITY : first},
                                      published_transition),
                .otherwise = origin == BASINS_FRESH ? "differs" : "hysteresis"});
    }
}

/* The decay at which the loss of a trained state exceeds that of the trivial one. */
static void add_coexistence(struct claims *s, const struct all *a)
{
    double lower = NAN, higher = NAN;
    for (size_t i = 0; i < a->ends; i++) {
        const struct basin *const b = &a->end[i];
        if (b->origin != BASINS_UP || b->loss > basins_trivial) continue;
        if (b->total < 0.5)
            lower = fmax(lower, b->decay);
        else
            higher = fmin(higher, b->decay);
    }
    if (!isnan(lower) && !isnan(higher))
        claims_row(
            s, "K3 equal losses, decay rising",
            (struct claims_result){.ours = middle(lower, higher),
                                   .verdict = verdict_of((struct verdict_interval){lower, higher},
                                                         published_transition),
                                   .otherwise = "beyond the paper's transition"});
}

/* Mean of ln loss over the ends of fresh weights without decay, of networks of n weights. */
static struct statistics_estimate log_loss(const struct all *a, size_t n)
{
    double *const x = base_alloc(a->ends, sizeof *x);
    size_t ends = 0;
    for (size_t i = 0; i < a->ends; i++) {
        const struct basin *const b = &a->end[i];
        if (!(b->decay > 0) && b->origin == BASINS_FRESH && b->n == n && b->loss > 0)
            x[ends++] = log(b->loss);
    }
    const struct statistics_estimate e = statistics_mean(ends, x);
    base_free(x);
    return e;
}

static void add_interpolation(struct claims *s, const struct all *a)
{
    const struct basin *few = NULL, *many = NULL;
    for (size_t i = 0; i < a->ends; i++) {
        const struct basin *const b = &a->end[i];
        if (b->decay > 0 || b->origin != BASINS_FRESH) continue;
        if (!few || b->n < few->n) few = b;
        if (!many || b->n > many->n) many = b;
    }
    if (!few || few->n == many->n) return;
    const struct statistics_estimate high = log_loss(a, few->n), low = log_loss(a, many->n);
    const double ratio = exp(high.value - low.value);
    char *const where =
        base_text("%.2g over %.2g, means of ln loss, N/P %.2f to %.2f", exp(high.value),
                  exp(low.value), basins_load(few), basins_load(many));
    claims_within(s, "K4 fall of the loss with weights", where,
                  (struct statistics_estimate){ratio, ratio * hypot(high.error, low.error)},
                  verdict_above(100), "fewer decades");
    base_free(where);
}

/* Spread of Q as a function of t / tau_e over all temperatures of the phase of l, T = 0 included:
   without the replica `out`, or of all (SIZE_MAX). NAN if a temperature has no tau without it. */
static double spread_without(const struct all *a, const struct langevin *l, size_t out)
{
    struct curve *const part = base_alloc(a->phases, sizeof *part);
    const struct curve **const c = base_alloc(a->phases, sizeof *c);
    double *const tau = base_alloc(a->phases, sizeof *tau);
    size_t n = 0;
    bool all = true;
    for (size_t k = 0; k < a->phases; k++) {
        const struct langevin *const m = &a->phase[k];
        if (run_difference(group_first(m->group), group_first(l->group), RUN_MODEL) ||
            m->tau[LANGEVIN_LEVELS - 1].bound != RELAXATION_VALUE)
            continue;
        part[n] = m->overlap;
        if (out < m->overlap.blocks) part[n].value = m->overlap.left_out + out * m->overlap.n;
        const struct relaxation x = relaxation_crossing(part[n].n, part[n].lag, part[n].value,
                                                        langevin_levels[LANGEVIN_LEVELS - 1]);
        all = all && x.bound == RELAXATION_VALUE;
        tau[n] = x.tau.value, c[n] = &part[n], n++;
    }
    const double spread = all ? collapse_quality_superposed(n, c, tau, 0.05, 0.95).spread : NAN;
    base_free((void *)c), base_free(tau), base_free(part);
    return spread;
}

/* Replicas start from the same weights at all temperatures and are left out together. */
static struct statistics_estimate superposition(const struct all *a, const struct langevin *l)
{
    const size_t blocks = l->overlap.blocks;
    const double spread = spread_without(a, l, SIZE_MAX);
    bool equal = blocks >= 3;
    for (size_t k = 0; k < a->phases; k++)
        equal = equal &&
                (run_difference(group_first(a->phase[k].group), group_first(l->group), RUN_MODEL) ||
                 a->phase[k].overlap.blocks == blocks);
    double *const left = base_alloc(blocks + 1, sizeof *left);
    for (size_t b = 0; b < blocks; b++) left[b] = spread_without(a, l, b);
    const struct statistics_estimate e = statistics_jackknife(blocks, left, spread);
    base_free(left);
    return (struct statistics_estimate){spread, equal ? e.error : NAN};
}

static void add_ageing(struct claims *s, const struct group *g, const char *where)
{
    if (!group_has(g, "overlap")) return;
    struct curve_rows rows = curve_rows_read(g, "overlap");
    struct ageing_curves c = ageing_read(&rows);
    const struct statistics_estimate mu = ageing_slope(&c, langevin_levels[0]);
    if (!isnan(mu.value)) {
        char *const text = base_text("mu of tau_90 ~ t_0^mu, t_0 = %g to %g, %s", c.waiting[0],
                                     c.waiting[c.n - 1], where);
        claims_within(s, "K6 ageing", text, mu, verdict_above(0), "does not hold");
        base_free(text);
    }
    ageing_clear(&c);
    curve_rows_clear(&rows);
}

static void add_heterogeneity(struct claims *s, const struct langevin *l, const char *where)
{
    if (!group_has(l->group, "alpha2")) return;
    struct curve c = chi4_alpha2(l->group, l->waiting, INFINITY);
    if (c.n > 0) {
        const struct statistics_estimate e = curve_last(&c);
        char *const text = base_text("alpha_2 at t = %g, %s", c.lag[c.n - 1], where);
        claims_within(s, "K6 heterogeneity", text, e, verdict_above(0), "does not hold");
        base_free(text);
    }
    curve_clear(&c);
}

static char *name_of(const struct run *r)
{
    return base_text("%s, P %s, decay %s", run_value(r, "network.layers"),
                     run_value(r, "data.train_samples"), run_value(r, "train.weight_decay"));
}

static void add_young(struct claims *s, const struct group *g)
{
    char *const name = name_of(group_first(g)), *const where = base_text(
                                                    "%s, quenched from random weights", name);
    add_ageing(s, g, where);
    base_free(name);
    base_free(where);
}

static void add_exponent(struct claims *s, const struct langevin *hot, const char *where)
{
    if (isnan(hot->exponent.value)) return;
    const double paper = published_value(&s->published, "K5 exponent of Q").value;
    char *const text =
        base_text("T = %g (diffusion alone %.3f), %s", hot->T, hot->free_exponent, where);
    claims_within(s, "K5 exponent of Q", text, hot->exponent, verdict_near(paper, 0.1), "differs");
    base_free(text);
}

static void add_phase(struct claims *s, const struct all *a, const struct langevin *hot,
                      const struct langevin *cold, const struct langevin *zero)
{
    char *const where = name_of(group_first(hot->group));
    add_exponent(s, hot, where);
    const struct statistics_estimate spread = superposition(a, hot);
    if (!isnan(spread.value))
        claims_within(s, "K5 superposition", where, spread, verdict_below(0.05), "roughly");
    claims_within(s, "K5 no caging", where, cold->least_slope, verdict_above(0.3), "differs");
    if (zero) {
        const bool found = zero->tau[0].bound == RELAXATION_VALUE;
        claims_row(s, "K5 no divergence",
                   (struct claims_result){.where = where,
                                          .ours = zero->tau[0].tau,
                                          .sign = found ? 0 : '>',
                                          .verdict = found ? VERDICT_HOLDS : VERDICT_UNKNOWN});
    }
    add_ageing(s, cold->group, where);
    add_heterogeneity(s, cold, where);
    base_free(where);
}

/* Groups are sorted by temperature. Those of a phase differ in temperature only. */
static void add_phases(struct claims *s, const struct all *a)
{
    for (size_t i = 0; i < a->phases; i++) {
        const struct langevin *hot = &a->phase[i], *cold = NULL, *zero = NULL;
        bool first = true;
        for (size_t k = 0; k < a->phases; k++) {
            const struct langevin *const l = &a->phase[k];
            if (run_difference(group_first(l->group), group_first(hot->group), RUN_MODEL)) continue;
            first = first && k >= i;
            if (l->T > 0 && (!cold || l->T < cold->T)) cold = l;
            if (l->T == 0) zero = l;
        }
        if (first && cold) add_phase(s, a, hot, cold, zero);
    }
}

static void add_claims(struct claims *s, const struct all *a)
{
    add_minima(s, a);
    add_transition(s, a);
    add_coexistence(s, a);
    add_interpolation(s, a);
    add_phases(s, a);
    for (size_t i = 0; i < a->young; i++) add_young(s, a->fresh[i]);
}

/* ---- the command ----------------------------------------------------------------------------- */

static int by_decay(const void *x, const void *y)
{
    const struct basin *const a = x, *const b = y;
    return a->decay != b->decay ? (a->decay > b->decay) - (a->decay < b->decay)
                                : (a->n > b->n) - (a->n < b->n);
}

static bool is_phase(const struct run *r)
{
    const char *const schedule = run_value(r, "observe.overlap.schedule"), *const rule = run_value(
                                                                               r,
                                                                               "train.optimiser");
    return schedule && strcmp(schedule, "never") != 0 && rule && strstr(rule, "langevin");
}

static struct all gather(const struct groups *g, double waiting)
{
    struct all a = {0};
    size_t members = 0;
    for (size_t i = 0; i < g->n; i++) members += g->group[i].n;
    a.end = base_alloc(members, sizeof *a.end);
    a.phase = base_alloc(g->n, sizeof *a.phase);
    a.fresh = base_alloc(g->n, sizeof *a.fresh);
    for (size_t i = 0; i < g->n; i++) {
        if (strstr(group_first(&g->group[i])->path, "young/")) {
            a.fresh[a.young++] = &g->group[i];
            continue;
        }
        if (is_phase(group_first(&g->group[i]))) {
            a.phase[a.phases++] = langevin_measure(&g->group[i], waiting);
            continue;
        }
        for (size_t m = 0; m < g->group[i].n; m++)
            a.end[a.ends++] = basins_read(g->group[i].member[m]);
    }
    qsort(a.end, a.ends, sizeof *a.end, by_decay);
    return a;
}

void kerr_winter_2024_command(const struct command_arguments *arguments)
{
    struct groups g = groups_read(arguments->n, arguments->folder);
    group_parts_require_one(&g);
    struct all a = gather(&g, arguments->waiting);
    struct claims c = claims_init(
        arguments, "Kerr Winter and Janssen, arXiv:2405.13098: published values beside ours. "
                   "Errors: one sigma over replicas, or half the range of the values.");
    add_claims(&c, &a);
    groups_note_temperature(&g, c.table);
    claims_save(&c, arguments);
    command_output_show(arguments, c.table, basins_figure(a.ends, a.end, arguments->output));
    claims_clear(&c);
    for (size_t i = 0; i < a.ends; i++) basins_clear(&a.end[i]);
    for (size_t i = 0; i < a.phases; i++) langevin_clear(&a.phase[i]);
    base_free(a.end);
    base_free(a.phase);
    base_free((void *)a.fresh);
    groups_clear(&g);
}
