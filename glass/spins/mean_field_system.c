#include "glass/spins/mean_field_system.h"

#include <math.h>
#include <string.h>

#include "common/config/runfile.h"
#include "common/core/processors.h"
#include "common/io/checkpoint.h"
#include "common/observe/observe.h"
#include "glass/spins/mean_field.h"
#include "glass/spins/mean_field_doubling.h"
#include "glass/spins/spin_keys.h"

struct equations { /* on one of two grids */
    bool doubling;
    struct mean_field m;
    struct mean_field_doubling g;
    size_t steps, units; /* grid steps per unit of the run's time; length of the run [units] */
    uint64_t now;        /* [units] */
    double unit;         /* of the run's time [time] */
    double *x;           /* (units + 1, 2) C and response between each unit and now; 0 later */
};

static const struct base_row grid_rows[] = {
    {"uniform", "steps of dt throughout: n points take 8 n^2 bytes and 2 n^3 operations"},
    {"doubling", "[system] points steps, which double when the time does: long times"},
    {0}};
static const struct base_table grid_table = {"grid", "grids of time, [system] grid", grid_rows,
                                             sizeof *grid_rows};

static const struct runfile_key keys[] = {
    {.name = "kind", .doc = "simulated system", .type = RUNFILE_TEXT, .value = "mean_field"},
    SPIN_KEYS_COVARIANCE,
    {.name = "T",
     .doc = "temperature; 0: gradient descent",
     .type = RUNFILE_REAL,
     .min = 0,
     .max = 1e9,
     .unit = "energy"},
    {.name = "planted",
     .doc = "temperature of the initial equilibrium state; inf: a random start",
     .type = RUNFILE_REAL,
     .value = "inf",
     .min = 1e-9,
     .max = INFINITY,
     .unit = "energy"},
    {.name = "dt",
     .doc = "grid step; doubling: the first one",
     .type = RUNFILE_REAL,
     .value = "0.025",
     .min = 1e-9,
     .max = 1,
     .unit = "time"},
    {.name = "steps",
     .doc = "steps of dt per unit of the run's time",
     .type = RUNFILE_INT,
     .value = "2",
     .min = 1,
     .max = 1e6},
    {.name = "grid",
     .doc = "grid of time",
     .type = RUNFILE_TEXT,
     .value = "uniform",
     .table = &grid_table},
    {.name = "points",
     .doc = "steps of the doubling grid, even; twice as many and half dt estimate the error",
     .type = RUNFILE_INT,
     .value = "512",
     .min = 128,
     .max = 16384},
    {0},
};
static const struct runfile_section sections[] = {
    {"system", "equations of the spherical p-spin model at N = infinity (k_B = 1)", keys, false},
    {0},
};

/* ---- life ------------------------------------------------------------------------------------------------------- */

static void require_memory(const struct runfile *f, double points, double bytes, const char *remedy)
{
    const double memory = processors_memory();
    require(bytes < memory,
            "%s: %.3g grid points take %.3g GB, and the memory has %.3g GB. Allowed: %s",
            runfile_where(f, "run", "sweeps"), points, bytes / 1e9, memory / 1e9, remedy);
}

static void create_grid(struct equations *e, const struct runfile *f, const struct covariance *c)
{
    const double T = runfile_real(f, "system", "T"), dt = runfile_real(f, "system", "dt"),
                 beta = 1 / runfile_real(f, "system", "planted");
    if (e->doubling) {
        const size_t points = (size_t)runfile_int(f, "system", "points");
        require(points % 2 == 0, "%s = %zu: must be even", runfile_where(f, "system", "points"),
                points);
        require_memory(f, (double)points, mean_field_doubling_memory(points),
                       "fewer [system] points");
        mean_field_doubling_init(&e->g, c, T, beta, dt, points);
    } else {
        const double points = (double)e->units * (double)e->steps + 1;
        require_memory(f, points, 8 * points * points,
                       "a shorter run, a larger dt, or grid = doubling");
        mean_field_init(&e->m, c, T, beta, dt, (size_t)points);
    }
}

static void *create(const struct runfile *f)
{
    const struct covariance c = covariance_of(f);
    const double planted = runfile_real(f, "system", "planted");
    const double lowest = covariance_kauzmann_temperature(&c);
    require(planted >= lowest, "%s = %g: must be at least T_K = %.7g of this model",
            runfile_where(f, "system", "planted"), planted, lowest);
    require(runfile_int(f, "run", "warmup") == 0, "%s: must be 0 for these equations",
            runfile_where(f, "run", "warmup"));
    struct equations *const e = base_alloc(1, sizeof *e);
    e->doubling = !strcmp(runfile_text(f, "system", "grid"), "doubling");
    e->steps = (size_t)runfile_int(f, "system", "steps");
    e->units = (size_t)runfile_int(f, "run", "sweeps");
    e->unit = (double)e->steps * runfile_real(f, "system", "dt");
    create_grid(e, f, &c);
    e->x = base_alloc(2 * (e->units + 1), sizeof *e->x);
    return e;
}

static void set_initial_state(void *state, const struct runfile *f)
{
    (void)f;
    struct equations *const e = state;
    if (e->doubling) mean_field_doubling_start(&e->g);
}

