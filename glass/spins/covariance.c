#include "glass/spins/covariance.h"

#include <gsl/gsl_math.h>
#include <gsl/gsl_min.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "common/config/runfile.h"
#include "common/core/base.h"

static void add_term(struct covariance *c, int p, double a, const char *where)
{
    require(p >= 2 && p <= COVARIANCE_POWER, "%s: power %d must be in [2, %d]", where, p,
            COVARIANCE_POWER);
    require(a > 0 && isfinite(a), "%s: the weight of power %d must be positive", where, p);
    require(c->n < COVARIANCE_TERMS, "%s: at most %d powers", where, COVARIANCE_TERMS);
    for (int k = 0; k < c->n; k++) require(c->p[k] != p, "%s: power %d is given twice", where, p);
    c->p[c->n] = p, c->a[c->n++] = a;
}

struct covariance covariance_parse(const char *text, const char *where)
{
    struct covariance c = {0};
    for (const char *at = text + strspn(text, " "); *at; at += strspn(at, " ")) {
        int p, length = 0;
        double a;
        const int got = sscanf(at, "%d:%lf%n", &p, &a, &length);
        require(got == 2 && strchr(" ", at[length]),
                "%s = \"%s\": must be terms p:a separated by blanks, as \"3:1 4:0.5\"", where,
                text);
        add_term(&c, p, a, where);
        at += length;
    }
    require(c.n > 0, "%s: must have a term p:a, as \"3:1\"", where);
    return c;
}

struct covariance covariance_of(const struct runfile *f)
{
    const char *const mixture = runfile_text(f, "system", "mixture");
    if (strcmp(mixture, "none"))
        return covariance_parse(mixture, runfile_where(f, "system", "mixture"));
    return (struct covariance){.n = 1, .p = {(int)runfile_int(f, "system", "p")}, .a = {1}};
}

double covariance_value(const struct covariance *c, double q)
{
    double sum = 0;
    for (int k = 0; k < c->n; k++) sum += c->a[k] * gsl_pow_int(q, c->p[k]);
    return sum / 2;
}

double covariance_slope(const struct covariance *c, double q)
{
    double sum = 0;
    for (int k = 0; k < c->n; k++) sum += c->a[k] * c->p[k] * gsl_pow_int(q, c->p[k] - 1);
    return sum / 2;
}

double covariance_curvature(const struct covariance *c, double q)
{
    double sum = 0;
    for (int k = 0; k < c->n; k++)
        if (c->p[k] > 1) sum += c->a[k] * c->p[k] * (c->p[k] - 1) * gsl_pow_int(q, c->p[k] - 2);
    return sum / 2;
}

static double dynamic(double q, void *c)
{
    return -covariance_slope(c, q) * (1 - q) / q;
}

static double kauzmann(double q, void *c)
{
    return -covariance_value(c, q) / -(q + log1p(-q));
}

/* sqrt of the largest value of -g(q), 0 < q < 1: the best of a grid, refined by Brent's method. */
static double root_of_maximum(double (*g)(double, void *), const struct covariance *c)
{
    enum { GRID = 1000 };
    struct covariance copy = *c;
    gsl_function F = {.function = g, .params = &copy};
    int best = 1;
    for (int k = 2; k < GRID; k++)
        if (g((double)k / GRID, &copy) < g((double)best / GRID, &copy)) best = k;
    double low = (best - 1.0) / GRID, high = (best + 1.0) / GRID, q = (double)best / GRID;
    low = best == 1 ? 1e-6 : low, high = best == GRID - 1 ? 1 - 1e-12 : high;
    if (g(q, &copy) >= g(low, &copy)) return sqrt(-g(low, &copy)); /* the limit q -> 0 */
    gsl_min_fminimizer *const m = gsl_min_fminimizer_alloc(gsl_min_fminimizer_brent);
    gsl_min_fminimizer_set(m, &F, q, low, high);
    for (int k = 0; k < 60; k++) gsl_min_fminimizer_iterate(m);
    const double least = gsl_min_fminimizer_f_minimum(m);
    gsl_min_fminimizer_free(m);
    return sqrt(-least);
}

double covariance_dynamic_temperature(const struct covariance *c)
{
    return root_of_maximum(dynamic, c);
}

double covariance_kauzmann_temperature(const struct covariance *c)
{
    return root_of_maximum(kauzmann, c);
}

/* Mean of ln 2 cosh(h z + h^2) over normal z. */
static double mean_log_cosh(double h2)
{
    enum { POINTS = 320 };
    const double h = sqrt(h2), step = 16.0 / POINTS;
    double sum = 0;
    for (int k = 0; k <= POINTS; k++) {
        const double z = -8 + k * step, x = fabs(h * z + h2);
        sum += exp(-z * z / 2) * (x + log1p(exp(-2 * x)));
    }
    return sum * step / sqrt(2 * M_PI);
}

/* Derivative of -f/T by m at m = 1, for the overlap q inside a state. */
static double gain(const struct covariance *c, double T, double q)
{
    const double slope = covariance_slope(c, q) / (T * T);
    return mean_log_cosh(slope) - log(2) - slope / 2 -
           (q * slope - covariance_value(c, q) / (T * T)) / 2;
}

/* Largest over q, from a grid and a finer one around its best point. */
static double largest_gain(const struct covariance *c, double T)
{
    enum { GRID = 60 };
    double low = 0, high = 1, best = 0;
    for (int level = 0; level < 3; level++) {
        const double width = (high - low) / GRID, from = low;
        double value = -INFINITY;
        for (int k = 0; k <= GRID; k++) {
            const double q = fmax(from + k * width, 1e-3), x = gain(c, T, q);
            if (x > value) value = x, low = q - width, high = fmin(q + width, 1);
        }
        best = value;
    }
    return best;
}

double covariance_kauzmann_temperature_ising(const struct covariance *c)
{
    double low = 1e-3 * sqrt(covariance_value(c, 1)), high = 100 * sqrt(covariance_slope(c, 1));
    while (high - low > 1e-7 * low) {
        const double T = sqrt(low * high);
        *(largest_gain(c, T) > 1e-12 ? &low : &high) = T;
    }
    return low;
}

double covariance_threshold_energy(const struct covariance *c)
{
    const double chi = 1 / sqrt(covariance_curvature(c, 1)), slope = covariance_slope(c, 1);
    return -(chi * slope + (1 / (chi * slope) - chi) * covariance_value(c, 1));
}
