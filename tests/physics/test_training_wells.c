/* Networks small enough for numerical integration. Two weights: the visits of every move follow
   e^(-U/T) and differ from those of a 10 % higher temperature. One weight in a double well: exact
   passage times of Langevin dynamics, and the share of each well. Three weights on a sphere. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "common/numerics/statistics.h"
#include "dnn/sampling/dynamics.h"
#include "dnn/system/parts.h"
#include "dnn/system/system.h"
#include "dnn/sampling/target.h"
#include "tests/support.h"

static struct mc_chain opened(const char *rest)
{
    return support_chain(&dnn_system_double, "[run]\nsteps = 1\nfolder = x\nseed = 3\n%s", rest);
}

static void set(struct dnn_state *st, const double *w)
{
    memcpy(st->w, w, st->net.weights * sizeof *w);
    state_changed(st);
}

static double z_of(const double *x, size_t n, double expected)
{
    const struct statistics_estimate mean = statistics_mean(n, x);
    return (mean.value - expected) / mean.error;
}

/* ---- two weights ----------------------------------------------------------------------------- */

enum { BLOCKS = 40, BINS = 6, FINE = 20, MANY = 160, LENGTH = 5000 }; /* blocks and their trials */
static const double reach = 4.5; /* of the histogram, [-reach, reach] both ways */

#define TWO                                                                                        \
    "dynamics = metropolis\n[system]\nT = 2\n[data]\nname = teacher\nlabel_noise = 0.2\ndim = 2\n" \
    "train_samples = 12\ntest_samples = 1\n[network]\nlayers = dense classes\nbias = "             \
    "no\n[train]\n"                                                                                \
    "loss = logistic\nbatch_size = 0\nweight_decay = 0.1\n[move.displace]\nstep = 2\n"             \
    "[move.hmc]\nstep = 0.5\n[move.mala]\nstep = 1.2\n"

static size_t bin_of(const double *w)
{
    const double x = (w[0] / reach + 1) * BINS / 2, y = (w[1] / reach + 1) * BINS / 2;
    const bool inside = x >= 0 && x < BINS && y >= 0 && y < BINS;
    return inside ? (size_t)x * BINS + (size_t)y : BINS * BINS;
}

/* e^(-U/T) over the bins, by the midpoints of a fine grid that reaches twice as far. */
static void integrate(struct dnn_state *st, double T, double *share)
{
    const double h = 2 * reach / (BINS * FINE), low = dnn_system_double.energy(st);
    double sum = 0;
    memset(share, 0, (BINS * BINS + 1) * sizeof *share);
    for (int i = -BINS * FINE; i < BINS * FINE; i++)
        for (int j = -BINS * FINE; j < BINS * FINE; j++) {
            const double w[] = {(i + 0.5) * h, (j + 0.5) * h};
            set(st, w);
            const double weight = exp((low - dnn_system_double.energy(st)) / T);
            share[bin_of(w)] += weight, sum += weight;
        }
    for (int b = 0; b <= BINS * BINS; b++) share[b] /= sum;
}

static void visit_plane(struct mc_chain *c, size_t entry, size_t helper,
                        double visits[][BINS * BINS + 1])
{
    struct dnn_state *const st = c->state;
    const double start[] = {0.5, -0.5};
    set(st, start);
    c->energy = dnn_system_double.energy(st);
    for (int b = -4; b < MANY; b++)
        for (int k = 0; k < LENGTH; k++) {
            if (helper) mc_attempt(c, helper - 1);
            mc_attempt(c, entry);
            if (b >= 0) visits[b][bin_of(st->w)] += 1.0 / LENGTH;
        }
}

static double worst_z(double visits[][BINS * BINS + 1], const double *share)
{
    double worst = 0, x[MANY];
    for (int bin = 0; bin <= BINS * BINS; bin++) {
        if (share[bin] < 0.01) continue; /* too few visits a block for normal means */
        for (int b = 0; b < MANY; b++) x[b] = visits[b][bin];
        worst = fmax(worst, fabs(z_of(x, MANY, share[bin])));
    }
    return worst;
}

/* Moves that only exchange or turn weights get the help of displacements. */
static void check_plane(struct mc_chain *c, size_t entry, const double *share, const double *warm)
{
    static double visits[MANY][BINS * BINS + 1];
    const struct mc_move *const m = c->entry[entry].move;
    memset(visits, 0, sizeof visits);
    const bool alone = m->step && strcmp(m->name, "rotate") != 0;
    visit_plane(c, entry, alone ? 0 : 1 + (size_t)(mc_entry(c, "displace") - c->entry), visits);
    const double z = worst_z(visits, share), z_warm = worst_z(visits, warm);
    print_message("    %-12s accepted %.2f, largest |z| of the plane %.2f; 10 %% too warm %.1f\n",
                  m->name, (double)c->entry[entry].accepted / (double)c->entry[entry].tried, z,
                  z_warm);
    assert_true(z < 4 && z_warm > 4);
}

