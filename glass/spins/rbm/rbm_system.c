#include "glass/spins/rbm/rbm_system.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <xxhash.h>

#include "common/config/runfile.h"
#include "common/core/processors.h"
#include "common/io/checkpoint.h"
#include "common/mc/needs.h"
#include "common/numerics/replica_symmetry.h"
#include "glass/spins/correlation.h"
#include "glass/spins/rbm/rbm.h"
#include "glass/spins/rbm/rbm_columns.h"
#include "glass/spins/rbm/rbm_dynamics.h"
#include "glass/spins/rbm/rbm_keys.h"

/* ---- keys --------------------------------------------------------------------------------------- */

static const struct base_row start_rows[] = {
    {"pattern", "visible units along the first pattern"}, {"random", "independent units"}, {0}};
static const struct base_table start_table = {"rbm_start", "initial units, [system] start",
                                              start_rows, sizeof *start_rows};

#define KEYS_N                                                                                     \
    {.name = "N",                                                                                  \
     .doc = "number of visible units",                                                             \
     .type = RUNFILE_INT,                                                                          \
     .value = "1000",                                                                              \
     .min = 2,                                                                                     \
     .max = 1e6},                                                                                  \
        RBM_KEYS_ALPHA
#define KEYS_STATE                                                                                 \
    {.name = "sample",                                                                             \
     .doc = "number of the sample of patterns; 0 = [run] seed",                                    \
     .type = RUNFILE_INT,                                                                          \
     .value = "1",                                                                                 \
     .min = 0,                                                                                     \
     .max = 9e15},                                                                                 \
        {.name = "replicas",                                                                       \
         .doc = "states of the same sample at the same T, for overlaps",                           \
         .type = RUNFILE_INT,                                                                      \
         .value = "2",                                                                             \
         .min = 1,                                                                                 \
         .max = 64},                                                                               \
    {                                                                                              \
        .name = "start", .doc = "initial units", .type = RUNFILE_TEXT, .value = "pattern",         \
        .table = &start_table                                                                      \
    }

static const struct runfile_key rbm_keys[] = {
    {.name = "kind", .doc = "simulated system", .type = RUNFILE_TEXT, .value = "rbm"},
    KEYS_N,
    RBM_KEY_OMEGA("Omega_visible", "visible units", "0"),
    RBM_KEY_OMEGA("Omega_hidden", "hidden units", "1"),
    RBM_KEY_OMEGA("Omega_patterns", "patterns", "0"),
    {.name = "size_spread",
     .doc = "standard deviation of the hidden units' sizes about 1, a uniform law",
     .type = RUNFILE_REAL,
     .value = "0",
     .min = 0,
     .max = 0.57},
    {.name = "T",
     .doc = "temperature of weights exp(-H/T); T^2 is that of the Hopfield network",
     .type = RUNFILE_REAL,
     .min = 1e-9,
     .max = 1e9,
     .unit = "energy"},
    KEYS_STATE,
    {0},
};
static const struct runfile_key hopfield_keys[] = {
    {.name = "kind", .doc = "simulated system", .type = RUNFILE_TEXT, .value = "hopfield"},
    KEYS_N,
    RBM_KEY_OMEGA("Omega_patterns", "patterns", "0"),
    SPIN_KEYS_T,
    KEYS_STATE,
    {0},
};
static const struct runfile_section rbm_sections[] = {
    {"system", "restricted Boltzmann machine with random weights (k_B = 1)", rbm_keys, false}, {0}};
static const struct runfile_section hopfield_sections[] = {
    {"system", "Hopfield network (k_B = 1)", hopfield_keys, false}, {0}};

/* ---- life --------------------------------------------------------------------------------------- */

