#include "glass/spins/lanes_system.h"

#include <math.h>
#include <string.h>
#include <xxhash.h>

#include "common/config/runfile.h"
#include "common/io/checkpoint.h"
#include "glass/spins/correlation.h"
#include "glass/spins/identity.h"
#include "glass/spins/lanes.h"
#include "glass/spins/spin_keys.h"

struct holder {
    struct lanes *g;
    double *x; /* (2, n) spins of the first sample, for frames */
};

static const struct runfile_key keys[] = {
    {.name = "kind", .doc = "simulated system", .type = RUNFILE_TEXT, .value = "ea_lanes"},
    {.name = "L",
     .doc = "side of the lattice",
     .type = RUNFILE_INT,
     .value = "8",
     .min = 3,
     .max = 256},
    SPIN_KEYS_DIM,
    {.name = "positive",
     .doc = "probability of a coupling +1",
     .type = RUNFILE_REAL,
     .value = "0.5",
     .min = 0,
     .max = 1},
    {.name = "sample",
     .doc = "number of the first of the 256 disorder samples",
     .type = RUNFILE_INT,
     .value = "1",
     .min = 0,
     .max = 9e15},
    SPIN_KEYS_T,
    {.name = "measure_every",
     .doc = "interval at which means of each sample grow (samples.dat); a measurement costs some "
            "four sweeps",
     .type = RUNFILE_INT,
     .value = "20",
     .min = 1,
     .max = 1e15,
     .unit = "sweep"},
    {0},
};
static const struct runfile_section sections[] = {
    {"system", "256 samples of the +1, -1 Edwards-Anderson spin glass (k_B = 1)", keys, false},
    {0}};

static void *create(const struct runfile *f)
{
    require(!runfile_has(f, "tempering"),
            "%s = ea_lanes: its samples share a temperature. [tempering] needs kind = ea",
            runfile_where(f, "system", "kind"));
    struct holder *const h = base_alloc(1, sizeof *h);
    struct lanes *const g = h->g = lanes_create(
        (size_t)runfile_int(f, "system", "dim"), (size_t)runfile_int(f, "system", "L"),
        runfile_real(f, "system", "positive"), (uint64_t)runfile_int(f, "system", "sample"));
    g->T = runfile_real(f, "system", "T");
    g->every = runfile_int(f, "system", "measure_every");
    /* another stream for other samples: members of an ensemble share no thermal noise */
    const uint64_t seed = (uint64_t)runfile_int(f, "run", "seed"),
                   sample = (uint64_t)runfile_int(f, "system", "sample");
    rng_init(&g->rng, seed ^ sample * 0x9e3779b97f4a7c15,
             (uint32_t)runfile_int(f, "run", "replica"), RNG_MOVE);
    h->x = base_alloc(2 * g->n, sizeof *h->x);
    return h;
}

static void set_initial_state(void *state, const struct runfile *f)
{
    struct rng rng;
    rng_init(&rng, (uint64_t)runfile_int(f, "run", "seed"),
             (uint32_t)runfile_int(f, "run", "replica"), RNG_START);
    lanes_draw(((struct holder *)state)->g, &rng);
}

static void destroy(void *state)
{
    struct holder *const h = state;
    lanes_free(h->g);
    base_free(h->x), base_free(h);
}

static struct lanes *lanes_of(const void *state)
{
    return ((const struct holder *)state)->g;
}

static void advance(struct mc_chain *c)
{
    lanes_advance(lanes_of(c->state));
    c->energy = NAN;
}

static void set_temperature(void *state, double T)
{
    lanes_of(state)->T = T;
}

static void end_warmup(void *state)
{
    struct lanes *const g = lanes_of(state);
    memset(g->sums, 0, sizeof g->sums);
    g->times = 0, g->sweep = 0;
}

static void visit(void *state, struct checkpoint *c)
{
    struct lanes *const g = lanes_of(state);
    uint64_t digest = XXH3_64bits(g->J, g->n * g->dim * LANES_WORDS * sizeof *g->J);
    const uint64_t mine = digest;
    checkpoint_u64(c, "couplings", &digest, 1);
    require(digest == mine, "[system]: the couplings differ from those that this run started with");
    checkpoint_u64(c, "first", g->s[0], g->n * LANES_WORDS);
    checkpoint_u64(c, "second", g->s[1], g->n * LANES_WORDS);
    checkpoint_i64(c, "sweep", &g->sweep, 1);
    checkpoint_rng(c, &g->rng);
    g->current = false;
}

static size_t trials(const void *state)
{
    return 2 * lanes_of(state)->n * LANES_NUMBER;
}

static double size(const void *state)
{
    return (double)trials(state);
}

static double mean(const void *state, double (*value)(const struct lanes_sample *x))
{
    struct lanes *const g = lanes_of(state);
    double sum = 0;
    lanes_measure(g);
    for (size_t lane = 0; lane < LANES_NUMBER; lane++) sum += value(&g->sample[lane]);
    return sum / LANES_NUMBER;
}

