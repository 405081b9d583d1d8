/* Implementation of stationary.h. */
#include "analysis/stationary.h"

#include <math.h>

#include "analysis/commands.h"
#include "analysis/relaxation.h"
#include "analysis/table.h"
#include "common/base.h"

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

static void measure_energy(struct stationary *s, const struct run *f, double items)
{
    struct table t = table_read(f->path, "series");
    const size_t time = table_column(&t, "t"), energy = table_column(&t, "energy"),
                 n = even_rows(&t, time);
    double *const e = base_alloc(n + 1, sizeof *e);
    for (size_t i = 0; i < n; i++) e[i] = table_at(&t, i + 1, energy);
    verdict_energy(&s->is, n, e, items / (f->T * f->T));
    if (!isnan(s->is.samples)) {
        s->samples = n;
        s->step = table_at(&t, 2, time) - table_at(&t, 1, time);
    }
    base_free(e);
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
    s->is.z_relaxation = verdict_z(s->tau_half[0], s->tau_half[1]);
    if (s->samples) s->is.lengths = (double)s->samples * s->step / s->tau_half[1].value;
    base_free(row);
    curve_rows_free(&r);
}

struct stationary stationary_measure(const struct run *f, double items, double level)
{
    const struct statistics_estimate unknown = {NAN, NAN};
    struct stationary s = {.is = verdict_unknown(), .tau_half = {unknown, unknown}};
    measure_energy(&s, f, items);
    measure_halves(&s, f, level);
    return s;
}
