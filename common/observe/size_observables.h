/* Two-time observables of items that carry a size [length] as their label and live in a periodic
   box: who is large, and who is whose neighbour. Beside those of observe.h, for liquids. */
#ifndef COMMON_OBSERVE_SIZE_OBSERVABLES_H
#define COMMON_OBSERVE_SIZE_OBSERVABLES_H

#include "common/observe/observe.h"

extern const struct observe_row size_observables_rows[]; /* diameter, bonds; ends with name NULL */

#endif
