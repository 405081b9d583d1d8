/* Products of long vectors of weights, added up in double. */
#ifndef DNN_WEIGHTS_H
#define DNN_WEIGHTS_H

#include <stddef.h>

#include "dnn/real.h"

double weights_dot(size_t n, const real *a, const real *b);
double weights_distance(size_t n, const real *a, const real *b);
double weights_overlap(size_t n, const real *a, const real *b); /* cosine; 0 if one is 0 */

#endif
