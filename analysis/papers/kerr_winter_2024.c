/* kwj: the claims of Kerr Winter and Janssen, arXiv:2405.13098, one by one, on runs of runs/kwj.
   Langevin runs that observe the overlap are phases (below a folder "young": networks to age),
   others ends of training. Figure: the ends (basins_figure.c). */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/estimate/ageing.h"
#include "analysis/papers/basins.h"
#include "analysis/figure/command_output.h"
#include "analysis/estimate/chi4.h"
#include "analysis/estimate/langevin.h"
#include "analysis/figure/result_table.h"
#include "common/core/base.h"

struct all {
    size_t ends, phases, young;
    struct basin *end;          /* (ends) */
    struct langevin *phase;     /* (phases) all temperatures of all phases */
    const struct group **fresh; /* (young) quenched, so that they age */
};

static const char one_run[] = "too few runs";

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

/* Losses of the fresh ends at a decay, and their distances. */
static void collect(const struct all *a, double decay, struct range *loss, struct range *distance)
{
    for (size_t i = 0; i < a->ends; i++) {
        const struct basin *const b = &a->end[i];
        if (b->way != BASINS_FRESH || !same(b->decay, decay)) continue;
        extend(loss, b->loss);
        for (size_t k = 0; k < i; k++)
            if (a->end[k].way == BASINS_FRESH) extend(distance, basins_distance(b, &a->end[k]));
    }
}

/* The largest decay without and the smallest with a trivial end; NAN: none. */
static void transition(const struct all *a, enum basins_way way, double *last, double *first)
{
    *last = NAN, *first = NAN;
    for (size_t i = 0; i < a->ends; i++) {
        const struct basin *const b = &a->end[i];
        if (b->way != way || !(b->decay > 0)) continue;
        if (b->loss < basins_trivial)
            *last = fmax(*last, b->decay);
        else
            *first = fmin(*first, b->decay);
    }
}

/* ---- the table ------------------------------------------------------------------------------- */

static void row(struct result_table *s, const char *claim, const char *where, const char *paper,
                char *ours, char *error, bool holds, const char *otherwise)
{
    result_table_text(s, "%s", claim);
    result_table_text(s, "%s", where);
    result_table_text(s, "%s", paper);
    result_table_text(s, "%s", ours);
    result_table_text(s, "%s", error);
    result_table_text(s, "%s", holds ? "agrees" : otherwise);
    base_free(ours);
    base_free(error);
}

static char *spread_of(const struct range *r)
{
    return r->n > 1 ? base_text("%.2g", (r->most - r->least) / 2) : base_text("-");
}

/* The state that was trained at less decay and followed to this one; NULL: not there. */
static const struct basin *followed(const struct all *a, double decay)
{
    for (size_t i = 0; i < a->ends; i++)
        if (a->end[i].way == BASINS_UP && same(a->end[i].decay, decay)) return &a->end[i];
    return NULL;
}

static void add_minima(struct result_table *s, const struct all *a)
{
    struct range loss = {0}, distance = {0};
    collect(a, 0.04, &loss, &distance);
    if (loss.n)
        row(s, "K1 fresh weights end alike", "decay 0.04", "loss 0.500, all distances 0",
            base_text("loss %.4f, distances up to %.2g (%zu)", loss.sum / (double)loss.n,
                      distance.most, distance.n),
            spread_of(&loss), loss.least > basins_trivial && distance.most < 0.1, "differs");
    const struct basin *const other = followed(a, 0.04);
    if (other)
        row(s, "K1 one minimum", "decay 0.04", "no other",
            base_text("a trained state followed there: loss with decay %.3f", other->total),
            base_text("-"), other->total > basins_trivial, "differs: another, and lower");
    loss = distance = (struct range){0};
    collect(a, 0.01, &loss, &distance);
    if (!loss.n) return;
    row(s, "K2 many minima", "decay 0.01", "loss 0.0800 to 0.0824",
        base_text("%.4f to %.4f (%zu)", loss.least, loss.most, loss.n), spread_of(&loss),
        loss.least > 0.07 && loss.most < 0.1, "differs");
    if (distance.n)
        row(s, "K2 far apart", "decay 0.01", "distances 5.5 to 6.0",
            base_text("%.2f to %.2f (%zu)", distance.least, distance.most, distance.n),
            spread_of(&distance), distance.least > 5 && distance.most < 6.5, "differs");
}

