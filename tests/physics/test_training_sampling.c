/* Sampling beyond one network on full batches: coupled copies obey the theorem of equipartition,
   Langevin dynamics on minibatches that counts their noise as heat agrees with hybrid Monte Carlo,
   and the tree committee machine has the energy, error and virial that are published. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>

#include "common/numerics/statistics.h"
#include "dnn/sampling/state.h"
#include "dnn/system/system.h"
#include "dnn/sampling/target.h"
#include "tests/support.h"

static struct mc_chain opened(const char *rest)
{
    return support_chain(&dnn_system_double, "[run]\nsteps = 1\nfolder = x\nseed = 1\n%s", rest);
}

static double z(struct statistics_estimate a, struct statistics_estimate b)
{
    return (a.value - b.value) / sqrt(a.error * a.error + b.error * b.error);
}

/* ---- coupled copies -------------------------------------------------------------------------- */

#define SMALL                                                                                      \
    "[network]\nlayers = committee 6\nprecision = double\n[data]\nname = random_labels\n"          \
    "dim = 60\nalpha = 2\ntest_samples = 1\n"                                                      \
    "[train]\nloss = logistic\nweight_decay = 0.02\n"
#define HOT  "[system]\nT = 6\n"
#define COLD "[system]\nT = 0.1\n"
#define TRAJECTORIES                                                                               \
    SMALL "batch_size = 0\n[run]\ndynamics = hmc\n[move.hmc]\nstep = 0.9\n[hmc]\nsteps = 8\n"

/* <w . dU/dw> = N T for every copy, whatever couples them. */
static void check_equipartition(const char *replicas)
{
    enum { BLOCKS = 30, DRAWS = 100 };
    struct mc_chain c = opened(replicas);
    struct dnn_state *const st = c.state;
    support_advance(&c, "hmc", 200);
    double block[BLOCKS] = {0};
    for (int b = 0; b < BLOCKS; b++)
        for (int t = 0; t < DRAWS; t++) {
            support_advance(&c, "hmc", 1);
            for (size_t k = 0; k < st->replicas.n; k++) {
                coupled_replicas_select(st, k);
                target_gradient(st);
                for (size_t i = 0; i < st->net.weights; i++)
                    block[b] += st->w[i] * (st->dw[i] + st->training.decay * st->w[i]);
            }
            coupled_replicas_select(st, 0);
        }
    const double unit =
        st->sampling.scale / (DRAWS * (double)(st->replicas.n * st->net.weights) * st->sampling.T);
    for (int b = 0; b < BLOCKS; b++) block[b] *= unit;
    const struct statistics_estimate e = statistics_mean(BLOCKS, block);
    print_message("    <w . dU/dw> / N T = %.4f(%.4f)\n", e.value, e.error);
    assert_true(e.error < 0.01 && fabs(e.value - 1) < 4 * e.error);
    mc_clear(&c);
}

static void copies_share_energy_equally(void **state)
{
    (void)state;
    check_equipartition(TRAJECTORIES HOT);
    check_equipartition(TRAJECTORIES HOT
                        "[replicas]\nnumber = 3\ncoupling = centre\nstrength = 0.3\n");
    check_equipartition(TRAJECTORIES HOT
                        "[replicas]\nnumber = 3\ncoupling = centre\nstrength = 0.3\n"
                        "rescale = yes\n");
}

/* ---- noise of batches as heat ---------------------------------------------------------------- */

struct means {
    struct statistics_estimate u, norm2;
};

static struct means sampled(const char *ini, const char *dynamics, int warm, int thin)
{
    enum { BLOCKS = 30, DRAWS = 60 };
    struct mc_chain c = opened(ini);
    struct dnn_state *const st = c.state;
    support_advance(&c, dynamics, warm);
    double u[BLOCKS] = {0}, norm2[BLOCKS] = {0};
    for (int b = 0; b < BLOCKS; b++)
        for (int t = 0; t < DRAWS; t++) {
            support_advance(&c, dynamics, thin);
            u[b] += dnn_energy(st) / st->sampling.scale / DRAWS;
            norm2[b] += dnn_norm(st) / DRAWS;
        }
    mc_clear(&c);
    const struct means m = {statistics_mean(BLOCKS, u), statistics_mean(BLOCKS, norm2)};
    print_message("    u %.5f(%.5f), |w|^2 %.2f(%.2f)\n", m.u.value, m.u.error, m.norm2.value,
                  m.norm2.error);
    return m;
}

