/* Implementation of statistics.h, which cites equations and papers. */
#include "common/numerics/statistics.h"

#include <assert.h>
#include <fftw3.h>
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

#include "common/core/base.h"

/* The sum of rho ends at this many tau. Energies of liquids have a slow part of small weight, which a
   window of five misses. */
enum { WINDOW = 10 };

static double sum(size_t n, const double *x)
{
    double s = 0;
    for (size_t i = 0; i < n; i++) s += x[i];
    return s;
}

static double sum_squares(size_t n, const double *x, double centre)
{
    double s = 0;
    for (size_t i = 0; i < n; i++) s += (x[i] - centre) * (x[i] - centre);
    return s;
}

double statistics_student(double parts)
{
    return parts > 1 ? gsl_cdf_tdist_Pinv(gsl_cdf_gaussian_P(2, 1), parts - 1) / 2 : NAN;
}

/* Mean with its standard error, not widened. */
static struct statistics_estimate plain_mean(size_t n, const double *x)
{
    const double mean = n > 0 ? sum(n, x) / (double)n : NAN;
    const double freedom = (double)n * ((double)n - 1);
    return (struct statistics_estimate){mean,
                                        n > 1 ? sqrt(sum_squares(n, x, mean) / freedom) : NAN};
}

struct statistics_estimate statistics_mean(size_t n, const double *x)
{
    struct statistics_estimate e = plain_mean(n, x);
    if (n > 1) e.error *= statistics_student((double)n);
    return e;
}

struct statistics_estimate statistics_weighted(size_t n, const double *x, const double *error)
{
    double weight = 0, moment = 0;
    for (size_t i = 0; i < n; i++) {
        assert(error[i] > 0);
        const double w = 1 / (error[i] * error[i]);
        weight += w;
        moment += w * x[i];
    }
    return (struct statistics_estimate){moment / weight, n > 0 ? 1 / sqrt(weight) : NAN};
}

struct statistics_estimate statistics_blocked(size_t n, const double *x, size_t length)
{
    assert(length > 0);
    const size_t blocks = n / length;
    double *mean = base_alloc(blocks + 1, sizeof *mean);
    for (size_t b = 0; b < blocks; b++) mean[b] = sum(length, x + b * length) / (double)length;
    const struct statistics_estimate e = statistics_mean(blocks, mean);
    base_free(mean);
    return e;
}

struct statistics_estimate statistics_jackknife(size_t n, const double *left_out, double full)
{
    if (n < 2) return (struct statistics_estimate){full, NAN};
    const double mean = sum(n, left_out) / (double)n;
    const double spread = sum_squares(n, left_out, mean) / (double)n;
    return (struct statistics_estimate){full, sqrt((double)(n - 1) * spread) *
                                                  statistics_student((double)n)};
}

struct statistics_estimate statistics_bootstrap(size_t n, const double *value, size_t parts,
                                                double full)
{
    double total = 0, square = 0, found = 0;
    for (size_t i = 0; i < n; i++) {
        if (isnan(value[i])) continue;
        total += value[i] - full;
        square += (value[i] - full) * (value[i] - full);
        found++;
    }
    if (parts < 3 || found < 0.9 * (double)n) return (struct statistics_estimate){full, NAN};
    const double spread = (square - total * total / found) / (found - 1), m = (double)parts;
    return (struct statistics_estimate){full, sqrt(fmax(spread, 0) * m / (m - 1)) *
                                                  statistics_student(m)};
}

/* Replaces m real values (room for m + 2) by the inverse transform of their power spectrum, times
   m. */
static void correlate_with_itself(size_t m, double *padded)
{
    fftw_complex *spectrum = (fftw_complex *)padded;
    const int size = (int)m;
    const fftw_plan there = fftw_plan_dft_r2c_1d(size, padded, spectrum, FFTW_ESTIMATE);
    fftw_execute(there);
    fftw_destroy_plan(there);
    for (size_t k = 0; k <= m / 2; k++) {
        const double re = padded[2 * k], im = padded[2 * k + 1];
        padded[2 * k] = re * re + im * im;
        padded[2 * k + 1] = 0;
    }
    const fftw_plan back = fftw_plan_dft_c2r_1d(size, spectrum, padded, FFTW_ESTIMATE);
    fftw_execute(back);
    fftw_destroy_plan(back);
}

void statistics_autocorrelation(size_t n, const double *x, double *rho)
{
    if (n == 0) return;
    size_t m = 1;
    while (m < 2 * n) m *= 2;
    double *padded = base_alloc(m + 2, sizeof *padded);
    const double mean = sum(n, x) / (double)n;
    for (size_t i = 0; i < n; i++) padded[i] = x[i] - mean;
    correlate_with_itself(m, padded);
    const double variance = padded[0] / (double)n;
    for (size_t t = 0; t < n; t++)
        rho[t] = variance > 0 ? padded[t] / (double)(n - t) / variance : 0;
    rho[0] = 1;
    base_free(padded);
}

