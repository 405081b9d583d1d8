/* Two-time observables of items that carry a size [length] as their label and live in a periodic
   box: who is large, and who is whose neighbour. Beside those of observe.h, for liquids. */
#ifndef COMMON_SIZED_H
#define COMMON_SIZED_H

#include "common/observe.h"

extern const struct observe_row sized_rows[]; /* diameter, bonds; ends with name NULL */

#endif
