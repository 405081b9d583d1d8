/* Implementation of population_annealing.h. Every rank holds all data and takes the same
   decisions. */
#include "common/run/population_annealing.h"

#include <inttypes.h>
#include <math.h>

#include "common/io/run_table.h"
#include "common/io/checkpoint.h"
#include "common/core/comm.h"

struct measured { /* at one temperature */
    double E, E_error, heat;
    double rho; /* R sum_f W_f^2: mean size of a run's family */
    size_t families;
};

struct population_annealing {
    struct replica_set *w;
    struct temperature_ladder ladder;
    size_t R, k; /* number of runs, and of temperatures completed */
    int64_t every, end;
    double ln_Z; /* ln Z of this temperature, relative to the first */
    struct measured now;
    uint32_t *family, *copies; /* (R) */
    double *weight, *sum;      /* (R) */
    struct rng rng;
};

static size_t runs(const struct runfile *f, const struct temperature_ladder *ladder)
{
    return (void)ladder, (size_t)runfile_int(f, "tempering", "walkers");
}

static void *create_population(const struct temperature_ladder *ladder, struct replica_set *w)
{
    const struct runfile *const f = w->f;
    struct population_annealing *const p = base_alloc(1, sizeof *p);
    *p = (struct population_annealing){.w = w,
                                       .ladder = *ladder,
                                       .R = w->n,
                                       .every = runfile_int(f, "tempering", "every"),
                                       .end = runfile_int(f, "run", w->system->describe.duration),
                                       .family = base_alloc(w->n, sizeof *p->family),
                                       .copies = base_alloc(w->n, sizeof *p->copies),
                                       .weight = base_alloc(w->n, sizeof *p->weight),
                                       .sum = base_alloc(w->n, sizeof *p->sum)};
    const int64_t steps = (int64_t)ladder->n;
    require(p->end / p->every >= steps,
            "%s = %" PRId64 ": %" PRId64 " temperatures of [tempering] every = %" PRId64
            " take more",
            runfile_where(f, "run", w->system->describe.duration), p->end, steps, p->every);
    for (size_t i = 0; i < p->R; i++) p->family[i] = (uint32_t)i;
    rng_init(&p->rng, (uint64_t)runfile_int(f, "run", "seed"),
             (uint32_t)runfile_int(f, "run", "replica"), RNG_EXCHANGE);
    return p;
}

static void free_population(void *method)
{
    struct population_annealing *const p = method;
    base_free(p->family);
    base_free(p->copies);
    base_free(p->weight);
    base_free(p->sum);
    base_free(p);
}

static double T_at(const struct population_annealing *p, size_t k)
{
    return p->ladder.T[p->ladder.n - 1 - k];
}

static void initial_T(const void *method, double *T)
{
    const struct population_annealing *const p = method;
    for (size_t i = 0; i < p->R; i++) T[i] = T_at(p, 0);
}

static void current_T(const void *method, double *T)
{
    const struct population_annealing *const p = method;
    for (size_t i = 0; i < p->R; i++) T[i] = T_at(p, p->k);
}

/* ---- measuring ------------------------------------------------------------------------------- */

static void measure(struct population_annealing *p)
{
    const double R = (double)p->R, per = replica_set_size(p->w), *const E = p->w->energy;
    struct measured m = {0};
    double squares = 0, errors = 0;
    for (size_t i = 0; i < p->R; i++) {
        m.E += E[i] / R;
        p->sum[i] = p->weight[i] = 0;
    }
    for (size_t i = 0; i < p->R; i++) {
        squares += (E[i] - m.E) * (E[i] - m.E) / R;
        p->sum[p->family[i]] += E[i] - m.E;
        p->weight[p->family[i]] += 1 / R;
    }
    for (size_t f = 0; f < p->R; f++) {
        m.families += p->weight[f] > 0;
        m.rho += R * p->weight[f] * p->weight[f];
        errors += p->sum[f] * p->sum[f];
    }
    const double T = T_at(p, p->k);
    m.E_error = sqrt(errors) / R / per;
    m.heat = squares / (T * T) / per;
    m.E /= per;
    p->now = m;
}

/* ---- resampling ------------------------------------------------------------------------------ */

void population_annealing_resample(size_t R, const double *w, double u, uint32_t *n)
{
    double total = 0, sum = 0, before = 0;
    for (size_t i = 0; i < R; i++) total += w[i];
    for (size_t i = 0; i < R; i++) {
        sum += w[i];
        const double upto = i + 1 < R ? ceil(sum / total * (double)R - u) : (double)R;
        n[i] = (uint32_t)(upto - before);
        before = upto;
    }
}

