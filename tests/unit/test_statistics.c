/* Error bars, against processes whose true errors are known: the first-order autoregressive series
   (an Ornstein-Uhlenbeck process seen at whole times) and functions of means; fits of exact and
   noisy stretched exponentials. Over many draws the stated errors must be those that happen. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "common/core/base.h"
#include "common/numerics/kww_fit.h"
#include "common/core/rng.h"
#include "common/numerics/statistics.h"

enum { DRAWS = 400, LENGTH = 4096 };

static void no_more_than(double z, double limit)
{
    if (!(fabs(z) < limit)) fail_msg("z = %g", z);
}

/* x(t+1) = a x(t) + noise, variance 1; tau = (1 + a) / (2 (1 - a)). */
static void autoregressive(struct rng *r, double a, size_t n, double *x)
{
    double now = rng_normal(r);
    for (size_t i = 0; i < n; i++) {
        x[i] = now;
        now = a * now + sqrt(1 - a * a) * rng_normal(r);
    }
}

/* Exact variance of the mean of n values of that series. */
static double variance_of_mean(double a, double n)
{
    return ((1 + a) / (1 - a) - 2 * a * (1 - pow(a, n)) / (n * (1 - a) * (1 - a))) / n;
}

/* The fraction of draws whose |value - truth| < error must be that of a normal distribution. */
static void one_sigma_covers(size_t covered, double slack)
{
    const double p = 0.6827, expected = p * DRAWS, sigma = sqrt(p * (1 - p) * DRAWS);
    no_more_than(((double)covered - expected) / sigma, slack);
}

/* Two errors cover 95.4 %, less a bias of the estimator. */
static void two_errors_cover(size_t covered, size_t draws, double bias)
{
    const double p = 0.9545, sigma = sqrt(p * (1 - p) * (double)draws);
    if ((double)covered < (p - bias) * (double)draws - 4 * sigma)
        fail_msg("%zu of %zu within two errors", covered, draws);
}

static void means(void **state)
{
    (void)state;
    const double x[] = {1, 2, 3, 6}, error[] = {1, 1, 2, 0.5};
    const struct statistics_estimate m = statistics_mean(4, x),
                                     w = statistics_weighted(4, x, error);
    assert_true(m.value == 3 && fabs(m.error - sqrt(14.0 / 12) * statistics_student(4)) < 1e-14);
    assert_true(fabs(w.value - 27.75 / 6.25) < 1e-14 && fabs(w.error - 0.4) < 1e-15);
    assert_true(isnan(statistics_mean(1, x).error) && isnan(statistics_mean(0, x).value));
    assert_true(isnan(statistics_weighted(0, x, error).error));
}

static void autocorrelation_is_the_sum(void **state)
{
    (void)state;
    enum { N = 37 };
    struct rng r;
    rng_init(&r, 1, 0, RNG_TEST);
    double x[N], rho[N], mean = 0, variance = 0;
    autoregressive(&r, 0.6, N, x);
    for (int i = 0; i < N; i++) mean += x[i] / N;
    for (int i = 0; i < N; i++) variance += (x[i] - mean) * (x[i] - mean) / N;
    statistics_autocorrelation(N, x, rho);
    for (int t = 0; t < N; t++) {
        double sum = 0;
        for (int i = 0; i + t < N; i++) sum += (x[i] - mean) * (x[i + t] - mean);
        assert_true(fabs(rho[t] - sum / (N - t) / variance) < 1e-12);
    }
}

static void constants_have_no_memory(void **state)
{
    (void)state;
    double x[10] = {0}, rho[10];
    statistics_autocorrelation(10, x, rho);
    assert_true(rho[0] == 1 && rho[9] == 0);
    assert_true(statistics_correlated(10, x).error == 0);
    assert_true(isnan(statistics_tau(1, x).value));
}

/* tau of a long series, averaged over draws, against (1 + a) / (2 (1 - a)); the stated error
   against the scatter. */
static void autocorrelation_time(void **state)
{
    (void)state;
    static const double as[] = {0, 0.5, 0.9};
    static double x[LENGTH], tau[DRAWS];
    struct rng r;
    rng_init(&r, 2, 0, RNG_TEST);
    for (size_t k = 0; k < 3; k++) {
        const double exact = (1 + as[k]) / (2 * (1 - as[k]));
        double stated = 0;
        for (size_t d = 0; d < DRAWS; d++) {
            autoregressive(&r, as[k], LENGTH, x);
            const struct statistics_estimate e = statistics_tau(LENGTH, x);
            tau[d] = e.value;
            stated += e.error / DRAWS;
        }
        const struct statistics_estimate mean = statistics_mean(DRAWS, tau);
        const double scatter = mean.error * sqrt(DRAWS);
        /* Known bias: the subtracted mean, -2 tau (2W + 1) / n, and the cut tail, e^-5 tau. */
        const double bias = 2 * exact * (10 * exact + 1) / LENGTH + 0.007 * exact;
        assert_true(fabs(mean.value - exact) < 4 * mean.error + bias);
        assert_true(stated > 0.8 * scatter && stated < 1.5 * scatter);
    }
}

