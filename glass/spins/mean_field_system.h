/* The equations of mean_field.h as a system: a run solves them, and writes C(t, t') and the integrated
   response in its tables. */
#ifndef GLASS_SPINS_MEAN_FIELD_SYSTEM_H
#define GLASS_SPINS_MEAN_FIELD_SYSTEM_H

#include "common/mc/mc.h"

extern const struct mc_system mean_field_system;

#endif