static bool moves_two_weights(const struct mc_chain *c, const struct mc_move *m)
{
    const struct dnn_state *const st = c->state;
    if (moves_on_data(m) || strcmp(m->name, "swap") == 0) return false;
    return !m->data || m->step ||
           weight_swaps_possible(&st->net, *(const enum weight_swaps_kind *)m->data);
}

static void test_plane(void **state)
{
    (void)state;
    struct mc_chain c = opened(TWO);
    struct dnn_state *const st = c.state;
    double share[BINS * BINS + 1], warm[BINS * BINS + 1];
    integrate(st, c.T, share);
    integrate(st, 1.1 * c.T, warm);
    mc_entry(&c, "unit")->step = mc_entry(&c, "layer")->step = 1.5;
    for (size_t i = 0; i < c.n; i++)
        if (moves_two_weights(&c, c.entry[i].move)) check_plane(&c, i, share, warm);
    mc_clear(&c);
}

/* ---- double well ----------------------------------------------------------------------------- */

static double well(void *self, const real *w, real *slope)
{
    (void)self;
    const double x = (double)w[0];
    if (slope) slope[0] += (real)(4 * x * (x * x - 1));
    return (x * x - 1) * (x * x - 1);
}

static const struct target_extra double_well = {
    .name = "double_well", .doc = "(w^2 - 1)^2", .add = well};

#define ONE                                                                                        \
    "[system]\ntemperature_of = mean\nT = %g\n[data]\nname = teacher\ndim = 1\ntrain_samples = "   \
    "4\ntest_samples = 1\n"                                                                        \
    "[network]\nlayers = dense classes\nbias = no\n[train]\nloss = logistic\nbatch_size = 0\n%s"

static double weight_at(struct dnn_state *st, double x, double T)
{
    set(st, &x);
    return exp(-dnn_system_double.energy(st) / T);
}

/* Mean time of overdamped motion from -1 to +1,
     (1/T) int_-1^1 dy e^(u(y)/T) int_-inf^y dz e^(-u(z)/T)  (Gardiner, section 5.5);
   right: the share of e^(-u/T) above 0. */
static double passage_time(struct dnn_state *st, double T, double *right)
{
    const double h = 1e-3;
    double inner = 0, time = 0, up = 0;
    for (double x = -3 + h / 2; x < 3; x += h) {
        const double weight = weight_at(st, x, T);
        inner += h * weight;
        if (x > -1 && x < 1) time += h / weight * (inner - h * weight / 2) / T;
        if (x > 0) up += h * weight;
    }
    *right = up / inner;
    return time;
}

static struct statistics_estimate passages(struct mc_chain *c, double rate)
{
    enum { TIMES = 250 };
    struct dnn_state *const st = c->state;
    static double time[TIMES];
    for (int k = 0; k < TIMES; k++) {
        const double start = -1;
        int64_t steps = 0;
        set(st, &start);
        for (; st->w[0] < 1; steps++) support_advance(c, "gradient", 1);
        time[k] = rate * (double)steps;
    }
    return statistics_mean(TIMES, time);
}

static void test_double_well(void **state)
{
    (void)state;
    static const double T[] = {0.4, 0.28};
    double exact[2], right;
    struct statistics_estimate got[2];
    for (int i = 0; i < 2; i++) {
        char *const ini = base_text(ONE, T[i], "optimiser = langevin\nlearning_rate = 0.01\n");
        struct mc_chain c = opened(ini);
        struct dnn_state *const st = c.state;
        st->sampling.extra = &double_well;
        exact[i] = passage_time(st, T[i], &right);
        got[i] = passages(&c, 0.01);
        const double z = (got[i].value - exact[i]) / got[i].error;
        print_message("    T = %g: passage from well to well %.2f(%.2f), exact %.2f, z = %.2f\n",
                      T[i], got[i].value, got[i].error, exact[i], z);
        assert_true(fabs(z) < 4);
        mc_clear(&c);
        base_free(ini);
    }
    const double ratio = got[1].value / got[0].value,
                 error = ratio * hypot(got[0].error / got[0].value, got[1].error / got[1].value);
    print_message("    ratio of the two %.2f(%.2f), exact %.2f\n", ratio, error,
                  exact[1] / exact[0]);
    assert_true(fabs(ratio - exact[1] / exact[0]) < 4 * error);
}

