/* Products of long vectors. */
#ifndef COMMON_CORE_VECTOR_H
#define COMMON_CORE_VECTOR_H

#include <stddef.h>

double vector_dot(size_t n, const double *a, const double *b);

#endif
