/* Products of long vectors. */
#ifndef COMMON_VECTORS_H
#define COMMON_VECTORS_H

#include <stddef.h>

double vectors_dot(size_t n, const double *a, const double *b);

#endif
