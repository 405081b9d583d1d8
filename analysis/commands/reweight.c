/* reweight: the equations of reweight.h, and the command. */
#include "analysis/commands/reweight.h"

#include <math.h>
#include <string.h>

#include "analysis/commands/commands.h"
#include "analysis/read/copies.h"
#include "analysis/figure/plot.h"
#include "analysis/read/run.h"
#include "analysis/figure/result_table.h"
#include "analysis/read/table.h"
#include "common/core/base.h"
#include "common/io/trajectory.h"

enum { NO_BLOCK = -1, ITERATIONS = 2000 };

struct pool { /* samples of all runs, and the free energies */
    size_t runs, n;
    double *U, *ln_D; /* (n) */
    double beta[REWEIGHT_RUNS], f[REWEIGHT_RUNS], ln_N[REWEIGHT_RUNS];
};

static double ln_sum(size_t n, const double *x)
{
    double most = -INFINITY, sum = 0;
    for (size_t i = 0; i < n; i++) most = fmax(most, x[i]);
    for (size_t i = 0; i < n; i++) sum += exp(x[i] - most);
    return most + log(sum);
}

/* Fills the pool with all samples except one block of each run. */
static void fill(struct pool *p, const struct reweight_run *run, int left_out)
{
    p->n = 0;
    for (size_t k = 0; k < p->runs; k++) {
        const size_t before = p->n;
        for (size_t i = 0; i < run[k].n; i++)
            if ((int)(i * REWEIGHT_BLOCKS / run[k].n) != left_out) p->U[p->n++] = run[k].U[i];
        p->ln_N[k] = log((double)(p->n - before));
        p->beta[k] = 1 / run[k].T;
    }
}

/* First estimate of the free energies: df/d(1/T) = U, integrated by the trapezoidal rule. */
static void guess(struct pool *p, const struct reweight_run *run)
{
    for (size_t k = 0; k < p->runs; k++) {
        const double U = statistics_mean(run[k].n, run[k].U).value;
        p->f[k] =
            k == 0 ? 0
                   : p->f[k - 1] + (p->beta[k] - p->beta[k - 1]) *
                                       (U + statistics_mean(run[k - 1].n, run[k - 1].U).value) / 2;
    }
}

static void weigh(struct pool *p)
{
    for (size_t n = 0; n < p->n; n++) {
        double term[REWEIGHT_RUNS];
        for (size_t k = 0; k < p->runs; k++) term[k] = p->ln_N[k] + p->f[k] - p->beta[k] * p->U[n];
        p->ln_D[n] = ln_sum(p->runs, term);
    }
}

/* ln of the partition function at beta; x (n) is scratch memory. */
static double ln_Z(const struct pool *p, double beta, double *x)
{
    for (size_t n = 0; n < p->n; n++) x[n] = -beta * p->U[n] - p->ln_D[n];
    return ln_sum(p->n, x);
}

static void solve(struct pool *p, double *x)
{
    double change = INFINITY;
    for (int i = 0; i < ITERATIONS && change > 1e-7; i++) {
        weigh(p);
        double f[REWEIGHT_RUNS];
        for (size_t k = 0; k < p->runs; k++) f[k] = -ln_Z(p, p->beta[k], x);
        change = 0;
        for (size_t k = 0; k < p->runs; k++) {
            change = fmax(change, fabs(f[k] - f[0] - p->f[k]));
            p->f[k] = f[k] - f[0];
        }
    }
    require(change < 1e-4,
            "reweighting: the runs' energies do not overlap; put temperatures between");
    weigh(p);
}

struct answer {
    double U, C, F, samples;
};

static struct answer ask(const struct pool *p, double T, double *x)
{
    const double ln_z = ln_Z(p, 1 / T, x);
    double U = 0, square = 0, weights = 0;
    for (size_t n = 0; n < p->n; n++) U += exp(x[n] - ln_z) * p->U[n];
    for (size_t n = 0; n < p->n; n++) {
        const double w = exp(x[n] - ln_z);
        square += w * (p->U[n] - U) * (p->U[n] - U);
        weights += w * w;
    }
    return (struct answer){U, square / (T * T), -ln_z, 1 / weights};
}

void reweight(size_t runs, const struct reweight_run *run, size_t m, const double *T,
              struct reweight_point *out)
{
    size_t most = 0;
    for (size_t k = 0; k < runs; k++) most += run[k].n;
    struct pool p = {.runs = runs,
                     .U = base_alloc(most, sizeof(double)),
                     .ln_D = base_alloc(most, sizeof(double))};
    double *const x = base_alloc(most, sizeof *x);
    struct answer(*const a)[REWEIGHT_BLOCKS + 1] = base_alloc(m, sizeof *a);
    fill(&p, run, NO_BLOCK);
    guess(&p, run);
    for (int b = REWEIGHT_BLOCKS; b >= 0;
         b--) { /* all samples first: their solution starts the iterations of the rest */
        fill(&p, run, b == REWEIGHT_BLOCKS ? NO_BLOCK : b);
        solve(&p, x);
        for (size_t i = 0; i < m; i++) a[i][b] = ask(&p, T[i], x);
        for (size_t i = 0; i < m; i++) a[i][b].F += ln_Z(&p, p.beta[0], x);
    }
    for (size_t i = 0; i < m; i++) {
        double U[REWEIGHT_BLOCKS], C[REWEIGHT_BLOCKS], F[REWEIGHT_BLOCKS];
        for (int b = 0; b < REWEIGHT_BLOCKS; b++)
            U[b] = a[i][b].U, C[b] = a[i][b].C, F[b] = a[i][b].F;
        const struct answer *const whole = &a[i][REWEIGHT_BLOCKS];
        out[i] = (struct reweight_point){statistics_jackknife(REWEIGHT_BLOCKS, U, whole->U),
                                         statistics_jackknife(REWEIGHT_BLOCKS, C, whole->C),
                                         statistics_jackknife(REWEIGHT_BLOCKS, F, whole->F),
                                         whole->samples};
    }
    base_free(a);
    base_free(x);
    base_free(p.U);
    base_free(p.ln_D);
}

