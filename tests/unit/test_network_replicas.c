/* Coupled copies of a network: energies against formulas, gradients against differences, restored state after a
   rejection, restarts, sources of weights, and refusals. */
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
#include "dnn/system/initial_weights.h"
#include "dnn/system/parts.h"
#include "dnn/system/system.h"
#include "dnn/sampling/target.h"
#include "tests/support.h"

#define COMMITTEE                                                                                  \
    "[run]\nsteps = 1\nfolder = x\nseed = 4\ndynamics = hmc\n[network]\nlayers = committee 4\n"    \
    "precision = double\n[data]\nname = random_labels\ndim = 12\nalpha = 2\ntest_samples = 1\n"    \
    "[train]\nbatch_size = 0\nloss = logistic\nweight_decay = 0.01\n[system]\nT = "                \
    "3\n[move.hmc]\nstep = 1\n"                                                                    \
    "[move.mala]\nstep = 0.5\n[hmc]\nsteps = 4\n"
#define RATCHET "[replicas]\nnumber = 2\ncoupling = ratchet\nstrength = 0.5\ntolerance = 1\n"
#define CENTRE  "[replicas]\nnumber = 3\ncoupling = centre\nstrength = 0.5\n"
#define SCALED  CENTRE "rescale = yes\n"

static const char *const coupled[] = {RATCHET, CENTRE, SCALED};
enum { COUPLED = 3 };

static struct mc_chain opened(const char *rest)
{
    return support_chain(&dnn_system_double, "%s%s", COMMITTEE, rest);
}

static void rounds(struct mc_chain *c, int n)
{
    for (int i = 0; i < n; i++) dnn_dynamics[2].advance(c);
}

/* ---- energies -------------------------------------------------------------------------------- */

static void put(struct dnn_state *st, size_t k, double x, double y)
{
    double *const w = st->replicas.w + k * st->replicas.P;
    memset(w, 0, st->replicas.P * sizeof *w);
    w[0] = x, w[5] = y;
}

/* Ends 5 apart that were 2 apart: (k/2) 3^2. Corners (0, 0), (6, 0), (0, 6) around (2, 2): distances
   sqrt 8, sqrt 20 twice; lengths 0, 6, 6 of mean 4 put the centre at 4 (1, 1)/sqrt 2. */
static void energies_are_as_written(void **state)
{
    (void)state;
    struct mc_chain c = opened(RATCHET);
    struct dnn_state *st = c.state;
    put(st, 0, 0, 0), put(st, 1, 3, 4);
    st->replicas.nearest = 2;
    assert_true(fabs(dnn_extra_energy(st, st->w) - 0.25 * 9) < 1e-14);
    st->replicas.nearest = 6;
    assert_true(dnn_extra_energy(st, st->w) == 0 && st->replicas.nearest == 6);
    mc_clear(&c);
    for (int scaled = 0; scaled < 2; scaled++) {
        c = opened(scaled ? SCALED : CENTRE);
        st = c.state;
        put(st, 0, 0, 0), put(st, 1, 6, 0), put(st, 2, 0, 6);
        const double a = scaled ? sqrt(8) : 2,
                     sum = a * sqrt(2) + 2 * sqrt((6 - a) * (6 - a) + a * a);
        assert_true(fabs(dnn_extra_energy(st, st->w) - 0.5 / 3 * sum) < 1e-13);
        mc_clear(&c);
    }
}

/* du/dw of every copy by central differences, at first and after the ratchet has been drawn
   apart. */
