/* Tables that fill as a run goes (mc_system.tables): histograms and the like, kept in checkpoints
   and written anew at each of them. */
#ifndef COMMON_COUNTS_H
#define COMMON_COUNTS_H

#include "common/folder.h"
#include "common/mc.h"

void counts_visit(const struct mc_system *system, void *state, struct checkpoint *c);
/* Two states exchange their counts. parcel: two, for the bytes between. */
void counts_exchange(const struct mc_system *system, void *a, void *b,
                     struct checkpoint *const parcel[2]);
void counts_write(const struct mc_system *system, const void *state, const struct folder *folder);

#endif
