/* The collective (coherent) intermediate scattering function,

     F(k, t) = (1/N) < sum_ij cos k.(r_i(t) - r_j(0)) >,

   averaged over wave vectors of the box, k = 2 pi n / L, with |k| nearest to a wave number; relative
   to the centre of mass. Hansen and McDonald, Theory of Simple Liquids, section 7.4. A row of
   observe.c. */
#ifndef COMMON_OBSERVE_COHERENT_SCATTERING_H
#define COMMON_OBSERVE_COHERENT_SCATTERING_H

#include "common/observe/observe.h"

extern const struct observe_column coherent_scattering_columns[];
extern const struct runfile_key coherent_scattering_keys[];
const char *coherent_scattering_lacks(const struct frame *f, const double *parameter);
void *coherent_scattering_prepare(const struct frame *origin, const double *parameter,
                                  const struct observe_groups *groups);
void coherent_scattering_free(void *data);
void coherent_scattering_add(const struct observe_pair *p, size_t i, double *sum);
void coherent_scattering_finish(const struct observe_pair *p, const double *sum, size_t n,
                                double *value);

#endif
