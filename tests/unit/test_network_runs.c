/* Networks as a run sees them: the same bits for any number of threads and after a restart in the
   middle of an epoch, the energy and what tables show, and clear words for run files that make no
   sense. */
#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "common/io/trajectory.h"
#include "common/io/trajectory_writer.h"
#include "dnn/system/parts.h"
#include "dnn/system/system.h"
#include "tests/support.h"

static void open_chain(struct mc_chain *c, int threads, const char *rest)
{
    *c = support_chain(&dnn_system_double,
                       "[run]\nsteps = 1\nfolder = x\nseed = 4\nthreads = %d\n%s", threads, rest);
}

static void advance(struct mc_chain *c, int steps)
{
    for (int i = 0; i < steps; i++) dnn_dynamics[0].advance(c);
}

static bool same_weights(const struct mc_chain *a, const struct mc_chain *b)
{
    const struct dnn_state *x = a->state, *y = b->state;
    return memcmp(x->w, y->w, x->net.weights * sizeof *x->w) == 0;
}

#define IMAGES                                                                                     \
    "[data]\nname = fashion_mnist\ntrain_samples = 300\ntest_samples = 130\n[network]\nlayers = "  \
    "conv 5 4 2, "                                                                                 \
    "relu, maxpool "                                                                               \
    "2, dense 10\n"
#define RULE                                                                                       \
    "[train]\nbatch_size = 33\nlearning_rate = 0.1\nmomentum = 0.5\nweight_decay = 0.001\nshards " \
    "= 5\n"
#define COLUMN_COUNT 5

/* Batch statistics, noise and branches; Adam with a schedule. */
#define MODERN                                                                                     \
    "[data]\nname = mixture\nnum_classes = 3\ndim = 128\nchannels = 2\ntrain_samples = "           \
    "300\ntest_samples = 130\n"                                                                    \
    "[network]\nlayers = conv 3 4 1 1, batchnorm, relu, conv 3 4 1 1, add 2, relu, dropout, "      \
    "dense 30, dense 3\n"
#define ADAM                                                                                       \
    "[train]\noptimiser = adam\nbatch_size = 33\nlearning_rate = 0.01\nmomentum = 0.9\nschedule "  \
    "= step\n"                                                                                     \
    "period = 5\nfactor = 0.5\nshards = 5\n"

static void check_threads(const char *rest)
{
    struct mc_chain one;
    open_chain(&one, 1, rest);
    advance(&one, 25);
    for (int threads = 2; threads <= 7; threads += 5) {
        struct mc_chain many;
        open_chain(&many, threads, rest);
        advance(&many, 25);
        assert_true(same_weights(&one, &many));
        assert_true(dnn_system_double.energy(one.state) == dnn_system_double.energy(many.state));
        assert_true(dnn_system_double.describe.reported_energy(one.state) ==
                    dnn_system_double.describe.reported_energy(many.state));
        for (int i = 0; i < COLUMN_COUNT; i++)
            assert_true(dnn_columns[i].value(one.state) == dnn_columns[i].value(many.state));
        mc_clear(&many);
    }
    mc_clear(&one);
}

static void test_threads(void **state)
{
    (void)state;
    check_threads(IMAGES RULE "[swap]\nprotocol = AAS\nswaps = 3\n");
    check_threads(MODERN ADAM);
}

/* The first step of Adam is the rate in the direction of the slope's sign, whatever its size; the
   rate follows its schedule. */
static void test_adam(void **state)
{
    (void)state;
    struct mc_chain c;
    open_chain(&c, 1, MODERN ADAM);
    struct dnn_state *const st = c.state;
    double *const before = base_alloc(st->net.weights, sizeof *before);
    memcpy(before, st->w, st->net.weights * sizeof *before);
    advance(&c, 1);
    for (size_t i = 0; i < st->net.weights; i++) {
        const double moved = st->w[i] - before[i], size = fabs(st->dw[i]);
        assert_true(moved * st->dw[i] <= 0);
        assert_true(fabs(fabs(moved) - 0.01 * size / (size + 1e-8)) < 1e-12);
    }
    advance(&c, 5);
    assert_true(st->training.rate == 0.005);
    base_free(before);
    mc_clear(&c);
}

/* 300 samples in batches of 33: an epoch has 9 steps; 13 steps end within the second. */
static void check_restart(const char *rest)
{
    struct mc_chain straight, restarted;
    open_chain(&straight, 1, rest);
    advance(&straight, 13);
    open_chain(&restarted, 1, rest);
    advance(&restarted, 2);
    assert_false(same_weights(&straight, &restarted));
    support_restart(&straight, &restarted);
    advance(&straight, 20), advance(&restarted, 20);
    assert_true(same_weights(&straight, &restarted));
    assert_true(dnn_system_double.describe.reported_energy(straight.state) ==
                dnn_system_double.describe.reported_energy(restarted.state));
    mc_clear(&straight);
    mc_clear(&restarted);
}