/* H of Gaussian units on both sides has no lowest value; the weights have a sum above this T. */
static void require_bounded(const struct rbm *g, double T)
{
    const double both = g->visible.Omega * g->hidden.Omega;
    require(sqrt(both) * g->bound < T,
            "[system] T = %g: weights of Gaussian visible and hidden units have no sum. Allowed: T "
            "> %.6g, or "
            "Omega_visible = 0",
            T, sqrt(both) * g->bound);
}

static struct rng stream(const struct runfile *f, enum rng_purpose purpose)
{
    struct rng rng;
    const int64_t sample = runfile_int(f, "system", "sample");
    rng_init(&rng, (uint64_t)(sample ? sample : runfile_int(f, "run", "seed")), 0, purpose);
    return rng;
}

static void draw_patterns(struct rbm *g, const struct runfile *f)
{
    const double alpha = runfile_real(f, "system", "alpha"), m = round(alpha * (double)g->n);
    const char *const where = runfile_where(f, "system", "alpha");
    require(m >= 2, "%s = %g: makes %g patterns of N = %zu units. Allowed: at least 2", where,
            alpha, m, g->n);
    const double bytes = 8 * (double)g->n * m, memory = processors_memory();
    require(bytes < memory, "%s = %g: the patterns take %.3g GB, and the memory has %.3g GB", where,
            alpha, bytes / 1e9, memory / 1e9);
    const struct unit_law law = unit_law(runfile_real(f, "system", "Omega_patterns"));
    struct rng rng = stream(f, RNG_COUPLINGS);
    patterns_init(&g->patterns, g->n, (size_t)m, &law, &rng);
    g->m = (size_t)m;
    g->model = (struct replica_symmetry_model){m / (double)g->n, g->hidden.Omega, law.Omega};
}

static void *create(const struct runfile *f, bool integrated, double visible, double hidden)
{
    struct rbm *const g = base_alloc(1, sizeof *g);
    *g = (struct rbm){.n = (size_t)runfile_int(f, "system", "N"),
                      .replicas = (size_t)runfile_int(f, "system", "replicas"),
                      .T = runfile_real(f, "system", "T"),
                      .integrated = integrated,
                      .visible = unit_law(visible),
                      .hidden = unit_law(hidden)};
    draw_patterns(g, f);
    g->s = base_alloc(g->replicas * g->n, sizeof *g->s);
    g->y = base_alloc(g->replicas * g->m, sizeof *g->y);
    callen_reset(&g->callen);
    return g;
}

/* Every sample has the same sizes in another order. */
static void draw_sizes(struct rbm *g, const struct runfile *f)
{
    struct rng rng = stream(f, RNG_DIAMETERS);
    uint32_t *const order = base_alloc(g->m, sizeof *order);
    for (uint32_t mu = 0; mu < g->m; mu++) order[mu] = mu;
    rng_shuffle(&rng, order, (uint32_t)g->m);
    for (size_t k = 0; k < g->replicas * g->m; k++)
        g->size[k] = 1 + sqrt(3) * g->spread * ((2.0 * order[k % g->m] + 1) / (double)g->m - 1);
    base_free(order);
}

static void *create_rbm(const struct runfile *f)
{
    struct rbm *const g = create(f, false, runfile_real(f, "system", "Omega_visible"),
                                 runfile_real(f, "system", "Omega_hidden"));
    g->h = base_alloc(g->replicas * g->n, sizeof *g->h);
    g->z = base_alloc(g->replicas * g->m, sizeof *g->z);
    g->size = base_alloc(g->replicas * g->m, sizeof *g->size);
    g->work = base_alloc(g->m, sizeof *g->work);
    g->spread = runfile_real(f, "system", "size_spread");
    draw_sizes(g, f);
    if (g->visible.Omega * g->hidden.Omega > 0)
        g->bound = (1 + sqrt(3) * g->spread) * sqrt(patterns_largest_eigenvalue(&g->patterns));
    require_bounded(g, g->T);
    return g;
}

