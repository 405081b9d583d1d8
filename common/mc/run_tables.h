/* Tables that fill as a run goes (mc_system.describe.tables): histograms and the like, kept in checkpoints
   and written anew at each of them. */
#ifndef COMMON_MC_RUN_TABLES_H
#define COMMON_MC_RUN_TABLES_H

#include "common/io/run_folder.h"
#include "common/mc/mc.h"

void run_tables_visit(const struct mc_system *system, void *state, struct checkpoint *c);
/* What a state has counted, in a parcel and out of it: it stays while the state changes. */
void run_tables_pack(const struct mc_system *system, void *state, struct checkpoint *parcel);
void run_tables_unpack(const struct mc_system *system, void *state, struct checkpoint *parcel);
void run_tables_write(const struct mc_system *system, const void *state,
                      const struct run_folder *folder);

#endif