#define BATCHES(rule, rate)                                                                        \
    SMALL "batch_size = 12\nbeta2 = 0.9999\noptimiser = " rule "\nlearning_rate = " rate           \
          "\nmomentum = 0.9\n" COLD

/* Of batches of a tenth of the samples. Not counting their noise shows. */
static void noise_of_batches_is_heat(void **state)
{
    (void)state;
    const struct means exact = sampled(TRAJECTORIES COLD, "hmc", 300, 3),
                       ours = sampled(BATCHES("pseudo_langevin", "0.5"), "gradient", 5000, 60),
                       naive = sampled(BATCHES("underdamped", "0.5"), "gradient", 5000, 60);
    print_message("    z %.2f, %.2f; noise not counted %.2f, %.2f\n", z(ours.u, exact.u),
                  z(ours.norm2, exact.norm2), z(naive.u, exact.u), z(naive.norm2, exact.norm2));
    assert_true(fabs(z(ours.u, exact.u)) < 4 && fabs(z(ours.norm2, exact.norm2)) < 4);
    assert_true(z(naive.u, exact.u) > 6);
}

/* ---- tree committee machine ------------------------------------------------------------------ */

#define MACHINE                                                                                    \
    "dynamics = hmc\n[network]\nlayers = committee 50\nprecision = double\n[data]\n"               \
    "name = random_labels\ndim = 1000\nalpha = 1.8\ntest_samples = 1\n[train]\nbatch_size = 0\n"   \
    "loss = logistic\nweight_decay = 2e-7\n[system]\nT = 18\n[move.hmc]\nstep = 3\n[hmc]\n"

static void fly(struct mc_chain *c, double step, uint64_t steps, int times)
{
    ((struct dnn_state *)c->state)->sampling.hmc.steps = steps;
    mc_entry(c, "hmc")->step = step;
    support_advance(c, "hmc", times);
}

/* T = 18, alpha = 1.8, a few trajectories, against a run of 40 on the same samples by this program:
   u = 6.761(34), error 0.1796(22); published: 6.816 and 0.1810 (tests/long). Loss is homogeneous of
   degree 1 in the weights, so that u + decay/2 |w|^2 = N T / P = 10. */
static void committee_is_warm(void **state)
{
    (void)state;
    enum { DRAWS = 12 };
    struct mc_chain c = opened(MACHINE "steps = 100\n");
    struct dnn_state *const st = c.state;
    fly(&c, 3, 100, 10), fly(&c, 10, 150, 6), fly(&c, 20, 200, 5);
    double u[DRAWS], error[DRAWS], virial[DRAWS];
    for (int t = 0; t < DRAWS; t++) {
        fly(&c, 20, 250, 1);
        u[t] = dnn_u(st);
        error[t] = 1 - (double)dnn_train_score(st)->correct / 1800;
        virial[t] = (u[t] + st->training.decay / 2 * dnn_norm(st)) / 10;
    }
    mc_clear(&c);
    const struct statistics_estimate is = statistics_mean(DRAWS, u),
                                     wrong = statistics_mean(DRAWS, error),
                                     one = statistics_mean(DRAWS, virial);
    print_message("    u %.3f(%.3f), error %.4f(%.4f), virial %.4f(%.4f)\n", is.value, is.error,
                  wrong.value, wrong.error, one.value, one.error);
    assert_true(fabs(z(is, (struct statistics_estimate){6.761, 0.034})) < 4);
    assert_true(fabs(z(wrong, (struct statistics_estimate){0.1796, 0.0022})) < 4);
    assert_true(is.error < 0.2 && fabs(one.value - 1) < 4 * one.error && one.error < 0.02);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(copies_share_energy_equally),
        cmocka_unit_test(noise_of_batches_is_heat),
        cmocka_unit_test(committee_is_warm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
