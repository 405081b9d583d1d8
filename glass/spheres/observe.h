/* What only the liquid has: columns of series.dat and watch.dat, and two-time observables that read diameters. */
#ifndef GLASS_SPHERES_OBSERVE_H
#define GLASS_SPHERES_OBSERVE_H

#include "common/mc.h"
#include "common/observe.h"

extern const struct mc_column glass_columns[];
extern const struct mc_watch glass_watches[];
extern const struct observe_row glass_observables[];

#endif
