/* Implementation of drift.h. */
#include "analysis/estimate/drift.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#include "analysis/figure/result_table.h"
#include "analysis/estimate/relaxation.h"
#include "common/core/base.h"

enum {
    ORIGINS = 4 /* least of a third */,
    SAMPLES = 20,
    SERIES_FREEDOM = 20 /* errors of errors by tau */
};
static const double chance = 1e-3; /* of a difference as large in a stationary run */

static const struct drift unknown = {{NAN, NAN}, {NAN, NAN}, NAN, NAN};

/* The plain standard error: the t-test has its own factor for few blocks. Blocks shorter than the
   correlated stretch give errors that are too small by the square root of the ratio. */
static struct statistics_estimate at(const struct curve *c, double lag, double length)
{
    const double short_blocks = fmax(1, length / c->length);
    for (size_t i = 0; i < c->n; i++)
        if (c->lag[i] == lag)
            return (struct statistics_estimate){c->value[i],
                                                c->error[i] * sqrt(short_blocks) /
                                                    statistics_student((double)c->blocks)};
    return (struct statistics_estimate){NAN, NAN};
}

/* A decay is compared near the level, any other curve at the longest lag. */
static struct drift compared(const struct curve *all, const struct curve *a, const struct curve *b,
                             double level, double length)
{
    struct drift d = unknown;
    double nearest = INFINITY;
    const bool decays = all->n > 1 && all->value[0] > level && all->value[0] <= 1 + 1e-9 &&
                        all->value[all->n - 1] < all->value[0];
    for (size_t i = 0; i < all->n; i++) {
        const double away = decays ? fabs(all->value[i] - level) : -all->lag[i];
        const struct statistics_estimate first = at(a, all->lag[i], length),
                                         last = at(b, all->lag[i], length);
        if (isnan(first.error) || isnan(last.error) || away > nearest) continue;
        nearest = away;
        d = (struct drift){first, last, all->lag[i], (double)(a->blocks + b->blocks) - 2};
    }
    return d;
}

/* Three relaxation times; the longest lag if there is none. */
static double stretch(const struct curve *all, double level)
{
    const struct relaxation x = relaxation_crossing(all->n, all->lag, all->value, level);
    return x.bound == RELAXATION_VALUE ? 3 * x.tau.value : fmax(1, all->lag[all->n - 1]);
}

struct drift drift_of_rows(const struct curve_rows *r, double level)
{
    const size_t third = r->waitings / 3;
    if (third < ORIGINS) return unknown;
    struct curve_row *const row = base_alloc(2 * r->n, sizeof *row);
    const struct curve_rows first = curve_rows_part(r, 0, third, INFINITY, row),
                            last = curve_rows_part(r, r->waitings - third, r->waitings, INFINITY,
                                                   row + r->n);
    struct curve all = curve_average(r, CURVE_ALL, INFINITY);
    const double length = stretch(&all, level);
    struct curve a = curve_average(&first, CURVE_ALL, length),
                 b = curve_average(&last, CURVE_ALL, length);
    const struct drift d = compared(&all, &a, &b, level, length);
    curve_clear(&all);
    curve_clear(&a);
    curve_clear(&b);
    base_free(row);
    return d;
}

struct drift drift_of_series(size_t n, const double *value)
{
    const size_t third = n / 3;
    if (third < SAMPLES) return unknown;
    return (struct drift){statistics_correlated(third, value),
                          statistics_correlated(third, value + n - third), NAN, SERIES_FREEDOM};
}

/* The larger of the errors by the scatter of the replicas and by their own. */
static struct statistics_estimate mean_of(size_t n, const double *value, const double *error)
{
    double square = 0;
    for (size_t i = 0; i < n; i++) square += error[i] * error[i];
    struct statistics_estimate e = statistics_mean(n, value);
    e.error = fmax(sqrt(square) / (double)n, e.error);
    return e;
}

struct drift drift_mean(const struct group *g, const struct drift *d)
{
    const size_t n = g->n;
    const double wide = group_widening(g);
    double *const x = base_alloc(4 * n, sizeof *x);
    for (size_t i = 0; i < n; i++) {
        x[i] = d[i].first.value, x[n + i] = d[i].first.error;
        x[2 * n + i] = d[i].last.value, x[3 * n + i] = d[i].last.error;
    }
    struct drift mean = {mean_of(n, x, x + n), mean_of(n, x + 2 * n, x + 3 * n), NAN,
                         SERIES_FREEDOM};
    mean.first.error *= wide, mean.last.error *= wide;
    base_free(x);
    return mean;
}

bool drift_beyond_errors(const struct drift *d)
{
    const double difference = fabs(d->last.value - d->first.value),
                 error = hypot(d->first.error, d->last.error),
                 rounding = 1e-9 * fmax(fabs(d->last.value), fabs(d->first.value));
    return difference > rounding &&
           2 * gsl_cdf_tdist_Q(difference / error, fmax(1, d->freedom)) < chance;
}

void drift_note(struct result_table *s, const struct group *g, const char *what,
                const struct drift *d)
{
    if (!drift_beyond_errors(d)) return;
    char *const at = isnan(d->lag) ? base_text("%s", "") : base_text(" at lag %g", d->lag);
    result_table_note(s,
                      "%s: %s%s drifts beyond errors: %.4g +- %.1g in the first third of the %s, "
                      "%.4g +- %.1g in the last. The average is not of one state; --from and "
                      "--until choose times",
                      g->legend, what, at, d->first.value, d->first.error,
                      isnan(d->lag) ? "rows" : "origins", d->last.value, d->last.error);
    base_free(at);
}

void drift_note_exchange(struct result_table *s, const struct group *g)
{
    const char *const every = run_value(group_first(g), "tempering.every");
    if (!temperature_stages_exchanges(group_first(g))) return;
    result_table_note(
        s,
        "%s: a rung of replica exchange (every %s %s): two-time tables compare states "
        "at this temperature, which exchanges replace. Decays and relaxation times are "
        "those of the ladder, not of the dynamics",
        g->legend, every ? every : "some", group_system(g)->clocks);
}

void drift_note_rows(struct result_table *s, const struct group *g, const char *what,
                     const struct curve_rows *r, double level)
{
    const struct drift d = drift_of_rows(r, level);
    drift_note(s, g, what, &d);
    drift_note_exchange(s, g);
}
