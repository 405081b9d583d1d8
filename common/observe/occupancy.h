/* Number of fixed points within a distance of a position in a periodic box. Each point is listed in all
   cells that its sphere meets: a position is compared with the points of one cell. */
#ifndef COMMON_OBSERVE_OCCUPANCY_H
#define COMMON_OBSERVE_OCCUPANCY_H

#include <stddef.h>

#include "common/io/frame.h"

struct occupancy;

/* Copies the items of a periodic frame of 1 to 3 dimensions; free with occupancy_free. */
struct occupancy *occupancy_create(const struct frame *f, double reach);
void occupancy_free(struct occupancy *o);

/* Points whose nearest image is closer than the reach to x (dim, unwrapped). */
size_t occupancy_count(const struct occupancy *o, const double *x);

#endif
