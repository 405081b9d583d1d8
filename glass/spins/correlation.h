/* Two-time correlation of spins, C(t, t') = s(t).s(t') / N, and the displacement 2 (1 - C): rows for
   states of spins. */
#ifndef GLASS_SPINS_CORRELATION_H
#define GLASS_SPINS_CORRELATION_H

#include "common/observe/observe.h"

extern const struct observe_row correlation_rows[]; /* ends with name NULL */

#endif
