/* A third system (tests/third): the contract of its moves, and its mean energy against the sum over all states. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "common/mc/mc.h"
#include "tests/support.h"
#include "tests/third/ising.h"

static struct mc_chain lattice(const char *moves)
{
    return support_chain(
        &ising, "[run]\nsweeps = 1\nfolder = x\nseed = 3\n[system]\nL = 4\nT = 2.5\n%s", moves);
}

static void energy_follows_every_move(void **state)
{
    (void)state;
    struct mc_chain c = lattice("[move.flip]\n[move.exchange]\n"),
                    again = lattice("[move.flip]\n[move.exchange]\n");
    for (int k = 0; k < 2000; k++) {
        mc_attempt(&c, (size_t)(k % 2));
        assert_true(c.energy == ising.energy(c.state));
    }
    support_restart(&c, &again);
    for (int k = 0; k < 50; k++) mc_sweep(&c), mc_sweep(&again);
    assert_true(support_digest(&c) == support_digest(&again));
    mc_clear(&c), mc_clear(&again);
}

/* <H> of the 4 x 4 lattice by all 2^16 states. */
static double exact(double T)
{
    double weight = 0, mean = 0;
    for (unsigned s = 0; s < 1u << 16; s++) {
        int sum = 0;
        for (unsigned i = 0; i < 16; i++) {
            const unsigned right = i / 4 * 4 + (i + 1) % 4, below = (i + 4) % 16;
            sum += ((s >> i ^ s >> right) & 1 ? -1 : 1) + ((s >> i ^ s >> below) & 1 ? -1 : 1);
        }
        weight += exp(sum / T), mean -= sum * exp(sum / T);
    }
    return mean / weight;
}

static void mean_energy_is_exact(void **state)
{
    (void)state;
    enum { BLOCKS = 40, SWEEPS = 1000 };
    struct mc_chain c = lattice("[move.flip]\n[move.exchange]\nweight = 0.3\n");
    double sum = 0, square = 0;
    for (int b = 0; b < BLOCKS; b++) {
        double mean = 0;
        for (int k = 0; k < SWEEPS; k++) mc_sweep(&c), mean += c.energy / SWEEPS;
        sum += mean, square += mean * mean;
    }
    const double mean = sum / BLOCKS, error = sqrt((square / BLOCKS - mean * mean) / (BLOCKS - 1));
    print_message("    <H> = %.4f(%.4f), exact %.4f\n", mean, error, exact(2.5));
    assert_true(fabs(mean - exact(2.5)) < 4 * error);
    mc_clear(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(energy_follows_every_move),
                                       cmocka_unit_test(mean_energy_is_exact)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
