/* Averages over a normal variable u of mean mu and standard deviation sigma of functions that follow
   tanh u. Fixed quadrature; relative error below 1e-12 for any sigma, as what is not exponentially
   close to its limit |u| -> infinity is integrated apart. */
#ifndef COMMON_NUMERICS_GAUSSIAN_AVERAGE_H
#define COMMON_NUMERICS_GAUSSIAN_AVERAGE_H

double gaussian_average_tanh(double mu, double sigma);
double gaussian_average_sech2(double mu, double sigma);    /* of 1/cosh^2 u = 1 - tanh^2 u */
double gaussian_average_sech4(double mu, double sigma);    /* of 1/cosh^4 u */
double gaussian_average_log_cosh(double mu, double sigma); /* of ln(2 cosh u) */

#endif
