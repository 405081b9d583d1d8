/* The energy landscape: its energy is that of the trials, slopes and Hessian are their finite
   differences, both minimisers reach the same minimum, and the normal modes obey their sum rules
   by two routes. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <lapacke.h>

#include "glass/spheres/state/forces.h"
#include "glass/spheres/structure/energy_surface.h"
#include "glass/spheres/structure/minimise.h"
#include "glass/spheres/structure/modes.h"
#include "glass/spheres/dynamics/liquid.h"
#include "glass/spheres/system.h"
#include "tests/support.h"

static struct mc_chain opened(int n, int dim, int sweeps)
{
    struct mc_chain c =
        support_chain(&glass_spheres,
                      "[run]\nsweeps = 1\nfolder = x\nseed = 7\n[system]\nN = %d\ndim = %d\n"
                      "T = 0.2\n[move.displace]\nweight = 0.8\n[move.swap]\nweight = 0.2\n",
                      n, dim);
    for (int k = 0; k < sweeps; k++) mc_sweep(&c);
    return c;
}

static struct minimise_result down(struct energy_surface *l, const char *way, double force)
{
    const struct minimise_method *const w = base_find(&minimise_table, way);
    return w->down(l, force, 100000);
}

/* Energy and slope are those of the integer positions; the slope is that of the energy. */
static void slope_is_the_energys(void **state)
{
    (void)state;
    for (int dim = 2; dim <= 3; dim++) {
        struct mc_chain c = opened(200, dim, 300);
        const struct spheres *const s = liquid_spheres(c.state);
        struct energy_surface l;
        energy_surface_init(&l, s);
        double *const g = base_alloc(l.m, sizeof *g), *const f = base_alloc(l.m, sizeof *f),
                      *const scratch = base_alloc(l.m, sizeof *f);
        /* the chain's pair energies are in single precision: v is a sum of terms of order one,
           each rounded to 2^-24, and a sphere has some ten bonds */
        assert_true(fabs(energy_surface_gradient(&l, g) - c.energy) < 200 * 10 * 0x1p-22);
        forces_sum(s, f);
        /* each of some twenty neighbours gives a force rounded to 2^-30 */
        for (size_t k = 0; k < l.m; k++) assert_true(fabs(g[k] + f[k]) < 20 * 0x1p-31);
        for (size_t k = 0; k < l.m; k += 7) {
            const double h = 1e-5, x = l.x[k];
            l.x[k] = x + h;
            const double up = energy_surface_gradient(&l, scratch);
            l.x[k] = x - h;
            const double low = energy_surface_gradient(&l, scratch);
            l.x[k] = x;
            assert_true(fabs((up - low) / (2 * h) - g[k]) < 1e-5 * (1 + fabs(g[k])));
        }
        base_free(g), base_free(f), base_free(scratch);
        energy_surface_clear(&l);
        mc_clear(&c);
    }
}

/* Both ways down find a minimum; from close to it, the same one. */
static void minimisers_agree(void **state)
{
    (void)state;
    struct mc_chain c = opened(300, 3, 500);
    struct energy_surface l;
    energy_surface_init(&l, liquid_spheres(c.state));
    const struct minimise_result first = down(&l, "lbfgs", 1e-10);
    double *const x = base_alloc(l.m, sizeof *x);
    memcpy(x, l.x, l.m * sizeof *x);
    for (const struct minimise_method *w = minimise_table.rows; w->name; w++) {
        for (size_t k = 0; k < l.m; k++) l.x[k] = x[k] + 0.01 * sin(3.7 * (double)k);
        const struct minimise_result r = w->down(&l, 1e-9, 100000);
        printf("%-6s e_IS = %.12f in %d slopes, largest force %.1e\n", w->name, r.energy / 300,
               r.slopes, r.force);
        assert_true(r.force <= 1e-9 && fabs(r.energy - first.energy) < 1e-9);
    }
    assert_true(first.force <= 1e-10 && first.energy < c.energy);
    base_free(x);
    energy_surface_clear(&l);
    mc_clear(&c);
}

/* Eigenvalues of the matrix of central differences of the slope. */
static void difference_modes(struct energy_surface *l, double *w)
{
    const size_t m = l->m;
    double *const H = base_alloc(m * m, sizeof *H), *const up = base_alloc(m, sizeof *up),
                  *const low = base_alloc(m, sizeof *low);
    for (size_t k = 0; k < m; k++) {
        const double h = 1e-5, x = l->x[k];
        l->x[k] = x + h, energy_surface_gradient(l, up);
        l->x[k] = x - h, energy_surface_gradient(l, low);
        l->x[k] = x;
        for (size_t j = 0; j < m; j++) H[k * m + j] = (up[j] - low[j]) / (2 * h);
    }
    assert_int_equal(LAPACKE_dsyevd(LAPACK_COL_MAJOR, 'N', 'U', (int)m, H, (int)m, w), 0);
    base_free(H), base_free(up), base_free(low);
}

static void modes_obey_their_rules(void **state)
{
    (void)state;
    enum { N = 150, M = 3 * N, LOW = 20 };
    struct mc_chain c = opened(N, 3, 500);
    struct energy_surface l;
    energy_surface_init(&l, liquid_spheres(c.state));
    assert_true(down(&l, "lbfgs", 1e-10).force <= 1e-10);
    static double H[M * M], w[M];
    static struct mode all[M], low[LOW];
    energy_surface_hessian(&l, H);
    modes_all(&l, all);
    modes_low(&l, LOW, low);
    difference_modes(&l, w);
    double trace = 0, square = 0, sum = 0, sum2 = 0, worst = 0;
    for (int k = 0; k < M * M; k++) square += H[k] * H[k];
    for (int k = 0; k < M; k++) {
        trace += H[k * M + k], sum += all[k].eigenvalue;
        sum2 += all[k].eigenvalue * all[k].eigenvalue;
        worst = fmax(worst, fabs(w[k] - all[k].eigenvalue));
        assert_true(all[k].participation > 0.99 / N && all[k].participation < 1 + 1e-9);
    }
    printf("modes %.4f ... %.1f; against differences: %.1e\n", all[3].eigenvalue,
           all[M - 1].eigenvalue, worst);
    assert_true(fabs(sum - trace) < 1e-10 * trace && fabs(sum2 - square) < 1e-10 * square);
    assert_true(worst < 1e-4);
    for (int k = 0; k < 3; k++) assert_true(fabs(all[k].eigenvalue) < 1e-9);
    assert_true(all[3].eigenvalue > 1e-3); /* a minimum, but for the three translations */
    for (int k = 0; k < LOW; k++) {
        assert_true(fabs(low[k].eigenvalue - all[k].eigenvalue) < 1e-7);
        assert_true(low[k].residual < 1e-6 && all[k].residual < 1e-9 * all[M - 1].eigenvalue);
        if (k >= 3) assert_true(fabs(low[k].participation - all[k].participation) < 1e-5);
    }
    energy_surface_clear(&l);
    mc_clear(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(slope_is_the_energys),
                                       cmocka_unit_test(minimisers_agree),
                                       cmocka_unit_test(modes_obey_their_rules)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
