#include "glass/spins/ising_system.h"

#include <math.h>
#include <string.h>
#include <xxhash.h>

#include "common/config/runfile.h"
#include "common/core/processors.h"
#include "common/io/checkpoint.h"
#include "glass/spins/correlation.h"
#include "glass/spins/ising.h"
#include "glass/spins/ising_dynamics.h"
#include "glass/spins/ising_identity.h"
#include "glass/spins/ising_sizes.h"
#include "glass/spins/spin_keys.h"

/* ---- keys ------------------------------------------------------------------------------------------------------- */

static const struct base_row law_rows[] = {
    [BONDS_PM1] = {"pm1", "+1 or -1"},
    [BONDS_GAUSSIAN] = {"gaussian", "normal, mean 0, variance 1"},
    [BONDS_LEGENDRE] = {"legendre",
                        "+1 or -1 by Legendre symbols: one instance without random numbers"},
    {0}};
static const struct base_table law_table = {"couplings", "laws of couplings, [system] couplings",
                                            law_rows, sizeof *law_rows};
static const struct base_row start_rows[] = {
    {"random", "independent spins"}, {"up", "all spins +1"}, {0}};
static const struct base_table start_table = {"spin_start", "initial spins, [system] start",
                                              start_rows, sizeof *start_rows};
static const struct base_row weight_rows[] = {
    {"cut", "J = -weight: the ground state is the largest cut"}, {"couplings", "J = weight"}, {0}};
static const struct base_table weight_table = {
    "weights", "meaning of a file's weights, [system] weights", weight_rows, sizeof *weight_rows};

#define KEYS_SAMPLE                                                                                \
    {.name = "couplings",                                                                          \
     .doc = "law of the couplings",                                                                \
     .type = RUNFILE_TEXT,                                                                         \
     .value = "pm1",                                                                               \
     .table = &law_table},                                                                         \
        SPIN_KEYS_SAMPLE
#define KEYS_STATE(number)                                                                         \
    SPIN_KEYS_T,                                                                                   \
        {.name = "replicas",                                                                       \
         .doc = "states of the same sample at the same T, for overlaps and cluster moves",         \
         .type = RUNFILE_INT,                                                                      \
         .value = number,                                                                          \
         .min = 1,                                                                                 \
         .max = 64},                                                                               \
        {.name = "clusters",                                                                       \
         .doc = "cluster trials after each sweep of typewriter and heat_bath",                     \
         .type = RUNFILE_INT,                                                                      \
         .value = "0",                                                                             \
         .min = 0,                                                                                 \
         .max = 1e6},                                                                              \
    {                                                                                              \
        .name = "start", .doc = "initial spins", .type = RUNFILE_TEXT, .value = "random",          \
        .table = &start_table                                                                      \
    }

static const struct runfile_key lattice_keys[] = {
    {.name = "kind", .doc = "simulated system", .type = RUNFILE_TEXT, .value = "ea"},
    {.name = "L",
     .doc = "side of the lattice",
     .type = RUNFILE_INT,
     .value = "8",
     .min = 3,
     .max = 1000},
    SPIN_KEYS_DIM,
    KEYS_SAMPLE,
    {.name = "positive",
     .doc = "probability of a coupling +1 of law pm1",
     .type = RUNFILE_REAL,
     .value = "0.5",
     .min = 0,
     .max = 1},
    ISING_SIZES_KEYS,
    KEYS_STATE("2"),
    {0},
};
static const struct runfile_key complete_keys[] = {
    {.name = "kind", .doc = "simulated system", .type = RUNFILE_TEXT, .value = "sk"},
    {.name = "N",
     .doc = "number of spins",
     .type = RUNFILE_INT,
     .value = "128",
     .min = 2,
     .max = 100000},
    KEYS_SAMPLE,
    ISING_SIZES_KEYS,
    KEYS_STATE("2"),
    {0},
};
static const struct runfile_key graph_keys[] = {
    {.name = "kind", .doc = "simulated system", .type = RUNFILE_TEXT, .value = "graph"},
    {.name = "file", .doc = "graph in rudy (G-set) or Matrix Market format", .type = RUNFILE_TEXT},
    {.name = "weights",
     .doc = "meaning of the weights",
     .type = RUNFILE_TEXT,
     .value = "cut",
     .table = &weight_table},
    KEYS_STATE("1"),
    {0},
};
static const struct runfile_section lattice_sections[] = {
    {"system", "Edwards-Anderson spin glass (k_B = 1)", lattice_keys, false}, {0}};
static const struct runfile_section complete_sections[] = {
    {"system", "Sherrington-Kirkpatrick spin glass (k_B = 1)", complete_keys, false}, {0}};
static const struct runfile_section graph_sections[] = {
    {"system", "Ising spins on the graph of a file (k_B = 1)", graph_keys, false}, {0}};

/* ---- life ------------------------------------------------------------------------------------------------------- */