static void destroy(void *state)
{
    struct equations *const e = state;
    if (e->doubling)
        mean_field_doubling_clear(&e->g);
    else
        mean_field_clear(&e->m);
    base_free(e->x), base_free(e);
}

/* mu and e now [energy]. */
static void multiplier_and_energy(const struct equations *e, double *mu, double *energy)
{
    if (e->doubling)
        mean_field_doubling_energy(&e->g, (double)e->now * e->unit, mu, energy);
    else
        *mu = e->m.mu, *energy = e->m.e;
}

static void advance(struct mc_chain *c)
{
    struct equations *const e = c->state;
    double mu;
    e->now++;
    if (e->doubling)
        mean_field_doubling_reach(&e->g, (double)e->now * e->unit);
    else
        for (size_t k = 0; k < e->steps; k++) mean_field_step(&e->m);
    multiplier_and_energy(e, &mu, &c->energy);
}

static void visit_uniform(struct mean_field *m, struct checkpoint *c)
{
    uint64_t n = m->n;
    checkpoint_u64(c, "points", &n, 1);
    checkpoint_require(c, n >= 1 && n <= m->most, "points");
    m->n = (size_t)n;
    checkpoint_f64(c, "correlation", m->C, mean_field_row(m->n));
    checkpoint_f64(c, "response", m->R, mean_field_row(m->n));
    checkpoint_f64(c, "correlation_slope", m->dC, 2 * m->most);
    checkpoint_f64(c, "response_slope", m->dR, 2 * m->most);
    checkpoint_f64(c, "multiplier", &m->mu, 1);
    checkpoint_f64(c, "energy", &m->e, 1);
}

static void visit(void *state, struct checkpoint *c)
{
    struct equations *const e = state;
    if (!e->doubling) {
        visit_uniform(&e->m, c);
        e->now = (e->m.n - 1) / e->steps;
        return;
    }
    checkpoint_u64(c, "now", &e->now, 1);
    checkpoint_require(c, e->now <= e->units, "now");
    mean_field_doubling_visit(&e->g, c);
}

/* ---- what the chain reads --------------------------------------------------------------------------------------- */

static size_t trials(const void *state)
{
    (void)state;
    return 1;
}

static double energy(const void *state)
{
    double mu, e;
    multiplier_and_energy(state, &mu, &e);
    return e;
}

static double size(const void *state)
{
    (void)state;
    return 1;
}

static void view_uniform(struct equations *e)
{
    const struct mean_field *const m = &e->m;
    const size_t i = m->n - 1;
    const double *const C = m->C + mean_field_row(i), *const R = m->R + mean_field_row(i);
    double response = 0;
    for (size_t s = i;; s--) {
        if (s < i) response += m->dt * (R[s] + R[s + 1]) / 2;
        if (s % e->steps == 0) {
            e->x[2 * (s / e->steps)] = C[s];
            e->x[2 * (s / e->steps) + 1] = response;
        }
        if (s == 0) break;
    }
}

/* C(now, t') and int_t'^now R(now, s) ds at every unit t' of the run's time. */
static void view(void *state, struct frame *f)
{
    struct equations *const e = state;
    if (!e->doubling) view_uniform(e);
    for (size_t k = 0; e->doubling && k <= e->now; k++)
        mean_field_doubling_at(&e->g, (double)e->now * e->unit, (double)k * e->unit, e->x + 2 * k);
    f->n = e->units + 1, f->dim = 2, f->x = e->x;
}

static double multiplier(void *state)
{
    double mu, e;
    multiplier_and_energy(state, &mu, &e);
    return mu;
}

static const struct mc_column series[] = {
    {"multiplier", "mu, the multiplier of |s|^2 = N", "energy", multiplier}, {0}};

static const struct observe_column pair_columns[] = {
    {"correlation", "1"}, {"displacement", "1"}, {"response", "1/energy"}, {0}};

static void add(const struct observe_pair *p, size_t i, double *sum)
{
    if ((int64_t)i != p->origin->t) return;
    sum[0] = p->now->x[2 * i];
    sum[1] = p->now->x[2 * i + 1];
}

static void finish(const struct observe_pair *p, const double *sum, size_t n, double *value)
{
    (void)p, (void)n;
    value[0] = sum[0];
    value[1] = 2 * (1 - sum[0]);
    value[2] = sum[1];
}

static const struct observe_row observables[] = {
    {.name = "correlation",
     .doc = "C(t_w + t, t_w); displacement: 2 (1 - C); response: int R(t_w + t, s) ds from t_w on",
     .column = pair_columns,
     .sums = 2,
     .add = add,
     .finish = finish},
    {0},
};

static const struct mc_move moves[] = {{0}};
static const struct mc_dynamics dynamics[] = {{"equations", "the next grid points", advance, 0},
                                              {0}};

const struct mc_system mean_field_system = {
    .name = "mean_field",
    .doc = "the spherical p-spin model at N = infinity: equations for C(t, t') and R(t, t')",
    .sections = sections,
    .moves = moves,
    .dynamics = dynamics,
    .create = create,
    .set_initial_state = set_initial_state,
    .free = destroy,
    .trials = trials,
    .energy = energy,
    .size = size,
    .view = view,
    .visit = visit,
    .describe = {.clock = "sweep",
                 .duration = "sweeps",
                 .columns = series,
                 .observables = observables,
                 .observables_table = "mean_field_observables"},
};
