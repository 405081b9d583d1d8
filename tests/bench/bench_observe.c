/* What observing costs, for every row of the tables: time an item, and one measurement over one
   sweep of the same liquid (rho = 1, T = 0.3, one trial in five a swap). The default schedule makes
   10 measurements a decade, so that the share of a run of 10^4 sweeps is below 10^-2 of the ratio;
   the last line adds it up. Then chi_4 of 10^4 frames of 10^4 items from their overlaps. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/estimate/chi4.h"
#include "common/core/base.h"
#include "common/mc/mc.h"
#include "common/observe/observe.h"
#include "common/config/schedule.h"
#include "common/observe/size_observables.h"
#include "glass/spheres/system.h"
#include "tests/support.h"

enum { N = 10000, REPEATS = 3, RUN = 10000 };

static struct mc_chain opened(void)
{
    return support_chain(&glass_spheres,
                         "[run]\nsweeps = 1\nfolder = x\n[system]\nN = %d\nrho = 1\nT = 0.3\n"
                         "[move.displace]\nweight = 0.8\n[move.swap]\nweight = 0.2\n",
                         N);
}

/* Best of a few: the machine may be busy with something else [s]. */
static double sweep_time(struct mc_chain *c)
{
    double best = 1e9;
    for (int k = 0; k < 20; k++) {
        const double begin = base_clock();
        mc_sweep(c);
        const double spent = base_clock() - begin;
        best = spent < best ? spent : best;
    }
    return best;
}

struct cost { /* [s] */
    double study, measure;
};

static struct cost cost_of(const struct observe_row *row, const struct frame *now,
                           const struct frame *origin)
{
    double parameter[OBSERVE_PARAMETERS] = {0}, value[OBSERVE_COLUMNS];
    struct cost best = {1e9, 1e9};
    for (int i = 0; row->keys && row->keys[i].name; i++)
        parameter[i] = strtod(row->keys[i].value, NULL);
    for (int k = 0; k < REPEATS; k++) {
        struct observe_pair p;
        const double begin = base_clock();
        void *const known =
            row->prepare_origin ? row->prepare_origin(origin, parameter, NULL) : NULL;
        const double studied = base_clock();
        observe_pair_init(&p, now, origin);
        p.origin_data = known;
        observe_measure(row, &p, parameter, NULL, value);
        best.measure = fmin(best.measure, base_clock() - studied);
        best.study = fmin(best.study, studied - begin);
        if (known) row->free_origin(known);
    }
    return best;
}

/* Returns what one origin costs with `times` measurements [s]. */
static double print_rows(const struct observe_row *rows, const struct frame *now,
                         const struct frame *origin, double sweep, double times)
{
    double sum = 0;
    for (const struct observe_row *r = rows; r->name; r++) {
        const struct cost c = cost_of(r, now, origin);
        printf("  %-14s %7.1f ns an item   %6.3f sweeps", r->name, 1e9 * c.measure / N,
               c.measure / sweep);
        printf(r->prepare_origin ? ", once an origin %.1f\n" : "\n", c.study / sweep);
        sum += c.study + times * c.measure;
    }
    return sum;
}

static double *copy(const double *x, size_t n)
{
    return memcpy(base_alloc(n, sizeof *x), x, n * sizeof *x);
}

static void bench_chi4(void)
{
    enum { FRAMES = 10000, LAGS = 20 };
    struct curve_rows r = {.members = 1, .waitings = FRAMES, .n = (size_t)FRAMES * LAGS};
    r.row = malloc(r.n * sizeof *r.row);
    r.waiting = base_alloc(FRAMES, sizeof *r.waiting);
    for (int w = 0; w < FRAMES; w++) {
        r.waiting[w] = w;
        for (int l = 0; l < LAGS; l++)
            r.row[w * LAGS + l] = (struct curve_row){0, w, l, (double)(w * 7919 % 1000) / 1000};
    }
    const double begin = base_clock();
    struct chi4 f = chi4_measure(&r, N, CURVE_ALL);
    printf("chi_4 of %d origins at %d lags: %.2f s\n", FRAMES, LAGS, base_clock() - begin);
    chi4_clear(&f);
    curve_rows_clear(&r);
}

int main(void)
{
    struct mc_chain c = opened();
    struct frame origin = {0}, now = {0};
    c.system->view(c.state, &origin);
    origin.x = copy(origin.x, 3 * (size_t)N);
    origin.label = copy(origin.label, N);
    const double sweep = sweep_time(&c);
    c.system->view(c.state, &now);
    printf("observables of %d spheres; a sweep takes %.2f ms\n", N, 1e3 * sweep);
    const struct schedule log10 = {.kind = SCHEDULE_LOG, .per_decade = 10};
    const double times = (double)schedule_count(&log10, RUN);
    const double all = print_rows(observe_rows, &now, &origin, sweep, times) +
                       print_rows(size_observables_rows, &now, &origin, sweep, times);
    printf("all of them at the default schedule (%.0f times): %.2f %% of a run of %d sweeps\n",
           times, 100 * all / (RUN * sweep), RUN);
    bench_chi4();
    base_free((double *)origin.x);
    base_free((double *)origin.label);
    mc_clear(&c);
    return 0;
}
