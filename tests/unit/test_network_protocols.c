/* The contract of a row of [swap] protocol, for every row: the samples are the same after a step, and
   change for good only where `reset = never` is allowed; a swap is of one kind; runs of one seed are pairs; save, load, continue
   equals continue; keys that the row does not allow are refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "dnn/system/parts.h"
#include "dnn/training/feature_swaps.h"
#include "tests/support.h"

static struct mc_chain opened(const char *protocol, const char *more)
{
    return support_chain(
        &dnn_system,
        "[run]\nsteps = 1\nfolder = x\nseed = 5\n[network]\nprecision = double\n"
        "layers = dense 8, relu, dense 8, tanh, dense classes\n[units]\nproperty = rate\n"
        "[data]\nname = mixture\nnum_classes = 4\ndim = 98\nchannels = 2\ntrain_samples = "
        "60\ntest_samples = 10\n"
        "[train]\nbatch_size = 10\nlearning_rate = 0.05\n[swap]\nprotocol = %s\nswaps = "
        "3\nmeasure_every = 2\n%s\n",
        protocol, more);
}

static bool one_kind(const struct swap_protocols_row *row)
{
    const int kinds = row->on_weights + row->on_features + row->augments + row->maps + !!row->joint;
    return kinds == (strcmp(row->name, "none") != 0);
}

static void steps_leave_the_samples(const struct swap_protocols_row *row)
{
    struct mc_chain c = opened(row->name, ""), plain = opened("none", "");
    const struct dnn_state *const st = c.state, *const other = plain.state;
    const uint64_t before = data_digest(&st->data);
    support_advance(&c, "gradient", 12), support_advance(&plain, "gradient", 12);
    assert_true(data_digest(&st->data) == before);
    assert_true(data_digest(&st->effective) == before);
    assert_int_equal(st->training.swaps.n_made, 0);
    const bool same =
        memcmp(st->w, other->w, st->net.weights * sizeof *st->w) == 0 &&
        memcmp(st->units.size, other->units.size, st->units.n * sizeof *st->units.size) == 0;
    if (same != (strcmp(row->name, "none") == 0)) fail_msg("%s: nothing was swapped", row->name);
    mc_clear(&c), mc_clear(&plain);
}

/* Runs of one seed are pairs: the same first weights and the same order of batches. */
static void seeds_are_paired(const struct swap_protocols_row *row)
{
    struct mc_chain c = opened(row->name, ""), plain = opened("none", "");
    const struct dnn_state *const st = c.state, *const other = plain.state;
    assert_memory_equal(st->w, other->w, st->net.weights * sizeof *st->w);
    for (int step = 0; step < 15; step++) {
        support_advance(&c, "gradient", 1), support_advance(&plain, "gradient", 1);
        assert_memory_equal(st->training.order, other->training.order,
                            st->data.train.n * sizeof *st->training.order);
        assert_int_equal(st->training.next, other->training.next);
    }
    mc_clear(&c), mc_clear(&plain);
}

static void restart_continues(const struct swap_protocols_row *row)
{
    struct mc_chain c = opened(row->name, ""), again = opened(row->name, "");
    support_advance(&c, "gradient", 7);
    support_restart(&c, &again);
    support_advance(&c, "gradient", 7), support_advance(&again, "gradient", 7);
    assert_true(support_digest(&c) == support_digest(&again));
    mc_clear(&c), mc_clear(&again);
}

struct request {
    const struct swap_protocols_row *row;
    const char *more;
};

static void open_request(void *argument)
{
    const struct request *const r = argument;
    struct mc_chain c = opened(r->row->name, r->more);
    mc_clear(&c);
}

static void limits_hold(const struct swap_protocols_row *row)
{
    const struct {
        const char *more, *message;
        bool allowed;
    } limits[] = {
        {"reset = never", "exchanges no features", row->on_features},
        {"scope = set", "exchanges no features", row->on_features},
        {"labels = follow", "does not exchange values of two images",
         row->on_features && feature_swaps_two_images(row->name)},
        {"amount = 1", "has no amount",
         row->augments || (row->maps && strcmp(row->name, "laperm") != 0)},
    };
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        struct request r = {row, limits[i].more};
        if (limits[i].allowed)
            open_request(&r);
        else if (!support_refuses(open_request, &r, limits[i].message))
            fail_msg("%s with %s is not refused", row->name, limits[i].more);
    }
}

static void every_row_keeps_its_contract(void **state)
{
    (void)state;
    for (const struct swap_protocols_row *row = swap_protocols_rows; row->name; row++) {
        print_message("    %s\n", row->name);
        if (!one_kind(row)) fail_msg("%s is not of one kind", row->name);
        steps_leave_the_samples(row);
        seeds_are_paired(row);
        restart_continues(row);
        limits_hold(row);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_row_keeps_its_contract)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
