/* Swaps of features and weights together keep every output of the network to the last bit where all
   sums are exact, and plain training without momentum to rounding. Shuffled patches keep their
   values and channels together, and draw all 24 orders alike. Losses of batches as swapped. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dnn/sampling/target.h"
#include "dnn/system/parts.h"
#include "dnn/training/augment.h"
#include "dnn/training/feature_swaps.h"
#include "tests/support.h"

enum { BATCH = 6 };

static struct mc_chain opened(const char *layers, const char *train, const char *protocol)
{
    return support_chain(&dnn_system,
                         "[run]\nsteps = 1\nfolder = x\nseed = 5\n[network]\nprecision = double\n"
                         "layers = %s\n[data]\nname = mixture\nnum_classes = 4\ndim = 98\n"
                         "channels = 2\ntrain_samples = 60\ntest_samples = 10\n"
                         "[train]\nbatch_size = 6\nlearning_rate = 0.05\n%s\n"
                         "[swap]\nbatch_loss = yes\nprotocol = %s\n",
                         layers, train, protocol);
}

/* Whole numbers, so that every order of a sum gives the same bits. */
static void make_exact(struct dnn_state *st, struct rng *rng)
{
    rng_shuffle(&st->training.batch_rng, st->training.order, (uint32_t)st->data.train.n);
    st->training.next = BATCH;
    target_gather(st);
    for (size_t i = 0; i < st->net.weights; i++) st->w[i] = (real)rng_below(rng, 9) - 4;
    for (size_t n = 0; n < BATCH; n++)
        for (size_t i = 0; i < st->net.inputs; i++)
            *gradient_value(&st->gradient, n, i) = (real)rng_below(rng, 15) - 7;
}

static void outputs_stay(const char *code, const char *layers)
{
    struct mc_chain c = opened(layers, "loss = mean_square", "none");
    struct dnn_state *const st = c.state;
    struct rng rng;
    rng_init(&rng, 3, 0, RNG_TEST);
    make_exact(st, &rng);
    const struct feature_swaps_rule rule = {code, true, false};
    const struct feature_swaps_images images = {.batch = &st->gradient, .n = BATCH};
    const double before = gradient_compute(&st->gradient, st->w, st->dw).loss;
    int features_alone = 0;
    for (int k = 0; k < 20; k++) {
        const struct joint_swaps_pair p = joint_swaps_draw(code, &st->net, rng);
        feature_swaps_apply(&rule, &images, &rng);
        features_alone += gradient_compute(&st->gradient, st->w, st->dw).loss != before;
        joint_swaps_apply(&p, &st->net, st->w);
        assert_true(gradient_compute(&st->gradient, st->w, st->dw).loss == before);
    }
    assert_true(features_alone > 10);
    mc_clear(&c);
}

static void the_function_is_kept(void **state)
{
    (void)state;
    outputs_stay("AAS", "dense 8, relu, dense classes");
    outputs_stay("ASA", "dense 8, relu, dense classes");
    outputs_stay("ASA", "conv 3 1, relu, flatten, dense classes");
}

/* Largest difference of weights from plain training after 12 steps. */
static double departure(const char *layers, const char *protocol, const char *train)
{
    struct mc_chain c = opened(layers, train, protocol), plain = opened(layers, train, "none");
    const struct dnn_state *const st = c.state, *const other = plain.state;
    support_advance(&c, "gradient", 12), support_advance(&plain, "gradient", 12);
    double most = 0;
    for (size_t i = 0; i < st->net.weights; i++)
        most = fmax(most, fabs((double)st->w[i] - (double)other->w[i]));
    mc_clear(&c), mc_clear(&plain);
    return most;
}

static void training_without_momentum_stays(void **state)
{
    (void)state;
    static const char mlp[] = "dense 8, relu, dense classes",
                      conv[] = "conv 3 1, relu, flatten, dense classes";
    assert_true(departure(mlp, "joint_pixel swaps=5", "momentum = 0") < 1e-12);
    assert_true(departure(mlp, "joint_channel swaps=3", "momentum = 0") < 1e-12);
    assert_true(departure(conv, "joint_channel", "momentum = 0") < 1e-12);
    assert_true(departure(mlp, "joint_pixel swaps=5", "momentum = 0.5") > 1e-6);
    assert_true(departure(mlp, "AAS swaps=5", "momentum = 0") > 1e-6);
}

