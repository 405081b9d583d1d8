/* The distinct part of the van Hove function over the density,

     G_d(r, t) / rho = V / (N (N - 1)) < sum_{i != j} delta(r - |r_i(t) - r_j(0)|) > / shell:

   g(r) at t = 0, and 1 at long times. Relative to the centre of mass. Hansen and McDonald, Theory of
   Simple Liquids, section 7.2. A row of observe.c. */
#ifndef COMMON_OBSERVE_DISTINCT_VAN_HOVE_H
#define COMMON_OBSERVE_DISTINCT_VAN_HOVE_H

#include "common/observe/observe.h"

extern const struct observe_column distinct_van_hove_columns[];
extern const struct runfile_key distinct_van_hove_keys[];
const char *distinct_van_hove_lacks(const struct frame *f, const double *parameter);
void *distinct_van_hove_prepare(const struct frame *origin, const double *parameter,
                                const struct observe_groups *groups);
void distinct_van_hove_free(void *data);
void distinct_van_hove_add(const struct observe_pair *p, size_t i, double *sum);
void distinct_van_hove_finish(const struct observe_pair *p, const double *sum, size_t n,
                              double *value);

#endif
