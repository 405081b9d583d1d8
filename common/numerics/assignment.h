/* Linear assignment: one column for each row of a cost matrix at minimal total cost, by shortest
   augmenting paths in O(n^3). */
#ifndef COMMON_NUMERICS_ASSIGNMENT_H
#define COMMON_NUMERICS_ASSIGNMENT_H

#include <stddef.h>
#include <stdint.h>

/* cost (n, n), finite; column (n) is written. Returns the total cost. */
double assignment_solve(size_t n, const double *cost, uint32_t *column);

#endif
