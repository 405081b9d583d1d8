/* Tables that fill as a run goes (mc_system.tables): histograms and the like, kept in checkpoints
   and written anew at each of them. */
#ifndef COMMON_COUNTS_H
#define COMMON_COUNTS_H

#include "common/folder.h"
#include "common/mc.h"

void counts_visit(const struct mc_system *system, void *state, struct checkpoint *c);
/* What a state has counted, in a parcel and out of it: it stays while the state changes. */
void counts_pack(const struct mc_system *system, void *state, struct checkpoint *parcel);
void counts_unpack(const struct mc_system *system, void *state, struct checkpoint *parcel);
void counts_write(const struct mc_system *system, const void *state, const struct folder *folder);

#endif
