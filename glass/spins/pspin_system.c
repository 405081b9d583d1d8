#include "glass/spins/pspin_system.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "common/config/runfile.h"
#include "common/core/processors.h"
#include "common/io/checkpoint.h"
#include "common/mc/needs.h"
#include "glass/spins/correlation.h"
#include "glass/spins/pspin.h"
#include "glass/spins/pspin_dynamics.h"
#include "glass/spins/pspin_identity.h"
#include "glass/spins/sparse_couplings.h"
#include "glass/spins/spin_keys.h"

/* ---- keys ------------------------------------------------------------------------------------------------------- */

static const struct base_row index_rows[] = {
    {"all", "i >= j >= k: the sum over all indices; identities are exact at every N"},
    {"distinct", "i > j > k"},
    {0}};
static const struct base_table index_table = {
    "indices", "index sets of couplings, [system] indices", index_rows, sizeof *index_rows};
static const struct base_row start_rows[] = {
    {"random", "independent spins"}, {"planted", "the state of [system] planted"}, {0}};
static const struct base_table start_table = {"start", "initial states, [system] start", start_rows,
                                              sizeof *start_rows};

static const struct runfile_key keys[] = {
    {.name = "kind", .doc = "simulated system", .type = RUNFILE_TEXT, .value = "pspin"},
    {.name = "N",
     .doc = "number of spins",
     .type = RUNFILE_INT,
     .value = "128",
     .min = 2,
     .max = 1e6},
    SPIN_KEYS_COVARIANCE,
    {.name = "indices",
     .doc = "index sets of the couplings",
     .type = RUNFILE_TEXT,
     .value = "all",
     .table = &index_table},
    {.name = "couplings_per_spin",
     .doc = "dilution: random sets of different indices, each term; 0: all index sets",
     .type = RUNFILE_REAL,
     .value = "0",
     .min = 0,
     .max = 1e6},
    SPIN_KEYS_SAMPLE,
    {.name = "T",
     .doc = "temperature; 0: gradient descent, with [run] dynamics = langevin",
     .type = RUNFILE_REAL,
     .min = 0,
     .max = 1e9,
     .unit = "energy"},
    {.name = "planted",
     .doc = "temperature at which a hidden state is in equilibrium; inf: none",
     .type = RUNFILE_REAL,
     .value = "inf",
     .min = 1e-9,
     .max = INFINITY,
     .unit = "energy"},
    {.name = "start",
     .doc = "initial state",
     .type = RUNFILE_TEXT,
     .value = "random",
     .table = &start_table},
    {0},
};

static const struct runfile_key langevin_keys[] = {
    {.name = "dt",
     .doc = "integration step; dt times the largest rate, 3.5 for p = 3, must be small",
     .type = RUNFILE_REAL,
     .value = "0.05",
     .min = 1e-9,
     .max = 1,
     .unit = "time"},
    {.name = "steps",
     .doc = "integration steps per unit of the run's time",
     .type = RUNFILE_INT,
     .value = "1",
     .min = 1,
     .max = 1e9},
    {0},
};

static const struct runfile_section spherical_sections[] = {
    {"system", "the p-spin model (k_B = 1)", keys, false},
    {"langevin", "for [run] dynamics langevin", langevin_keys, false},
    {0},
};
static const struct runfile_section ising_sections[] = {
    {"system", "the p-spin model (k_B = 1)", keys, false},
    {0},
};

/* ---- life ------------------------------------------------------------------------------------------------------- */

static void require_memory(const struct pspin *s, const struct runfile *f)
{
    double count = 0, bytes = 0;
    const bool distinct = !strcmp(runfile_text(f, "system", "indices"), "distinct");
    for (int k = 0; k < s->f.n; k++) {
        const double sets =
            s->sets > 0 ? (double)s->sets : coupling_tensor_count(s->f.p[k], s->n, distinct);
        count += sets;
        bytes +=
            s->sets > 0 ? sparse_couplings_memory(s->f.p[k], s->n, sets) : sets * sizeof(float);
    }
    const double memory = processors_memory();
    require(
        bytes < memory,
        "%s = %zu: its %.3g couplings take %.3g GB, and the memory has %.3g GB. Allowed: a smaller "
        "N or p, or couplings_per_spin with kind = pspin_ising",
        runfile_where(f, "system", "N"), s->n, count, bytes / 1e9, memory / 1e9);
}