static void correlated_error_bars(void **state)
{
    (void)state;
    static double x[LENGTH];
    struct rng r;
    rng_init(&r, 3, 0, RNG_TEST);
    size_t blocked = 0, windowed = 0, naive = 0;
    double variance = 0;
    for (size_t d = 0; d < DRAWS; d++) {
        autoregressive(&r, 0.9, LENGTH, x);
        const struct statistics_estimate b = statistics_blocked(LENGTH, x, 128),
                                         c = statistics_correlated(LENGTH, x);
        blocked += fabs(b.value) < 2 * b.error;
        windowed += fabs(c.value) < 2 * c.error;
        naive += fabs(c.value) < statistics_mean(LENGTH, x).error;
        variance += pow(b.error / statistics_student(32), 2) / DRAWS;
    }
    two_errors_cover(blocked, DRAWS, 0);
    two_errors_cover(windowed, DRAWS, 0);
    /* without its memory the series looks far more certain than it is */
    assert_true(naive < DRAWS / 3);
    /* Blocks of 128 miss the correlations across their ends: 1 - 2 a / (128 (1 - a^2)) of the
       variance remains. */
    const double missed = 1 - variance / variance_of_mean(0.9, LENGTH);
    no_more_than((missed - 2 * 0.9 / (128 * (1 - 0.81))) / (sqrt(2.0 / 31 / DRAWS)), 4);
}

static void rest_is_left_out(void **state)
{
    (void)state;
    const double x[] = {1, 3, 5, 7, 1000};
    const struct statistics_estimate e = statistics_blocked(5, x, 2);
    assert_true(e.value == 4 && fabs(e.error / (2 * statistics_student(2)) - 1) < 1e-12);
    assert_true(isnan(statistics_blocked(5, x, 3).error));
}

/* f = m^2 of the mean m of n values: the jackknife's error is |2 m| s / sqrt(n) to leading order,
   its bias s^2 / n. */
static void jackknife_of_a_square(void **state)
{
    (void)state;
    enum { N = 50 };
    const double truth = 4;
    struct rng r;
    rng_init(&r, 4, 0, RNG_TEST);
    size_t covered = 0;
    for (size_t d = 0; d < DRAWS; d++) {
        double x[N], left[N], sum = 0;
        for (int i = 0; i < N; i++) sum += x[i] = 2 + rng_normal(&r);
        for (int i = 0; i < N; i++) left[i] = pow((sum - x[i]) / (N - 1), 2);
        const double full = pow(sum / N, 2), error = statistics_mean(N, x).error;
        const struct statistics_estimate e = statistics_jackknife(N, left, full);
        assert_true(e.value == full);
        assert_true(fabs(e.error / (2 * sum / N * error) - 1) < 0.05);
        covered += fabs(full - truth) < e.error;
    }
    one_sigma_covers(covered, 4);
}

static void jackknife_of_the_mean(void **state)
{
    (void)state;
    const double x[] = {1, 2, 3, 6}, left[] = {11.0 / 3, 10.0 / 3, 3, 2};
    assert_true(fabs(statistics_jackknife(4, left, 3).error - statistics_mean(4, x).error) < 1e-15);
    assert_true(isnan(statistics_jackknife(1, left, 3).error));
}

/* Means and jackknives of few values. */
static void few_values(void **state)
{
    (void)state;
    static const size_t ns[] = {2, 3, 4, 6, 10};
    enum { MANY = 4000 };
    struct rng r;
    rng_init(&r, 12, 0, RNG_TEST);
    for (size_t k = 0; k < sizeof ns / sizeof *ns; k++) {
        size_t mean = 0, jackknife = 0, n = ns[k];
        for (int d = 0; d < MANY; d++) {
            double x[10], left[10], sum = 0;
            for (size_t i = 0; i < n; i++) sum += x[i] = rng_normal(&r);
            for (size_t i = 0; i < n; i++) left[i] = (sum - x[i]) / (double)(n - 1);
            mean += fabs(sum / (double)n) < 2 * statistics_mean(n, x).error;
            jackknife +=
                fabs(sum / (double)n) < 2 * statistics_jackknife(n, left, sum / (double)n).error;
        }
        two_errors_cover(mean, MANY, 0);
        two_errors_cover(jackknife, MANY, 0);
        if (mean > 0.97 * MANY) fail_msg("n = %zu: %zu of %d: too wide", n, mean, MANY);
    }
}

