/* The tree committee machine of Zambon, Malatesta, Tiana and Zecchina, arXiv:2503.08266 (1000
   weights, 1800 random labels), cooled in one chain from T = 18 to 0.18, where a start afresh would
   be slow (test_training_tree.c has those): u within 3 % of their figure data, error within 0.01;
   and the virial loss + decay |w|^2 = N T / P within 2 % where |w| is large. About two minutes. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "common/numerics/statistics.h"
#include "dnn/system/parts.h"
#include "dnn/system/system.h"
#include "tests/support.h"

enum { DRAWS = 50 };

static void fly(struct mc_chain *c, double step, uint64_t steps, int times)
{
    const struct mc_dynamics *d = dnn_dynamics;
    while (strcmp(d->name, "hmc") != 0) d++;
    ((struct dnn_state *)c->state)->sampling.hmc.steps = steps;
    mc_entry(c, "hmc")->step = step;
    for (int t = 0; t < times; t++) d->advance(c);
}

static const struct published { /* a row; step: of the trajectories here */
    double T, u, error, step;
    bool large; /* |w| is, so that the virial holds */
} published[] = {{18, 6.816, 0.1810, 20, true},
                 {1.8, 0.6350, 0.0696, 10, false},
                 {0.18, 0.11954, 0.0028, 7, false}};

static void check(struct mc_chain *c, const struct published *p)
{
    struct dnn_state *const st = c->state;
    mc_set_temperature(c, p->T);
    fly(c, p->step / 2, 200, 10), fly(c, p->step, 250, 40);
    double u[DRAWS], error[DRAWS], virial[DRAWS];
    const double unit = 1800 / (1000 * p->T);
    for (int t = 0; t < DRAWS; t++) {
        fly(c, p->step, 250, 1);
        u[t] = dnn_u(st);
        error[t] = 1 - (double)dnn_train_score(st)->correct / 1800;
        virial[t] = unit * (u[t] + st->training.decay / 2 * dnn_norm(st));
    }
    const struct statistics_estimate e = statistics_blocked(DRAWS, u, 5);
    double wrong = statistics_mean(DRAWS, error).value, one = statistics_mean(DRAWS, virial).value;
    print_message(
        "    T = %g: u %.4f(%.4f), published %.4f; error %.4f, published %.4f; virial %.4f\n", p->T,
        e.value, e.error, p->u, wrong, p->error, one);
    assert_true(fabs(e.value / p->u - 1) < 0.03);
    assert_true(fabs(wrong - p->error) < 0.01);
    assert_true(!p->large || fabs(one - 1) < 0.02);
}

static void equilibrium_is_that_published(void **state)
{
    (void)state;
    struct mc_chain c = support_chain(
        &dnn_system_double,
        "[run]\nsteps = 1\nfolder = x\nseed = 2\ndynamics = hmc\n[network]\nlayers = committee 50\n"
        "precision = double\n[data]\nname = random_labels\ndim = 1000\nalpha = 1.8\ntest_samples = "
        "1\n"
        "[train]\nbatch_size = 0\nloss = logistic\nweight_decay = 2e-7\n[system]\nT = "
        "18\n[move.hmc]\n"
        "step = 3\n");
    fly(&c, 3, 100, 20);
    for (size_t i = 0; i < sizeof published / sizeof *published; i++) check(&c, &published[i]);
    mc_clear(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(equilibrium_is_that_published)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