static void test_restart(void **state)
{
    (void)state;
    check_restart(MODERN ADAM);
    check_restart(IMAGES RULE);
    check_restart(IMAGES RULE "[swap]\nprotocol = 11S\nswaps = 7\nprobability = 0.6\n");
    check_restart(IMAGES RULE "[swap]\nprotocol = mixed\nswaps = 2\nevery = 3\n");
    check_restart(IMAGES RULE "[swap]\nprotocol = row\nswaps = 2\nevery = 4\n[system]\nT = 5\n");
    check_restart(IMAGES RULE "optimiser = pseudo_langevin\n[system]\nT = 5\n");
}

/* U = N (loss + decay |w|^2 / 2), and tables show the loss alone. */
static void test_energy(void **state)
{
    (void)state;
    struct mc_chain c;
    open_chain(&c, 1,
               "[data]\nname = teacher\ndim = 7\nhidden = 3\ntrain_samples = 150\ntest_samples = "
               "20\n[network]\nlayers = kwj 5\n"
               "[train]\nbatch_size = 0\nloss = quadratic_hinge\nweight_decay = "
               "0.25\nlearning_rate = 0.01\n");
    advance(&c, 3);
    const struct dnn_state *st = c.state;
    double norm = 0;
    for (size_t i = 0; i < st->net.weights; i++) norm += st->w[i] * st->w[i];
    const double U = dnn_system_double.energy(c.state),
                 loss = dnn_system_double.describe.reported_energy(c.state);
    assert_true(fabs(U - 150 * (loss + 0.125 * norm)) < 1e-10 * U);
    assert_true(dnn_system_double.size(c.state) == 150);
    assert_true(loss > 0);
    mc_clear(&c);
}

/* A Metropolis chain at T > 0 keeps its running energy; at T = 0 it only goes down. */
static void test_metropolis(void **state)
{
    (void)state;
    struct mc_chain c;
    open_chain(&c, 1,
               "dynamics = metropolis\n[data]\nname = teacher\ndim = 5\ntrain_samples = "
               "60\ntest_samples = "
               "10\n[network]\nlayers = "
               "dense 4, tanh, dense classes\n[train]\nbatch_size = 0\n[system]\nT = "
               "0\n[move.displace]\nstep = "
               "0.3\n[move.row]\n[move.mixed]\n");
    const double start = c.energy;
    for (int i = 0; i < 20; i++) dnn_dynamics[1].advance(&c);
    assert_true(c.energy < start - 5);
    assert_true(fabs(c.energy - dnn_system_double.energy(c.state)) < 1e-10 * start);
    assert_true(mc_entry(&c, "displace")->accepted > 0);
    mc_clear(&c);
}

static void open_argument(void *rest)
{
    struct mc_chain c;
    open_chain(&c, 1, rest);
    advance(&c, 50);
}

#define SMALL                                                                                      \
    "[data]\nname = teacher\ndim = 6\ntrain_samples = 50\ntest_samples = 10\n[train]\nbatch_size " \
    "= 10\n"

/* A network starts from the last weights that another run has stored, and from no others. */
static void test_start(void **state)
{
    (void)state;
    char *const folder = support_folder(), *const path = base_text("%s/trajectory.h5", folder);
    struct mc_chain a, b;
    open_chain(&a, 1, SMALL "[network]\nlayers = dense 3, relu, dense classes");
    struct frame f = {0};
    dnn_system_double.view(a.state, &f);
    struct trajectory_writer *const t = trajectory_writer_create(
        AT_FDCWD, path, &f, &(struct h5md_about){"layer", "step", "test", 1, 2});
    trajectory_writer_add(t, &f);
    char *const other = base_text(SMALL "[network]\nlayers = dense 2, relu, dense classes\n"
                                        "weights = %s",
                                  folder),
                *const same = base_text(SMALL "[network]\nlayers = dense 3, relu, dense classes\n"
                                              "weights = %s",
                                        folder);
    assert_true(support_refuses(open_argument, same, "has not finished"));
    advance(&a, 20);
    dnn_system_double.view(a.state, &f);
    f.t = 20;
    trajectory_writer_add(t, &f);
    trajectory_writer_close(t);
    open_chain(&b, 1, same);
    assert_true(same_weights(&a, &b));
    assert_true(support_refuses(open_argument, other, "weights, not"));
    assert_true(
        support_refuses(open_argument, SMALL "[network]\nweights = nowhere", "there is no"));
    mc_clear(&a);
    mc_clear(&b);
    base_free(other);
    base_free(same);
    base_free(path);
    support_remove(folder);
}

/* A batch in one piece, in wide tiles and groups of columns, and sample by sample: the same
   slope. */