static void *create_hopfield(const struct runfile *f)
{
    struct rbm *const g = create(f, true, 0, 1);
    g->self = base_alloc(g->n, sizeof *g->self);
    for (size_t k = 0; k < g->n * g->m; k++) {
        const double xi = (double)g->patterns.transposed[k];
        g->self[k / g->m] += xi * xi / (double)g->n;
    }
    return g;
}

static void set_initial_state(void *state, const struct runfile *f)
{
    struct rbm *const g = state;
    struct rng rng;
    rng_init(&rng, (uint64_t)runfile_int(f, "run", "seed"),
             (uint32_t)runfile_int(f, "run", "replica"), RNG_START);
    const bool pattern = !strcmp(runfile_text(f, "system", "start"), "pattern");
    for (size_t k = 0; k < g->replicas * g->n; k++) {
        const double x = unit_law_draw(&g->visible, 0, &rng);
        g->s[k] = pattern ? copysign(x, (double)g->patterns.xi[k % g->n]) : x;
    }
    for (size_t k = 0; !g->integrated && k < g->replicas * g->m; k++)
        g->z[k] = unit_law_draw(&g->hidden, 0, &rng);
    rbm_set_fields(g);
}

static void destroy(void *state)
{
    struct rbm *const g = state;
    patterns_clear(&g->patterns);
    base_free(g->s), base_free(g->h), base_free(g->z), base_free(g->y);
    base_free(g->size), base_free(g->self), base_free(g->work);
    base_free(g);
}

/* ---- what the chain reads ----------------------------------------------------------------------- */

static size_t trials(const void *state)
{
    const struct rbm *const g = state;
    return g->replicas * (g->integrated ? g->n : g->n + g->m);
}

static double energy(const void *state)
{
    return rbm_energy(state);
}

static double size(const void *state)
{
    const struct rbm *const g = state;
    return (double)(g->replicas * g->n);
}

static void view(void *state, struct frame *f)
{
    struct rbm *const g = state;
    f->n = g->replicas * g->n, f->dim = 1, f->x = g->s;
}

/* Omega: of the units' law; NAN: any finite numbers. */
static void visit_numbers(struct checkpoint *c, const char *name, double *x, size_t n, double Omega)
{
    checkpoint_f64(c, name, x, n);
    for (size_t k = 0; k < n; k++)
        checkpoint_require(c, Omega == 0 ? fabs(x[k]) == 1 : isfinite(x[k]), name);
}

static void visit(void *state, struct checkpoint *c)
{
    struct rbm *const g = state;
    const size_t visible = g->replicas * g->n, hidden = g->replicas * g->m;
    uint64_t digest = XXH3_64bits(g->patterns.xi, g->n * g->m * sizeof *g->patterns.xi);
    const uint64_t mine = digest;
    checkpoint_u64(c, "patterns", &digest, 1);
    require(digest == mine, "[system]: the patterns differ from those that this run started with");
    visit_numbers(c, "visible", g->s, visible, g->visible.Omega);
    visit_numbers(c, "hidden_fields", g->y, hidden, NAN);
    callen_visit(&g->callen, c);
    if (g->integrated) return;
    visit_numbers(c, "hidden", g->z, hidden, g->hidden.Omega);
    visit_numbers(c, "visible_fields", g->h, visible, NAN);
    visit_numbers(c, "sizes", g->size, hidden, NAN);
}

static void set_temperature(void *state, double T)
{
    struct rbm *const g = state;
    require_bounded(g, T);
    if (g->T != T) callen_reset(&g->callen);
    g->T = T;
}

static void end_warmup(void *state)
{
    callen_reset(&((struct rbm *)state)->callen);
}

static const char *lacks(const struct needs_query *q)
{
    const bool hopfield = !strcmp(runfile_text(q->f, "system", "kind"), "hopfield");
    if (q->need == NEEDS_SIZES && (hopfield || runfile_real(q->f, "system", "size_spread") == 0))
        return "hidden units of equal sizes ([system] size_spread = 0)";
    if (q->need == NEEDS_CONTINUOUS &&
        (hopfield || (runfile_real(q->f, "system", "Omega_visible") == 0 &&
                      runfile_real(q->f, "system", "Omega_hidden") == 0)))
        return "units +1 and -1 ([system] Omega = 0)";
    return NULL;
}

