/* The bias on an overlap ([bias], common/observe/bias.h): its running value against that from scratch,
   to the bit, for every observable and move; restarts; and distributions of a nearly ideal gas under
   tethers and umbrellas against exact integrals. */
#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "common/config/runfile.h"
#include "common/io/trajectory_writer.h"
#include "common/numerics/statistics.h"
#include "common/observe/bias.h"
#include "dnn/system/system.h"
#include "glass/spheres/system.h"
#include "tests/support.h"

/* Stores the present frame of the chain as the last of FOLDER/trajectory.h5. */
static void store(struct mc_chain *c, const char *folder)
{
    char *const path = base_text("%s/trajectory.h5", folder);
    struct frame f = {0};
    mkdir(folder, 0777);
    c->system->view(c->state, &f);
    struct trajectory_writer *const t = trajectory_writer_create(
        AT_FDCWD, path, &f, &(struct h5md_about){c->system->describe.label, "sweep", "test", 1, 1});
    trajectory_writer_add(t, &f);
    trajectory_writer_sync(t);
    trajectory_writer_close(t);
    base_free(path);
}

/* A chain whose initial state is the reference of its bias. */
static struct mc_chain biased(const struct mc_system *system, const char *ini, const char *bias)
{
    char *const folder = base_text("%s/reference", support_root);
    struct runfile *const f =
        support_load(system, "%s[bias]\nreference = %s\n%s", ini, folder, bias);
    struct mc_chain c;
    mc_init(&c, system, f);
    mc_set_initial_state(&c, f);
    store(&c, folder);
    c.bias = bias_create(f);
    bias_begin(&c, f);
    runfile_free(f);
    base_free(folder);
    return c;
}

static void finish(struct mc_chain *c)
{
    bias_free(c->bias);
    mc_clear(c);
}

#define RUN(length) "[run]\n" length " = 1\nfolder = x\nseed = 3\n"
#define MOVES                                                                                      \
    "[move.displace]\nstep = 0.3\n[move.swap]\n[move.swap_places]\n[move.resize]\nstep = 0.05\n"
#define NETWORK                                                                                    \
    RUN("steps")                                                                                   \
    "dynamics = metropolis\n[network]\nlayers = dense 5, tanh, dense classes\nprecision = "        \
    "double\n[data]\nname = random_labels\ndim = 6\ntrain_samples = 20\ntest_samples = "           \
    "10\n[train]\nbatch_size = 10\n[system]\nT = 2\n[move.displace]\nstep = "                      \
    "0.3\n[move.unit]\nstep = 0.2\n[move.layer]\n"                                                 \
    "step = 0.1\n[move.rotate]\nstep = 0.3\n"

static const struct subject {
    const struct mc_system *system;
    const char *ini;
} subjects[] = {
    {&glass_spheres, RUN("sweeps") "[system]\nmodel = nbc8\nN = 128\nT = 0.5\n" MOVES},
    {&glass_spheres,
     RUN("sweeps") "[system]\nmodel = nbc8\nN = 200\nT = 0.5\ntilt = 0.3 -0.2 0.4\n" MOVES},
    {&glass_spheres, RUN("sweeps") "[system]\nmodel = nbc8\nN = 60\ndim = 2\nT = 0.5\n" MOVES},
    {&dnn_system_double, NETWORK},
    {0},
};

static void running_equals_scratch(void **state)
{
    (void)state;
    static const char *const of[] = {"msd", "overlap", "cosine", "collective", NULL};
    int changed = 0;
    for (const struct subject *s = subjects; s->system; s++)
        for (const char *const *name = of; *name; name++) {
            if (s->system != &glass_spheres && strcmp(*name, "collective") == 0) continue;
            char *const bias =
                base_text("of = %s\nfield = 0.1\nspring = 3\ncentre = 0.7\nlength = 0.4\n", *name);
            struct mc_chain c = biased(s->system, s->ini, bias);
            const double first = c.bias->value(c.bias);
            support_advance(&c, "metropolis", 40);
            const double running = c.bias->value(c.bias), energy = c.bias->energy;
            mc_renew_bias(&c);
            assert_true(running == c.bias->value(c.bias) && energy == c.bias->energy);
            changed += running != first;
            finish(&c);
            base_free(bias);
        }
    assert_true(changed > 8);
}

/* A loaded chain continues with the same bits, and its reference comes from the checkpoint. */
static void restart_continues(void **state)
{
    (void)state;
    const char *const bias = "of = collective\nspring = 5\ncentre = 0.5\n";
    struct mc_chain c = biased(&glass_spheres, subjects[0].ini, bias),
                    d = biased(&glass_spheres, subjects[0].ini, bias);
    support_advance(&c, "metropolis", 30);
    support_restart(&c, &d);
    assert_true(support_digest(&c) == support_digest(&d));
    support_advance(&c, "metropolis", 10);
    support_advance(&d, "metropolis", 10);
    assert_true(support_digest(&c) == support_digest(&d));
    assert_true(c.bias->value(c.bias) == d.bias->value(d.bias));
    finish(&c), finish(&d);
}

enum { SPHERES = 3, SWEEPS = 60000 };

/* Mean of D = N msd with m coordinates: weight D^(m/2 - 1) exp(field D/T - N spring/2 (D/N - centre)^2/T). */
static double exact_mean(double T, double field, double spring, double centre)
{
    double norm = 0, sum = 0;
    const double step = 1e-4, n = SPHERES;
    for (double D = step / 2; D < 40; D += step) {
        const double Q = D / n,
                     w = pow(D, 1.5 * n - 1) *
                         exp((field * D - n * spring / 2 * (Q - centre) * (Q - centre)) / T);
        norm += w, sum += w * Q;
    }
    return sum / norm;
}

/* Spheres so far apart that they are free. */
static void a_free_gas(void **state)
{
    (void)state;
    static const double rows[][4] = {/* T, field, spring, centre */
                                     {1, -20, 0, 0},
                                     {0.5, -2, 0, 0},
                                     {1, 0, 10, 1.5},
                                     {2, -1, 4, 0.3}};
    static double Q[SWEEPS];
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        const double *const r = rows[k];
        char *const ini = base_text(
            RUN("sweeps") "[system]\nmodel = nbc8\nN = %d\nrho = 1e-5\nT = %g\n[move.displace]\n"
                          "step = %g\n[move.swap]\nstep = 10\n",
            SPHERES, r[0], r[1] < -5 ? 0.7 : 1.5);
        char *const bias =
            base_text("of = msd\nfield = %g\nspring = %g\ncentre = %g\n", r[1], r[2], r[3]);
        struct mc_chain c = biased(&glass_spheres, ini, bias);
        for (int t = 0; t < SWEEPS; t++) {
            mc_sweep(&c);
            Q[t] = c.bias->value(c.bias);
        }
        const struct statistics_estimate mean = statistics_correlated(SWEEPS, Q);
        const double exact = exact_mean(r[0], r[1], r[2], r[3]),
                     z = (mean.value - exact) / mean.error;
        print_message("T %g field %g spring %g: %.5f(%.5f), exact %.5f, z = %.2f\n", r[0], r[1],
                      r[2], mean.value, mean.error, exact, z);
        assert_true(fabs(z) < 4 && mean.error < 0.02 * exact);
        finish(&c);
        base_free(ini), base_free(bias);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(running_equals_scratch),
        cmocka_unit_test(restart_continues),
        cmocka_unit_test(a_free_gas),
    };
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
