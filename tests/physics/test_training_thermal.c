/* Networks at finite temperature against exact answers. A linear network with squared loss and decay
   is a Gaussian (Bayesian linear regression): means, covariances and memories are known, with the
   step's error where there is one. Energy errors of trajectories are of second order. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <lapacke.h>

#include "common/numerics/statistics.h"
#include "dnn/sampling/dynamics.h"
#include "dnn/sampling/state.h"
#include "dnn/system/system.h"
#include "dnn/sampling/target.h"
#include "tests/support.h"

static struct mc_chain opened(const char *rest)
{
    return support_chain(&dnn_system_double, "[run]\nsteps = 1\nfolder = x\nseed = 3\n%s", rest);
}

/* ---- linear regression ----------------------------------------------------------------------- */

enum { P = 8, BLOCKS = 40, DRAWS = 500 };

#define TOTAL "[system]\nT = 2\n"
#define LINEAR                                                                                     \
    "[data]\nname = teacher\ndim = 3\ntrain_samples = 30\ntest_samples = 1\n[network]\n"           \
    "layers = dense classes\n[train]\nloss = mean_square\nweight_decay = 0.3\nbatch_size = 0\n"

static const struct subject { /* table row */
    const char *name, *dynamics, *ini;
    double
        bias; /* covariance x (1 + bias x rate x eigenvalue of the Hessian), exactly 1/(1 - ...) */
    int thin; /* units of time between draws */
} subjects[] = {
    {"hmc", "hmc", TOTAL "[move.hmc]\nstep = 0.5\n[hmc]\nsteps = 6\nstep_jitter = 0.3\n", 0, 1},
    {"hmc, heavy", "hmc",
     TOTAL "[move.hmc]\nstep = 1\n[hmc]\nsteps = 6\nstep_jitter = 0.3\nmass = 4\n", 0, 1},
    {"mala", "mala", TOTAL "[move.mala]\nstep = 0.9\n", 0, 8},
    {"displace", "metropolis", TOTAL "[move.displace]\nstep = 0.7\n", 0, 6},
    {"langevin", "gradient", "optimiser = langevin\nlearning_rate = 0.2\n" TOTAL, 0.5, 20},
    {"langevin, rate 0.4", "gradient", "optimiser = langevin\nlearning_rate = 0.4\n" TOTAL, 0.5,
     10},
    {"underdamped", "gradient",
     "optimiser = underdamped\nlearning_rate = 0.5\nmomentum = 0.7\n" TOTAL, 0, 8},
    {"underdamped, free", "gradient",
     "optimiser = underdamped\nlearning_rate = 0.5\nmomentum = 0\n" TOTAL, 0, 8},
    {"hmc, T of the mean", "hmc",
     "[system]\ntemperature_of = mean\nT = 0.06666666666666667\n[move.hmc]\nstep = "
     "0.5\n[hmc]\nsteps = 6\n"
     "step_jitter = 0.3\n",
     0, 1},
};

struct
    gaussian { /* of the weights: minimum, eigenvectors as rows, eigenvalues of the Hessian of u */
    double minimum[P], mode[P][P], stiffness[P];
};

static void set(struct dnn_state *st, const double *w)
{
    memcpy(st->w, w, st->net.weights * sizeof *w);
    state_changed(st);
}

/* Full slope, with the decay's. */
static void slope_of(struct dnn_state *st, double *g)
{
    target_gradient(st);
    for (size_t i = 0; i < st->net.weights; i++) g[i] = st->dw[i] + st->training.decay * st->w[i];
}

/* u is quadratic: differences of slopes are the Hessian, one Newton step is the minimum. */
static struct gaussian solved(struct dnn_state *st)
{
    struct gaussian a = {0};
    double zero[P] = {0}, base[P], g[P], h[P * P], step[P];
    lapack_int pivot[P];
    set(st, zero), slope_of(st, base);
    for (int i = 0; i < P; i++) {
        double w[P] = {0};
        w[i] = 1;
        set(st, w), slope_of(st, g);
        for (int j = 0; j < P; j++) h[i * P + j] = g[j] - base[j];
        step[i] = -base[i];
    }
    memcpy(a.mode, h, sizeof h);
    assert_int_equal(LAPACKE_dgesv(LAPACK_ROW_MAJOR, P, 1, h, P, pivot, step, 1), 0);
    memcpy(a.minimum, step, sizeof step);
    assert_int_equal(LAPACKE_dsyev(LAPACK_COL_MAJOR, 'V', 'U', P, a.mode[0], P, a.stiffness), 0);
    return a;
}

