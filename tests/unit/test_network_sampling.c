/* Networks as thermal systems: trajectories run back the way they came, restarts continue them bit
   for bit, the noise of batches is what single samples say, and clear words for what makes no
   sense. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "common/numerics/statistics.h"
#include "dnn/sampling/dynamics.h"
#include "dnn/system/parts.h"
#include "dnn/system/system.h"
#include "dnn/sampling/target.h"
#include "tests/kept_trials.h"
#include "tests/support.h"

static struct mc_chain opened(const char *rest)
{
    return support_chain(&dnn_system_double, "[run]\nsteps = 1\nfolder = x\nseed = 3\n%s", rest);
}

#define SMALL                                                                                      \
    "[system]\nT = 2\n[data]\nname = teacher\ndim = 6\ntrain_samples = 50\ntest_samples = "        \
    "10\n[network]\n"                                                                              \
    "layers = dense 5, tanh, dense classes\n[train]\nweight_decay = 0.02\n"
#define HMC  "dynamics = hmc\n" SMALL "batch_size = 0\n[move.hmc]\nstep = 0.2\n"
#define MALA "dynamics = mala\n" SMALL "batch_size = 0\n[move.mala]\nstep = 0.2\n"

/* The same steps from the end with velocities turned lead back to the start. */
static void test_reversal(void **state)
{
    (void)state;
    struct mc_chain c = opened(HMC "[hmc]\nsteps = 40\n");
    struct dnn_state *const st = c.state;
    const size_t n = st->net.weights;
    double *const start = base_alloc(n, sizeof *start);
    memcpy(start, st->w, n * sizeof *start);
    const struct mc_move *const m = mc_entry(&c, "hmc")->move;
    m->propose(st, m, &c.rng, 0.2);
    double farthest = 0, back = 0;
    for (size_t i = 0; i < n; i++) farthest = fmax(farthest, fabs(st->w[i] - start[i]));
    for (size_t i = 0; i < n; i++) st->sampling.hmc.v[i] = -st->sampling.hmc.v[i];
    hmc_integrate(st, 40, 0.2);
    for (size_t i = 0; i < n; i++) back = fmax(back, fabs(st->w[i] - start[i]));
    assert_true(farthest > 0.5 && back < 1e-11);
    base_free(start);
    mc_clear(&c);
}

/* Inputs read two in the place of one, or one by one: the same slopes, until a sample is looked
   at. */
static void check_pairs(size_t samples, const char *kind, bool pairs)
{
    char ini[400];
    snprintf(
        ini, sizeof ini,
        "dynamics = hmc\n[system]\nT = 2\n[data]\nname = %s\ndim = 35\ntrain_samples = %zu\n"
        "test_samples = 10\n[network]\nlayers = tree 5, relu, vote\nprecision = double\n[train]\n"
        "loss = logistic\nbatch_size = 0\nshards = 1\n[move.hmc]\nstep = 1\n",
        kind, samples);
    struct mc_chain c = opened(ini);
    struct dnn_state *const st = c.state;
    const size_t n = st->net.weights;
    double *const slope = base_alloc(n, sizeof *slope), u = target_gradient(st);
    assert_int_equal(st->gradient.paired, pairs);
    memcpy(slope, st->dw, n * sizeof *slope);
    gradient_value(&st->gradient, 0, 0);
    assert_false(st->gradient.paired);
    assert_true(fabs(target_gradient(st) - u) < 1e-14 * u);
    for (size_t i = 0; i < n; i++) assert_true(fabs(st->dw[i] - slope[i]) < 1e-14);
    base_free(slope);
    mc_clear(&c);
}

static void test_pairs(void **state)
{
    (void)state;
    check_pairs(128, "random_labels", true);
    check_pairs(130, "random_labels", true); /* vectors that end beyond whole ones */
    check_pairs(142, "patterns", true);
    check_pairs(143, "patterns", false);
    check_pairs(20, "patterns", false);
    check_pairs(128, "manifold", false); /* every bit counts */
}

static void warm(struct mc_chain *c, const char *dynamics, int times)
{
    for (int i = 1; i <= times; i++) {
        support_advance(c, dynamics, 1);
        if (i % 25 == 0) mc_tune(c);
    }
}

static void check_restart(const char *ini, const char *dynamics, int before)
{
    struct mc_chain straight = opened(ini), again = opened(ini);
    warm(&straight, dynamics, before);
    warm(&again, dynamics, 3);
    support_restart(&straight, &again);
    warm(&straight, dynamics, 60), warm(&again, dynamics, 60);
    mc_reset_counters(&straight), mc_reset_counters(&again);
    support_advance(&straight, dynamics, 30), support_advance(&again, dynamics, 30);
    assert_true(support_digest(&straight) == support_digest(&again));
    mc_clear(&straight), mc_clear(&again);
}

