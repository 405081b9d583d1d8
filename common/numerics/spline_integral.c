/* Implementation of spline_integral.h, with GSL's natural cubic spline. */
#include "common/numerics/spline_integral.h"

#include <math.h>

#include <gsl/gsl_spline.h>

#include "common/core/base.h"

static double trapezoid(const double *x, const double *y)
{
    return (x[1] - x[0]) * (y[0] + y[1]) / 2;
}

static double integral(size_t n, const double *x, const double *y, double end)
{
    if (n < 2 || !(end > x[0])) return 0;
    if (n < 3) return trapezoid(x, y);
    gsl_spline *const s = gsl_spline_alloc(gsl_interp_cspline, n);
    require(s, "no memory for a spline of %zu points", n);
    gsl_spline_init(s, x, y, n);
    const double sum = gsl_spline_eval_integ(s, x[0], end, NULL);
    gsl_spline_free(s);
    return sum;
}

void spline_integral_weights(size_t n, const double *x, size_t last, double *w)
{
    double *const unit = base_alloc(n, sizeof *unit);
    for (size_t i = 0; i < n; i++) {
        unit[i] = 1;
        w[i] = integral(n, x, unit, x[last]);
        unit[i] = 0;
    }
    base_free(unit);
}

double spline_integral_coarse(size_t n, const double *x, const double *y, size_t last)
{
    if (last < 3) return NAN;
    double *const few = base_alloc(2 * n, sizeof *few), *const value = few + n;
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        const size_t apart = i > last ? i - last : last - i;
        if (i != 0 && i + 1 != n && apart % 2) continue;
        few[kept] = x[i], value[kept++] = y[i];
    }
    const double sum = integral(kept, few, value, x[last]);
    base_free(few);
    return sum;
}
