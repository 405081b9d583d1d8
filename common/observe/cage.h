/* Cage-relative motion: the displacement of an item less the mean displacement of its neighbours at
   the origin. Long waves, which make the mean squared displacement in two dimensions grow with the
   size of the box, cancel. Mazoyer, Ebert, Maret, Keim, EPL 88, 66004 (2009). Neighbours are
   nearer than a length, or share a face of radical Voronoi cells. Items without neighbours do not count. Rows of size_observables.c. */
#ifndef COMMON_OBSERVE_CAGE_H
#define COMMON_OBSERVE_CAGE_H

#include "common/observe/observe.h"

extern const struct observe_column cage_fs_columns[], cage_msd_columns[];
extern const struct runfile_key cage_fs_keys[], cage_msd_keys[];
void *cage_prepare_fs(const struct frame *origin, const double *parameter,
                      const struct observe_groups *groups);
void *cage_prepare_msd(const struct frame *origin, const double *parameter,
                       const struct observe_groups *groups);
void cage_add_fs(const struct observe_pair *p, size_t i, double *sum);
void cage_add_msd(const struct observe_pair *p, size_t i, double *sum);
void cage_finish(const struct observe_pair *p, const double *sum, size_t n, double *value);

#endif
