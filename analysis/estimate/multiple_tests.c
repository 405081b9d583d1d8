/* Implementation of multiple_tests.h. */
#include "analysis/estimate/multiple_tests.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

double multiple_tests_p(struct statistics_estimate e, size_t n)
{
    if (n < 2 || !isfinite(e.value) || !(e.error >= 0) || !isfinite(e.error)) return NAN;
    if (e.error == 0) return e.value == 0 ? 1 : 0;
    const double freedom = (double)n - 1,
                 widened = gsl_cdf_tdist_Qinv(gsl_cdf_ugaussian_Q(2), freedom) / 2;
    return 2 * gsl_cdf_tdist_Q(fabs(e.value) / e.error * widened, freedom);
}

/* Hypotheses before i in the order of p; equal ones in their order. */
static size_t rank_of(size_t n, const double *p, size_t i)
{
    size_t rank = 0;
    for (size_t k = 0; k < n; k++) rank += p[k] < p[i] || (p[k] == p[i] && k < i);
    return rank;
}

void multiple_tests_holm(size_t n, const double *p, double *adjusted)
{
    for (size_t i = 0; i < n; i++) {
        adjusted[i] = p[i];
        for (size_t k = 0; !isnan(p[i]) && k < n; k++) {
            if (!(p[k] <= p[i])) continue;
            const double alone = p[k] * (double)(n - rank_of(n, p, k));
            adjusted[i] = fmax(adjusted[i], fmin(1, alone));
        }
    }
}
