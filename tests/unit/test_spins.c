/* p-spin models: tensors against sums over all indices, descent and thermal averages against exact ones, identities. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <gsl/gsl_eigen.h>

#include "glass/spins/pspin.h"
#include "glass/spins/pspin_system.h"
#include "tests/support.h"

#define RUN "[run]\nsweeps = 1\nfolder = x\nseed = 5\n"

/* ---- tensors ------------------------------------------------------------------------------------ */

/* Couplings as a function of sorted indices, from the packed order. */
static double coupling(const struct coupling_tensor *t, const size_t *sorted)
{
    size_t index[8], k = 0; /* the loops of the header */
    const size_t p = (size_t)t->p;
    for (size_t code = 0, all = (size_t)pow((double)t->n, t->p); code < all; code++) {
        for (size_t d = p, rest = code; d-- > 0; rest /= t->n) index[d] = rest % t->n;
        bool packed = true;
        for (size_t d = 1; d < p; d++)
            packed = packed && (t->distinct ? index[d] < index[d - 1] : index[d] <= index[d - 1]);
        if (!packed) continue;
        if (!memcmp(index, sorted, p * sizeof *index)) return (double)t->value[k];
        k++;
    }
    return NAN;
}

/* The form, one index set after the other. */
static double slow_form(const struct coupling_tensor *t, const double *s)
{
    double sum = 0;
    size_t index[8];
    const size_t p = (size_t)t->p;
    for (size_t code = 0, all = (size_t)pow((double)t->n, t->p); code < all; code++) {
        for (size_t d = p, rest = code; d-- > 0; rest /= t->n) index[d] = rest % t->n;
        const double J = coupling(t, index);
        if (isnan(J)) continue;
        double product = J;
        for (size_t d = 0; d < p; d++) product *= s[index[d]];
        sum += product;
    }
    return sum;
}

static void check_derivatives(const struct coupling_tensor *t, double *s)
{
    const size_t n = t->n;
    const double h = 1e-5;
    double g[8] = {0}, hessian[64] = {0};
    assert_true(fabs(coupling_tensor_gradient(t, s, g) - coupling_tensor_form(t, s)) < 1e-14);
    coupling_tensor_hessian(t, s, hessian);
    for (size_t i = 0; i < n; i++) {
        const double x = s[i];
        double up[8] = {0}, down[8] = {0};
        s[i] = x + h;
        const double above = coupling_tensor_gradient(t, s, up);
        s[i] = x - h;
        const double below = coupling_tensor_gradient(t, s, down);
        s[i] = x;
        assert_true(fabs((above - below) / (2 * h) - g[i]) < 1e-8);
        for (size_t j = 0; j < n; j++)
            assert_true(fabs((up[j] - down[j]) / (2 * h) - hessian[i * n + j]) < 1e-8);
    }
}

static void check_changes(const struct coupling_tensor *t, double *s)
{
    const double old = coupling_tensor_form(t, s);
    for (size_t i = 0; i < t->n; i++)
        for (size_t j = 0; j < t->n; j++) {
            const double a = s[i], b = s[j];
            const double change = coupling_tensor_change(t, s, i, 0.3, j, i == j ? 0.3 : -1.1);
            s[j] = -1.1, s[i] = 0.3;
            assert_true(fabs(coupling_tensor_form(t, s) - old - change) < 1e-13);
            s[j] = b, s[i] = a;
        }
}

static void tensors_are_sums_over_index_sets(void **state)
{
    (void)state;
    struct rng rng;
    rng_init(&rng, 1, 0, RNG_TEST);
    for (int p = 2; p <= 4; p++)
        for (int distinct = 0; distinct < 2; distinct++) {
            struct coupling_tensor t;
            coupling_tensor_init(&t, p, 6, distinct, 1, &rng, NULL, 0);
            assert_true((double)t.count == coupling_tensor_count(p, 6, distinct));
            double s[6];
            for (int i = 0; i < 6; i++) s[i] = rng_normal(&rng);
            assert_true(fabs(coupling_tensor_form(&t, s) - slow_form(&t, s)) < 1e-13);
            check_derivatives(&t, s);
            check_changes(&t, s);
            coupling_tensor_clear(&t);
        }
}

