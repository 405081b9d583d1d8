/* Implementation of weights.h. */
#include "dnn/weights.h"

#include <math.h>

double weights_dot(size_t n, const real *a, const real *b)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += (double)a[i] * (double)b[i];
    return sum;
}

double weights_distance(size_t n, const real *a, const real *b)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        const double d = (double)a[i] - (double)b[i];
        sum += d * d;
    }
    return sqrt(sum);
}

double weights_overlap(size_t n, const real *a, const real *b)
{
    const double norms = sqrt(weights_dot(n, a, a) * weights_dot(n, b, b));
    return norms > 0 ? weights_dot(n, a, b) / norms : 0;
}