static double energy_of(const struct lanes_sample *x)
{
    return x->e;
}

static double square_of(const struct lanes_sample *x)
{
    return x->q * x->q;
}

static double fourth_of(const struct lanes_sample *x)
{
    return x->q * x->q * x->q * x->q;
}

static double link_of(const struct lanes_sample *x)
{
    return x->link;
}

static double wave_of(const struct lanes_sample *x)
{
    return x->wave;
}

static double energy(const void *state)
{
    return mean(state, energy_of) * size(state);
}

static double reported_energy(void *state)
{
    return mean(state, energy_of);
}

static double overlap(void *state)
{
    struct lanes *const g = lanes_of(state);
    lanes_measure(g);
    return g->sample[0].q;
}

static double overlap_square(void *state)
{
    return mean(state, square_of);
}

static double overlap_fourth(void *state)
{
    return mean(state, fourth_of);
}

static double link_overlap(void *state)
{
    return mean(state, link_of);
}

static double overlap_wave(void *state)
{
    return mean(state, wave_of);
}

static void view(void *state, struct frame *f)
{
    struct holder *const h = state;
    const struct lanes *const g = h->g;
    for (size_t r = 0; r < 2; r++)
        for (size_t i = 0; i < g->n; i++) h->x[r * g->n + i] = 2 * lanes_bit(g->s[r], i, 0) - 1;
    f->n = 2 * g->n, f->dim = 1, f->x = h->x;
}

static const struct mc_column columns[] = {
    {"overlap", "q of the two replicas of the first sample", "1", overlap},
    {"overlap_square", "q^2, mean over samples", "1", overlap_square},
    {"overlap_fourth", "q^4, mean over samples", "1", overlap_fourth},
    {"link_overlap", "mean over bonds and samples of the product of both spins in both replicas",
     "1", link_overlap},
    {"overlap_wave", "|q(k)|^2 at k = 2 pi/L, mean over samples, for the correlation length", "1",
     overlap_wave},
    {0}};

/* ---- means of each sample ----------------------------------------------------------------------------------------- */

static bool always(const void *state)
{
    (void)state;
    return true;
}

static void write_samples(const void *state, FILE *out)
{
    const struct lanes *const g = lanes_of(state);
    for (size_t lane = 0; lane < LANES_NUMBER; lane++) {
        fprintf(out, "%zu %llu", lane, (unsigned long long)g->times);
        for (size_t k = 0; k < 5; k++)
            fprintf(out, " %.12g", g->times ? g->sums[lane][k] / (double)g->times : NAN);
        fputc('\n', out);
    }
}

static void visit_samples(void *state, struct checkpoint *c)
{
    struct lanes *const g = lanes_of(state);
    checkpoint_f64(c, "sums", &g->sums[0][0], 5 * LANES_NUMBER);
    checkpoint_u64(c, "times", &g->times, 1);
}

static const struct mc_table tables[] = {
    {"samples", "means of each sample since t = 0",
     "lane times energy overlap_square overlap_fourth link_overlap overlap_wave",
     "1 1 energy 1 1 1 1", always, write_samples, visit_samples},
    {0}};

/* The identity of the Nishimori line; errors over samples. Their common random numbers hardly matter for
   means over times. */
static void report(const void *state, void (*log_line)(void *context, const char *line),
                   void *context)
{
    const struct lanes *const g = lanes_of(state);
    const double times = (double)g->times;
    if (!identity_on_nishimori_line(g->positive, g->T) || g->times < 2) return;
    double e[LANES_NUMBER];
    for (size_t lane = 0; lane < LANES_NUMBER; lane++) e[lane] = g->sums[lane][0] / times;
    const struct statistics_estimate mean = statistics_mean(LANES_NUMBER, e);
    const double expected = -(double)g->dim * tanh(1 / g->T);
    char *const line = identity_line(IDENTITY_NISHIMORI,
                                     &(struct identity_side){mean.value,
                                                             {expected, mean.error},
                                                             (mean.value - expected) / mean.error});
    log_line(context, line);
    base_free(line);
}

static const struct mc_move moves[] = {{0}};
static const struct mc_dynamics dynamics[] = {
    {"typewriter", "Metropolis trials of all sites in order", advance, 0}, {0}};

const struct mc_system lanes_system = {
    .name = "ea_lanes",
    .doc = "256 samples of the +1, -1 Edwards-Anderson spin glass, by multi-spin coding",
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
                 .columns = columns,
                 .tables = tables,
                 .report = report,
                 .reported_energy = reported_energy,
                 .observables = correlation_rows,
                 .observables_table = "spin_observables"},
    .adapt = {.set_temperature = set_temperature, .end_warmup = end_warmup},
};
