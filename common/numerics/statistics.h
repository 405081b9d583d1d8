/* Means with error bars: independent and weighted values, blocks, jackknife, bootstrap,
   correlated series, variances. No hidden state; arrays belong to the caller. Errors are one standard
   error, widened for few data so that two errors cover 95.4 %; NAN if the data give none. */
#ifndef COMMON_NUMERICS_STATISTICS_H
#define COMMON_NUMERICS_STATISTICS_H

#include <stddef.h>

struct statistics_estimate {
    double value, error; /* [unit of the data]; error NAN: unknown */
};

/* Two standard errors of this many independent parts cover 95.4 % if multiplied by this factor, by
   Student's t: 7 for two parts, 2.3 for three, 1.16 for ten. */
double statistics_student(double parts);

/* Mean of n independent values; its error needs two. n = 0 gives NAN. */
struct statistics_estimate statistics_mean(size_t n, const double *x);

/* Mean of independent values of known errors > 0, weighted by 1 / error^2. */
struct statistics_estimate statistics_weighted(size_t n, const double *x, const double *error);

/* Mean of a correlated series from n / length blocks of `length` consecutive values, whose means
   count as independent; the remainder is ignored. Flyvbjerg and Petersen, J. Chem. Phys. 91, 461
   (1989). */
struct statistics_estimate statistics_blocked(size_t n, const double *x, size_t length);

/* Jackknife of any function of the data: full is its value for all n blocks, left_out[i] without
   block i. The value is `full`. For few blocks the error is widened by Student's t. Efron, The Jackknife (SIAM, 1982). */
struct statistics_estimate statistics_jackknife(size_t n, const double *left_out, double full);

/* Error from n bootstrap values of a fit to data resampled from `parts` independent parts
   (replicas, blocks); NAN among the values: no fit. For few parts the error is widened by
   Student's t, so that two errors cover 95.4 %. The value is `full`. The error is NAN with fewer
   than three parts, or if more than one fit in ten fails. Efron and Tibshirani, An Introduction
   to the Bootstrap (1993). */
struct statistics_estimate statistics_bootstrap(size_t n, const double *value, size_t parts,
                                                double full);

/* Normalised autocorrelation rho (n) of x (n) about its mean, rho[0] = 1, by a zero-padded FFT; all
   0 beyond rho[0] if x is constant. */
void statistics_autocorrelation(size_t n, const double *x, double *rho);

/* Integrated autocorrelation time  tau = 1/2 + sum_t rho(t)  [steps of the series], summed up to
   the first W >= 10 tau(W), times 1 + (2 W + 1) / n for the mean that is subtracted; its error is tau
   sqrt((4 W + 2) / n). Sokal, Monte Carlo Methods in Statistical Mechanics (1997), section 3. White
   noise gives 1/2. */
struct statistics_estimate statistics_tau(size_t n, const double *x);

/* Mean of a correlated series, its error inflated by the integrated autocorrelation time. */
struct statistics_estimate statistics_correlated(size_t n, const double *x);

/* Variance of a correlated series, corrected for the scatter of its mean. Gaussian noise and the
   scatter of the squares themselves each give a number of degrees of freedom; the smaller one
   counts. */
struct statistics_estimate statistics_variance(size_t n, const double *x);
double statistics_variance_freedom(size_t n, const double *x); /* at most n - 1 */

/* Relative error of a variance of that many degrees of freedom, such that two errors cover 95.4 % of
   a chi-squared distribution: 9.2 for two, sqrt(2 / freedom) for many. NAN below one. */
double statistics_variance_error(double freedom);

/* Interval of Clopper and Pearson (1934) that covers a probability with at least `share`, from `hits` of
   `runs` independent trials, runs > 0. */
struct statistics_interval {
    double low, high;
};
struct statistics_interval statistics_clopper_pearson(size_t hits, size_t runs, double share);

#endif
