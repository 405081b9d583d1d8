/* Taylor series of a few terms: arithmetic and functions give exact derivatives of formulas. */
#ifndef COMMON_NUMERICS_TAYLOR_H
#define COMMON_NUMERICS_TAYLOR_H

#include "common/core/base.h"

enum { TAYLOR_N = 4 }; /* coefficients: the value and three derivatives */

struct taylor { /* f(h) = sum c[k] h^k */
    double c[TAYLOR_N];
};

struct taylor_function { /* table row: of one argument, by its derivatives at x; or of two */
    const char *name, *doc;
    void (*derivatives)(double x, double f[TAYLOR_N]);
    struct taylor (*pair)(struct taylor a, struct taylor b);
};

extern const struct base_table taylor_functions;

struct taylor taylor_constant(double x);
struct taylor taylor_negative(struct taylor a);
struct taylor taylor_plus(struct taylor a, struct taylor b);
struct taylor taylor_minus(struct taylor a, struct taylor b);
struct taylor taylor_times(struct taylor a, struct taylor b);
struct taylor taylor_divided(struct taylor a, struct taylor b);
struct taylor taylor_power(struct taylor a, struct taylor b); /* a^b */
/* f(a), from the derivatives f[k] at a.c[0] */
struct taylor taylor_composed(struct taylor a, const double f[TAYLOR_N]);

#endif
