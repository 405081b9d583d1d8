/* The chain on a toy system whose answers are exact: one walker on K sites with given energies, a
   symmetric move and one whose proposals are lopsided (which only log_q makes right), and a
   continuous one to tune. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "common/io/checkpoint.h"
#include "common/mc/mc.h"
#include "common/config/runfile.h"
#include "tests/support.h"

enum { K = 5 }; /* odd: a walker that never rests visits every site */

static const double level[K] = {0, 0.7, -0.4, 1.3, 0.1};

struct walker {
    int32_t site, trial;
    double x, dx; /* a coordinate in a harmonic well */
};

static struct mc_trial step_either(void *state, const struct mc_move *self, struct rng *rng,
                                   double step)
{
    (void)self, (void)step;
    struct walker *const w = state;
    w->trial = (w->site + (rng_u32(rng) & 1 ? 1 : K - 1)) % K;
    return (struct mc_trial){.dE = level[w->trial] - level[w->site]};
}

/* Three times out of four to the right. */
static struct mc_trial step_lopsided(void *state, const struct mc_move *self, struct rng *rng,
                                     double step)
{
    (void)self, (void)step;
    struct walker *const w = state;
    const bool right = rng_below(rng, 4) < 3;
    w->trial = (w->site + (right ? 1 : K - 1)) % K;
    return (struct mc_trial){.dE = level[w->trial] - level[w->site],
                             .log_q = right ? log(1 / 3.0) : log(3.0)};
}

static struct mc_trial shift(void *state, const struct mc_move *self, struct rng *rng, double step)
{
    (void)self;
    struct walker *const w = state;
    w->trial = w->site;
    w->dx = step * (rng_uniform(rng) - 0.5);
    return (struct mc_trial){.dE = 0.5 * (w->dx + 2 * w->x) * w->dx};
}

static void commit(void *state)
{
    struct walker *const w = state;
    w->site = w->trial;
    w->x += w->dx;
    w->dx = 0;
}

static void revert(void *state)
{
    struct walker *const w = state;
    w->dx = 0;
}

static void *create(const struct runfile *f)
{
    (void)f;
    return base_alloc(1, sizeof(struct walker));
}

static size_t trials(const void *state)
{
    return (void)state, 10;
}
static double one(const void *state)
{
    return (void)state, 1;
}

static double energy(const void *state)
{
    const struct walker *const w = state;
    return level[w->site] + 0.5 * w->x * w->x;
}

static void view(void *state, struct frame *f)
{
    const struct walker *const w = state;
    f->n = 1, f->dim = 1, f->x = &w->x;
}

static void visit(void *state, struct checkpoint *c)
{
    struct walker *const w = state;
    checkpoint_i32(c, "site", &w->site, 1);
    checkpoint_f64(c, "x", &w->x, 1);
}

static const struct runfile_key keys[] = {{.name = "T",
                                           .doc = "temperature",
                                           .type = RUNFILE_REAL,
                                           .value = "1",
                                           .min = 1e-9,
                                           .max = INFINITY},
                                          {0}};
static const struct runfile_section sections[] = {{.name = "system", .doc = "toy", .keys = keys},
                                                  {0}};
static const struct mc_move moves[] = {
    {.name = "either", .doc = "a step left or right", .propose = step_either, .commit = commit},
    {.name = "lopsided", .doc = "mostly right", .propose = step_lopsided, .commit = commit},
    {.name = "shift",
     .doc = "a shift of x",
     .propose = shift,
     .commit = commit,
     .revert = revert,
     .step = "0.5",
     .step_max = 100},
    {0}};
static const struct mc_dynamics dynamics[] = {{"metropolis", "sweeps", mc_sweep, true}, {0}};
static const struct mc_system toy = {.name = "toy",
                                     .doc = "a walker",
                                     .describe = {.clock = "sweep", .duration = "sweeps"},
                                     .sections = sections,
                                     .moves = moves,
                                     .dynamics = dynamics,
                                     .create = create,
                                     .free = base_free,
                                     .trials = trials,
                                     .energy = energy,
                                     .size = one,
                                     .view = view,
                                     .visit = visit};
