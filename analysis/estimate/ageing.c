/* Implementation of ageing.h. mu is searched on a grid and then by golden sections. */
#include "analysis/estimate/ageing.h"

#include <math.h>

#include "analysis/estimate/relaxation.h"
#include "common/core/base.h"
#include "common/core/rng.h"

static const double low = 0.05, high = 0.95; /* range of C that is compared */
static const double mu_least = -0.5, mu_most = 2;

static double none(double t, double waiting, double mu)
{
    (void)waiting, (void)mu;
    return t;
}

static double full(double t, double waiting, double mu)
{
    (void)mu;
    return t / waiting;
}

static double sub(double t, double waiting, double mu)
{
    return t / pow(waiting, mu);
}

/* The integral of dt' / (t_w + t')^mu over the lag. */
static double effective(double t, double waiting, double mu)
{
    const double part = 1 - mu, grown = log1p(t / waiting);
    return fabs(part) < 1e-6 ? grown : pow(waiting, part) * expm1(part * grown) / part;
}

const struct ageing_form ageing_forms[] = {
    {"none", "t: a stationary state", false, none},
    {"full", "t / t_w: full, or simple, ageing", false, full},
    {"sub", "t / t_w^mu: sub-ageing below 1, super-ageing above", true, sub},
    {"effective", "[(t_w + t)^(1 - mu) - t_w^(1 - mu)] / (1 - mu): Struik's effective time", true,
     effective},
    {0},
};

/* ---- curves ---------------------------------------------------------------------------------- */

struct ageing_curves ageing_read(const struct curve_rows *r)
{
    enum { LEAST = 4 };
    struct ageing_curves all = {0, base_alloc(r->waitings, sizeof *all.waiting),
                                base_alloc(r->waitings, sizeof *all.curve)};
    for (size_t w = 0; w < r->waitings; w++) {
        if (r->waiting[w] <= 0) continue;
        struct curve c = curve_average(r, r->waiting[w], INFINITY);
        if (c.n < LEAST) {
            curve_clear(&c);
            continue;
        }
        all.waiting[all.n] = r->waiting[w];
        all.curve[all.n++] = c;
    }
    curve_pool_errors(all.n, all.curve);
    return all;
}

void ageing_clear(struct ageing_curves *c)
{
    for (size_t w = 0; w < c->n; w++) curve_clear(&c->curve[w]);
    base_free(c->curve);
    base_free(c->waiting);
    *c = (struct ageing_curves){0};
}

/* ---- collapse -------------------------------------------------------------------------------- */

struct task { /* curves to be scaled */
    const struct ageing_curves *from;
    const struct ageing_form *form;
    struct collapse_quality_curve *curve;
};

/* value: an array for each curve in place of its values; NULL: its own. */
static struct task task_of(const struct ageing_curves *c, const struct ageing_form *form,
                           double *const *value)
{
    struct task t = {c, form, base_alloc(c->n, sizeof *t.curve)};
    for (size_t w = 0; w < c->n; w++)
        t.curve[w] = collapse_quality_scaled(&c->curve[w], value ? value[w] : NULL, 1);
    return t;
}

static void task_clear(struct task *t)
{
    for (size_t w = 0; w < t->from->n; w++) base_free(t->curve[w].x);
    base_free(t->curve);
}

static struct collapse_quality quality(struct task *t, double mu)
{
    for (size_t w = 0; w < t->from->n; w++) {
        const struct curve *const c = &t->from->curve[w];
        const size_t skip = c->n - t->curve[w].n;
        for (size_t i = 0; i < t->curve[w].n; i++)
            t->curve[w].x[i] = log(t->form->u(c->lag[i + skip], t->from->waiting[w], mu));
    }
    return collapse_quality_measure(t->from->n, t->curve, low, high);
}

static double S(struct task *t, double mu)
{
    const struct collapse_quality q = quality(t, mu);
    return q.points > 0 ? q.S : INFINITY;
}

