/* Implementation of stationary.h. */
#include "analysis/stationary.h"

#include <math.h>

#include "analysis/commands.h"
#include "analysis/relaxation.h"
#include "analysis/table.h"
#include "common/base.h"

enum { BLOCKS = 10, LEAST = 40 /* samples that say anything */ };

/* ---- energy ---------------------------------------------------------------------------------- */

/* Evenly spaced rows after the first; the last, which every series has, may stand out of step. */
static size_t even_rows(const struct table *t, size_t time)
{
    if (t->rows < 3) return 0;
    const double step = table_at(t, 2, time) - table_at(t, 1, time);
    size_t n = 2;
    while (n < t->rows && table_at(t, n, time) - table_at(t, n - 1, time) == step) n++;
    return n + 1 >= t->rows ? n - 1 : 0;
}

static double z_of(struct statistics_estimate a, struct statistics_estimate b)
{
    return (a.value - b.value) / hypot(a.error, b.error);
}

/* Slope of the block means over its error, if all were of one mean. */
static double drift(size_t n, const double *e)
{
    const size_t each = n / BLOCKS;
    double mean[BLOCKS], up = 0, square = 0;
    for (size_t b = 0; b < BLOCKS; b++) {
        mean[b] = statistics_mean(each, e + b * each).value;
        const double x = (double)b - (BLOCKS - 1) / 2.0;
        up += x * mean[b];
        square += x * x;
    }
    const double slope = up / square, centre = statistics_mean(BLOCKS, mean).value;
    double rest = 0;
    for (size_t b = 0; b < BLOCKS; b++) {
        const double x = (double)b - (BLOCKS - 1) / 2.0;
        rest += pow(mean[b] - centre - slope * x, 2);
    }
    return slope / sqrt(rest / (BLOCKS - 2) / square);
}

static double variance(size_t n, const double *e, size_t from, size_t to)
{
    double sum = 0, sum2 = 0, count = 0;
    for (size_t i = 0; i < n; i++) {
        if (i >= from && i < to) continue;
        sum += e[i] - e[0];
        sum2 += (e[i] - e[0]) * (e[i] - e[0]);
        count++;
    }
    return (sum2 - sum * sum / count) / (count - 1);
}

/* Corrected for the mean being that of correlated samples. */
static struct statistics_estimate capacity(size_t n, const double *e, double scale,
                                           double effective)
{
    double left[BLOCKS];
    const size_t each = n / BLOCKS;
    const double bias = effective > 1 ? 1 / (1 - 1 / effective) : NAN;
    for (size_t b = 0; b < BLOCKS; b++)
        left[b] = scale * bias * variance(n, e, b * each, (b + 1) * each);
    return statistics_jackknife(BLOCKS, left, scale * bias * variance(n, e, n, n));
}

static void measure_energy(struct stationary *s, const struct run *f, double items)
{
    struct table t = table_read(f->path, "series");
    const size_t time = table_column(&t, "t"), energy = table_column(&t, "energy"),
                 n = even_rows(&t, time);
    if (n >= LEAST) {
        double *const e = base_alloc(n, sizeof *e);
        const double step = table_at(&t, 2, time) - table_at(&t, 1, time);
        for (size_t i = 0; i < n; i++) e[i] = table_at(&t, i + 1, energy);
        s->samples = n;
        s->length = step * (double)n;
        s->energy = statistics_correlated(n, e);
        const struct statistics_estimate tau = statistics_tau(n, e);
        s->tau = (struct statistics_estimate){tau.value * step, tau.error * step};
        s->effective = (double)n / (2 * tau.value);
        s->z_halves =
            z_of(statistics_correlated(n / 2, e), statistics_correlated(n / 2, e + n / 2));
        s->z_drift = drift(n, e);
        if (items > 0) s->capacity = capacity(n, e, items / (f->T * f->T), s->effective);
        base_free(e);
    }
    table_free(&t);
}

/* ---- two times ------------------------------------------------------------------------------- */

/* The rows of one half of the waiting times; borrows the arrays of r. */
static struct curve_rows half_of(const struct curve_rows *r, size_t half, struct curve_row *row)
{
    const size_t middle = r->waitings / 2;
    struct curve_rows h = *r;
    h.row = row;
    h.n = 0;
    h.waiting = r->waiting + (half ? middle : 0);
    h.waitings = half ? r->waitings - middle : middle;
    for (size_t i = 0; i < r->n; i++)
        if ((r->row[i].waiting >= r->waiting[middle]) == (half == 1)) row[h.n++] = r->row[i];
    return h;
}

static void measure_halves(struct stationary *s, const struct run *f, double level)
{
    enum { ORIGINS = 16 };
    struct run *member[] = {(struct run *)f};
    const struct group alone = {1, member, NULL};
    for (const struct commands_observable *o = relax_observables; o->name && !s->observable; o++)
        if (run_has(f, o->name)) s->observable = o->name;
    if (!s->observable) return;
    struct curve_rows r = curve_rows_read(&alone, s->observable);
    struct curve_row *const row = base_alloc(r.n, sizeof *row);
    for (size_t half = 0; half < 2 && r.waitings >= ORIGINS; half++) {
        const struct curve_rows h = half_of(&r, half, row);
        const struct relaxation x = relaxation_measure(&h, CURVE_ALL, level, NULL);
        if (x.side == RELAXATION_FOUND) s->tau_half[half] = x.tau;
    }
    s->z_tau = z_of(s->tau_half[0], s->tau_half[1]);
    base_free(row);
    curve_rows_free(&r);
}

struct stationary stationary_measure(const struct run *f, double items, double level)
{
    const struct statistics_estimate unknown = {NAN, NAN};
    struct stationary s = {.energy = unknown,
                           .tau = unknown,
                           .effective = NAN,
                           .capacity = unknown,
                           .z_drift = NAN,
                           .z_halves = NAN,
                           .z_tau = NAN,
                           .tau_half = {unknown, unknown}};
    measure_energy(&s, f, items);
    measure_halves(&s, f, level);
    return s;
}