static void slopes_are_the_energys(void **state)
{
    (void)state;
    for (int v = 0; v < COUPLED; v++) {
        struct mc_chain c = opened(coupled[v]);
        struct dnn_state *const st = c.state;
        double slope[64] = {0};
        st->replicas.nearest *= 0.7;
        for (size_t k = 0; k < st->replicas.n; k++) {
            coupled_replicas_select(st, k);
            memset(slope, 0, sizeof slope);
            const double e = st->sampling.extra->add(st->sampling.extra_self, st->w, slope);
            assert_true(e > 0 && e == dnn_extra_energy(st, st->w));
            for (size_t i = 0; i < st->net.weights; i++) {
                const double h = 1e-6, w = st->w[i];
                st->w[i] = w + h;
                const double up = dnn_extra_energy(st, st->w);
                st->w[i] = w - h;
                const double low = dnn_extra_energy(st, st->w);
                st->w[i] = w;
                assert_true(fabs((up - low) / (2 * h) - slope[i]) < 1e-8);
            }
        }
        mc_clear(&c);
    }
}

/* ---- moves ----------------------------------------------------------------------------------- */

static void refusals_leave_no_trace(void **state)
{
    (void)state;
    for (int v = 0; v < COUPLED; v++) {
        struct mc_chain c = opened(coupled[v]);
        struct dnn_state *const st = c.state;
        rounds(&c, 5);
        size_t nearer = 0;
        for (int t = 0; t < 200; t++) {
            struct mc_entry *const e = mc_entry(&c, t % 2 ? "hmc" : "mala");
            rounds(&c, t % 5 == 0);
            coupled_replicas_select(st, (size_t)t % st->replicas.n);
            st->replicas.nearest = INFINITY; /* where they are is nearer than ever */
            target_gradient(st);
            const struct rng rng = c.rng;
            const uint64_t before = support_digest(&c);
            const double nearest = st->replicas.nearest, E = dnn_energy(st);
            e->move->propose(st, e->move, &c.rng, e->step);
            nearer += st->replicas.nearest < nearest;
            e->move->revert(st);
            c.rng = rng;
            assert_true(support_digest(&c) == before && dnn_energy(st) == E);
        }
        assert_true(v > 0 || nearer > 20); /* there was something to put back */
        mc_clear(&c);
    }
}

static void running_energy_is_that_of_all_copies(void **state)
{
    (void)state;
    for (int v = 0; v < COUPLED; v++) {
        struct mc_chain c = opened(coupled[v]);
        for (int t = 0; t < 200; t++) {
            rounds(&c, 1);
            const double E = dnn_energy(c.state);
            assert_true(fabs(c.energy - E) < 1e-10 * (1 + fabs(E)));
        }
        assert_true(mc_entry(&c, "hmc")->accepted > 100);
        mc_clear(&c);
    }
}

static void a_restart_goes_on(void **state)
{
    (void)state;
    for (int v = 0; v < COUPLED; v++) {
        struct mc_chain a = opened(coupled[v]), b = opened(coupled[v]);
        rounds(&a, 7);
        support_restart(&a, &b);
        rounds(&a, 9), rounds(&b, 9);
        assert_true(support_digest(&a) == support_digest(&b));
        mc_clear(&a), mc_clear(&b);
    }
}

/* d_min only falls; ends that have met stay where they are. */
static void a_ratchet_pulls_and_rests(void **state)
{
    (void)state;
    struct mc_chain c = opened(RATCHET "stop_overlap = 0.95\n");
    struct dnn_state *const st = c.state;
    double nearest = st->replicas.nearest;
    assert_false(coupled_replicas_rest(st));
    for (int t = 0; t < 4000 && !coupled_replicas_rest(st); t++) {
        rounds(&c, 1);
        assert_true(st->replicas.nearest <= nearest);
        nearest = st->replicas.nearest;
    }
    assert_true(coupled_replicas_rest(st));
    const double w = st->w[3], E = dnn_energy(st);
    rounds(&c, 3);
    assert_true(st->w[3] == w && dnn_energy(st) == E);
    mc_clear(&c);
}

static void some_may_stay(void **state)
{
    (void)state;
    struct mc_chain c = opened(CENTRE "moving = 2\n");
    struct dnn_state *const st = c.state;
    const double w[] = {st->w[0], st->w[12], st->w[24]};
    rounds(&c, 5);
    assert_true(st->w[0] != w[0] && st->w[12] != w[1] && st->w[24] == w[2]);
    mc_clear(&c);
}

