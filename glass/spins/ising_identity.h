/* The identity (identity.h) of Ising spins on a lattice or on all pairs: measured during a run, a table, a
   line of the log. */
#ifndef GLASS_SPINS_ISING_IDENTITY_H
#define GLASS_SPINS_ISING_IDENTITY_H

#include "common/mc/mc.h"

struct ising;

extern const struct mc_table ising_identity_tables[];

/* Called after every sweep; energy: of all replicas. Measures at every IDENTITY_EVERY-th. */
void ising_identity_add(struct ising *g, double energy);
void ising_identity_reset(struct ising *g); /* at t = 0, and at another temperature */
void ising_identity_report(const void *state, void (*log_line)(void *context, const char *line),
                           void *context);

#endif
