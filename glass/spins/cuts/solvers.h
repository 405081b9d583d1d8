/* The table of solvers. */
#ifndef GLASS_SPINS_CUTS_SOLVERS_H
#define GLASS_SPINS_CUTS_SOLVERS_H

#include "common/core/base.h"

extern const struct base_table solvers_table; /* rows: struct solver */

#endif
