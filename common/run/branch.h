/* `branch`: new runs that start from the state of a run at a time. A branch is a run whose run file
   has [branch] (branch_state.h), so that its run.ini runs again as it is. */
#ifndef COMMON_RUN_BRANCH_H
#define COMMON_RUN_BRANCH_H

#include "common/run/program.h"

/* place: "FOLDER@TIME", or "FOLDER" for its newest checkpoint. into: folder of the new run, or of an
   ensemble of `seeds` runs with other random numbers; NULL: FOLDER.branches. seeds 0: one run, or
   eight without `into`. Keys (n) of the parent's run file are replaced by the overrides. Returns the
   exit status of the runs. */
int branch_make(const struct program *program, const char *place, const char *into, int seeds,
                int n, char *const *overrides, int jobs);

#endif
