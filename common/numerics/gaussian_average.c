#include "common/numerics/gaussian_average.h"

#include <math.h>
#include <stddef.h>

enum { PANELS = 8, NODES = 8 };

/* REACH: standard deviations; LOCAL: |u| where exp(-2 |u|) is below the rounding error of 1. */
static const double REACH = 10, LOCAL = 20;

/* Gauss-Legendre, positive nodes of 16. */
static const double node[NODES] = {0.0950125098376374, 0.2816035507792589, 0.4580167776572274,
                                   0.6178762444026438, 0.7554044083550030, 0.8656312023878318,
                                   0.9445750230732326, 0.9894009349916499};
static const double weight[NODES] = {0.1894506104550685, 0.1826034150449236, 0.1691565193950025,
                                     0.1495959888165767, 0.1246289712555339, 0.0951585116824928,
                                     0.0622535239386479, 0.0271524594117541};

static double density(double u, double mu, double sigma)
{
    const double z = (u - mu) / sigma;
    return exp(-z * z / 2) / (sigma * sqrt(2 * M_PI));
}

/* Integral of g times the density over [low, high]. */
static double integral(double (*g)(double), double mu, double sigma, double low, double high)
{
    const double half = (high - low) / (2 * PANELS);
    double sum = 0;
    for (int p = 0; p < PANELS; p++) {
        const double centre = low + (2 * p + 1) * half;
        for (int k = 0; k < NODES; k++) {
            const double a = centre - half * node[k], b = centre + half * node[k];
            sum += weight[k] * (g(a) * density(a, mu, sigma) + g(b) * density(b, mu, sigma));
        }
    }
    return half * sum;
}

/* Average of a function that vanishes as exp(-2 |u|), with a kink at 0 allowed. */
static double average(double (*g)(double), double mu, double sigma)
{
    if (sigma == 0) return g(mu);
    const double low = fmax(mu - REACH * sigma, -LOCAL), high = fmin(mu + REACH * sigma, LOCAL);
    if (low >= high) return 0;
    if (low < 0 && high > 0)
        return integral(g, mu, sigma, low, 0) + integral(g, mu, sigma, 0, high);
    return integral(g, mu, sigma, low, high);
}

static double sech2(double u)
{
    const double c = 1 / cosh(u);
    return c * c;
}

static double sech4(double u)
{
    return sech2(u) * sech2(u);
}

static double tanh_rest(double u) /* tanh u - sign u */
{
    return -copysign(2 / (exp(2 * fabs(u)) + 1), u);
}

static double log_cosh_rest(double u) /* ln(2 cosh u) - |u| */
{
    return log1p(exp(-2 * fabs(u)));
}

double gaussian_average_tanh(double mu, double sigma)
{
    if (sigma == 0) return tanh(mu);
    return erf(mu / (sigma * M_SQRT2)) + average(tanh_rest, mu, sigma);
}

double gaussian_average_sech2(double mu, double sigma)
{
    return average(sech2, mu, sigma);
}

double gaussian_average_sech4(double mu, double sigma)
{
    return average(sech4, mu, sigma);
}

double gaussian_average_log_cosh(double mu, double sigma)
{
    if (sigma == 0) return fabs(mu) + log_cosh_rest(mu);
    const double z = mu / sigma;
    return mu * erf(z * M_SQRT1_2) + sigma * sqrt(2 / M_PI) * exp(-z * z / 2) +
           average(log_cosh_rest, mu, sigma);
}