static struct ising *allocate(const struct runfile *f, struct bonds bonds, enum bonds_law law)
{
    struct ising *const g = base_alloc(1, sizeof *g);
    *g = (struct ising){.bonds = bonds,
                        .law = law,
                        .n = bonds.n,
                        .replicas = (size_t)runfile_int(f, "system", "replicas"),
                        .clusters = runfile_int(f, "system", "clusters"),
                        .T = runfile_real(f, "system", "T")};
    require(g->clusters == 0 || g->replicas > 1, "%s: cluster moves need [system] replicas >= 2",
            runfile_where(f, "system", "clusters"));
    metropolis_init(&g->metropolis);
    ising_identity_reset(g);
    const size_t all = g->n * g->replicas;
    g->s = base_alloc(all, sizeof *g->s);
    g->h = base_alloc(all, sizeof *g->h);
    g->x = base_alloc(all, sizeof *g->x);
    g->flip = base_alloc(g->n + 2, sizeof *g->flip);
    g->seen = base_alloc(g->n, sizeof *g->seen);
    for (size_t k = 0; k < bonds.m; k++) g->weights += bonds.pair[k].J;
    return g;
}

static enum bonds_law law_of(const struct runfile *f)
{
    return (enum bonds_law)((const struct base_row *)runfile_row(f, "system", "couplings") -
                            law_rows);
}

static struct rng sample_of(const struct runfile *f)
{
    struct rng rng;
    rng_init(&rng, (uint64_t)runfile_int(f, "system", "sample"), 0, RNG_COUPLINGS);
    return rng;
}

static void *create_lattice(const struct runfile *f)
{
    const int dim = (int)runfile_int(f, "system", "dim");
    const size_t L = (size_t)runfile_int(f, "system", "L");
    const double positive = runfile_real(f, "system", "positive");
    require(positive == 0.5 || law_of(f) == BONDS_PM1, "%s: needs [system] couplings = pm1",
            runfile_where(f, "system", "positive"));
    struct rng rng = sample_of(f);
    struct bonds b;
    bonds_init_lattice(&b, dim, L, law_of(f), positive, &rng);
    struct ising *const g = allocate(f, b, law_of(f));
    g->L = L, g->dim = (size_t)dim, g->positive = positive;
    ising_sizes_init(g, f);
    return g;
}

static bool prime_one_mod_four(size_t n)
{
    for (size_t k = 2; k * k <= n; k++)
        if (n % k == 0) return false;
    return n > 2 && n % 4 == 1;
}

static void *create_complete(const struct runfile *f)
{
    const size_t n = (size_t)runfile_int(f, "system", "N");
    const char *const where = runfile_where(f, "system", "N");
    require(law_of(f) != BONDS_LEGENDRE || prime_one_mod_four(n),
            "%s = %zu: couplings = legendre need a prime of the form 4k + 1", where, n);
    const double memory = processors_memory();
    const double bytes = (double)n * (double)n * 20;
    require(bytes < memory, "%s = %zu: the couplings take %.3g GB, and the memory has %.3g GB",
            where, n, bytes / 1e9, memory / 1e9);
    struct rng rng = sample_of(f);
    struct bonds b;
    bonds_init_complete(&b, n, law_of(f), &rng);
    struct ising *const g = allocate(f, b, law_of(f));
    ising_sizes_init(g, f);
    return g;
}

static void *create_graph(const struct runfile *f)
{
    const bool cut = !strcmp(runfile_text(f, "system", "weights"), "cut");
    struct bonds b;
    bonds_init_file(&b, runfile_text(f, "system", "file"), cut ? -1 : 1);
    struct ising *const g = allocate(f, b, BONDS_FILE);
    g->cut = -INFINITY;
    return g;
}

static void set_initial_state(void *state, const struct runfile *f)
{
    struct ising *const g = state;
    struct rng rng;
    rng_init(&rng, (uint64_t)runfile_int(f, "run", "seed"),
             (uint32_t)runfile_int(f, "run", "replica"), RNG_START);
    const bool up = !strcmp(runfile_text(f, "system", "start"), "up");
    for (size_t k = 0; k < g->n * g->replicas; k++) g->s[k] = up || rng_u32(&rng) & 1 ? 1 : -1;
    ising_set_fields(g);
}

static void destroy(void *state)
{
    struct ising *const g = state;
    bonds_clear(&g->bonds);
    base_free(g->s), base_free(g->h), base_free(g->d), base_free(g->x), base_free(g->flip),
        base_free(g->seen);
    base_free(g);
}

/* ---- what the chain reads --------------------------------------------------------------------------------------- */

static size_t trials(const void *state)
{
    const struct ising *const g = state;
    return g->n * g->replicas;
}

static double energy(const void *state)
{
    return ising_energy(state);
}

static double size(const void *state)
{
    return (double)trials(state);
}