/* Variances of correlated series, from 25 to 1300 independent values. */
static void variances(void **state)
{
    (void)state;
    static const struct {
        size_t n;
        double a, bias;
    } rows[] = {{100, 0, 0}, {200, 0.5, 0}, {1000, 0.9, 0.01}, {500, 0.9, 0.03}, {4000, 0.5, 0}};
    static double x[LENGTH];
    enum { MANY = 800 };
    struct rng r;
    rng_init(&r, 13, 0, RNG_TEST);
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        size_t covered = 0;
        double mean = 0;
        for (int d = 0; d < MANY; d++) {
            autoregressive(&r, rows[k].a, rows[k].n, x);
            const struct statistics_estimate v = statistics_variance(rows[k].n, x);
            covered += fabs(v.value - 1) < 2 * v.error;
            mean += v.value / MANY;
        }
        two_errors_cover(covered, MANY, rows[k].bias);
        assert_true(fabs(mean - 1) < 0.05);
        if (covered > 0.98 * MANY) fail_msg("row %zu: %zu of %d: too wide", k, covered, MANY);
    }
}

/* n values of a normal distribution: the factor of their degrees of freedom covers, from two on. */
static void few_degrees_of_freedom(void **state)
{
    (void)state;
    enum { MANY = 4000 };
    struct rng r;
    rng_init(&r, 14, 0, RNG_TEST);
    for (int freedom = 1; freedom <= 20; freedom += freedom < 4 ? 1 : 8) {
        size_t covered = 0;
        for (int d = 0; d < MANY; d++) {
            double v = 0;
            for (int i = 0; i < freedom; i++) v += pow(rng_normal(&r), 2) / freedom;
            covered += fabs(v - 1) < 2 * v * statistics_variance_error(freedom);
        }
        two_errors_cover(covered, MANY, 0);
        if (covered > 0.97 * MANY) fail_msg("%d: %zu of %d", freedom, covered, MANY);
    }
    assert_true(isnan(statistics_variance_error(0.5)));
    assert_true(fabs(statistics_variance_error(1e4) / sqrt(2e-4) - 1) < 0.05);
}

enum { POINTS = 20 };

static void decay(double amplitude, double tau, double beta, double *t, double *y, double *error)
{
    for (int i = 0; i < POINTS; i++) {
        t[i] = tau * pow(10, -1.2 + 0.1 * i);
        y[i] = amplitude * exp(-pow(t[i] / tau, beta));
        error[i] = 0.01;
    }
}

static void exact_decays(void **state)
{
    (void)state;
    double t[POINTS], y[POINTS], error[POINTS];
    for (double beta = 0.3; beta < 1.3; beta += 0.1) {
        decay(0.8, 3e5, beta, t, y, error);
        struct kww_fit f = {.tau.value = 1e5};
        assert_true(kww_fit(POINTS, t, y, error, &f));
        assert_true(fabs(f.amplitude.value - 0.8) < 1e-5 && fabs(f.tau.value / 3e5 - 1) < 1e-4);
        assert_true(fabs(f.beta.value - beta) < 1e-5 && f.chi2 < 1e-6);
    }
    struct kww_fit f = {.tau.value = 1e5};
    assert_false(kww_fit(3, t, y, error, &f));
}

static void noisy_decays(void **state)
{
    (void)state;
    struct rng r;
    rng_init(&r, 5, 0, RNG_TEST);
    size_t tau = 0, beta = 0;
    double chi2 = 0;
    for (int d = 0; d < DRAWS; d++) {
        double t[POINTS], y[POINTS], error[POINTS];
        decay(0.9, 1000, 0.6, t, y, error);
        for (int i = 0; i < POINTS; i++) y[i] += error[i] * rng_normal(&r);
        struct kww_fit f = {.tau.value = 2000};
        assert_true(kww_fit(POINTS, t, y, error, &f));
        tau += fabs(f.tau.value - 1000) < f.tau.error;
        beta += fabs(f.beta.value - 0.6) < f.beta.error;
        chi2 += f.chi2 / DRAWS;
    }
    one_sigma_covers(tau, 4);
    one_sigma_covers(beta, 4);
    no_more_than((chi2 - 1) / sqrt(2.0 / (POINTS - 3) / DRAWS), 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(means),
        cmocka_unit_test(autocorrelation_is_the_sum),
        cmocka_unit_test(constants_have_no_memory),
        cmocka_unit_test(autocorrelation_time),
        cmocka_unit_test(correlated_error_bars),
        cmocka_unit_test(rest_is_left_out),
        cmocka_unit_test(jackknife_of_a_square),
        cmocka_unit_test(jackknife_of_the_mean),
        cmocka_unit_test(few_values),
        cmocka_unit_test(variances),
        cmocka_unit_test(few_degrees_of_freedom),
        cmocka_unit_test(exact_decays),
        cmocka_unit_test(noisy_decays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
