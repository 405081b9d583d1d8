/* Polydisperse units: sizes as configured, gradients of the energy, and the same bits after a restart, with
   size swaps, noise and counters. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "common/io/checkpoint.h"
#include "common/mc/run_tables.h"
#include "dnn/system/parts.h"
#include "dnn/system/system.h"
#include "tests/support.h"

static void open_chain(struct mc_chain *c, const char *rest)
{
    *c = support_chain(
        &dnn_system_double,
        "[run]\nsteps = 1\nfolder = x\nseed = 4\n[data]\nname = teacher\ndim = 4\ntrain_samples = "
        "30\n"
        "test_samples = 1\n[train]\nloss = mean_square\nbatch_size = 0\nweight_decay = 0.2\n%s",
        rest);
}

#define DEEP "[network]\nlayers = dense 6, tanh, dense 5, tanh, dense classes\n"

static void sizes_are_as_asked_for(void **state)
{
    (void)state;
    struct mc_chain c;
    open_chain(&c, DEEP "[units]\nproperty = gain\npolydispersity = 0.4\n");
    const struct unit_sizes *const u = &((const struct dnn_state *)c.state)->units;
    assert_int_equal(u->n, 11);
    double mean = 0, square = 0;
    for (size_t i = 0; i < u->n; i++)
        mean += u->size[i] / 11, square += u->size[i] * u->size[i] / 11;
    assert_true(fabs(mean - 1) < 1e-12);
    assert_true(fabs(sqrt(square - mean * mean) - 0.4) < 1e-12);
    mc_clear(&c);
}

/* One step of plain descent moves w by - rate x (slope + decay w): its direction is that of the
   energy's numerical derivative, times the unit's own rate if that is what sizes mean. */
static void slopes_are_those_of_the_energy(void **state)
{
    (void)state;
    for (const struct unit_sizes_kind *k = unit_sizes_kinds; k->name; k++) {
        char ini[500];
        snprintf(ini, sizeof ini, "learning_rate = 1\n" DEEP "[units]\nproperty = %s\n", k->name);
        struct mc_chain c;
        open_chain(&c, ini);
        struct dnn_state *const st = c.state;
        double *const slope = base_alloc(st->net.weights, sizeof *slope);
        for (size_t i = 0; i < st->net.weights; i++) {
            const double h = 1e-5, w = st->w[i];
            st->w[i] = w + h;
            const double up = dnn_energy(st);
            st->w[i] = w - h;
            slope[i] = (up - dnn_energy(st)) / (2 * h) / 30;
            if (k->role == UNIT_SIZES_RATE) slope[i] *= st->units.factor[i];
            st->w[i] = w;
        }
        double *const before = memcpy(base_alloc(st->net.weights, sizeof *before), st->w,
                                      st->net.weights * sizeof *before);
        dnn_dynamics[0].advance(&c);
        for (size_t i = 0; i < st->net.weights; i++)
            assert_true(fabs(before[i] - st->w[i] - slope[i]) < 1e-8);
        base_free(slope);
        base_free(before);
        mc_clear(&c);
    }
}

static void visit(struct mc_chain *c, struct checkpoint *p)
{
    mc_visit(c, p);
    run_tables_visit(&dnn_system_double, c->state, p);
}

static uint64_t digest(struct mc_chain *c)
{
    struct checkpoint *const d = checkpoint_create_digester();
    visit(c, d);
    const uint64_t value = checkpoint_digest(d);
    checkpoint_free(d);
    return value;
}

static void check_restart(const char *rest)
{
    char *const folder = support_folder(), *const path = base_text("%s/c.h5", folder), why[200];
    struct mc_chain a, b;
    open_chain(&a, rest), open_chain(&b, rest);
    for (int i = 0; i < 13; i++) dnn_dynamics[0].advance(&a);
    struct checkpoint *c = checkpoint_create_saver();
    visit(&a, c);
    checkpoint_write(c, path, NULL);
    checkpoint_free(c);
    c = checkpoint_create_loader(path, why, sizeof why);
    assert_non_null(c);
    visit(&b, c);
    checkpoint_free(c);
    for (int i = 0; i < 13; i++) dnn_dynamics[0].advance(&a), dnn_dynamics[0].advance(&b);
    assert_true(digest(&a) == digest(&b));
    mc_clear(&a), mc_clear(&b);
    base_free(path);
    support_remove(folder);
}

static void restarts_are_the_same_run(void **state)
{
    (void)state;
#define NOISY "optimiser = langevin\nlearning_rate = 0.05\n" DEEP "[system]\nT = 0.5\n"
    check_restart(NOISY);
    check_restart(
        NOISY "[units]\nproperty = gain\n[swap]\nprotocol = swap\nswaps = 3\nmeasure_every = 2\n");
    check_restart(NOISY "[units]\nproperty = rate\n[swap]\nprotocol = swap\nevery = 3\n");
    check_restart("[swap]\nprotocol = mixed\nswaps = 4\nmeasure_every = 3\n");
    check_restart("[swap]\nprotocol = S1A\nreset = never\n");
    check_restart("[swap]\nprotocol = 11S\nmeasure_every = 4\nprobability = 0.7\n");
    check_restart("[swap]\nprotocol = noise\nmeasure_every = 4\n");
}

static void open_argument(void *rest)
{
    struct mc_chain c;
    open_chain(&c, rest);
}

static void what_makes_no_sense_is_refused(void **state)
{
    (void)state;
    static const char *const zoo[][2] = {
        {"[network]\nlayers = dense classes\n[units]\nproperty = gain\n", "hidden units"},
        {DEEP "[units]\nproperty = gain\npolydispersity = 0.99\n", "smallest unit"},
        {DEEP "[units]\nproperty = gane\n", "gain"},
        {DEEP "[units]\npolydispersity = -1\n", "polydispersity"},
        {"optimiser = langevin\n", "temperature"},
        {"[run]\ndynamics = metropolis\n[system]\nT = 1\n[move.swap]\n", "property"},
    };
    for (size_t i = 0; i < sizeof zoo / sizeof *zoo; i++)
        assert_true(support_refuses(open_argument, (void *)zoo[i][0], zoo[i][1]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_are_as_asked_for),
        cmocka_unit_test(slopes_are_those_of_the_energy),
        cmocka_unit_test(restarts_are_the_same_run),
        cmocka_unit_test(what_makes_no_sense_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