/* [H(s) H(s')] = N f(q) at every N for all indices, here over 20000 samples; planting has [H(s0)] = -N beta f(1). */
static void covariance_is_that_of_the_model(void **state)
{
    (void)state;
    enum { SAMPLES = 10000, N = 5 };
    struct rng rng;
    rng_init(&rng, 2, 0, RNG_TEST);
    double s[N] = {1, 1, 1, 1, 1}, other[N] = {1, 1, 1, 1, -1};
    for (int p = 2; p <= 4; p++) {
        double sum = 0, square = 0, planted = 0;
        for (int k = 0; k < SAMPLES; k++) {
            struct coupling_tensor t;
            coupling_tensor_init(&t, p, N, false, 1, &rng, NULL, 0);
            const double x = coupling_tensor_form(&t, s) * coupling_tensor_form(&t, other) / N;
            sum += x / SAMPLES, square += x * x / SAMPLES;
            coupling_tensor_clear(&t);
            coupling_tensor_init(&t, p, N, false, 1, &rng, s, 1.5);
            planted += coupling_tensor_form(&t, s) / N / SAMPLES;
            coupling_tensor_clear(&t);
        }
        const double expected = pow(0.6, p) / 2, error = sqrt((square - sum * sum) / SAMPLES);
        assert_true(fabs(sum - expected) < 4 * error);
        assert_true(fabs(planted - 1.5 / 2) < 4 * sqrt(0.5 / N / SAMPLES));
    }
}

/* ---- finite N ----------------------------------------------------------------------------------- */

/* p = 2 by descent: exp(A t) s0 by the eigenvectors of the couplings, step by step halved error. */
static void descent_is_exact_for_two_spins(void **state)
{
    (void)state;
    enum { N = 24 };
    double error[2];
    for (int fine = 0; fine < 2; fine++) {
        struct mc_chain c =
            support_chain(&pspin_system_spherical,
                          RUN "[system]\nN = 24\np = 2\nT = 0\n[langevin]\ndt = %g\nsteps = %d\n",
                          fine ? 0.025 : 0.05, fine ? 80 : 40);
        struct pspin *const s = c.state;
        gsl_matrix *const A = gsl_matrix_calloc(N, N), *const V = gsl_matrix_alloc(N, N);
        gsl_vector *const l = gsl_vector_alloc(N);
        coupling_tensor_hessian(&s->term[0], s->s, A->data);
        gsl_eigen_symmv_workspace *const w = gsl_eigen_symmv_alloc(N);
        gsl_eigen_symmv(A, l, V, w);
        double exact[N] = {0};
        for (size_t k = 0; k < N; k++) {
            double c0 = 0;
            for (size_t i = 0; i < N; i++) c0 += gsl_matrix_get(V, i, k) * s->s[i];
            for (size_t i = 0; i < N; i++)
                exact[i] += c0 * exp(2 * gsl_vector_get(l, k)) * gsl_matrix_get(V, i, k);
        }
        double norm = 0;
        for (size_t i = 0; i < N; i++) norm += exact[i] * exact[i];
        support_advance(&c, "langevin", 1);
        error[fine] = 0;
        for (size_t i = 0; i < N; i++)
            error[fine] = fmax(error[fine], fabs(exact[i] * sqrt(N / norm) - s->s[i]));
        gsl_matrix_free(A), gsl_matrix_free(V), gsl_vector_free(l), gsl_eigen_symmv_free(w);
        mc_clear(&c);
    }
    print_message("    error at t = 2: %.2e, %.2e for half the step\n", error[0], error[1]);
    assert_true(error[0] < 5e-3 && error[1] < error[0] / 3.2 && error[1] > error[0] / 5);
}

/* Mean energy of two spherical spins: an integral over the circle. */
static double exact_circle(const struct pspin *given, double T)
{
    enum { ANGLES = 4096 };
    struct pspin s = *given;
    double x[2], weight = 0, sum = 0;
    s.s = x;
    for (int k = 0; k < ANGLES; k++) {
        const double angle = 2 * M_PI * k / ANGLES;
        x[0] = sqrt(2) * cos(angle), x[1] = sqrt(2) * sin(angle);
        const double H = pspin_energy(&s);
        weight += exp(-H / T), sum += H * exp(-H / T);
    }
    return sum / weight;
}