static void test_pieces(void **state)
{
    (void)state;
    static const char *const zoo[] = {
        "conv 3 5, relu, conv 5 7 1 2, maxpool 3, relu, dense 11, tanh, dense classes",
        "conv 5 3, maxpool 2, relu, conv 5 13, relu, dense 40, relu, dense classes",
        "conv 3 4 2 1, avgpool 2, leaky_relu, dense 100, sigmoid, dense 17, dense classes",
        "conv 2 9 1 1, maxpool 5, dense 33, relu, dense 31, relu, dense classes",
    };
    for (size_t i = 0; i < sizeof zoo / sizeof *zoo; i++) {
        struct mc_chain c[2];
        for (int k = 0; k < 2; k++) {
            char *const rest =
                base_text("[data]\nname = mixture\nnum_classes = 3\ndim = 800\nchannels = "
                          "2\ntrain_samples = 37\n"
                          "test_samples = 10\n[train]\nbatch_size = 37\nlearning_rate = 0\nshards "
                          "= %d\n[network]\nlayers = %s\n",
                          k ? 37 : 1, zoo[i]);
            open_chain(&c[k], 1, rest);
            advance(&c[k], 1);
            base_free(rest);
        }
        const struct dnn_state *const x = c[0].state, *const y = c[1].state;
        double largest = 0;
        for (size_t k = 0; k < x->net.weights; k++) largest = fmax(largest, fabs(y->dw[k]));
        for (size_t k = 0; k < x->net.weights; k++)
            if (!(fabs(x->dw[k] - y->dw[k]) < 1e-13 * largest))
                fail_msg("%s: gradient %zu: %g, %g", zoo[i], k, x->dw[k], y->dw[k]);
        for (int k = 0; k < 2; k++) mc_clear(&c[k]);
    }
}

static void test_refusals(void **state)
{
    (void)state;
    static const struct {
        const char *ini, *part;
    } zoo[] = {
        {SMALL "[network]\nlayers = dense 5, rellu, dense classes", "rellu"},
        {SMALL "[network]\nlayers = dense 5,, dense classes", "empty layer"},
        {SMALL "[network]\nlayers = dense, relu", "dense"},
        {SMALL "[network]\nlayers = dense x, relu", "not a number"},
        {SMALL "[network]\nlayers = dense 5 5 5 5 5 5", "too many numbers"},
        {SMALL "[network]\nlayers = conv 3 4, dense classes", "larger than the image"},
        {SMALL "[network]\nlayers = dense 5, relu, dense 3", "3 outputs"},
        {SMALL "[network]\nlayers = relu", "no layer has weights"},
        {SMALL "[network]\nlayers = dense 5, add 3, dense classes", "only 1 layers before"},
        {SMALL "[network]\nlayers = dense 5, dense 6, add 2, dense classes", "cannot be added"},
        {SMALL "[network]\nlayers = dense 5, dropout 1, dense classes", "less than 1"},
        {SMALL "[network]\nlayers = dense 5.5, dense classes", "whole"},
        {SMALL "[network]\nlayers = tree 7, dense classes", "multiple of UNITS"},
        {SMALL "[data]\nkeep_classes = 1 9\n", "class numbers"},
        {SMALL "[data]\npca_components = 99\n", "inputs"},
        {SMALL "[train]\nloss_parameter = 2\n", "none"},
        {SMALL "[train]\nlearning_rate = -0.1\n", "rate"},
        {SMALL "[network]\nlayers = kwj 5 5", "kwj"},
        {SMALL "loss = cross_entropi", "cross_entropy"},
        {SMALL "eval_samples = 51", "50 training samples"},
        {"[data]\nname = teacher\ntrain_samples = 50\n[train]\nbatch_size = 51",
         "50 training samples"},
        {"[data]\nname = teacher\nhidden = 4", "odd"},
        {"[data]\ntrain_samples = 60001", "60000 samples"},
        {"[data]\ntrain_samples = 100\n[train]\nloss = quadratic_hinge", "parity"},
        {"dynamics = metropolis\n" SMALL "[move.11S]\nweight = 1", "metropolis"},
        {"dynamics = metropolis\n" SMALL "[swap]\nprotocol = row", "metropolis"},
        {"[data]\nname = teacher\ndim = 6\ntrain_samples = 50\ntest_samples = "
         "10\n[train]\nbatch_size = 10\nloss = "
         "mean_square\nlearning_rate = 1000",
         "the loss of the batch is"},
    };
    for (size_t i = 0; i < sizeof zoo / sizeof *zoo; i++)
        if (!support_refuses(open_argument, (void *)zoo[i].ini, zoo[i].part))
            fail_msg("not refused with '%s':\n%s", zoo[i].part, zoo[i].ini);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_threads),    cmocka_unit_test(test_adam),
        cmocka_unit_test(test_restart),    cmocka_unit_test(test_energy),
        cmocka_unit_test(test_metropolis), cmocka_unit_test(test_start),
        cmocka_unit_test(test_pieces),     cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