struct statistics_estimate statistics_tau(size_t n, const double *x)
{
    if (n < 2) return (struct statistics_estimate){NAN, NAN};
    double *rho = base_alloc(n, sizeof *rho);
    statistics_autocorrelation(n, x, rho);
    double tau = 0.5;
    size_t w = 0;
    while (w + 1 < n && (double)w < WINDOW * tau) tau += rho[++w];
    base_free(rho);
    /* the subtracted mean takes from every rho: Wolff, Comp. Phys. Comm. 156, 143 (2004), eq. 49 */
    tau = fmax(tau * (1 + (double)(2 * w + 1) / (double)n), 0.5 / (double)n);
    const double relative = sqrt((double)(4 * w + 2) / (double)n);
    if (tau > 0.5 * (1 - 2 * relative))
        tau = fmax(tau, 0.5); /* anticorrelation within two errors */
    return (struct statistics_estimate){tau, tau * relative};
}

struct statistics_estimate statistics_correlated(size_t n, const double *x)
{
    const struct statistics_estimate naive = plain_mean(n, x), tau = statistics_tau(n, x);
    const double parts = fmax(2, (double)n / (2 * tau.value));
    return (struct statistics_estimate){naive.value, naive.error * sqrt(2 * tau.value) *
                                                         statistics_student(parts)};
}

/* ---- variances ------------------------------------------------------------------------------- */

/* Relative variance of a variance from the sum of rho^2, as for Gaussian noise: 2 / freedom. Window
   and bias as for tau: Wolff, Comp. Phys. Comm. 156, 143 (2004). */
static double gaussian_freedom(size_t n, const double *x)
{
    double *rho = base_alloc(n, sizeof *rho), tau = 0.5, squares = 0.5;
    statistics_autocorrelation(n, x, rho);
    size_t w = 0;
    while (w + 1 < n && (double)w < WINDOW * tau) {
        tau += rho[++w];
        squares += rho[w] * rho[w];
    }
    base_free(rho);
    return (double)n / (2 * squares * (1 + (double)(2 * w + 1) / (double)n)) - 1;
}

double statistics_variance_freedom(size_t n, const double *x)
{
    if (n < 2) return 0;
    const double mean = sum(n, x) / (double)n;
    double *square = base_alloc(n, sizeof *square);
    for (size_t i = 0; i < n; i++) square[i] = (x[i] - mean) * (x[i] - mean);
    const struct statistics_estimate e = plain_mean(n, square), tau = statistics_tau(n, square);
    base_free(square);
    const double other = 2 * pow(e.value / e.error, 2) / (2 * tau.value),
                 freedom = fmin(gaussian_freedom(n, x), isfinite(other) ? other : INFINITY);
    return fmin((double)n - 1, fmax(freedom, 0));
}

/* Probability that a variance of that many degrees of freedom has the true one within two errors,
   each a part of it. */
static double covered(double freedom, double part)
{
    const double most = 2 * part < 1 ? gsl_cdf_chisq_Q(freedom / (1 - 2 * part), freedom) : 0;
    return gsl_cdf_chisq_Q(freedom / (1 + 2 * part), freedom) - most;
}

double statistics_variance_error(double freedom)
{
    enum { HALVINGS = 100 };
    const double share = 2 * gsl_cdf_gaussian_P(2, 1) - 1;
    if (!(freedom >= 1)) return NAN;
    double low = 0, high = 1e3;
    for (int k = 0; k < HALVINGS; k++) {
        const double part = (low + high) / 2;
        if (covered(freedom, part) < share)
            low = part;
        else
            high = part;
    }
    return high;
}

struct statistics_estimate statistics_variance(size_t n, const double *x)
{
    if (n < 2) return (struct statistics_estimate){NAN, NAN};
    const double mean = sum(n, x) / (double)n,
                 samples = (double)n / (2 * statistics_tau(n, x).value);
    const double biased = sum_squares(n, x, mean) / (double)n;
    if (!(samples > 1)) return (struct statistics_estimate){biased, NAN};
    const double value = biased / (1 - 1 / samples);
    return (struct statistics_estimate){
        value, value * statistics_variance_error(statistics_variance_freedom(n, x))};
}

struct statistics_interval statistics_clopper_pearson(size_t hits, size_t runs, double share)
{
    const double tail = (1 - share) / 2, k = (double)hits, n = (double)runs;
    return (struct statistics_interval){hits > 0 ? gsl_cdf_beta_Pinv(tail, k, n - k + 1) : 0,
                                        hits < runs ? gsl_cdf_beta_Qinv(tail, k + 1, n - k) : 1};
}
