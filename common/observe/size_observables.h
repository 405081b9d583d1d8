/* Two-time observables for liquids, of items with a size [length] as label in a periodic box:
   correlation of the sizes, and persistence of neighbours. */
#ifndef COMMON_OBSERVE_SIZE_OBSERVABLES_H
#define COMMON_OBSERVE_SIZE_OBSERVABLES_H

#include "common/observe/observe.h"

extern const struct observe_row size_observables_rows[]; /* diameter, bonds; ends with name NULL */

#endif