/* Weights of a step to a lower temperature in p->weight, relative to the lowest energy; returns
   ln <w>. */
static double weigh(struct population_annealing *p, double from, double to)
{
    const double step = 1 / to - 1 / from, *const E = p->w->energy;
    double least = INFINITY, mean = 0;
    for (size_t i = 0; i < p->R; i++) least = fmin(least, E[i]);
    for (size_t i = 0; i < p->R; i++) p->weight[i] = exp(-step * (E[i] - least));
    /* exp may round differently on another machine */
    comm_bcast(p->weight, p->R * sizeof *p->weight);
    for (size_t i = 0; i < p->R; i++) mean += p->weight[i] / (double)p->R;
    return log(mean) - step * least;
}

static void copy_all(struct population_annealing *p)
{
    size_t from = 0;
    for (size_t to = 0; to < p->R; to++) {
        if (p->copies[to] > 0) continue;
        while (p->copies[from] < 2) from++;
        p->copies[from]--;
        p->family[to] = p->family[from];
        replica_set_copy(p->w, from, to);
    }
}

static void step_down(struct population_annealing *p)
{
    const double T = T_at(p, p->k + 1);
    p->ln_Z += weigh(p, T_at(p, p->k), T);
    population_annealing_resample(p->R, p->weight, rng_uniform(&p->rng), p->copies);
    copy_all(p);
    p->k++;
    replica_set_tune(p->w);
    for (size_t i = 0; i < p->R; i++) replica_set_temperature(p->w, i, T);
}

/* ---- as a method ----------------------------------------------------------------------------- */

static bool has_row(const void *method, int64_t t)
{
    const struct population_annealing *const p = method;
    return t > 0 && t % p->every == 0 && t / p->every <= (int64_t)p->ladder.n;
}

static bool due(const struct population_annealing *p)
{
    return p->w->clock.t == p->end || has_row(p, p->w->clock.t);
}

static int64_t next(const void *method)
{
    const struct population_annealing *const p = method;
    return p->w->clock.t < 0 ? 0 : (p->w->clock.t / p->every + 1) * p->every;
}

/* The row of a temperature is written at its end. */
static void event(void *method, FILE *table)
{
    struct population_annealing *const p = method;
    if (!due(p)) return;
    replica_set_energies(p->w, 0, p->R);
    measure(p);
    if (table)
        fprintf(table, "%" PRId64 " %.9g %.10g %.4g %.6g %.12g %.4g %zu %.6g\n", p->w->clock.t,
                T_at(p, p->k), p->now.E, p->now.E_error, p->now.heat, p->ln_Z,
                sqrt(fmax(0, p->now.rho - 1) / (double)p->R), p->now.families, p->now.rho);
    if (p->k + 1 < p->ladder.n) step_down(p);
}

static void visit(void *method, struct checkpoint *c)
{
    struct population_annealing *const p = method;
    checkpoint_count(c, "temperatures", &p->k, p->ladder.n - 1);
    checkpoint_f64(c, "ln_Z", &p->ln_Z, 1);
    checkpoint_u32(c, "family", p->family, p->R);
    for (size_t i = 0; i < p->R; i++) checkpoint_require(c, p->family[i] < p->R, "family");
    checkpoint_rng(c, &p->rng);
}

static FILE *create_table(const void *method, const struct run_folder *d, const char *clock)
{
    (void)method;
    const struct run_folder_column column[] = {
        {"t", clock},        {"T", "energy"},        {"energy", "energy"},
        {"error", "energy"}, {"heat_capacity", "1"}, {"ln_Z", "1"},
        {"ln_Z_error", "1"}, {"families", "1"},      {"rho", "1"}};
    return run_table_create(
        d, "population",
        "means over the population, ln Z(T) - ln Z(highest T), families left and "
        "the mean size of a run's",
        sizeof column / sizeof *column, column);
}

static char *summary(const void *method)
{
    const struct population_annealing *const p = method;
    return base_text("T = %g, ln Z = %.9g, %zu of %zu families left", T_at(p, p->k), p->ln_Z,
                     p->now.families, p->R);
}

const struct tempering_method population_annealing_method = {
    .runs = runs,
    .create = create_population,
    .free = free_population,
    .initial_T = initial_T,
    .current_T = current_T,
    .next = next,
    .has_row = has_row,
    .event = event,
    .visit = visit,
    .table = create_table,
    .summary = summary,
};
