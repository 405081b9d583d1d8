/* Operations on arrays of doubles. */
#ifndef COMMON_CORE_VECTOR_H
#define COMMON_CORE_VECTOR_H

#include <stddef.h>

double vector_dot(size_t n, const double *a, const double *b);
int vector_compare(const void *a, const void *b); /* of two doubles: for qsort, ascending */

#endif