/* Few couplings hold the whole |s|^2 of spherical spins: e of such a state is about -(N/p)^(p/2) sqrt(N / 2M) / N. */
static void require_dilution(const struct pspin *s, const struct runfile *f)
{
    if (s->sets == 0) return;
    const char *const where = runfile_where(f, "system", "couplings_per_spin");
    for (int k = 0; k < s->f.n; k++) {
        const int p = s->f.p[k];
        require(s->n >= (size_t)p, "%s: sets of %d different spins need N >= %d", where, p, p);
        const double least = pow((double)s->n, p - 2);
        require(s->ising || (double)s->sets >= least * (double)s->n,
                "%s = %g: spherical spins condense on few couplings. Allowed: at least N^(p - 2) = "
                "%.3g, or kind = pspin_ising",
                where, (double)s->sets / (double)s->n, least);
    }
}

static void require_temperatures(const struct pspin *s, const struct runfile *f)
{
    const struct mc_dynamics *const row = runfile_row(f, "run", "dynamics");
    require(s->T > 0 || !(row->needs & NEEDS_MOVES), "%s = 0: trials need a positive temperature",
            runfile_where(f, "system", "T"));
    const double planted = s->planted;
    const char *const where = runfile_where(f, "system", "planted");
    require(isfinite(planted) || strcmp(runfile_text(f, "system", "start"), "planted"),
            "%s = planted: needs the temperature [system] planted",
            runfile_where(f, "system", "start"));
    if (!isfinite(planted)) return;
    const double lowest = s->ising ? covariance_kauzmann_temperature_ising(&s->f)
                                   : covariance_kauzmann_temperature(&s->f);
    require(planted >= lowest,
            "%s = %g: must be at least T_K = %.7g of this model; below it a planted state is not "
            "typical",
            where, planted, lowest);
}

static void draw_spins(const struct pspin *s, struct rng *rng, double *x)
{
    for (size_t i = 0; i < s->n; i++)
        x[i] = s->ising ? (rng_u32(rng) & 1 ? 1 : -1) : rng_normal(rng);
    if (!s->ising) pspin_dynamics_normalise(x, s->n);
}

static void draw_couplings(struct pspin *s, const struct runfile *f)
{
    struct rng rng;
    rng_init(&rng, (uint64_t)runfile_int(f, "system", "sample"), 0, RNG_COUPLINGS);
    const double planted = runfile_real(f, "system", "planted");
    if (isfinite(planted)) {
        s->plan = base_alloc(s->n, sizeof *s->plan);
        draw_spins(s, &rng, s->plan);
    }
    const bool distinct = !strcmp(runfile_text(f, "system", "indices"), "distinct");
    for (int k = 0; k < s->f.n; k++)
        if (s->sets > 0)
            coupling_tensor_init_sparse(&s->term[k], s->f.p[k], s->n, s->sets, s->f.a[k], &rng,
                                        s->plan, 1 / planted);
        else
            coupling_tensor_init(&s->term[k], s->f.p[k], s->n, distinct, s->f.a[k], &rng, s->plan,
                                 1 / planted);
}

static struct pspin *create(const struct runfile *f, bool ising)
{
    struct pspin *const s = base_alloc(1, sizeof *s);
    *s = (struct pspin){.n = (size_t)runfile_int(f, "system", "N"),
                        .ising = ising,
                        .T = runfile_real(f, "system", "T"),
                        .planted = runfile_real(f, "system", "planted"),
                        .f = covariance_of(f)};
    s->sets = (size_t)llround(runfile_real(f, "system", "couplings_per_spin") * (double)s->n);
    require_dilution(s, f);
    require_memory(s, f);
    require_temperatures(s, f);
    s->s = base_alloc(s->n, sizeof *s->s);
    s->work = base_alloc(4 * s->n, sizeof *s->work);
    s->past.s = base_alloc(PSPIN_PAST * s->n, sizeof *s->past.s);
    pspin_identity_reset(s);
    draw_couplings(s, f);
    return s;
}

static void *create_spherical(const struct runfile *f)
{
    struct pspin *const s = create(f, false);
    s->dt = runfile_real(f, "langevin", "dt");
    s->steps = runfile_int(f, "langevin", "steps");
    rng_init(&s->noise, (uint64_t)runfile_int(f, "run", "seed"),
             (uint32_t)runfile_int(f, "run", "replica"), RNG_NOISE);
    return s;
}

static void *create_ising(const struct runfile *f)
{
    return create(f, true);
}

static void set_initial_state(void *state, const struct runfile *f)
{
    struct pspin *const s = state;
    struct rng rng;
    rng_init(&rng, (uint64_t)runfile_int(f, "run", "seed"),
             (uint32_t)runfile_int(f, "run", "replica"), RNG_START);
    if (!strcmp(runfile_text(f, "system", "start"), "planted"))
        memcpy(s->s, s->plan, s->n * sizeof *s->s);
    else
        draw_spins(s, &rng, s->s);
}