static double golden(struct task *t, double a, double b)
{
    const double ratio = 0.6180339887498949;
    double x = b - ratio * (b - a), y = a + ratio * (b - a), at_x = S(t, x), at_y = S(t, y);
    for (int k = 0; k < 30; k++)
        if (at_x < at_y)
            b = y, y = x, at_y = at_x, x = b - ratio * (b - a), at_x = S(t, x);
        else
            a = x, x = y, at_x = at_y, y = a + ratio * (b - a), at_y = S(t, y);
    return (a + b) / 2;
}

static double best(struct task *t, double from, double to)
{
    enum { STEPS = 50 };
    const double step = (mu_most - mu_least) / STEPS;
    double least = INFINITY, mu = from;
    for (double at = from; at < to + step / 2; at += step) {
        const double here = S(t, at);
        if (here < least) least = here, mu = at;
    }
    return golden(t, mu - step, mu + step);
}

/* Bootstrap: the same redrawn replicas for all waiting times. Each search starts at the mu of all
   replicas. */
static struct statistics_estimate with_error(const struct ageing_curves *c,
                                             const struct ageing_form *form, double mu)
{
    enum { DRAWS = 60 };
    const double around = 0.3;
    const size_t blocks = c->curve[0].blocks;
    size_t *const draw = base_alloc(blocks + 1, sizeof *draw);
    double **const value = base_alloc(c->n, sizeof *value), found[DRAWS];
    for (size_t w = 0; w < c->n; w++) value[w] = base_alloc(c->curve[w].n, sizeof **value);
    struct rng rng;
    rng_init(&rng, 1, 0, RNG_BOOTSTRAP);
    for (int d = 0; d < DRAWS && blocks; d++) {
        curve_draw(blocks, &rng, draw);
        for (size_t w = 0; w < c->n; w++) curve_resample(&c->curve[w], draw, value[w]);
        struct task t = task_of(c, form, value);
        found[d] = best(&t, mu - around, mu + around);
        task_clear(&t);
    }
    for (size_t w = 0; w < c->n; w++) base_free(value[w]);
    base_free(value);
    base_free(draw);
    return blocks ? statistics_bootstrap(DRAWS, found, blocks, mu)
                  : (struct statistics_estimate){mu, NAN};
}

static const double edge = 0.02;

struct ageing ageing_measure(const struct ageing_curves *c, const struct ageing_form *form)
{
    struct ageing a = {form, {NAN, NAN}, {NAN, NAN, 0, false}};
    if (c->n < 2) return a;
    struct task t = task_of(c, form, NULL);
    const double mu = form->free ? best(&t, mu_least, mu_most) : 0;
    a.quality = quality(&t, mu);
    const bool inside = mu > mu_least + edge && mu < mu_most - edge; /* else it ran to the limit */
    if (form->free && inside) a.mu = with_error(c, form, mu);
    task_clear(&t);
    return a;
}

/* ---- the time of a level --------------------------------------------------------------------- */

struct statistics_estimate ageing_slope(const struct ageing_curves *c, double level)
{
    double w = 0, wx = 0, wy = 0, wxx = 0, wxy = 0;
    size_t n = 0;
    bool errors = true;
    for (size_t k = 0; k < c->n; k++) {
        const struct curve *const curve = &c->curve[k];
        struct relaxation r = relaxation_crossing(curve->n, curve->lag, curve->value, level);
        if (r.bound != RELAXATION_VALUE) continue;
        const double error = relaxation_error(curve, level, r.tau.value) / r.tau.value;
        errors = errors && error > 0;
        const double weight = error > 0 ? 1 / (error * error) : 1, x = log(c->waiting[k]),
                     y = log(r.tau.value);
        w += weight, wx += weight * x, wy += weight * y, wxx += weight * x * x,
            wxy += weight * x * y;
        n++;
    }
    const double freedom = w * wxx - wx * wx;
    if (n < 2) return (struct statistics_estimate){NAN, NAN};
    return (struct statistics_estimate){(w * wxy - wx * wy) / freedom,
                                        errors ? sqrt(w / freedom) : NAN};
}