static void view(void *state, struct frame *f)
{
    struct ising *const g = state;
    f->n = g->n * g->replicas, f->dim = 1, f->x = g->x;
    for (size_t k = 0; k < f->n; k++) g->x[k] = g->s[k];
}

static void visit(void *state, struct checkpoint *c)
{
    struct ising *const g = state;
    const size_t all = g->n * g->replicas;
    uint64_t digest = XXH3_64bits(g->bonds.pair, g->bonds.m * sizeof *g->bonds.pair);
    const uint64_t mine = digest;
    checkpoint_u64(c, "couplings", &digest, 1);
    require(digest == mine, "[system]: the couplings differ from those that this run started with");
    checkpoint_u8(c, "spins", (uint8_t *)g->s, all);
    checkpoint_f64(c, "fields", g->h, all);
    ising_sizes_visit(g, c);
    checkpoint_f64(c, "cut", &g->cut, 1);
    for (size_t k = 0; k < all; k++) {
        checkpoint_require(c, g->s[k] == 1 || g->s[k] == -1, "spins");
        checkpoint_require(c, isfinite(g->h[k]), "fields");
    }
}

static void end_warmup(void *state)
{
    ising_identity_reset(state);
}

static void set_temperature(void *state, double T)
{
    struct ising *const g = state;
    if (T != g->T) ising_identity_reset(g);
    g->T = T;
}

/* Mean over pairs of replicas; nan for one replica. */
static double over_pairs(const struct ising *g,
                         double (*value)(const struct ising *g, size_t a, size_t b), int power)
{
    double sum = 0;
    for (size_t a = 0; a < g->replicas; a++)
        for (size_t b = 0; b < a; b++) sum += pow(value(g, a, b), power);
    const double pairs = (double)g->replicas * ((double)g->replicas - 1) / 2;
    return pairs > 0 ? sum / pairs : NAN;
}

static double magnetisation(void *state)
{
    const struct ising *const g = state;
    int64_t sum = 0;
    for (size_t k = 0; k < g->n * g->replicas; k++) sum += g->s[k];
    return (double)sum / size(g);
}

static double overlap(void *state)
{
    const struct ising *const g = state;
    return g->replicas > 1 ? ising_overlap(g, 0, 1) : NAN;
}

static double overlap_square(void *state)
{
    return over_pairs(state, ising_overlap, 2);
}

static double overlap_fourth(void *state)
{
    return over_pairs(state, ising_overlap, 4);
}

static double link_overlap(void *state)
{
    return over_pairs(state, ising_link_overlap, 1);
}

static double overlap_wave(void *state)
{
    const struct ising *const g = state;
    return g->dim ? over_pairs(g, ising_overlap_wave, 1) : NAN;
}

static double cut(void *state)
{
    return ((const struct ising *)state)->cut;
}

#define COLUMNS                                                                                    \
    {"magnetisation", "mean spin", "1", magnetisation},                                            \
        {"overlap", "q of the first two replicas", "1", overlap},                                  \
        {"overlap_square", "q^2, mean over pairs of replicas", "1", overlap_square},               \
        {"overlap_fourth", "q^4, mean over pairs of replicas", "1", overlap_fourth},               \
    {                                                                                              \
        "link_overlap", "mean over bonds of the product of both spins in both replicas", "1",      \
            link_overlap                                                                           \
    }

static const struct mc_column lattice_columns[] = {
    COLUMNS,
    {"overlap_wave", "|q(k)|^2 at k = 2 pi/L, for the correlation length", "1", overlap_wave},
    {0}};
static const struct mc_column complete_columns[] = {COLUMNS, {0}};
static const struct mc_column graph_columns[] = {
    COLUMNS, {"cut", "largest cut so far, one replica", "1", cut}, {0}};

#define SYSTEM(symbol, word, text, keys, make, table)                                              \
    const struct mc_system symbol = {                                                              \
        .name = word,                                                                              \
        .doc = text,                                                                               \
        .sections = keys,                                                                          \
        .moves = ising_dynamics_moves,                                                             \
        .dynamics = ising_dynamics,                                                                \
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
                     .columns = table,                                                             \
                     .tables = ising_identity_tables,                                              \
                     .report = ising_identity_report,                                              \
                     .observables = correlation_rows,                                              \
                     .observables_table = "spin_observables"},                                     \
        .adapt = {.set_temperature = set_temperature, .end_warmup = end_warmup},                   \
    }

SYSTEM(ising_system_lattice, "ea", "Edwards-Anderson spin glass on a periodic lattice",
       lattice_sections, create_lattice, lattice_columns);
SYSTEM(ising_system_complete, "sk", "Sherrington-Kirkpatrick spin glass, all pairs",
       complete_sections, create_complete, complete_columns);
SYSTEM(ising_system_graph, "graph", "Ising spins on a graph from a file; maximum cut",
       graph_sections, create_graph, graph_columns);
