/* Runs of recurrent, normalised, smooth and grouped layers: single precision agrees with double, and
   1, 2 and 4 threads give the same bits. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <cmocka.h>

#include "dnn/system/system.h"
#include "tests/support.h"

#define SEQUENCES                                                                                  \
    "[data]\nname = periodic\nnum_classes = 5\nperiod = 12\nsteps = 20\ntrain_samples = "          \
    "96\ntest_samples = 4\n"
#define IMAGES                                                                                     \
    "[data]\nname = mixture\nnum_classes = 5\ndim = 512\nchannels = 8\ntrain_samples = "           \
    "96\ntest_samples = 4\n"

static const struct run {
    const char *data, *layers;
} runs[] = {
    {SEQUENCES, "rnn 64, rnn 40 nobias, conv 1 classes"},
    {SEQUENCES, "rnn 64, layernorm_channels, silu, conv 1 64, gelu, conv 1 classes"},
    {SEQUENCES "label_steps = last\n", "rnn 90, last, dense classes"},
    {IMAGES, "depthwise 3 1 1 2, gelu_tanh, grouped 4 3 64 2 1, layernorm, dense 128, silu, dense "
             "classes"},
};

static struct mc_chain opened(const struct mc_system *system, const struct run *r, int threads)
{
    return support_chain(system,
                         "[run]\nsteps = 1\nfolder = x\nseed = 3\nthreads = %d\n%s[network]\n"
                         "precision = %s\nlayers = %s\n[train]\nbatch_size = 96\nlearning_rate = "
                         "0.05\n",
                         threads, r->data, system->name, r->layers);
}

static void precisions(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
        struct mc_chain a = opened(&dnn_system_single, &runs[i], 1),
                        b = opened(&dnn_system_double, &runs[i], 1);
        const double before = b.system->energy(b.state);
        support_advance(&a, "gradient", 5), support_advance(&b, "gradient", 5);
        const double x = a.system->energy(a.state), y = b.system->energy(b.state);
        if (!(fabs(x / y - 1) < 3e-6 && fabs(y / before - 1) > 1e-3))
            fail_msg("%s: U %.9g in single, %.9g in double, %.9g at the start", runs[i].layers, x,
                     y, before);
        mc_clear(&a), mc_clear(&b);
    }
}

static void threads(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
        uint64_t digest[3];
        for (int k = 0; k < 3; k++) {
            struct mc_chain c = opened(&dnn_system_single, &runs[i], 1 << k);
            support_advance(&c, "gradient", 3);
            digest[k] = support_digest(&c);
            mc_clear(&c);
        }
        if (digest[1] != digest[0] || digest[2] != digest[0])
            fail_msg("%s: bits depend on the number of threads", runs[i].layers);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(precisions), cmocka_unit_test(threads)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