static struct mc_chain opened(const char *rest)
{
    return support_chain(&toy, "[run]\nsweeps = 1\nfolder = x\nseed = 3\n%s", rest);
}

/* Visits against exp(-level/T), blocks giving the error. */
static void visits_are_boltzmann(const char *move, double T)
{
    enum { BLOCKS = 50, SWEEPS = 2000 };
    char *const rest = base_text("[system]\nT = %g\n[move.%s]\n", T, move);
    struct mc_chain c = opened(rest);
    double mean[K] = {0}, square[K] = {0}, z = 0;
    for (int b = 0; b < BLOCKS; b++) {
        double seen[K] = {0};
        for (int s = 0; s < SWEEPS; s++) mc_sweep(&c), seen[((struct walker *)c.state)->site]++;
        for (int i = 0; i < K; i++)
            mean[i] += seen[i] / SWEEPS, square[i] += pow(seen[i] / SWEEPS, 2);
    }
    for (int i = 0; i < K; i++) z += exp(-level[i] / T);
    for (int i = 0; i < K; i++) {
        const double p = mean[i] / BLOCKS,
                     error = sqrt((square[i] / BLOCKS - p * p) / (BLOCKS - 1));
        assert_true(fabs(p - exp(-level[i] / T) / z) < 4 * error);
        assert_true(error < 0.01);
    }
    assert_true(fabs(c.energy - energy(c.state)) < 1e-9);
    mc_clear(&c);
    base_free(rest);
}

static void symmetric_move(void **state)
{
    (void)state, visits_are_boltzmann("either", 0.6);
}
static void lopsided_move(void **state)
{
    (void)state, visits_are_boltzmann("lopsided", 0.9);
}
static void infinite_temperature(void **state)
{
    (void)state, visits_are_boltzmann("either", 1e300);
}

static void tuning_finds_the_target(void **state)
{
    (void)state;
    struct mc_chain c = opened("[move.shift]\ntarget = 0.4\n");
    for (int k = 0; k < 200; k++) {
        for (int s = 0; s < 100; s++) mc_sweep(&c);
        mc_tune(&c);
    }
    mc_reset_counters(&c);
    for (int s = 0; s < 20000; s++) mc_sweep(&c);
    const struct mc_entry *const e = mc_entry(&c, "shift");
    assert_true(fabs((double)e->accepted / (double)e->tried - 0.4) < 0.05);
    mc_clear(&c);
}

static void weights_share_the_trials(void **state)
{
    (void)state;
    struct mc_chain c = opened("[move.either]\nweight = 3\n[move.shift]\nweight = 1\n");
    for (int s = 0; s < 10000; s++) mc_sweep(&c);
    const double share = (double)mc_entry(&c, "either")->tried / 1e5;
    assert_true(fabs(share - 0.75) / sqrt(0.75 * 0.25 / 1e5) < 4);
    assert_int_equal(mc_entry(&c, "lopsided")->tried, 0);
    assert_null(mc_entry(&c, "nothing"));
    mc_clear(&c);
}

static void require_moves(void *rest)
{
    struct runfile *const f = support_load(&toy, "[run]\nsweeps = 1\nfolder = x\n%s", (char *)rest);
    mc_require_moves(&toy, f);
    runfile_free(f);
}

static void refuses_to_do_nothing(void **state)
{
    (void)state;
    assert_true(support_refuses(require_moves, "", "[move.NAME]"));
    assert_true(support_refuses(require_moves, "[move.shift]\nweight = 0\n", "[move.NAME]"));
    require_moves("[move.shift]\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(symmetric_move),           cmocka_unit_test(lopsided_move),
        cmocka_unit_test(infinite_temperature),     cmocka_unit_test(tuning_finds_the_target),
        cmocka_unit_test(weights_share_the_trials), cmocka_unit_test(refuses_to_do_nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
