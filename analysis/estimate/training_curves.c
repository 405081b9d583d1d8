/* Implementation of training_curves.h. */
#include "analysis/estimate/training_curves.h"

#include <math.h>

#include "analysis/estimate/langevin.h"
#include "analysis/estimate/collapse_quality.h"
#include "analysis/read/table.h"
#include "common/core/base.h"

const double training_curves_part = 0.05;

/* ---- loss ------------------------------------------------------------------------------------ */

/* First time after which the loss stays below a value. */
static double passage(const struct table *t, double value)
{
    const size_t time = table_column(t, "t"), loss = table_column(t, "energy");
    double at = NAN;
    for (size_t r = t->rows; r-- > 0 && table_at(t, r, loss) < value;) at = table_at(t, r, time);
    return at;
}

/* (rows) over n tables */
static struct statistics_estimate *column_means(size_t n, const struct table *t, const char *column,
                                                size_t rows)
{
    struct statistics_estimate *const mean = base_alloc(rows, sizeof *mean);
    double *const y = base_alloc(n, sizeof *y);
    for (size_t r = 0; r < rows; r++) {
        for (size_t m = 0; m < n; m++) y[m] = table_at(&t[m], r, table_column(&t[m], column));
        mean[r] = statistics_mean(n, y);
    }
    base_free(y);
    return mean;
}

static void read_loss(struct training_curves *x)
{
    const struct group *const g = x->group;
    struct table *const t = base_alloc(g->n, sizeof *t);
    double *const t1 = base_alloc(2 * g->n, sizeof *t1), *const t2 = t1 + g->n;
    x->times = SIZE_MAX;
    for (size_t m = 0; m < g->n; m++) {
        t[m] = table_read(g->member[m]->path, "series");
        if (t[m].rows < x->times) x->times = t[m].rows;
    }
    x->t = base_alloc(x->times, sizeof *x->t);
    for (size_t r = 0; r < x->times; r++) x->t[r] = table_at(t, r, 0);
    x->loss = column_means(g->n, t, "energy", x->times);
    x->accuracy = column_means(g->n, t, "test_accuracy", x->times);
    for (size_t m = 0; m < g->n; m++) {
        const size_t loss = table_column(&t[m], "energy");
        const double first = table_at(&t[m], 0, loss),
                     fall = first - table_at(&t[m], x->times - 1, loss);
        t1[m] = passage(&t[m], first - training_curves_part * fall);
        t2[m] = passage(&t[m], first - (1 - training_curves_part) * fall);
        table_clear(&t[m]);
    }
    x->t1 = statistics_mean(g->n, t1);
    x->t2 = statistics_mean(g->n, t2);
    if (!(x->t2.value < x->t[x->times - 1] / 2)) x->t2.value = INFINITY; /* it falls to the end */
    base_free(t);
    base_free(t1);
}

/* ---- displacement ---------------------------------------------------------------------------- */

struct statistics_estimate training_curves_value(const struct curve *c, double lag)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->lag[i] == lag) return (struct statistics_estimate){c->value[i], c->error[i]};
    return (struct statistics_estimate){NAN, NAN};
}

/* Mean noise at a time over the replicas that measured it then; NAN: none. */
static double noise_at(const struct group *g, double time)
{
    double sum = 0, n = 0;
    for (size_t m = 0; m < g->n; m++) {
        struct table t = table_read(g->member[m]->path, "watch");
        const size_t noise = table_column(&t, "gradient_noise"), at = table_column(&t, "t");
        for (size_t r = 0; r < t.rows; r++)
            if (table_at(&t, r, at) == time) sum += table_at(&t, r, noise), n++;
        table_clear(&t);
    }
    return sum / n;
}

static void read_displacements(struct training_curves *x)
{
    struct curve_rows rows = curve_rows_read(x->group, "msd");
    x->waiting = base_alloc(rows.waitings, sizeof *x->waiting);
    x->D = base_alloc(rows.waitings, sizeof *x->D);
    x->delta = base_alloc(rows.waitings, sizeof *x->delta);
    for (size_t w = 0; w < rows.waitings; w++) {
        const double waiting = rows.waiting[w];
        if (!(waiting > 0)) continue;
        x->waiting[x->waitings] = waiting;
        x->D[x->waitings] = noise_at(x->group, waiting);
        x->delta[x->waitings] = curve_average(&rows, waiting, INFINITY);
        require(x->D[x->waitings++] > 0,
                "%s/watch.dat: no gradient_noise at t = %g, a waiting time",
                group_first(x->group)->path, waiting);
    }
    curve_rows_clear(&rows);
}

struct training_curves training_curves_read(const struct group *g)
{
    require(group_system(g)->trained, "%s: is a %s, which is not trained", group_first(g)->path,
            group_system(g)->name);
    struct training_curves x = {.group = g, .weights = run_items(group_first(g), "msd", "msd")};
    read_loss(&x);
    read_displacements(&x);
    return x;
}

void training_curves_clear(struct training_curves *x)
{
    for (size_t w = 0; w < x->waitings; w++) curve_clear(&x->delta[w]);
    void *const owned[] = {x->t, x->loss, x->accuracy, x->waiting, x->D, x->delta};
    for (size_t i = 0; i < sizeof owned / sizeof *owned; i++) base_free(owned[i]);
}

double training_curves_spread(const struct training_curves *x, double from, double to, bool scaled)
{
    struct collapse_quality_curve *const c = base_alloc(x->waitings, sizeof *c);
    size_t n = 0;
    for (size_t w = 0; w < x->waitings; w++) {
        if (x->waiting[w] < from || x->waiting[w] > to || x->delta[w].n < 4) continue;
        const struct curve *const d = &x->delta[w];
        double *const y = base_alloc(d->n, sizeof *y), *const at = base_alloc(d->n, sizeof *at),
                      *const error = base_alloc(d->n, sizeof *error);
        size_t points = 0;
        for (size_t i = 0; i < d->n; i++) {
            if (!(d->lag[i] > 0 && d->value[i] > 0)) continue;
            at[points] = log(d->lag[i]);
            y[points] = log(d->value[i] / (scaled ? x->D[w] : 1));
            error[points++] = d->error[i] / d->value[i];
        }
        c[n++] = (struct collapse_quality_curve){points, at, y, error};
    }
    const double s = n > 1 ? collapse_quality_measure(n, c, -INFINITY, INFINITY).spread : NAN;
    for (size_t k = 0; k < n; k++) {
        base_free(c[k].x);
        base_free((double *)c[k].y);
        base_free((double *)c[k].error);
    }
    base_free(c);
    return s;
}

struct statistics_estimate training_curves_late_slope(const struct training_curves *x,
                                                      double *waiting)
{
    struct statistics_estimate slope = {NAN, NAN};
    for (size_t w = x->waitings; w-- > 0 && isnan(slope.value);) {
        const struct curve *const c = &x->delta[w];
        if (c->n < 4 || c->lag[c->n - 1] < 30) continue;
        *waiting = x->waiting[w];
        langevin_least_slope(c, &slope);
    }
    return slope;
}