static void means_on_the_circle_are_exact(void **state)
{
    (void)state;
    enum { BLOCKS = 40 };
    static const char *const dynamics[] = {"metropolis", "langevin"};
    for (int k = 0; k < 2; k++) {
        struct mc_chain c = support_chain(
            &pspin_system_spherical,
            RUN "dynamics = %s\n[system]\nN = 2\nT = 0.6\nsample = 3\n[move.rotate]\nstep = "
                "2\n[langevin]\ndt = 0.01\nsteps = 20\n",
            dynamics[k]);
        double mean[BLOCKS] = {0};
        for (int b = 0; b < BLOCKS; b++)
            for (int i = 0; i < 1000; i++) {
                support_advance(&c, dynamics[k], 1);
                mean[b] += pspin_energy(c.state) / 1000;
            }
        const struct support_average a = support_average(mean, BLOCKS);
        const double exact = exact_circle(c.state, 0.6);
        print_message("    %s: <H> = %.4f(%.4f), exact %.4f\n", dynamics[k], a.mean, a.error,
                      exact);
        assert_true(fabs(a.mean - exact) < 4 * a.error + (k == 1 ? 0.005 : 0));
        mc_clear(&c);
    }
}

/* Ising, N = 8: all 256 states. */
static void means_of_ising_spins_are_exact(void **state)
{
    (void)state;
    enum { BLOCKS = 40 };
    struct mc_chain c = support_chain(
        &pspin_system_ising, RUN "[system]\nN = 8\nT = 0.5\nindices = distinct\n[move.flip]\n");
    double mean[BLOCKS] = {0}, x[8], weight = 0, exact = 0;
    for (int b = 0; b < BLOCKS; b++)
        for (int i = 0; i < 1000; i++) mc_sweep(&c), mean[b] += c.energy / 1000;
    struct pspin s = *(struct pspin *)c.state;
    s.s = x;
    for (unsigned code = 0; code < 256; code++) {
        for (unsigned i = 0; i < 8; i++) x[i] = code >> i & 1 ? 1 : -1;
        const double H = pspin_energy(&s);
        weight += exp(-H / 0.5), exact += H * exp(-H / 0.5);
    }
    const struct support_average a = support_average(mean, BLOCKS);
    print_message("    <H> = %.4f(%.4f), exact %.4f\n", a.mean, a.error, exact / weight);
    assert_true(fabs(a.mean - exact / weight) < 4 * a.error);
    mc_clear(&c);
}

/* Integration by parts: e = -(f(1) - [<f(q)>]) / T for two replicas of each sample, at every N. */
static void energy_and_overlap_of_replicas_agree(void **state)
{
    (void)state;
    enum { SAMPLES = 160, SWEEPS = 500 };
    const double T = 0.8;
    double difference[SAMPLES];
    for (int k = 0; k < SAMPLES; k++) {
        struct mc_chain c[2];
        for (int r = 0; r < 2; r++)
            c[r] = support_chain(
                &pspin_system_spherical,
                "[run]\nsweeps = 1\nfolder = x\nseed = %d\n[system]\nN = 12\nmixture = 3:1 "
                "2:0.5\nT = %g\nsample = %d\n[move.rotate]\nstep = 1.5\n",
                r + 1, T, k + 1);
        double e = 0, f = 0;
        for (int i = -200; i < SWEEPS; i++) {
            mc_sweep(&c[0]), mc_sweep(&c[1]);
            if (i < 0) continue;
            const struct pspin *const a = c[0].state, *const b = c[1].state;
            e += (c[0].energy + c[1].energy) / 2 / 12 / SWEEPS;
            f += covariance_value(&a->f, pspin_overlap(a, b->s)) / SWEEPS;
        }
        const struct pspin *const a = c[0].state;
        difference[k] = e + (covariance_value(&a->f, 1) - f) / T;
        mc_clear(&c[0]), mc_clear(&c[1]);
    }
    const struct support_average a = support_average(difference, SAMPLES);
    print_message("    e + (f(1) - [<f(q)>])/T = %.4f(%.4f)\n", a.mean, a.error);
    assert_true(fabs(a.mean) < 4 * a.error && a.error < 0.02);
}

