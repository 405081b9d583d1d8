/* Multi-spin coding: every lane is a scalar simulation, bit for bit; measurements are those of the lane's lattice. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/core/base.h"
#include "glass/spins/ising.h"
#include "glass/spins/lanes.h"
#include "glass/spins/lanes_system.h"
#include "tests/support.h"

/* The bonds of a lane, in the order of bonds_init_lattice. */
static struct bonds lane_bonds(const struct lanes *g, size_t lane)
{
    struct rng rng;
    rng_init(&rng, 40 + lane, 0, RNG_COUPLINGS);
    struct bonds b;
    bonds_init_lattice(&b, (int)g->dim, g->L, BONDS_PM1, 0.6, &rng);
    for (size_t k = 0; k < b.m; k++)
        assert_true(b.pair[k].J == (lanes_bit(g->J, k, lane) ? -1 : 1));
    return b;
}

static struct ising scalar_of(const struct lanes *g, size_t lane)
{
    struct ising x = {
        .bonds = lane_bonds(g, lane), .n = g->n, .replicas = 2, .L = g->L, .dim = g->dim};
    x.s = base_alloc(2 * g->n, 1), x.h = base_alloc(2 * g->n, sizeof *x.h);
    for (size_t r = 0; r < 2; r++)
        for (size_t i = 0; i < g->n; i++) x.s[r * g->n + i] = lanes_bit(g->s[r], i, lane) ? 1 : -1;
    ising_set_fields(&x);
    return x;
}

static void scalar_clear(struct ising *x)
{
    bonds_clear(&x->bonds);
    base_free(x->s), base_free(x->h);
}

static void check_measurement(const struct lanes_sample *m, const struct ising *x)
{
    const double n = (double)x->n, q = ising_overlap(x, 0, 1);
    assert_true(m->e == ising_energy(x) / (2 * n) && m->q == q);
    assert_true(fabs(m->link - ising_link_overlap(x, 0, 1)) < 1e-14);
    assert_true(fabs(m->wave - ising_overlap_wave(x, 0, 1)) < 1e-14);
}

/* Metropolis by the same random numbers: u < exp(-dE/T) of 2^32. */
static void sweep(struct ising *x, double T, const uint32_t *u)
{
    for (size_t r = 0; r < 2; r++)
        for (size_t i = 0; i < x->n; i++) {
            const double dE = 2 * x->s[r * x->n + i] * x->h[r * x->n + i];
            if (dE <= 0 || (double)u[r * x->n + i] < floor(exp(-dE / T) * 0x1p32))
                ising_turn(x, r, i);
        }
}

static void every_lane_is_a_scalar_simulation(void **state)
{
    (void)state;
    for (size_t dim = 2; dim <= 3; dim++) {
        struct lanes *const g = lanes_create(dim, 5, 0.6, 40);
        struct rng rng, again;
        rng_init(&rng, 1, 0, RNG_TEST);
        lanes_draw(g, &rng);
        rng_init(&g->rng, 2, 0, RNG_TEST);
        again = g->rng;
        g->T = 1.3, g->every = 3;
        struct ising x[LANES_NUMBER];
        for (size_t lane = 0; lane < LANES_NUMBER; lane += 5) x[lane] = scalar_of(g, lane);
        uint32_t *const u = base_alloc(2 * g->n, sizeof *u);
        for (int t = 0; t < 12; t++) {
            for (size_t k = 0; k < 2 * g->n; k++) u[k] = rng_u32(&again);
            lanes_advance(g);
            lanes_measure(g);
            for (size_t lane = 0; lane < LANES_NUMBER; lane += 5) {
                sweep(&x[lane], g->T, u);
                for (size_t r = 0; r < 2; r++)
                    for (size_t i = 0; i < g->n; i++)
                        assert_true((x[lane].s[r * g->n + i] > 0) == lanes_bit(g->s[r], i, lane));
                check_measurement(&g->sample[lane], &x[lane]);
            }
        }
        assert_true(g->times == 4);
        for (size_t lane = 0; lane < LANES_NUMBER; lane += 5) scalar_clear(&x[lane]);
        base_free(u);
        lanes_free(g);
    }
}

#define RUN "[run]\nsweeps = 1\nfolder = x\nseed = 3\n"

/* 256 samples of L = 4 at T = 2 beside the published averages; the Nishimori line at T = 1.6. */
static void averages_are_published(void **state)
{
    (void)state;
    static const struct {
        double T, positive, e, error, q2;
    } row[] = {{2.0, 0.5, -1.3212, 0.0015, 0.0975}, {1.6, 0, 0, 0, NAN}};
    for (size_t k = 0; k < 2; k++) {
        const double bias = tanh(1 / row[k].T);
        struct mc_chain c = support_chain(
            &lanes_system, RUN "[system]\nL = 4\nT = %g\nmeasure_every = 10\npositive = %.17g\n",
            row[k].T, k ? (1 + bias) / 2 : 0.5);
        support_advance(&c, "typewriter", 200);
        c.system->adapt.end_warmup(c.state);
        support_advance(&c, "typewriter", 3000);
        const struct lanes *const g = *(struct lanes *const *)c.state;
        double sum = 0, square = 0, q2 = 0, q2_square = 0;
        for (size_t lane = 0; lane < LANES_NUMBER; lane++) {
            const double e = g->sums[lane][0] / (double)g->times,
                         q = g->sums[lane][1] / (double)g->times;
            sum += e / LANES_NUMBER, square += e * e / LANES_NUMBER;
            q2 += q / LANES_NUMBER, q2_square += q * q / LANES_NUMBER;
        }
        const double error = hypot(sqrt((square - sum * sum) / LANES_NUMBER), row[k].error);
        const double exact = k ? -3 * bias : row[k].e;
        print_message("    T = %g: e = %.4f(%.4f), expected %.4f; q^2 = %.4f\n", row[k].T, sum,
                      error, exact, q2);
        assert_true(fabs(sum - exact) < 4 * error);
        if (!k)
            assert_true(fabs(q2 - row[k].q2) <
                        4 * hypot(0.0007, sqrt((q2_square - q2 * q2) / LANES_NUMBER)));
        mc_clear(&c);
    }
}

static void restart_keeps_every_bit(void **state)
{
    (void)state;
    struct mc_chain c[2];
    for (int r = 0; r < 2; r++)
        c[r] = support_chain(&lanes_system, RUN "[system]\nL = 4\nT = 1.1\n");
    support_advance(&c[0], "typewriter", 33);
    support_restart(&c[0], &c[1]);
    for (int r = 0; r < 2; r++) support_advance(&c[r], "typewriter", 20);
    assert_true(support_digest(&c[0]) == support_digest(&c[1]));
    mc_clear(&c[0]), mc_clear(&c[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_lane_is_a_scalar_simulation),
        cmocka_unit_test(averages_are_published),
        cmocka_unit_test(restart_keeps_every_bit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