static void add_transition(struct result_table *s, const struct all *a)
{
    static const char *const name[BASINS_WAYS] = {
        [BASINS_FRESH] = "fresh weights",
        [BASINS_UP] = "decay rising",
        [BASINS_DOWN] = "decay falling",
    };
    for (enum basins_way way = 0; way < BASINS_WAYS; way++) {
        double last, first;
        if (!name[way]) continue;
        transition(a, way, &last, &first);
        if (isnan(first) && isnan(last)) continue;
        row(s, "K3 trivialisation", name[way], way ? "-" : "decay 0.02 to 0.04",
            isnan(last)    ? base_text("trivial at all, from %g on", first)
            : isnan(first) ? base_text("never, up to decay %g", last)
                           : base_text("decay %g to %g", last, first),
            base_text("-"), way == BASINS_FRESH && last >= 0.015 && first <= 0.04,
            way == BASINS_FRESH ? "differs" : "hysteresis");
    }
}

/* Where a trained state is no longer the lower of the two. */
static void add_coexistence(struct result_table *s, const struct all *a)
{
    double lower = NAN, higher = NAN;
    for (size_t i = 0; i < a->ends; i++) {
        const struct basin *const b = &a->end[i];
        if (b->way != BASINS_UP || b->loss > basins_trivial) continue;
        if (b->total < 0.5)
            lower = fmax(lower, b->decay);
        else
            higher = fmin(higher, b->decay);
    }
    if (!isnan(lower) && !isnan(higher))
        row(s, "K3 equal losses", "decay rising", "-", base_text("decay %g to %g", lower, higher),
            base_text("-"), false, "beyond the paper's transition");
}

static void add_interpolation(struct result_table *s, const struct all *a)
{
    const struct basin *few = NULL, *many = NULL;
    for (size_t i = 0; i < a->ends; i++) {
        const struct basin *const b = &a->end[i];
        if (b->decay > 0 || b->way != BASINS_FRESH) continue;
        if (!few || b->n < few->n || (b->n == few->n && b->loss < few->loss)) few = b;
        if (!many || b->n > many->n || (b->n == many->n && b->loss < many->loss)) many = b;
    }
    if (!few || few == many) return;
    row(s, "K4 interpolation", "decay 0", "many decades from N/P 0.08 to 0.56",
        base_text("%.2g to %.2g, N/P %.2f to %.2f", few->loss, many->loss, basins_load(few),
                  basins_load(many)),
        base_text("-"), few->loss > 100 * many->loss, "fewer decades");
}

/* Spread of Q in t / tau_e over all temperatures of the phase of l, T = 0 too. */
static double superposition(const struct all *a, const struct langevin *l)
{
    struct collapse_quality_curve *const c = base_alloc(a->phases, sizeof *c);
    size_t n = 0;
    for (size_t k = 0; k < a->phases; k++) {
        const struct langevin *const m = &a->phase[k];
        const struct relaxation *const x = &m->tau[LANGEVIN_LEVELS - 1];
        if (run_difference(group_first(m->group), group_first(l->group), RUN_MODEL) ||
            x->side != RELAXATION_FOUND)
            continue;
        const size_t skip = m->overlap.lag[0] > 0 ? 0 : 1;
        c[n] = (struct collapse_quality_curve){m->overlap.n - skip,
                                               base_alloc(m->overlap.n, sizeof(double)),
                                               m->overlap.value + skip, m->overlap.error + skip};
        for (size_t i = 0; i < c[n].n; i++)
            c[n].x[i] = log(m->overlap.lag[i + skip] / x->tau.value);
        n++;
    }
    const double spread = n > 1 ? collapse_quality_measure(n, c, 0.05, 0.95).spread : NAN;
    for (size_t k = 0; k < n; k++) base_free(c[k].x);
    base_free(c);
    return spread;
}

static char *error_text(struct statistics_estimate e)
{
    return isnan(e.error) ? base_text("-") : base_text("%.2g", e.error);
}

static void add_ageing(struct result_table *s, const struct group *g, const char *where)
{
    if (!group_has(g, "overlap")) return;
    struct curve_rows rows = curve_rows_read(g, "overlap");
    struct ageing_curves c = ageing_read(&rows);
    const struct statistics_estimate mu = ageing_slope(&c, langevin_levels[0]);
    if (!isnan(mu.value))
        row(s, "K6 ageing", where, "tau grows with t_0",
            base_text("tau_90 ~ t_0^%.2f, t_0 = %g to %g", mu.value, c.waiting[0],
                      c.waiting[c.n - 1]),
            error_text(mu), mu.value > 3 * mu.error, isnan(mu.error) ? one_run : "not seen");
    ageing_free(&c);
    curve_rows_free(&rows);
}

