/* Scalar products of weight vectors, summed in double. */
#ifndef DNN_KERNELS_WEIGHT_VECTOR_H
#define DNN_KERNELS_WEIGHT_VECTOR_H

#include <stddef.h>

#include "dnn/kernels/precision.h"

double weight_vector_dot(size_t n, const real *a, const real *b);
double weight_vector_distance(size_t n, const real *a, const real *b);
double weight_vector_overlap(size_t n, const real *a, const real *b); /* cosine; 0 if one is 0 */

#endif