/* ---- log ---------------------------------------------------------------------------------------- */

static const char *notes(const void *state)
{
    static char text[400];
    const struct rbm *const g = state;
    if (g->visible.Omega > 0 || g->spread > 0) return NULL;
    const double T = g->integrated ? g->T : g->T * g->T;
    const struct replica_symmetry_state a = replica_symmetry_retrieval(&g->model, T),
                                        b = replica_symmetry_disordered(&g->model, T);
    const int n = snprintf(text, sizeof text,
                           "replica symmetry, N = infinity: %zu patterns, alpha = %g, T%s = %g; ",
                           g->m, g->model.alpha, g->integrated ? "" : "^2", T);
    if (isnan(a.m))
        snprintf(text + n, sizeof text - (size_t)n, "no retrieval; q = %.6f, r = %.6f", b.q, b.r);
    else
        snprintf(text + n, sizeof text - (size_t)n,
                 "retrieval: m = %.6f, q = %.6f, r = %.6f, %s the %s in free energy", a.m, a.q, a.r,
                 a.f < b.f ? "below" : "above", b.q > 0 ? "spin glass" : "paramagnet");
    return text;
}

static void report(const void *state, void (*log_line)(void *context, const char *line),
                   void *context)
{
    const struct statistics_estimate e = callen_mean(&((const struct rbm *)state)->callen);
    if (isnan(e.error)) return;
    const double z = e.value / e.error;
    char *const line =
        base_text("identity of Callen, <(x - <x|b>) <x|b>> = 0 per unit: %.2e(%.1e), "
                  "z = %.1f: %s",
                  e.value, e.error, z, fabs(z) < 4 ? "holds" : "violated, not in equilibrium");
    log_line(context, line);
    base_free(line);
}

static const char *header_line(const void *state)
{
    return ((const struct rbm *)state)->integrated
               ? NULL
               : "T: weights exp(-H/T), H = -sum c xi s z / sqrt N; T^2 is the temperature of the "
                 "Hopfield network";
}

#define SYSTEM(symbol, word, text, keys, make, table_moves, table_dynamics)                        \
    const struct mc_system symbol = {                                                              \
        .name = word,                                                                              \
        .doc = text,                                                                               \
        .sections = keys,                                                                          \
        .moves = table_moves,                                                                      \
        .dynamics = table_dynamics,                                                                \
        .lacks = lacks,                                                                            \
        .create = make,                                                                            \
        .set_initial_state = set_initial_state,                                                    \
        .free = destroy,                                                                           \
        .trials = trials,                                                                          \
        .energy = energy,                                                                          \
        .size = size,                                                                              \
        .view = view,                                                                              \
        .visit = visit,                                                                            \
        .describe = {.clock = "sweep",                                                             \
                     .duration = "sweeps",                                                         \
                     .columns = rbm_columns,                                                       \
                     .observables = correlation_rows,                                              \
                     .observables_table = "spin_observables",                                      \
                     .header_line = header_line,                                                   \
                     .notes = notes,                                                               \
                     .report = report},                                                            \
        .adapt = {.set_temperature = set_temperature, .end_warmup = end_warmup},                   \
    }

SYSTEM(rbm_system, "rbm", "restricted Boltzmann machine with random weights", rbm_sections,
       create_rbm, rbm_dynamics_moves, rbm_dynamics);
SYSTEM(rbm_system_hopfield, "hopfield", "Hopfield network: Gaussian hidden units integrated out",
       hopfield_sections, create_hopfield, rbm_dynamics_hopfield_moves, rbm_dynamics_hopfield);