static double mode_of(const struct gaussian *a, const struct dnn_state *st, int k)
{
    double sum = 0;
    for (int i = 0; i < P; i++) sum += a->mode[k][i] * (st->w[i] - a->minimum[i]);
    return sum;
}

static double z_of(const double *x, size_t n, double expected)
{
    const struct statistics_estimate mean = statistics_mean(n, x);
    return (mean.value - expected) / mean.error;
}

/* Means and covariances of all modes: 8 + 36 numbers. */
static void check_gaussian(const struct subject *s)
{
    char *const ini = base_text(LINEAR "%s", s->ini);
    struct mc_chain c = opened(ini);
    struct dnn_state *const st = c.state;
    const struct gaussian a = solved(st);
    set(st, a.minimum);
    c.energy = dnn_system_double.energy(st);
    support_advance(&c, s->dynamics, 40 * s->thin);
    static double mean[P][BLOCKS], square[P][P][BLOCKS];
    memset(mean, 0, sizeof mean), memset(square, 0, sizeof square);
    for (int b = 0; b < BLOCKS; b++)
        for (int k = 0; k < DRAWS; k++) {
            double x[P];
            support_advance(&c, s->dynamics, s->thin);
            for (int i = 0; i < P; i++) x[i] = mode_of(&a, st, i), mean[i][b] += x[i] / DRAWS;
            for (int i = 0; i < P; i++)
                for (int j = 0; j <= i; j++) square[i][j][b] += x[i] * x[j] / DRAWS;
        }
    double worst = 0;
    for (int i = 0; i < P; i++) {
        worst = fmax(worst, fabs(z_of(mean[i], BLOCKS, 0)));
        for (int j = 0; j <= i; j++) {
            const double step = 1 - s->bias * st->training.rate * a.stiffness[i];
            const double exact =
                i == j ? st->sampling.T / st->sampling.scale / a.stiffness[i] / step : 0;
            worst = fmax(worst, fabs(z_of(square[i][j], BLOCKS, exact)));
        }
    }
    print_message("    %-18s stiffness %.3f ... %.3f, largest |z| of 44: %.2f\n", s->name,
                  a.stiffness[0], a.stiffness[P - 1], worst);
    assert_true(worst < 4);
    mc_clear(&c);
    base_free(ini);
}

static void test_posterior(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++) check_gaussian(&subjects[i]);
}

/* Memory of a mode: Langevin forgets a share rate x stiffness at every step, exactly; underdamped
   motion has the memory of the matrix that one step multiplies (x, V) by. */
static double memory_of(const struct dnn_state *st, double stiffness, int lag)
{
    const double r = st->training.rate * stiffness, m = st->training.momentum;
    if (strcmp(st->training.rule->name, "langevin") == 0) return pow(1 - r, lag);
    const double step[2][2] = {{1 - r * (1 + m) / 2, (1 + m) / 2}, {-m * r, m}};
    double x = 1, V = r / 2; /* half a kick is still to come: <x V> = (r/2) <x^2> */
    for (int k = 0; k < lag; k++) {
        const double next = step[0][0] * x + step[0][1] * V;
        V = step[1][0] * x + step[1][1] * V;
        x = next;
    }
    return x;
}

static void check_memory(const char *rest, int lag)
{
    enum { MODE = 0, TIMES = 1500 };
    char *const ini = base_text(LINEAR "%s" TOTAL, rest);
    struct mc_chain c = opened(ini);
    struct dnn_state *const st = c.state;
    const struct gaussian a = solved(st);
    set(st, a.minimum);
    support_advance(&c, "gradient", 200);
    double product[BLOCKS] = {0}, square[BLOCKS] = {0}, z[BLOCKS];
    const double memory = memory_of(st, a.stiffness[MODE], lag);
    for (int b = 0; b < BLOCKS; b++) {
        for (int k = 0; k < TIMES; k++) {
            const double x = mode_of(&a, st, MODE);
            support_advance(&c, "gradient", lag);
            product[b] += x * mode_of(&a, st, MODE), square[b] += x * x;
        }
        z[b] = product[b] - memory * square[b];
    }
    print_message("    %s, lag %d: memory %.3f, z = %.2f\n", st->training.rule->name, lag, memory,
                  z_of(z, BLOCKS, 0));
    assert_true(fabs(z_of(z, BLOCKS, 0)) < 4);
    mc_clear(&c);
    base_free(ini);
}