static void open_layers(void *layers)
{
    struct mc_chain c = opened(layers, "", "joint_pixel");
    mc_clear(&c);
}

static void refusals(void **state)
{
    (void)state;
    assert_true(support_refuses(open_layers, "conv 3 1, relu, flatten, dense classes",
                                "joint_pixel needs dense as the first layer"));
    assert_true(support_refuses(open_layers, "relu, dense classes", "dense or conv"));
}

/* ---- shuffled patches -------------------------------------------------------------------------- */

/* Number of the order of four pixels, each 0 ... 3 once; -1: they are not. */
static int order_of(const int *pixel)
{
    int code = 0, seen = 0;
    for (int i = 0; i < 4; i++) seen |= 1 << pixel[i], code = 4 * code + pixel[i];
    return seen == 15 ? code : -1;
}

static void shuffled_patches(void **state)
{
    (void)state;
    struct mc_chain c = opened("dense 8, relu, dense classes", "", "none");
    struct dnn_state *const st = c.state;
    struct gradient *const g = &st->gradient;
    struct layer_shape s = st->data.shape;
    assert_true(s.channels == 2 && s.height == 7 && s.width == 7);
    st->training.next = BATCH;
    target_gather(st);
    struct rng rng;
    rng_init(&rng, 8, 0, RNG_TEST);
    const struct augment_kind *const kind = base_find(&augment_table, "patch_shuffle");
    double count[256] = {0}, all = 0;
    for (int k = 0; k < 200; k++) {
        for (size_t n = 0; n < BATCH; n++)
            for (size_t i = 0; i < 98; i++) *gradient_value(g, n, i) = (real)i;
        kind->apply(g, 1, &rng);
        for (size_t n = 0; n < BATCH; n++)
            for (size_t row = 0; row < 7; row++)
                for (size_t column = 0; column < 7; column++) {
                    const size_t i = 7 * row + column;
                    assert_true(*gradient_value(g, n, 49 + i) == *gradient_value(g, n, i) + 49);
                    if (row == 6 || column == 6) assert_true(*gradient_value(g, n, i) == (real)i);
                    if (row % 2 || column % 2 || row == 6 || column == 6) continue;
                    int pixel[4];
                    for (int p = 0; p < 4; p++) {
                        const int at =
                            (int)*gradient_value(g, n, i + (size_t)(p / 2 * 7 + p % 2)) - (int)i;
                        pixel[p] = at / 7 * 2 + at % 7;
                        assert_true(at >= 0 && at / 7 < 2 && at % 7 < 2);
                    }
                    const int order = order_of(pixel);
                    assert_true(order >= 0);
                    count[order]++, all++;
                }
    }
    double chi2 = 0;
    int orders = 0;
    for (int k = 0; k < 256; k++)
        if (count[k] > 0) orders++, chi2 += pow(count[k] - all / 24, 2) / (all / 24);
    assert_int_equal(orders, 24);
    assert_true(fabs(chi2 - 23) < 4 * sqrt(2 * 23));
    assert_non_null(augment_unsupported(kind, 2, s));
    s.height = 1;
    assert_non_null(augment_unsupported(kind, 0.5, s));
    mc_clear(&c);
}

/* ---- losses of batches -------------------------------------------------------------------------- */

static void losses_of_batches(void **state)
{
    (void)state;
    struct mc_chain c = opened("dense 8, relu, dense classes", "", "1SA swaps=6");
    const struct dnn_state *const st = c.state;
    const struct batch_losses *const b = &st->training.batches;
    double sum = 0, kept = 0;
    uint64_t n = 0;
    for (int k = 0; k < 40; k++) {
        support_advance(&c, "gradient", 1);
        sum += target_batch(c.state); /* of the same batch, at the next weights */
    }
    for (size_t i = 0; i < BATCH_LOSSES_BINS; i++) n += b->n[i], kept += b->sum[i];
    assert_int_equal(n, 40);
    assert_true(isfinite(sum) && kept > sum); /* a step lowers the loss of its batch */
    mc_clear(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_function_is_kept),
        cmocka_unit_test(training_without_momentum_stays),
        cmocka_unit_test(refusals),
        cmocka_unit_test(shuffled_patches),
        cmocka_unit_test(losses_of_batches),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
