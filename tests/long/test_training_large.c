/* Minibatch Langevin dynamics that counts its measured gradient noise as heat
   (dnn/sampling/pseudo_langevin.c), with 10^3 to 10^5 weights: normal prior, 0.2 random labels per
   weight, T = 1 of the summed loss, batches of one twentieth of the samples.
   A tree committee with 20 inputs per unit is compared with hybrid Monte Carlo on all samples: loss,
   error, length and equipartition <w . dU/dw> = N T. A network ten times larger must have the same
   energy per weight. With 10^5 weights a tree would need too much memory for its inputs; units then
   see all inputs, and only equipartition is tested. Errors are the spread over sets of samples.
   Known limit: the dynamics assumes noise that is independent between weights. With 10^4 weights whose
   units see all 320 inputs, at ten times this rate, the loss is 1.2 % too high (z = 7), although
   equipartition holds. About two minutes. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>

#include "common/core/base.h"
#include "common/numerics/statistics.h"
#include "dnn/sampling/pseudo_langevin.h"
#include "dnn/sampling/state.h"
#include "dnn/system/system.h"
#include "dnn/sampling/target.h"
#include "tests/support.h"

enum { LOSS, WRONG, LENGTH, VIRIAL, QUANTITIES, SETS = 16 };

static const char *const names[QUANTITIES] = {"loss", "error", "|w|^2 / N", "w . dU/dw / N T"};

struct means {
    struct statistics_estimate of[QUANTITIES];
    double step; /* [s] */
};

struct sampler { /* table row */
    const char *dynamics, *keys;
    int warm, thin; /* steps or trajectories */
    int batches;    /* 0: all samples at once */
};

static const struct sampler exact = {"hmc", "[run]\ndynamics = hmc\n[hmc]\nsteps = 18\n", 10, 1, 0},
                            batches = {
                                "gradient",
                                "optimiser = pseudo_langevin\nmomentum = 0.9\nbeta2 = 0.99\n", 400,
                                60, 20};

static const struct size { /* table row: weights, on a fifth as many samples */
    const char *layers;
    int weights, inputs, sets, draws;
} thousand = {"committee 50", 1000, 1000, 16, 40},
  ten_thousand = {"committee 500", 10000, 10000, 4, 40},
  hundred_thousand = {"full_committee 100", 100000, 1000, 1, 8};

static struct mc_chain opened(const struct sampler *by, const struct size *size, int set)
{
    const int samples = size->weights / 5;
    return support_chain(
        &dnn_system_double,
        "[run]\nsteps = 1\nfolder = x\nseed = %d\n[network]\nprecision = double\ninit = unit\n"
        "layers = %s\n[data]\nname = random_labels\ndim = %d\ntrain_samples = %d\ntest_samples = "
        "1\n"
        "[system]\nT = 1\n[move.hmc]\nstep = %g\n[train]\nloss = logistic\nweight_decay = %g\n"
        "learning_rate = %g\nbatch_size = %d\n%s",
        set, size->layers, size->inputs, samples, 0.08 * sqrt(samples), 1. / samples,
        1e-3 * samples, by->batches ? samples / by->batches : 0, by->keys);
}

/* A batch that w has not been trained on represents all samples. */
static double virial(struct dnn_state *st)
{
    double sum = 0;
    if (pseudo_langevin_used(st)) pseudo_langevin_draw(st);
    target_gradient(st);
    for (size_t i = 0; i < st->net.weights; i++)
        sum += (double)st->w[i] * ((double)st->dw[i] + st->training.decay * (double)st->w[i]);
    return st->sampling.scale * sum / (double)st->net.weights / st->sampling.T;
}

static double sample(const struct sampler *by, const struct size *size, int set, double *mean)
{
    const int draws = size->draws;
    struct mc_chain c = opened(by, size, set);
    struct dnn_state *const st = c.state;
    support_advance(&c, by->dynamics, by->warm);
    double spent = 0;
    for (int q = 0; q < QUANTITIES; q++) mean[q] = 0;
    for (int k = 0; k < draws; k++) {
        const double begin = base_clock();
        support_advance(&c, by->dynamics, by->thin);
        spent += base_clock() - begin;
        const struct losses_score s = *dnn_train_score(st);
        mean[LOSS] += s.loss / st->sampling.scale / draws;
        mean[WRONG] += (1 - (double)s.correct / st->sampling.scale) / draws;
        mean[LENGTH] += dnn_norm(st) / (double)st->net.weights / draws;
        mean[VIRIAL] += virial(st) / draws;
    }
    mc_clear(&c);
    return spent / (draws * by->thin);
}

static struct means sampled(const struct sampler *by, const struct size *size)
{
    double value[QUANTITIES][SETS], mean[QUANTITIES];
    struct means m = {.step = INFINITY};
    for (int k = 0; k < size->sets; k++) {
        m.step = fmin(m.step, sample(by, size, k + 1, mean));
        for (int q = 0; q < QUANTITIES; q++) value[q][k] = mean[q];
    }
    print_message("    %d weights, %s: %.3g ms a step", size->weights, by->dynamics, 1e3 * m.step);
    for (int q = 0; q < QUANTITIES; q++) {
        m.of[q] = statistics_mean((size_t)size->sets, value[q]);
        print_message("; %s %.4f(%.4f)", names[q], m.of[q].value, m.of[q].error);
    }
    print_message("\n");
    return m;
}

static double z(struct statistics_estimate a, struct statistics_estimate b)
{
    return (a.value - b.value) / hypot(a.error, b.error);
}

static void compare(const struct means *a, const struct means *b)
{
    for (int q = 0; q < QUANTITIES; q++) {
        print_message("    %s: z = %.2f\n", names[q], z(a->of[q], b->of[q]));
        assert_true(fabs(z(a->of[q], b->of[q])) < 4);
    }
}

static void noise_is_heat_at_any_size(void **state)
{
    (void)state;
    const struct means small = sampled(&batches, &thousand), known = sampled(&exact, &thousand),
                       middle = sampled(&batches, &ten_thousand);
    compare(&small, &known);
    compare(&small, &middle); /* extensive */
    const struct means large = sampled(&batches, &hundred_thousand);
    assert_true(fabs(large.of[VIRIAL].value - 1) < 4 * middle.of[VIRIAL].error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(noise_is_heat_at_any_size)};
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
