/* Cumulative tables of a run (mc_system.describe.tables), such as histograms: saved in
   checkpoints and rewritten at each of them. */
#ifndef COMMON_MC_RUN_TABLES_H
#define COMMON_MC_RUN_TABLES_H

#include "common/io/run_folder.h"
#include "common/mc/mc.h"

void run_tables_visit(const struct mc_system *system, void *state, struct checkpoint *c);
/* Saves the counts of a state in a buffer, and restores them after the state has been replaced. */
void run_tables_pack(const struct mc_system *system, void *state, struct checkpoint *buffer);
void run_tables_unpack(const struct mc_system *system, void *state, struct checkpoint *buffer);
/* Also the system's further files. */
void run_tables_write(const struct mc_system *system, void *state, const struct run_folder *folder);

#endif
