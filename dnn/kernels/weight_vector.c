/* Implementation of weight_vector.h. */
#include "dnn/kernels/weight_vector.h"

#include <math.h>

double weight_vector_dot(size_t n, const real *a, const real *b)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += (double)a[i] * (double)b[i];
    return sum;
}

double weight_vector_distance(size_t n, const real *a, const real *b)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        const double d = (double)a[i] - (double)b[i];
        sum += d * d;
    }
    return sqrt(sum);
}

double weight_vector_overlap(size_t n, const real *a, const real *b)
{
    const double norms = sqrt(weight_vector_dot(n, a, a) * weight_vector_dot(n, b, b));
    return norms > 0 ? weight_vector_dot(n, a, b) / norms : 0;
}