static void test_restart(void **state)
{
    (void)state;
    check_restart(HMC "target = 0.8\n[hmc]\nsteps = 5\nmax_steps = 60\nstep_jitter = 0.2\n", "hmc",
                  90);
    check_restart(HMC "[swap]\nprotocol = mixed\nevery = 2\n", "hmc", 33);
    check_restart(MALA "target = 0.6\n", "mala", 33);
    check_restart(SMALL
                  "optimiser = underdamped\nlearning_rate = 0.05\nmomentum = 0.9\nbatch_size = 7\n",
                  "gradient", 33);
}

/* Warm-up brings the acceptance near its target, which a hundred trials tell with an error of 0.04,
   and leaves the steps alone afterwards. */
static void test_tuning(void **state)
{
    (void)state;
    struct mc_chain c =
        opened("warmup = 1\n" HMC "target = 0.8\n[hmc]\nsteps = 1\nmax_steps = 60\n");
    const struct dnn_state *const st = c.state;
    const struct mc_entry *const e = mc_entry(&c, "hmc");
    warm(&c, "hmc", 2000);
    mc_reset_counters(&c);
    const uint64_t steps = st->sampling.hmc.steps;
    const double step = e->step;
    support_advance(&c, "hmc", 600);
    const double accepted = (double)e->accepted / (double)e->tried;
    print_message("    %d steps of %.3f, accepted %.3f\n", (int)steps, step, accepted);
    assert_true(fabs(accepted - 0.8) < 3 * 0.04);
    assert_true(steps > 1 && steps == st->sampling.hmc.steps && step == e->step);
    mc_clear(&c);
}

/* Trials that compute only what they touch follow the energy from scratch. */
static void test_kept(void **state)
{
    (void)state;
    for (const char *const *n = kept_networks; *n; n++)
        for (int threads = 1; threads <= 2; threads++) {
            char *const ini = base_text("threads = %d\ndynamics = metropolis\n[system]\nT = 3\n%s"
                                        "[data]\ndim = 20\ntrain_samples = 1100\ntest_samples = 1\n"
                                        "[move.displace]\nstep = 0.1\n",
                                        threads, *n);
            struct mc_chain c = opened(ini);
            const double worst = kept_trials(&c, 2500);
            assert_true(worst < 1e-12);
            assert_true(mc_entry(&c, "displace")->accepted > 100);
            const double energy = c.energy;
            static double first;
            if (threads == 1) first = energy;
            assert_true(energy == first);
            mc_clear(&c);
            base_free(ini);
        }
}

/* ---- noise of batches ------------------------------------------------------------------------ */

#define NOISE                                                                                      \
    "[data]\nname = teacher\ndim = 6\ntrain_samples = 60\ntest_samples = 10\n[network]\n"          \
    "layers = dense 5, tanh, dense classes\n[train]\nlearning_rate = 0.2\n"

static double noise_of(struct dnn_state *st, const char *name)
{
    for (const struct mc_watch *w = dnn_watches; w->name; w++)
        if (strcmp(w->name, name) == 0) return w->value(st);
    fail_msg("no watch %s", name);
    return NAN;
}

/* Mean over weights of the variance of single samples' slopes. */
static double single_variance(struct dnn_state *st)
{
    const size_t n = st->data.train.n, P = st->net.weights;
    double *const sum = base_alloc(P, sizeof *sum), *const square = base_alloc(P, sizeof *square);
    double variance = 0;
    for (uint32_t s = 0; s < n; s++) {
        gradient_gather(&st->gradient, &s);
        gradient_compute(&st->gradient, st->w, st->dw);
        for (size_t i = 0; i < P; i++) sum[i] += st->dw[i], square[i] += st->dw[i] * st->dw[i];
    }
    for (size_t i = 0; i < P; i++)
        variance += (square[i] - sum[i] * sum[i] / (double)n) / (double)(n - 1) / (double)P;
    base_free(sum), base_free(square);
    return variance;
}

static void test_noise(void **state)
{
    (void)state;
    enum { TIMES = 400 };
    struct mc_chain one = opened(NOISE "batch_size = 1\n"), five = opened(NOISE "batch_size = 5\n");
    struct dnn_state *const st = five.state;
    const double exact = single_variance(one.state);
    assert_true(fabs(noise_of(one.state, "gradient_noise") - exact) < 1e-12 * exact);
    double draw[TIMES];
    for (int k = 0; k < TIMES; k++) {
        st->training.step++, state_changed(st);
        draw[k] = noise_of(st, "gradient_noise");
    }
    const struct statistics_estimate got = statistics_mean(TIMES, draw);
    print_message("    noise of five %.6g(%.2g), single noise / 5 = %.6g\n", got.value, got.error,
                  exact / 5);
    assert_true(fabs(got.value - exact / 5) < 4 * got.error && got.error < 0.02 * exact / 5);
    assert_true(noise_of(st, "noise_temperature") == 60 * 0.2 * draw[TIMES - 1] / 2);
    mc_clear(&one), mc_clear(&five);
}

