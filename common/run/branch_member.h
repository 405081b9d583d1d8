/* One branch: a new run from the state of another run. The folder of the branches keeps that run's
   file and checkpoint, from which deleted branches are created again. */
#ifndef COMMON_RUN_BRANCH_MEMBER_H
#define COMMON_RUN_BRANCH_MEMBER_H

#include <stdbool.h>
#include <stdint.h>

#include "common/io/run_folder.h"
#include "common/run/program.h"

/* Keeps the run file at `ini`, with overrides, and the newest checkpoint of a run in the folder. */
void branch_member_keep(const struct run_folder *branches, const char *folder, const char *ini,
                        int noverrides, char *const *overrides);
bool branch_member_kept(const char *branches);
void branch_member_forget(const char *branches); /* removes the checkpoint */
/* Creates the folder BRANCHES/replica=N, ready to be resumed, from what is kept. */
void branch_member_create(const struct program *program, const char *branches, int64_t replica);
/* N of "replica=N"; -1 if a name has another form. */
int64_t branch_member_replica(const char *name);

#endif
