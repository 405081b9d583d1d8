/* What only the liquid has: columns of series.dat and watch.dat. */
#ifndef GLASS_SPHERES_OBSERVE_H
#define GLASS_SPHERES_OBSERVE_H

#include "common/mc.h"

extern const struct mc_column glass_columns[];
extern const struct mc_watch glass_watches[];
extern const struct mc_table glass_tables[];

#endif