static void add_heterogeneity(struct result_table *s, const struct langevin *l, const char *where)
{
    if (!group_has(l->group, "alpha2")) return;
    struct curve c = chi4_alpha2(l->group, l->waiting, INFINITY);
    if (c.n > 0) {
        const struct statistics_estimate e = curve_last(&c);
        row(s, "K6 heterogeneity", where, "alpha_2 > 0",
            base_text("alpha_2 = %.2f at t = %g", e.value, c.lag[c.n - 1]), error_text(e),
            e.value > 3 * e.error, isnan(e.error) ? one_run : "less than 3 sigma");
    }
    curve_free(&c);
}

static char *name_of(const struct run *r)
{
    return base_text("%s, P %s, decay %s", run_value(r, "network.layers"),
                     run_value(r, "data.train_samples"), run_value(r, "train.weight_decay"));
}

static void add_young(struct result_table *s, const struct group *g)
{
    char *const name = name_of(group_first(g)), *const where = base_text(
                                                    "%s, quenched from random weights", name);
    add_ageing(s, g, where);
    base_free(name);
    base_free(where);
}

static void add_phase(struct result_table *s, const struct all *a, const struct langevin *hot,
                      const struct langevin *cold, const struct langevin *zero)
{
    const struct run *const r = group_first(hot->group);
    char *const where = name_of(r);
    if (!isnan(hot->exponent.value))
        row(s, "K5 exponent of Q", where, "-0.5",
            base_text("%.3f at T = %g; diffusion alone %.3f", hot->exponent.value, hot->T,
                      hot->free_exponent),
            error_text(hot->exponent), fabs(hot->exponent.value + 0.5) < 0.1, "differs");
    const double spread = superposition(a, hot);
    if (!isnan(spread))
        row(s, "K5 superposition", where, "Q of all T collapse",
            base_text("Q differs by %.3f", spread), base_text("-"), spread < 0.05, "roughly");
    row(s, "K5 no caging", where, "no plateau of the MSD",
        base_text("least d ln MSD / d ln t %.2f", cold->least_slope), base_text("-"),
        cold->least_slope > 0.3, "differs");
    if (zero)
        row(s, "K5 no divergence", where, "tau_90 finite at T = 0",
            base_text(zero->tau[0].side == RELAXATION_FOUND ? "tau_90 = %.3g" : "tau_90 > %.3g",
                      zero->tau[0].tau.value),
            error_text(zero->tau[0].tau), zero->tau[0].side == RELAXATION_FOUND, "not reached");
    add_ageing(s, cold->group, where);
    add_heterogeneity(s, cold, where);
    base_free(where);
}

/* Groups come sorted by temperature; those of a phase differ in nothing else. */
static void add_phases(struct result_table *s, const struct all *a)
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

static struct result_table *table_of(const struct all *a)
{
    struct result_table *const s = result_table_create(
        "Kerr Winter and Janssen, arXiv:2405.13098: what they claim, and what these runs give. "
        "Errors: one sigma over replicas, or half the range of what is listed.");
    static const char *const column[] = {"claim", "where", "paper", "ours", "error", "verdict"};
    for (size_t i = 0; i < sizeof column / sizeof *column; i++)
        result_table_column(s, column[i], NULL, RESULT_TABLE_TEXT);
    add_minima(s, a);
    add_transition(s, a);
    add_coexistence(s, a);
    add_interpolation(s, a);
    add_phases(s, a);
    for (size_t i = 0; i < a->young; i++) add_young(s, a->fresh[i]);
    return s;
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
    struct all a = gather(&g, arguments->waiting);
    struct result_table *const s = table_of(&a);
    groups_say_temperature(&g, s);
    command_output_show(arguments, s, basins_figure(a.ends, a.end, arguments->output));
    for (size_t i = 0; i < a.ends; i++) basins_free(&a.end[i]);
    for (size_t i = 0; i < a.phases; i++) langevin_free(&a.phase[i]);
    base_free(a.end);
    base_free(a.phase);
    base_free((void *)a.fresh);
    groups_free(&g);
}