/* Mean number of critical points on the circle: 2 sqrt(3p - 2) (Kac, Rice). */
static void critical_points_on_the_circle_are_counted(void **state)
{
    (void)state;
    enum { SAMPLES = 4000, ANGLES = 720 };
    struct rng rng;
    rng_init(&rng, 4, 0, RNG_TEST);
    for (int p = 3; p <= 4; p++) {
        double count[SAMPLES];
        for (int k = 0; k < SAMPLES; k++) {
            struct coupling_tensor t;
            coupling_tensor_init(&t, p, 2, false, 1, &rng, NULL, 0);
            double last = 0;
            count[k] = 0;
            for (int a = 0; a <= ANGLES; a++) {
                const double angle = 2 * M_PI * (a + 0.5) / ANGLES;
                const double s[2] = {sqrt(2) * cos(angle), sqrt(2) * sin(angle)};
                double g[2] = {0};
                coupling_tensor_gradient(&t, s, g);
                const double slope = g[1] * s[0] - g[0] * s[1];
                count[k] += a > 0 && (slope > 0) != (last > 0);
                last = slope;
            }
            coupling_tensor_clear(&t);
        }
        const struct support_average a = support_average(count, SAMPLES);
        print_message("    p = %d: %.3f(%.3f), exact %.4f\n", p, a.mean, a.error,
                      2 * sqrt(3 * p - 2));
        assert_true(fabs(a.mean - 2 * sqrt(3 * p - 2)) < 4 * a.error);
    }
}

static void restart_keeps_every_bit(void **state)
{
    (void)state;
    static const struct {
        const struct mc_system *system;
        const char *dynamics, *more;
    } row[] = {{&pspin_system_spherical, "langevin", ""},
               {&pspin_system_spherical, "metropolis", "[move.rotate]\n"},
               {&pspin_system_ising, "metropolis", "[move.flip]\n"}};
    for (size_t k = 0; k < 3; k++) {
        struct mc_chain c[2];
        for (int r = 0; r < 2; r++)
            c[r] = support_chain(row[k].system,
                                 RUN "dynamics = %s\n[system]\nN = 20\nplanted = 0.7\nT = 0.5\n%s",
                                 row[k].dynamics, row[k].more);
        support_advance(&c[0], row[k].dynamics, 7);
        support_restart(&c[0], &c[1]);
        for (int r = 0; r < 2; r++) support_advance(&c[r], row[k].dynamics, 7);
        assert_true(support_digest(&c[0]) == support_digest(&c[1]));
        mc_clear(&c[0]), mc_clear(&c[1]);
    }
}

/* ---- refusals ----------------------------------------------------------------------------------- */

static void create_from(void *text)
{
    struct mc_chain c = support_chain(&pspin_system_spherical, "%s", (const char *)text);
    mc_clear(&c);
}

static void nonsense_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *part;
    } row[] = {
        {RUN "[system]\nT = 1\nmixture = 3\n", "terms p:a"},
        {RUN "[system]\nT = 1\nmixture = 3:1 3:2\n", "power 3 is given twice"},
        {RUN "[system]\nT = 1\nmixture = 3:-1\n", "must be positive"},
        {RUN "[system]\nT = 1\nmixture = 1:1\n", "must be in [2, 16]"},
        {RUN "[system]\nT = 1\nplanted = 0.5\n", "must be at least T_K = 0.586054"},
        {RUN "[system]\nT = 1\nstart = planted\n", "needs the temperature [system] planted"},
        {RUN "dynamics = metropolis\n[system]\nT = 0\n[move.rotate]\n", "positive temperature"},
        {RUN "[system]\nT = 1\nN = 1000000\np = 4\n", "GB"},
    };
    for (size_t k = 0; k < sizeof row / sizeof *row; k++)
        assert_true(support_refuses(create_from, (void *)(size_t)row[k].text, row[k].part));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tensors_are_sums_over_index_sets),
        cmocka_unit_test(covariance_is_that_of_the_model),
        cmocka_unit_test(descent_is_exact_for_two_spins),
        cmocka_unit_test(means_on_the_circle_are_exact),
        cmocka_unit_test(means_of_ising_spins_are_exact),
        cmocka_unit_test(energy_and_overlap_of_replicas_agree),
        cmocka_unit_test(critical_points_on_the_circle_are_counted),
        cmocka_unit_test(restart_keeps_every_bit),
        cmocka_unit_test(nonsense_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
