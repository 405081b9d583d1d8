/* Implementation of stationarity.h. */
#include "analysis/estimate/stationarity.h"

#include <math.h>

#include "analysis/estimate/relaxation.h"
#include "analysis/read/table.h"
#include "analysis/read/thermal_energy.h"
#include "common/core/base.h"

/* ---- energy ---------------------------------------------------------------------------------- */

/* Rows of a hold, at least the widest gap between two of them apart: all but a last one that is off
   the schedule of an even series, the latest of a log-spaced one. Indices to row; returns their
   number. *step: their mean distance. */
static size_t even_rows(const struct table *t, size_t time, const struct temperature_stage *h,
                        size_t *row, double *step)
{
    size_t begin = 0, n = 0;
    double widest = 0;
    while (begin < t->rows && table_at(t, begin, time) <= h->from) begin++;
    size_t end = begin;
    while (end < t->rows && table_at(t, end, time) <= h->to) end++;
    for (size_t i = begin + 1; i < end; i++)
        widest = fmax(widest, table_at(t, i, time) - table_at(t, i - 1, time));
    for (size_t i = begin; i < end; i++)
        if (n == 0 || table_at(t, i, time) - table_at(t, row[n - 1], time) >= widest * (1 - 1e-9))
            row[n++] = i;
    *step =
        n > 1 ? (table_at(t, row[n - 1], time) - table_at(t, row[0], time)) / (double)(n - 1) : NAN;
    return n;
}

/* At constant pressure, from n rows of a series. */
static void measure_density(struct stationarity *s, const struct table *t, size_t n,
                            const size_t *row, const double *e, const struct temperature_stage *h,
                            double scale)
{
    const size_t column = table_column(t, "density");
    double *const rho = base_alloc(2 * n + 1, sizeof *rho), *const H = rho + n;
    for (size_t i = 0; i < n; i++) {
        rho[i] = table_at(t, row[i], column);
        H[i] = e[i] + h->P / rho[i];
    }
    equilibrium_tests_density(&s->is, n, rho);
    equilibrium_tests_enthalpy(&s->is, n, H, scale);
    if (s->is.energy.error >= 0) s->enthalpy = statistics_correlated(n, H);
    base_free(rho);
}

static void measure_energy(struct stationarity *s, const struct run *f,
                           const struct temperature_stage *h, double items)
{
    struct table t = table_read(f->path, "series");
    size_t *const row = base_alloc(t.rows, sizeof *row);
    double step;
    const size_t time = table_column(&t, "t"), energy = thermal_energy_column(f, &t),
                 n = even_rows(&t, time, h, row, &step);
    double *const e = base_alloc(n + 1, sizeof *e);
    for (size_t i = 0; i < n; i++) {
        e[i] = table_at(&t, row[i], energy);
        if (!isfinite(e[i]) && isnan(s->diverged)) s->diverged = table_at(&t, row[i], time);
    }
    const double scale = h->T > 0 ? items / (h->T * h->T) : 0;
    if (isnan(s->diverged)) equilibrium_tests_energy(&s->is, n, e, scale);
    s->enthalpy = s->is.energy;
    if (isnan(s->diverged) && h->P > 0) measure_density(s, &t, n, row, e, h, scale);
    s->rows = n;
    if (!isnan(s->is.samples)) s->samples = n, s->step = step;
    base_free(row);
    base_free(e);
    table_clear(&t);
}

/* ---- two times ------------------------------------------------------------------------------- */

static void measure_halves(struct stationarity *s, const struct run *f,
                           const struct temperature_stage *h, double level)
{
    enum { ORIGINS = 16 };
    struct run *member[] = {(struct run *)f};
    const struct group alone = {.n = 1, .member = member};
    for (const struct relaxation_observable *o = relaxation_observables; o->name && !s->observable;
         o++)
        if (table_has_rows(f->path, o->name)) s->observable = o->name;
    if (!s->observable || temperature_stages_exchanges(f)) return;
    struct curve_rows r = curve_rows_read(&alone, s->observable);
    struct curve_row *const row = base_alloc(r.n, sizeof *row);
    size_t first = 0;
    while (first < r.waitings && r.waiting[first] < h->from) first++;
    size_t last = first;
    while (last < r.waitings && r.waiting[last] <= h->to) last++;
    const size_t edge[] = {first, first + (last - first) / 2, last};
    for (size_t half = 0; half < 2 && last - first >= ORIGINS; half++) {
        const struct curve_rows part = curve_rows_part(&r, edge[half], edge[half + 1], h->to, row);
        const struct relaxation x = relaxation_measure(&part, CURVE_ALL, level, NULL);
        if (x.bound == RELAXATION_VALUE) s->tau_half[half] = x.tau;
    }
    s->is.z_relaxation = equilibrium_tests_z(s->tau_half[0], s->tau_half[1]);
    if (s->samples) s->is.relaxation_times = (double)s->samples * s->step / s->tau_half[1].value;
    base_free(row);
    curve_rows_clear(&r);
}

struct stationarity stationarity_measure(const struct run *f, const struct temperature_stage *h,
                                         double items, double level)
{
    const struct statistics_estimate unknown = {NAN, NAN};
    struct stationarity s = {
        .is = equilibrium_tests_unknown(), .tau_half = {unknown, unknown}, .diverged = NAN};
    measure_energy(&s, f, h, items);
    measure_halves(&s, f, h, level);
    return s;
}
