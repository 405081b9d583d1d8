/* Implementation of taylor.h. */
#include "common/numerics/taylor.h"

#include <math.h>

struct taylor taylor_constant(double x)
{
    return (struct taylor){{x}};
}

struct taylor taylor_negative(struct taylor a)
{
    for (int k = 0; k < TAYLOR_N; k++) a.c[k] = -a.c[k];
    return a;
}

struct taylor taylor_plus(struct taylor a, struct taylor b)
{
    for (int k = 0; k < TAYLOR_N; k++) a.c[k] += b.c[k];
    return a;
}

struct taylor taylor_minus(struct taylor a, struct taylor b)
{
    return taylor_plus(a, taylor_negative(b));
}

/* A coefficient 0 stays 0 beside an infinite one, as that of a constant factor must. */
static double product(double a, double b)
{
    return a == 0 || b == 0 ? 0 * (isnan(a) || isnan(b) ? NAN : 1) : a * b;
}

struct taylor taylor_times(struct taylor a, struct taylor b)
{
    struct taylor s = {{0}};
    for (int i = 0; i < TAYLOR_N; i++)
        for (int k = 0; i + k < TAYLOR_N; k++) s.c[i + k] += product(a.c[i], b.c[k]);
    return s;
}

/* f(a), from the derivatives f[k] at a.c[0]. */
struct taylor taylor_composed(struct taylor a, const double f[TAYLOR_N])
{
    struct taylor s = {{f[0]}};
    s.c[1] = product(f[1], a.c[1]);
    s.c[2] = product(f[1], a.c[2]) + product(f[2] / 2, a.c[1] * a.c[1]);
    s.c[3] = product(f[1], a.c[3]) + product(f[2], a.c[1] * a.c[2]) +
             product(f[3] / 6, a.c[1] * a.c[1] * a.c[1]);
    return s;
}

struct taylor taylor_divided(struct taylor a, struct taylor b)
{
    struct taylor s = a;
    for (int k = 0; k < TAYLOR_N; k++) {
        for (int i = 0; i < k; i++) s.c[k] -= product(s.c[i], b.c[k - i]);
        s.c[k] /= b.c[0];
    }
    return s;
}

/* ---- functions ------------------------------------------------------------------------------- */

static void of_exp(double x, double f[TAYLOR_N])
{
    for (int k = 0; k < TAYLOR_N; k++) f[k] = exp(x);
}

static void of_log(double x, double f[TAYLOR_N])
{
    f[0] = log(x), f[1] = 1 / x, f[2] = -f[1] * f[1], f[3] = 2 * f[1] * f[1] * f[1];
    if (x < 0) f[0] = f[1] = f[2] = f[3] = NAN;
}

static void of_sqrt(double x, double f[TAYLOR_N])
{
    f[0] = sqrt(x), f[1] = 0.5 / f[0], f[2] = -0.5 * f[1] / x, f[3] = -1.5 * f[2] / x;
}

static void of_sin(double x, double f[TAYLOR_N])
{
    f[0] = sin(x), f[1] = cos(x), f[2] = -f[0], f[3] = -f[1];
}

static void of_cos(double x, double f[TAYLOR_N])
{
    f[0] = cos(x), f[1] = -sin(x), f[2] = -f[0], f[3] = -f[1];
}

static void of_sinh(double x, double f[TAYLOR_N])
{
    f[0] = f[2] = sinh(x), f[1] = f[3] = cosh(x);
}

static void of_cosh(double x, double f[TAYLOR_N])
{
    f[0] = f[2] = cosh(x), f[1] = f[3] = sinh(x);
}

static void of_tanh(double x, double f[TAYLOR_N])
{
    const double t = tanh(x), d = 1 - t * t;
    f[0] = t, f[1] = d, f[2] = -2 * t * d, f[3] = d * (4 * t * t - 2 * d);
}

static void of_atan(double x, double f[TAYLOR_N])
{
    const double d = 1 / (1 + x * x);
    f[0] = atan(x), f[1] = d, f[2] = -2 * x * d * d, f[3] = (6 * x * x - 2) * d * d * d;
}

static void of_erf(double x, double f[TAYLOR_N])
{
    f[0] = erf(x), f[1] = M_2_SQRTPI * exp(-x * x);
    f[2] = -2 * x * f[1], f[3] = (4 * x * x - 2) * f[1];
}

static void of_erfc(double x, double f[TAYLOR_N])
{
    of_erf(x, f);
    f[0] = erfc(x);
    for (int k = 1; k < TAYLOR_N; k++) f[k] = -f[k];
}

static void of_abs(double x, double f[TAYLOR_N])
{
    f[0] = fabs(x), f[1] = x > 0 ? 1 : x < 0 ? -1 : 0, f[2] = f[3] = 0;
}

static bool is_constant(struct taylor a)
{
    for (int k = 1; k < TAYLOR_N; k++)
        if (a.c[k] != 0) return false;
    return true;
}

struct taylor taylor_power(struct taylor a, struct taylor b)
{
    if (is_constant(b)) {
        double f[TAYLOR_N], factor = 1;
        for (int k = 0; k < TAYLOR_N; factor *= b.c[0] - k++)
            f[k] = factor == 0 ? 0 : factor * pow(a.c[0], b.c[0] - k);
        return taylor_composed(a, f);
    }
    double f[TAYLOR_N];
    of_log(a.c[0], f);
    const struct taylor exponent = taylor_times(b, taylor_composed(a, f));
    of_exp(exponent.c[0], f);
    return taylor_composed(exponent, f);
}

static struct taylor smaller(struct taylor a, struct taylor b)
{
    return isnan(b.c[0]) || b.c[0] < a.c[0] ? b : a;
}

static struct taylor larger(struct taylor a, struct taylor b)
{
    return isnan(b.c[0]) || b.c[0] > a.c[0] ? b : a;
}

static const struct taylor_function functions[] = {
    {"exp", "e^x", of_exp, NULL},
    {"log", "natural logarithm", of_log, NULL},
    {"sqrt", "square root", of_sqrt, NULL},
    {"pow", "pow(x, y) = x^y", NULL, taylor_power},
    {"sin", "sine", of_sin, NULL},
    {"cos", "cosine", of_cos, NULL},
    {"sinh", "hyperbolic sine", of_sinh, NULL},
    {"cosh", "hyperbolic cosine", of_cosh, NULL},
    {"tanh", "hyperbolic tangent", of_tanh, NULL},
    {"atan", "arc tangent", of_atan, NULL},
    {"erf", "error function", of_erf, NULL},
    {"erfc", "1 - erf(x)", of_erfc, NULL},
    {"abs", "absolute value", of_abs, NULL},
    {"min", "the smaller of two", NULL, smaller},
    {"max", "the larger of two", NULL, larger},
    {0},
};

const struct base_table taylor_functions = {"function", "functions of [system] formula", functions,
                                            sizeof functions[0]};
