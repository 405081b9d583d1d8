/* Protocols joined by +: their order against the same swaps made by hand, counts of each, samples left
   as they were, restarts, and refusals. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dnn/sampling/target.h"
#include "dnn/system/parts.h"
#include "dnn/training/augment.h"
#include "dnn/training/feature_swaps.h"
#include "tests/support.h"

enum { BATCH = 10, FEATURES = 98, ALL = BATCH * FEATURES };

static struct mc_chain opened(const char *protocol, const char *more)
{
    return support_chain(
        &dnn_system,
        "[run]\nsteps = 1\nfolder = x\nseed = 5\n[network]\nprecision = double\n"
        "layers = dense 8, relu, dense 8, tanh, dense classes\n"
        "[data]\nname = mixture\nnum_classes = 4\ndim = 98\nchannels = 2\ntrain_samples = 60\n"
        "test_samples = 10\n[train]\nbatch_size = 10\nlearning_rate = 0.05\n"
        "[swap]\nprotocol = %s\n%s\n",
        protocol, more);
}

static void batch_of(struct mc_chain *c, real *x)
{
    struct dnn_state *const st = c->state;
    for (size_t i = 0; i < ALL; i++)
        x[i] = *gradient_value(&st->gradient, i / FEATURES, i % FEATURES);
}

struct by_hand { /* an augmentation, or a swap of features, `times` in a row */
    const char *name;
    double amount;
    int times;
};

/* The batch of the first step, changed by two of these in order. */
static void make_by_hand(const struct by_hand *h, real *x)
{
    struct mc_chain c = opened("none", "");
    struct dnn_state *const st = c.state;
    rng_shuffle(&st->training.batch_rng, st->training.order, 60);
    st->training.next = BATCH;
    target_gather(st);
    const struct feature_swaps_images images = {.batch = &st->gradient, .n = BATCH};
    for (int k = 0; k < 2; k++) {
        const struct augment_kind *const kind = base_find(&augment_table, h[k].name);
        const struct feature_swaps_rule rule = {h[k].name, true, false};
        if (kind) kind->apply(&st->gradient, h[k].amount, &st->training.swap_rng);
        for (int i = 0; !kind && i < h[k].times; i++)
            feature_swaps_apply(&rule, &images, &st->training.swap_rng);
    }
    batch_of(&c, x);
    mc_clear(&c);
}

static void order(void **state)
{
    (void)state;
    static const struct {
        const char *protocol, *more;
        struct by_hand hand[2];
    } cases[] = {
        {"1SA swaps=3 + flip_crop amount=2", "", {{"1SA", 0, 3}, {"flip_crop", 2, 1}}},
        {"flip_crop amount=2 + 1SA swaps=3", "", {{"flip_crop", 2, 1}, {"1SA", 0, 3}}},
        {"flip_crop+SAA", "swaps = 4\namount = 1", {{"flip_crop", 1, 1}, {"SAA", 0, 4}}},
        {"noise amount=0.5 + flip_crop", "", {{"noise", 0.5, 1}, {"flip_crop", 4, 1}}},
        {"AAS swaps=2 + row + 11S swaps=30", "", {{"AAS", 0, 2}, {"11S", 0, 30}}},
    };
    real x[ALL], before[ALL] = {0}, y[ALL];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mc_chain c = opened(cases[i].protocol, cases[i].more);
        support_advance(&c, "gradient", 1);
        batch_of(&c, x);
        make_by_hand(cases[i].hand, y);
        if (memcmp(x, y, sizeof x) != 0) fail_msg("%s: not as by hand", cases[i].protocol);
        if (memcmp(x, before, sizeof x) == 0)
            fail_msg("%s: as in another order", cases[i].protocol);
        memcpy(before, x, sizeof x);
        mc_clear(&c);
    }
}

static int compare(const void *a, const void *b)
{
    const real x = *(const real *)a, y = *(const real *)b;
    return (x > y) - (x < y);
}

/* Weights are swapped after the step that features have changed. */
static void features_and_weights(void **state)
{
    (void)state;
    struct mc_chain one = opened("11S swaps=50", ""), both = opened("row + 11S swaps=50", ""),
                    plain = opened("none", "");
    struct dnn_state *const a = one.state, *const b = both.state, *const c = plain.state;
    const size_t n = a->net.weights;
    support_advance(&one, "gradient", 1), support_advance(&both, "gradient", 1);
    support_advance(&plain, "gradient", 1);
    assert_true(memcmp(a->w, b->w, n * sizeof *a->w) != 0);
    qsort(a->w, n, sizeof *a->w, compare), qsort(b->w, n, sizeof *b->w, compare);
    qsort(c->w, n, sizeof *c->w, compare);
    assert_memory_equal(a->w, b->w, n * sizeof *a->w);
    assert_true(memcmp(a->w, c->w, n * sizeof *a->w) != 0);
    mc_clear(&one), mc_clear(&both), mc_clear(&plain);
}