/* ---- places ---------------------------------------------------------------------------------- */

static double want[12], label[12];

static void take(void *place)
{
    initial_weights_load(place, 12, label, want, "here");
}

static void store(struct mc_chain *c, const char *folder)
{
    char *const path = base_text("%s/trajectory.h5", folder);
    struct frame f = {0};
    c->system->view(c->state, &f);
    struct trajectory_writer *const t = trajectory_writer_create(
        AT_FDCWD, path, &f, &(struct h5md_about){"layer", "step", "test", 1, 2});
    trajectory_writer_add(t, &f);
    rounds(c, 3);
    c->system->view(c->state, &f);
    f.t = 30;
    trajectory_writer_add(t, &f);
    trajectory_writer_close(t);
    base_free(path);
}

static void copies_are_found_by_place(void **state)
{
    (void)state;
    char *const folder = support_folder(), place[300];
    struct mc_chain c = opened(CENTRE);
    struct dnn_state *const st = c.state;
    double before[36];
    memcpy(before, st->replicas.w, sizeof before), memcpy(label, dnn_layers(st), sizeof label);
    store(&c, folder);
    for (size_t k = 0; k < 3; k++) {
        snprintf(place, sizeof place, "%s:%zu", folder, k);
        take(place);
        assert_memory_equal(want, st->replicas.w + 12 * k, sizeof want);
        snprintf(place, sizeof place, "%s@0:%zu", folder, k);
        take(place);
        assert_memory_equal(want, before + 12 * k, sizeof want);
    }
    snprintf(place, sizeof place, "%s@30:centre", folder);
    take(place);
    for (size_t i = 0; i < 12; i++) {
        const double *const w = st->replicas.w + i;
        assert_true(fabs(want[i] - (w[0] + w[12] + w[24]) / 3) < 1e-15 * (1 + fabs(want[i])));
    }
    assert_true(support_refuses(take, folder, "holds 3 copies of a network: choose one"));
    snprintf(place, sizeof place, "%s:3", folder);
    assert_true(support_refuses(take, place, "there is no :3"));
    snprintf(place, sizeof place, "%s@7:0", folder);
    assert_true(support_refuses(take, place, "no frame of time 7"));
    mc_clear(&c);
    support_remove(folder);
}

/* ---- refusals -------------------------------------------------------------------------------- */

static void try_open(void *rest)
{
    struct mc_chain c = opened(rest);
    mc_clear(&c);
}

static void nonsense_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *rest, *part;
    } zoo[] = {
        {"[replicas]\nnumber = 3\ncoupling = ratchet\n", "a ratchet has 2 ends"},
        {"[replicas]\nnumber = 2\nmoving = 3\n", "there are 2 copies"},
        {"[replicas]\ncoupling = centre\n", "a centre needs 2 copies"},
        {"[replicas]\nnumber = 2\n[swap]\nprotocol = row\n", "copies do not swap"},
        {"[replicas]\nnumber = 2\ncoupling = ratchet\n", "no solution: it misclassifies"},
    };
    for (size_t i = 0; i < sizeof zoo / sizeof *zoo; i++)
        if (!support_refuses(try_open, (void *)zoo[i].rest, zoo[i].part))
            fail_msg("not refused: %s", zoo[i].part);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(energies_are_as_written),
        cmocka_unit_test(slopes_are_the_energys),
        cmocka_unit_test(refusals_leave_no_trace),
        cmocka_unit_test(running_energy_is_that_of_all_copies),
        cmocka_unit_test(a_restart_goes_on),
        cmocka_unit_test(a_ratchet_pulls_and_rests),
        cmocka_unit_test(some_may_stay),
        cmocka_unit_test(copies_are_found_by_place),
        cmocka_unit_test(nonsense_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