/* With trajectories and single trials the share of each well equals the integral. */
static void check_share(const char *move, const char *rest)
{
    char *const ini = base_text(ONE, 0.4, rest);
    struct mc_chain c = opened(ini);
    struct dnn_state *const st = c.state;
    st->sampling.extra = &double_well;
    double right, x[BLOCKS] = {0};
    passage_time(st, 0.4, &right);
    const double start = 1;
    set(st, &start);
    c.energy = dnn_system_double.energy(st);
    for (int b = 0; b < BLOCKS; b++)
        for (int k = 0; k < 2000; k++) {
            mc_attempt(&c, (size_t)(mc_entry(&c, move) - c.entry));
            x[b] += (st->w[0] > 0) / 2000.0;
        }
    print_message("    %s: share of the right well %.3f, z = %.2f\n", move, right,
                  z_of(x, BLOCKS, right));
    assert_true(fabs(z_of(x, BLOCKS, right)) < 4);
    mc_clear(&c);
    base_free(ini);
}

static void test_wells(void **state)
{
    (void)state;
    check_share("hmc", "[move.hmc]\nstep = 0.25\n[hmc]\nsteps = 8\n");
    check_share("displace", "[move.displace]\nstep = 1\n");
}

/* ---- sphere ---------------------------------------------------------------------------------- */

#define SPHERE                                                                                     \
    "[system]\nT = 2\nradius = 3\n[data]\nname = teacher\nlabel_noise = 0.2\ndim = "               \
    "3\ntrain_samples = 12\n"                                                                      \
    "test_samples = 1\n[network]\nlayers = dense classes\nbias = no\n[train]\nloss = "             \
    "logistic\nbatch_size = "                                                                      \
    "0\n"

/* Means of u and of the three weights over the sphere, by midpoints in height and azimuth. */
static void integrate_sphere(struct dnn_state *st, double *mean)
{
    enum { HEIGHTS = 200, ANGLES = 400 };
    double sum = 0;
    memset(mean, 0, 4 * sizeof *mean);
    for (int i = 0; i < HEIGHTS; i++)
        for (int j = 0; j < ANGLES; j++) {
            const double z = (2 * i + 1.0) / HEIGHTS - 1, r = sqrt(1 - z * z),
                         a = 2 * M_PI * (j + 0.5) / ANGLES;
            const double w[] = {3 * r * cos(a), 3 * r * sin(a), 3 * z};
            set(st, w);
            const double U = dnn_system_double.energy(st), weight = exp(-U / st->sampling.T);
            const double value[] = {U, w[0], w[1], w[2]};
            for (int k = 0; k < 4; k++) mean[k] += weight * value[k];
            sum += weight;
        }
    for (int k = 0; k < 4; k++) mean[k] /= sum;
}

/* Langevin's steps are so short that their error stays below the statistical one. */
static void check_sphere(const char *dynamics, const char *rest, int thin)
{
    char *const ini = base_text(SPHERE "%s", rest);
    struct mc_chain c = opened(ini);
    struct dnn_state *const st = c.state;
    double exact[4], x[4][BLOCKS] = {{0}}, worst = 0;
    const double start[] = {0, 0, 3};
    integrate_sphere(st, exact);
    set(st, start);
    c.energy = dnn_system_double.energy(st);
    for (int b = 0; b < BLOCKS; b++)
        for (int k = 0; k < 1000; k++) {
            support_advance(&c, dynamics, thin);
            x[0][b] += dnn_system_double.energy(st) / 1000;
            for (int i = 0; i < 3; i++) x[i + 1][b] += st->w[i] / 1000;
        }
    for (int k = 0; k < 4; k++) worst = fmax(worst, fabs(z_of(x[k], BLOCKS, exact[k])));
    print_message("    %s on the sphere: <U> = %.3f, largest |z| of 4: %.2f\n", dynamics, exact[0],
                  worst);
    assert_true(worst < 4 && fabs(sqrt(dnn_norm(st)) - 3) < 1e-12);
    mc_clear(&c);
    base_free(ini);
}

static void test_sphere(void **state)
{
    (void)state;
    check_sphere("hmc", "[move.hmc]\nstep = 0.9\n[hmc]\nsteps = 5\nstep_jitter = 0.2\n", 1);
    check_sphere("metropolis", "[move.rotate]\nstep = 2\n", 1);
    check_sphere("gradient", "[train]\noptimiser = langevin\nlearning_rate = 0.02\n", 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plane),
        cmocka_unit_test(test_double_well),
        cmocka_unit_test(test_wells),
        cmocka_unit_test(test_sphere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