static void destroy(void *state)
{
    struct pspin *const s = state;
    for (int k = 0; k < s->f.n; k++) coupling_tensor_clear(&s->term[k]);
    base_free(s->s), base_free(s->plan), base_free(s->work), base_free(s->past.s), base_free(s);
}

/* ---- what the chain reads --------------------------------------------------------------------------------------- */

static size_t trials(const void *state)
{
    return ((const struct pspin *)state)->n;
}

static double energy(const void *state)
{
    return pspin_energy(state);
}

static double size(const void *state)
{
    return (double)((const struct pspin *)state)->n;
}

static void view(void *state, struct frame *f)
{
    const struct pspin *const s = state;
    f->n = s->n, f->dim = 1, f->x = s->s;
}

static void visit(void *state, struct checkpoint *c)
{
    struct pspin *const s = state;
    checkpoint_f64(c, "spins", s->s, s->n);
    double norm = 0;
    bool signs = true;
    for (size_t i = 0; i < s->n; i++) {
        norm += s->s[i] * s->s[i];
        signs = signs && fabs(s->s[i]) == 1;
    }
    checkpoint_require(c, s->ising ? signs : fabs(norm / (double)s->n - 1) < 1e-6, "spins");
    if (!s->ising) checkpoint_rng(c, &s->noise);
}

static void set_temperature(void *state, double T)
{
    struct pspin *const s = state;
    if (T != s->T) pspin_identity_reset(s);
    s->T = T;
}

static void end_warmup(void *state)
{
    pspin_identity_reset(state);
}

/* Langevin dynamics does not track the energy: tables compute it. */
static double reported_energy(void *state)
{
    return energy(state) / size(state);
}

static double multiplier(void *state)
{
    return pspin_multiplier(state);
}

static double planted_overlap(void *state)
{
    const struct pspin *const s = state;
    return s->plan ? pspin_overlap(s, s->plan) : NAN;
}

static const struct mc_column columns[] = {
    {"multiplier", "mu = T - s.dH/ds / N, the multiplier of |s|^2 = N in equilibrium", "energy",
     multiplier},
    {"planted_overlap", "overlap with the planted state; nan if there is none", "1",
     planted_overlap},
    {0},
};

/* The variance of H over random states is N f(1) for any couplings of this covariance. */
static const char *notes(const void *state)
{
    enum { STATES = 64 };
    static char text[400];
    struct pspin s = *(const struct pspin *)state;
    struct rng rng;
    rng_init(&rng, 1, 0, RNG_PROBE);
    s.s = base_alloc(s.n, sizeof *s.s);
    double sum = 0;
    for (int k = 0; k < STATES; k++) {
        draw_spins(&s, &rng, s.s);
        const double H = pspin_energy(&s);
        sum += H * H;
    }
    base_free(s.s);
    const double mean = sum / STATES / (double)s.n, f = covariance_value(&s.f, 1);
    int n =
        snprintf(text, sizeof text, "mean of H^2/N over %d random states: %.3g +- %.2g; f(1) = %g",
                 STATES, mean, f * sqrt(2.0 / STATES), f);
    if (!s.ising)
        snprintf(text + n, sizeof text - (size_t)n,
                 "\nspherical spins: T_d = %.6f, T_K = %.6f, threshold energy %.6f",
                 covariance_dynamic_temperature(&s.f), covariance_kauzmann_temperature(&s.f),
                 covariance_threshold_energy(&s.f));
    return text;
}

#define FUNCTIONS                                                                                  \
    .set_initial_state = set_initial_state, .free = destroy, .trials = trials, .energy = energy,   \
    .size = size, .view = view, .visit = visit,                                                    \
    .describe = {.clock = "sweep",                                                                 \
                 .duration = "sweeps",                                                             \
                 .columns = columns,                                                               \
                 .tables = pspin_identity_tables,                                                  \
                 .report = pspin_identity_report,                                                  \
                 .notes = notes,                                                                   \
                 .reported_energy = reported_energy,                                               \
                 .observables = correlation_rows,                                                  \
                 .observables_table = "spin_observables"},                                         \
    .adapt = {.set_temperature = set_temperature, .end_warmup = end_warmup}

const struct mc_system pspin_system_spherical = {
    .name = "pspin",
    .doc = "spherical p-spin model: real spins, |s|^2 = N",
    .sections = spherical_sections,
    .moves = pspin_dynamics_spherical_moves,
    .dynamics = pspin_dynamics_spherical,
    .create = create_spherical,
    FUNCTIONS,
};

const struct mc_system pspin_system_ising = {
    .name = "pspin_ising",
    .doc = "Ising p-spin model: spins +1 and -1",
    .sections = ising_sections,
    .moves = pspin_dynamics_ising_moves,
    .dynamics = pspin_dynamics_ising,
    .create = create_ising,
    FUNCTIONS,
};