/* ---- the command ----------------------------------------------------------------------------- */

/* Number of particles, from the first frame of the trajectory. Tables contain energies per
   particle. */
static double particles(const struct run *f)
{
    char *const path = base_text("%s/trajectory.h5", f->path);
    struct trajectory *const t = trajectory_open(path);
    struct frame first;
    trajectory_read(t, 0, &first);
    const double n = (double)first.n;
    trajectory_close(t);
    base_free(path);
    return n;
}

/* Temperature and total energies of a run. The caller frees U. */
static struct reweight_run read_one(const char *folder)
{
    enum { MOST = 4000 }; /* most samples used; those between are correlated with them */
    struct run *const f = run_read(folder);
    require(f->system->per_item, "%s: is a %s, whose tables do not hold the whole energy", folder,
            f->system->name);
    struct table t = table_read(folder, "series");
    const size_t column = table_column(&t, "energy"), step = (t.rows + MOST - 1) / MOST;
    const double N = particles(f);
    double *const U = base_alloc(t.rows, sizeof *U);
    size_t n = 0;
    for (size_t i = 0; i < t.rows; i += step) U[n++] = N * table_at(&t, i, column);
    require(n >= REWEIGHT_BLOCKS, "%s: series.dat has %zu rows; at least %d are needed", folder, n,
            REWEIGHT_BLOCKS);
    const struct reweight_run run = {f->T, n, U};
    table_clear(&t);
    run_free(f);
    return run;
}

static void draw(struct plot_panel *panel, size_t n, const double *T, double N,
                 const struct reweight_point *p, bool capacity)
{
    struct plot_series *const s =
        plot_named(panel, n, "reweighted", plot_colour(PLOT_BLUE, 0), 1.5);
    for (size_t i = 0; i < n; i++) {
        const struct statistics_estimate e = capacity ? p[i].C : p[i].U;
        plot_point(s, T[i], e.value / N, e.error / N);
    }
}

static struct plot *figure(const char *path, size_t n, const double *T, double N,
                           const struct reweight_point *p, const struct system_kind *k)
{
    struct plot *const plot = plot_create(path);
    struct plot_column *const c = system_kind_column(plot, k, 1);
    c->panels = 2;
    c->panel[0] =
        (struct plot_panel){.name = "energy", .ylabel = "energy a particle", .joined = true};
    c->panel[1] = (struct plot_panel){
        .name = "capacity", .xlabel = "temperature  T", .ylabel = "heat capacity a particle  c_V"};
    draw(&c->panel[0], n, T, N, p, false);
    draw(&c->panel[1], n, T, N, p, true);
    return plot;
}

static void show(const struct command_arguments *a, size_t n, const double *T, double N,
                 const struct reweight_point *p, const struct system_kind *system)
{
    struct result_table *const s =
        result_table_create("Energies of %zu runs as one: at any temperature between "
                            "them, with jackknife errors.",
                            a->n);
    result_table_column(s, "T", "energy", RESULT_TABLE_NUMBER);
    result_table_column(s, "energy", "energy per particle", RESULT_TABLE_ESTIMATE);
    result_table_column(s, "heat capacity", "k_B per particle", RESULT_TABLE_ESTIMATE);
    result_table_column(s, "F/NT", "less that of the coldest", RESULT_TABLE_ESTIMATE);
    result_table_column(s, "samples", NULL, RESULT_TABLE_NUMBER);
    for (size_t i = 0; i < n; i++) {
        const struct statistics_estimate all[] = {p[i].U, p[i].C, p[i].F};
        result_table_number(s, T[i]);
        for (int k = 0; k < 3; k++)
            result_table_estimate(s,
                                  (struct statistics_estimate){all[k].value / N, all[k].error / N});
        result_table_number(s, round(p[i].samples));
    }
    command_output_show(a, s, figure(a->output, n, T, N, p, system));
}

void reweight_command(const struct command_arguments *a)
{
    enum { POINTS = 21 };
    require(a->n >= 2 && a->n <= REWEIGHT_RUNS, "reweight: takes 2 to %d folders", REWEIGHT_RUNS);
    struct reweight_run run[REWEIGHT_RUNS];
    double T[POINTS];
    struct reweight_point point[POINTS];
    copies_require_rows(a->n, (const char *const *)a->folder);
    for (size_t k = 0; k < a->n; k++) {
        run[k] = read_one(a->folder[k]);
        for (size_t i = k; i > 0 && run[i].T < run[i - 1].T; i--) {
            const struct reweight_run kept = run[i];
            run[i] = run[i - 1];
            run[i - 1] = kept;
        }
    }
    struct run *const first = run_read(a->folder[0]);
    const struct system_kind *const system = first->system;
    const double N = particles(first), low = run[0].T, high = run[a->n - 1].T;
    for (size_t k = 1; k < a->n; k++) {
        struct run *const other = run_read(a->folder[k]);
        const char *const difference = run_difference(first, other, RUN_MODEL);
        require(!difference, "%s: differs from %s in %s", other->path, first->path, difference);
        run_free(other);
    }
    run_free(first);
    for (size_t i = 0; i < POINTS; i++) T[i] = low * pow(high / low, (double)i / (POINTS - 1));
    reweight(a->n, run, POINTS, T, point);
    show(a, POINTS, T, N, point, system);
    for (size_t k = 0; k < a->n; k++) base_free((double *)run[k].U);
}