static void counts(void **state)
{
    (void)state;
    struct mc_chain c =
        opened("1SA swaps=3 + AAS every=4 + row every=10 swaps=2 + noise", "every = 2");
    support_advance(&c, "gradient", 20);
    assert_int_equal(mc_entry(&c, "1SA")->tried, 3 * 10);
    assert_int_equal(mc_entry(&c, "AAS")->tried, 5);
    assert_int_equal(mc_entry(&c, "row")->tried, 2 * 2);
    mc_clear(&c);
}

static void one_is_as_before(void **state)
{
    (void)state;
    struct mc_chain a = opened("SA1", "swaps = 7\nevery = 2\nlabels = follow\nprobability = 0.5"),
                    b = opened("SA1 swaps=7 every=2 labels=follow probability=0.5", "");
    support_advance(&a, "gradient", 30), support_advance(&b, "gradient", 30);
    assert_true(support_digest(&a) == support_digest(&b));
    mc_clear(&a), mc_clear(&b);
}

static const char *const lists[] = {
    "1SA swaps=9 scope=set + SAA scope=set labels=follow swaps=5 + flip_crop + in_row swaps=4",
    "SS1 + null + mixup + SAA",
    "1AS swaps=100 reset=never + SAA reset=never + noise every=3",
    "11S probability=0.5 + 1SA probability=0.25 + row probability=0.5",
};

static void restarts_and_samples(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        struct mc_chain c = opened(lists[i], ""), again = opened(lists[i], "");
        const struct dnn_state *const st = c.state;
        const uint64_t before = data_digest(&st->data);
        support_advance(&c, "gradient", 17);
        support_restart(&c, &again);
        support_advance(&c, "gradient", 13), support_advance(&again, "gradient", 13);
        assert_true(support_digest(&c) == support_digest(&again));
        assert_true(data_digest(&st->data) == before);
        assert_int_equal(st->training.swaps.n_made, 0);
        const bool kept = strstr(lists[i], "never") != NULL;
        assert_true((data_digest(&st->effective) == before) != kept);
        mc_clear(&c), mc_clear(&again);
    }
}

struct request {
    const char *protocol, *more, *part;
};

static void open_request(void *argument)
{
    const struct request *const r = argument;
    struct mc_chain c = opened(r->protocol, r->more);
    mc_clear(&c);
}

static void refusals(void **state)
{
    (void)state;
    static const struct request cases[] = {
        {"none + 1SA", "", "none cannot be joined"},
        {"1SA + none", "", "none cannot be joined"},
        {"1SA +", "", "no such protocol"},
        {"1SA + 1SB", "", "1SB"},
        {"1SA swap=3", "", "is not KEY=VALUE"},
        {"1SA 3", "", "is not KEY=VALUE"},
        {"1SA measure_every=3", "", "is not KEY=VALUE"},
        {"1SA swaps=0", "", "must be an integer in [1"},
        {"1SA swaps=3 swaps=4", "", "swaps twice"},
        {"1SA amount=1 + noise", "", "1SA does not use amount"},
        {"noise swaps=2 + 1SA", "", "noise does not use swaps"},
        {"row reset=never + 1SA", "", "row does not use reset"},
        {"1SA scope=all", "", "scope"},
        {"1SA + row", "amount = 1", "none of the protocols uses it"},
        {"1SA + row", "labels = follow", "none of the protocols uses it"},
        {"1SA + noise", "measure_every = 5", "measures one protocol"},
        {"1SA scope=set + SAA reset=never", "", "all or none of them"},
        {"1SA + flip_crop amount=0.5", "", "needs a whole number"},
        {"1SA + 1SA + 1SA + 1SA + 1SA + 1SA + 1SA + 1SA + 1SA", "", "at most 8"},
        {"1SA + noise", "[run]\ndynamics = metropolis\n[move.displace]\nweight = 1", "metropolis"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (!support_refuses(open_request, (void *)&cases[i], cases[i].part))
            fail_msg("not refused: %s, %s", cases[i].protocol, cases[i].more);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order),
        cmocka_unit_test(features_and_weights),
        cmocka_unit_test(counts),
        cmocka_unit_test(one_is_as_before),
        cmocka_unit_test(restarts_and_samples),
        cmocka_unit_test(refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
