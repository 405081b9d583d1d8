/* The Hessian of the p-spin model on the sphere: against energies along great circles; critical points of small
   systems counted. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <gsl/gsl_eigen.h>

#include "common/core/vector.h"
#include "glass/spins/pspin.h"
#include "glass/spins/pspin_dynamics.h"
#include "glass/spins/pspin_hessian.h"
#include "glass/spins/pspin_system.h"
#include "tests/support.h"

#define RUN "[run]\nsweeps = 1\nfolder = x\nseed = 5\n"

/* Energy at the angles a and b along two tangent vectors of length sqrt N. */
static double energy_along(struct pspin *s, const double *u, double a, const double *v, double b)
{
    double at[8], *const now = s->s;
    const double angle = hypot(a, b), c = cos(angle), d = angle > 0 ? sin(angle) / angle : 1;
    for (size_t i = 0; i < s->n; i++) at[i] = c * now[i] + d * (a * u[i] + b * v[i]);
    s->s = at;
    const double E = pspin_energy(s);
    s->s = now;
    return E;
}

/* Second differences of the energy along great circles, in a basis of the tangent plane. */
static void hessian_equals_differences_on_the_sphere(void **state)
{
    (void)state;
    enum { N = 8 };
    struct mc_chain c = support_chain(&pspin_system_spherical,
                                      RUN "dynamics = langevin\n[system]\nN = 8\nmixture = 2:1 3:1 "
                                          "4:0.5\nT = 0\n");
    struct pspin *const s = c.state;
    double basis[N][N];
    memcpy(basis[0], s->s, sizeof basis[0]);
    for (int k = 1; k < N; k++) {
        for (int i = 0; i < N; i++) basis[k][i] = (i == k) + 0.1 * i;
        for (int l = 0; l < k; l++) {
            double dot = 0;
            for (int i = 0; i < N; i++) dot += basis[k][i] * basis[l][i] / N;
            for (int i = 0; i < N; i++) basis[k][i] -= dot * basis[l][i];
        }
        pspin_dynamics_normalise(basis[k], N);
    }
    gsl_matrix *const A = gsl_matrix_alloc(N - 1, N - 1);
    const double h = 1e-3;
    for (int k = 1; k < N; k++)
        for (int l = 1; l < N; l++) {
            double sum = 0;
            for (int sign = 0; sign < 4; sign++) {
                const double a = sign & 1 ? h : -h, b = sign & 2 ? h : -h;
                sum +=
                    (a * b > 0 ? 1 : -1) * (k == l ? energy_along(s, basis[k], a + b, basis[l], 0)
                                                   : energy_along(s, basis[k], a, basis[l], b));
            }
            gsl_matrix_set(A, (size_t)k - 1, (size_t)l - 1, sum / (4 * h * h) / N);
        }
    gsl_vector *const value = gsl_vector_alloc(N - 1);
    gsl_eigen_symm_workspace *const work = gsl_eigen_symm_alloc(N - 1);
    gsl_eigen_symm(A, value, work);
    double sorted[N - 1];
    for (size_t k = 0; k < N - 1; k++) sorted[k] = gsl_vector_get(value, k);
    qsort(sorted, N - 1, sizeof *sorted, vector_compare);
    struct pspin_hessian exact;
    pspin_hessian_init(&exact, s);
    for (size_t k = 0; k < N - 1; k++) assert_true(fabs(exact.value[k] - sorted[k]) < 1e-4);
    pspin_hessian_clear(&exact);
    gsl_eigen_symm_free(work), gsl_vector_free(value), gsl_matrix_free(A);
    mc_clear(&c);
}

/* ---- critical points ---------------------------------------------------------------------------- */

/* Critical points of a sample of N <= 4, by Newton's method from random states; odd p: in pairs s, -s.
   count: all, and minima. */
static void count_critical_points(struct pspin *s, struct rng *rng, double *count)
{
    enum { STARTS = 150, MOST = 200 };
    double found[MOST][4];
    size_t n = 0;
    count[0] = count[1] = 0;
    for (int k = 0; k < STARTS; k++) {
        for (size_t i = 0; i < s->n; i++) s->s[i] = rng_normal(rng);
        pspin_dynamics_normalise(s->s, s->n);
        int step = 0;
        while (step < 60 && pspin_hessian_newton(s) > 1e-10) step++;
        bool fresh = step < 60;
        for (size_t l = 0; l < n && fresh; l++)
            fresh = fabs(fabs(pspin_overlap(s, found[l])) - 1) > 1e-9;
        if (!fresh || n == MOST) continue;
        memcpy(found[n++], s->s, s->n * sizeof *s->s);
        struct pspin_hessian h;
        pspin_hessian_init(&h, s);
        assert_true(h.gradient < 1e-7);
        count[0] += 2;
        count[1] += (h.value[0] > 0) + (h.value[s->n - 2] < 0); /* of s, and of -s */
        pspin_hessian_clear(&h);
    }
}

/* Means of the Kac-Rice formula, with the errors of their sampling. */
static void critical_points_on_spheres_are_counted(void **state)
{
    (void)state;
    enum { SAMPLES = 100 };
    static const struct {
        int n;
        double exact[2], error[2];
    } row[] = {{3, {10.57, 3.17}, {0.03, 0.02}}, {4, {18.75, 3.57}, {0.07, 0.05}}};
    for (size_t k = 0; k < 2; k++) {
        double count[2][SAMPLES];
        for (int sample = 0; sample < SAMPLES; sample++) {
            struct mc_chain c =
                support_chain(&pspin_system_spherical,
                              RUN "dynamics = langevin\n[system]\nN = %d\nsample = %d\nT = 0\n",
                              row[k].n, sample);
            double both[2];
            count_critical_points(c.state, &c.rng, both);
            for (int m = 0; m < 2; m++) count[m][sample] = both[m];
            mc_clear(&c);
        }
        for (int m = 0; m < 2; m++) {
            const struct support_average a = support_average(count[m], SAMPLES);
            print_message("    N = %d, %s: %.2f(%.2f), Kac-Rice %.2f(%.2f)\n", row[k].n,
                          m ? "minima" : "critical points", a.mean, a.error, row[k].exact[m],
                          row[k].error[m]);
            assert_true(fabs(a.mean - row[k].exact[m]) < 4 * hypot(a.error, row[k].error[m]));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hessian_equals_differences_on_the_sphere),
        cmocka_unit_test(critical_points_on_spheres_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
