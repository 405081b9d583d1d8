/* Swaps in runs: samples are what they were after every step unless they are to change, and clear
   words for protocols that data or network do not allow. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>

#include "dnn/system/parts.h"
#include "dnn/system/system.h"
#include "tests/support.h"

static void open_chain(struct mc_chain *c, const char *data, const char *swap)
{
    *c = support_chain(&dnn_system_double,
                       "[run]\nsteps = 1\nfolder = x\n[network]\nlayers = mlp 8\nprecision = "
                       "double\n[data]\n%s\n[train]\n"
                       "batch_size = 20\n[swap]\n%s\n",
                       data, swap);
}

/* Wherever swaps are made, samples are the same before and after each step. */
static void check_reset(const char *swap)
{
    struct mc_chain plain, swapped;
    open_chain(&plain, "train_samples = 200\ntest_samples = 10", "protocol = none");
    open_chain(&swapped, "train_samples = 200\ntest_samples = 10", swap);
    const struct dnn_state *a = plain.state, *b = swapped.state;
    const uint64_t digest = data_digest(&b->data);
    assert_true(digest == data_digest(&a->data));
    assert_memory_equal(a->w, b->w, a->net.weights * sizeof *a->w);
    for (int step = 0; step < 3; step++) {
        dnn_dynamics[0].advance(&plain);
        dnn_dynamics[0].advance(&swapped);
        assert_true(data_digest(&b->data) == digest);
        assert_true(data_digest(&b->effective) == digest);
    }
    assert_memory_not_equal(a->w, b->w, a->net.weights * sizeof *a->w); /* the swaps were felt */
    mc_clear(&plain);
    mc_clear(&swapped);
}

static void test_reset(void **state)
{
    (void)state;
    check_reset("protocol = 1AS\nswaps = 50");
    check_reset("protocol = AAS\nswaps = 50\npair = independent");
    check_reset("protocol = 1AS\nswaps = 2000\nscope = set");
    check_reset("protocol = AAS\nswaps = 50\nscope = set");
    check_reset("protocol = SAA\nswaps = 500\nscope = set");
    check_reset("protocol = SAA\nswaps = 20\nscope = set\nlabels = follow\nevery = 2");
    check_reset("protocol = flip_crop");
    check_reset("protocol = noise");
    check_reset("protocol = mixup");
    check_reset("protocol = label_noise\namount = 0.5");
    check_reset("protocol = S11\nswaps = 50\nmeasure_every = 2");
}

static int compare_bytes(const void *a, const void *b)
{
    return *(const uint8_t *)a - *(const uint8_t *)b;
}

/* With reset = never, exchanges accumulate in the samples that batches are drawn from: the same values
   at other positions. Losses are measured on the original samples. */
static void check_kept(const char *swap)
{
    struct mc_chain c;
    open_chain(&c, "train_samples = 60\ntest_samples = 10", swap);
    const struct dnn_state *st = c.state;
    const uint64_t digest = data_digest(&st->data);
    const size_t n = 60 * st->net.inputs;
    uint64_t last = digest;
    for (int step = 0; step < 3; step++) {
        dnn_dynamics[0].advance(&c);
        assert_true(data_digest(&st->effective) != last);
        last = data_digest(&st->effective);
    }
    assert_true(data_digest(&st->data) == digest);
    qsort(st->effective.train.pixel, n, 1, compare_bytes);
    qsort(st->data.train.pixel, n, 1, compare_bytes);
    assert_memory_equal(st->effective.train.pixel, st->data.train.pixel, n);
    mc_clear(&c);
}

static void test_kept(void **state)
{
    (void)state;
    check_kept("protocol = 1AS\nswaps = 50\nreset = never");
    check_kept("protocol = AAS\nswaps = 5\nreset = never\nscope = set");
    check_kept("protocol = SAA\nreset = never\nlabels = follow");
}

/* Weight swaps at T = inf: all accepted, and the step after still follows its slope. */
static void test_weight_protocol(void **state)
{
    (void)state;
    struct mc_chain c;
    open_chain(&c, "name = teacher\ndim = 12\ntrain_samples = 100\ntest_samples = 10",
               "protocol = row\nswaps = 3\nevery = 2");
    for (int step = 0; step < 6; step++) dnn_dynamics[0].advance(&c);
    const struct mc_entry *e = mc_entry(&c, "row");
    assert_int_equal(e->tried, 9);
    assert_int_equal(e->accepted, 9);
    assert_true(isnan(c.energy));
    mc_clear(&c);
}

static void open_argument(void *swap)
{
    struct mc_chain c;
    open_chain(&c, "train_samples = 200\ntest_samples = 10", swap);
}

static void test_refusals(void **state)
{
    (void)state;
    assert_true(
        support_refuses(open_argument, "protocol = 1SA", "two channels, and there is only one"));
    assert_true(support_refuses(open_argument, "protocol = 1SX", "1SA"));
    assert_true(support_refuses(open_argument, "protocol = inter_row", "inter_row"));
    assert_true(support_refuses(open_argument, "protocol = 1AS\nlabels = follow", "two images"));
    assert_true(support_refuses(open_argument, "protocol = row\nreset = never", "no features"));
    assert_true(support_refuses(open_argument, "protocol = row\nscope = set", "no features"));
    assert_true(support_refuses(open_argument, "protocol = 1AS\nprobability = 1.5", "probability"));
    assert_true(support_refuses(open_argument, "protocol = 1AS\namount = 1", "no amount"));
    assert_true(support_refuses(open_argument, "protocol = mixup\namount = 2", "1 or less"));
    assert_true(support_refuses(open_argument, "protocol = flip_crop\namount = 28", "pixels"));
    assert_true(support_refuses(open_argument, "protocol = channel_shuffle", "two channels"));
    assert_true(support_refuses(open_argument, "protocol = swap", "[units]"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reset),
        cmocka_unit_test(test_kept),
        cmocka_unit_test(test_weight_protocol),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