#define MODERN                                                                                     \
    "[data]\nname = mixture\ndim = 36\nchannels = 1\ntrain_samples = 60\ntest_samples = "          \
    "10\n[network]\n"                                                                              \
    "layers = conv 3 4, batchnorm, relu, dropout, dense classes\n[train]\nbatch_size = 7\n"

/* Looking at the noise changes nothing of the run. */
static void test_noise_is_silent(void **state)
{
    (void)state;
    struct mc_chain a = opened(MODERN), b = opened(MODERN);
    for (int k = 0; k < 20; k++) {
        support_advance(&a, "gradient", 1), support_advance(&b, "gradient", 1);
        assert_true(noise_of(b.state, "gradient_noise") > 0);
    }
    assert_true(support_digest(&a) == support_digest(&b));
    mc_clear(&a), mc_clear(&b);
}

/* ---- refusals -------------------------------------------------------------------------------- */

static void open_argument(void *rest)
{
    struct mc_chain c = opened(rest);
    support_advance(&c, "gradient", 200);
}

static void test_refusals(void **state)
{
    (void)state;
    static const struct {
        const char *ini, *part;
    } zoo[] = {
        {"dynamics = metropolis\n" SMALL "batch_size = 0\n[system]\nradius = 2\n[move.displace]\n",
         "leaves the sphere"},
        {"dynamics = metropolis\n[system]\nT = -1\n[data]\nname = teacher\n", "T"},
        {HMC "[hmc]\nsteps = 0\n", "steps"},
        {HMC "[hmc]\nmass = -1\n", "mass"},
        {HMC "[hmc]\nmax_steps = 3\n", "fewer than steps"},
        {HMC "[swap]\nprotocol = SAA\n", "only weights"},
        {"dynamics = hmc\n" SMALL "batch_size = 0\n", "[move.hmc] step"},
        {"dynamics = hmc\n" SMALL "batch_size = 10\n[move.hmc]\n", "batch_size = 0"},
        {"dynamics = hmc\n" MODERN "[move.hmc]\n[system]\nT = 1\n", "batch"},
        {"dynamics = mala\n" NOISE "batch_size = 0\n[move.mala]\n", "temperature above 0"},
        {NOISE "batch_size = 5\noptimiser = underdamped\n", "needs a temperature"},
        {"[system]\nT = 1\n[data]\nname = teacher\ntrain_samples = 60\n[network]\nlayers = mlp "
         "9\n[train]\n"
         "optimiser = langevin\nlearning_rate = 500\nloss = mean_square\nbatch_size = 60\n",
         "largest stable one near the first weights is about"},
    };
    for (size_t i = 0; i < sizeof zoo / sizeof *zoo; i++)
        if (!support_refuses(open_argument, (void *)zoo[i].ini, zoo[i].part))
            fail_msg("not refused with '%s':\n%s", zoo[i].part, zoo[i].ini);
}

/* A quadratic landscape: the estimate is the largest eigenvalue, beyond 2 over which descent
   diverges. */
static void test_stable_step(void **state)
{
    (void)state;
    struct mc_chain c =
        opened("[data]\nname = teacher\ndim = 5\ntrain_samples = 40\ntest_samples = 1\n[network]\n"
               "layers = dense classes\n[train]\nloss = mean_square\nbatch_size = 0\n"
               "learning_rate = 0.1\nweight_decay = 0.01\n");
    struct dnn_state *const st = c.state;
    support_advance(&c, "gradient", 300);
    const double stiffness = target_stiffness(st, st->training.initial);
    for (int k = 0; k < 2; k++) {
        for (size_t i = 0; i < st->net.weights; i++) st->w[i] = st->training.initial[i];
        state_changed(st);
        st->training.plan.rate = (k ? 2.02 : 1.98) / stiffness;
        support_advance(&c, "gradient", 4000);
        assert_true((dnn_norm(st) > 1e6) == k);
    }
    mc_clear(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reversal),
        cmocka_unit_test(test_pairs),
        cmocka_unit_test(test_restart),
        cmocka_unit_test(test_tuning),
        cmocka_unit_test(test_kept),
        cmocka_unit_test(test_noise),
        cmocka_unit_test(test_noise_is_silent),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_stable_step),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
