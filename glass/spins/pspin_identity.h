/* The identity (identity.h) of the p-spin model. The other replica of a state is the same run in the first
   half of its time: a run must be longer than its relaxation. */
#ifndef GLASS_SPINS_PSPIN_IDENTITY_H
#define GLASS_SPINS_PSPIN_IDENTITY_H

#include "common/mc/mc.h"

struct pspin;

extern const struct mc_table pspin_identity_tables[];

/* Called after every unit of the run's time; energy: running, or NAN. Measures at every IDENTITY_EVERY-th. */
void pspin_identity_add(struct pspin *s, double energy);
void pspin_identity_reset(struct pspin *s); /* at t = 0, and at another temperature */
void pspin_identity_report(const void *state, void (*log_line)(void *context, const char *line),
                           void *context);

#endif