static void test_memory(void **state)
{
    (void)state;
    check_memory("optimiser = langevin\nlearning_rate = 0.1\n", 3);
    check_memory("optimiser = langevin\nlearning_rate = 0.1\n", 10);
    check_memory("optimiser = underdamped\nlearning_rate = 0.05\nmomentum = 0.9\n", 4);
    check_memory("optimiser = underdamped\nlearning_rate = 0.05\nmomentum = 0.9\n", 12);
}

/* ---- order of the errors --------------------------------------------------------------------- */

/* Trajectories of one length from one place: energy errors fall with the square of the step. */
static double error_of(double step)
{
    enum { FLIGHTS = 30 };
    char *const ini = base_text("dynamics = hmc\n[system]\nT = 5\n[data]\nname = teacher\ndim = "
                                "4\ntrain_samples = 40\ntest_samples = 1\n"
                                "[network]\nlayers = dense 4, tanh, dense "
                                "classes\n[train]\nbatch_size = 0\nweight_decay = 0.05\n"
                                "[move.hmc]\nstep = %g\n[hmc]\nsteps = %d\n",
                                step, (int)lround(3 / step));
    struct mc_chain c = opened(ini);
    struct dnn_state *const st = c.state;
    struct mc_entry *const e = mc_entry(&c, "hmc");
    double sum = 0;
    for (int k = 0; k < FLIGHTS; k++) {
        e->move->propose(st, e->move, &c.rng, e->step);
        sum += st->sampling.hmc.dH * st->sampling.hmc.dH / FLIGHTS;
        e->move->revert(st);
    }
    mc_clear(&c);
    base_free(ini);
    return sqrt(sum);
}

static void test_order(void **state)
{
    (void)state;
    const double error[] = {error_of(0.3), error_of(0.15), error_of(0.075)};
    print_message("    energy errors of trajectories: %.4g, %.4g, %.4g: ratios %.3f, %.3f\n",
                  error[0], error[1], error[2], error[0] / error[1], error[1] / error[2]);
    assert_true(fabs(error[0] / error[1] - 4) < 0.2 && fabs(error[1] / error[2] - 4) < 0.05);
}

/* ---- health ---------------------------------------------------------------------------------- */

struct verdicts {
    int sound, off;
};

static void note(void *to, const char *line)
{
    struct verdicts *const v = to;
    v->sound += strstr(line, ": sound") != NULL;
    v->off += strstr(line, ": OFF") != NULL;
    print_message("      %s\n", line);
}

static struct verdicts health_of(const char *dynamics, const char *ini, int times)
{
    struct mc_chain c = opened(ini);
    struct verdicts v = {0};
    support_advance(&c, dynamics, 200);
    mc_reset_counters(&c);
    support_advance(&c, dynamics, times);
    c.system->describe.report(c.state, note, &v);
    mc_clear(&c);
    return v;
}

/* Clothes have pixels that no sample uses: their weights feel the decay alone. */
#define CLOTHES                                                                                    \
    "[data]\nname = fashion_mnist\nkeep_classes = 0 1\ntrain_samples = 20\ntest_samples = "        \
    "1\npreprocess = "                                                                             \
    "pixels\n[network]\n"                                                                          \
    "layers = dense classes\n[train]\nbatch_size = 0\nweight_decay = 0.5\n"

/* Exact samplers are found sound; Langevin steps so long that u is 15 % too high are found out. */
static void test_health(void **state)
{
    (void)state;
    struct verdicts v = health_of(
        "hmc",
        CLOTHES "[system]\nT = 2\n[move.hmc]\nstep = 0.06\n[hmc]\nsteps = 40\nstep_jitter = 0.2\n",
        1500);
    assert_true(v.sound == 3 && v.off == 0);
    v = health_of("metropolis", LINEAR TOTAL "[move.displace]\nstep = 0.7\n", 20000);
    assert_true(v.sound == 1 && v.off == 0);
    v = health_of("gradient",
                  LINEAR TOTAL
                  "[train]\noptimiser = underdamped\nlearning_rate = 0.3\nmomentum = 0.7\n",
                  30000);
    assert_true(v.sound == 2 && v.off == 0);
    v = health_of("gradient", LINEAR TOTAL "[train]\noptimiser = langevin\nlearning_rate = 0.2\n",
                  30000);
    assert_true(v.sound == 0 && v.off == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_posterior),
        cmocka_unit_test(test_memory),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_health),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
