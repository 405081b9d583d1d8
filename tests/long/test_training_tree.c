/* The tree committee machine at equilibrium: 1000 weights, 50 units, relu, logistic loss, 1800
   random labels, weight decay 2e-7, hybrid Monte Carlo in double precision, against the published
   figure data of Zambon et al., arXiv:2503.08266, at T = P T_code: within 3 % in u, 0.01 in the
   error; and the virial identity of homogeneous outputs and losses, loss + decay |w|^2 = N T_code,
   within 2 %. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>

#include "dnn/sampling/state.h"
#include "dnn/system/system.h"
#include "tests/support.h"

static const struct row {
    double T, step;
    int steps, warm, moves;
    double u, error, norm2; /* published */
    bool virial;            /* are weights so large that the identity holds */
} rows[] = {
    {18, 20, 300, 60, 150, 6.816, 0.1810, 3.216e7, true},
    {1.8, 10, 400, 40, 70, 0.6350, 0.0696, 4.412e6, false},
};

static void check(const struct row *r)
{
    struct mc_chain c = support_chain(
        &dnn_system_double,
        "[run]\nsteps = 1\nfolder = x\nseed = 1\ndynamics = hmc\n[system]\nT = %g\n[data]\n"
        "name = random_labels\ndim = 1000\ntrain_samples = 1800\ntest_samples = 10\n[network]\n"
        "layers = tree 50 nobias, relu, vote\n[train]\nloss = logistic\nweight_decay = "
        "2e-7\nbatch_size = 0\n"
        "[move.hmc]\nstep = %g\n[hmc]\nsteps = %d\n",
        r->T, r->step, r->steps);
    const size_t hmc = (size_t)(mc_entry(&c, "hmc") - c.entry);
    struct dnn_state *const st = c.state;
    double u = 0, loss = 0, error = 0, norm2 = 0;
    for (int k = -r->warm; k < r->moves; k++) {
        mc_attempt(&c, hmc);
        if (k < 0) continue;
        const struct losses_score s = *dnn_train_score(st);
        u += c.energy / 1800 / r->moves;
        loss += s.loss / 1800 / r->moves;
        error += (1 - (double)s.correct / 1800) / r->moves;
        norm2 += dnn_norm(st) / r->moves;
    }
    const double virial = (loss + 2e-7 * norm2) / (1000 * r->T / 1800);
    print_message("T = %g: u %.4g (%.4g), error %.4f (%.4f), |w|^2 %.4g (%.4g), virial %.4f, "
                  "accepted %.2f\n",
                  r->T, u, r->u, error, r->error, norm2, r->norm2, virial,
                  (double)c.entry[hmc].accepted / (double)c.entry[hmc].tried);
    assert_true(fabs(u / r->u - 1) < 0.03 && fabs(error - r->error) < 0.01);
    assert_true(fabs(norm2 / r->norm2 - 1) < 0.05);
    assert_true(!r->virial || fabs(virial - 1) < 0.02);
    mc_clear(&c);
}

static void test_tree(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) check(&rows[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_tree)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
