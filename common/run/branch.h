/* Branches: new runs from the state in a run's newest checkpoint. Each has another [run]
   replica, and so its random streams; it starts at t = 0 without warm-up. This is the
   isoconfigurational ensemble of Widmer-Cooper, Harrowell and Fynewever, Phys. Rev. Lett. 93,
   135701 (2004). */
#ifndef COMMON_RUN_BRANCH_H
#define COMMON_RUN_BRANCH_H

#include "common/run/ensemble.h"
#include "common/run/program.h"

/* Creates FOLDER.branches with `seeds` members and runs them. overrides: as of `run`, except for
   [run] folder. Returns as ensemble_run does. */
int branch_make(const struct program *program, const char *folder, int seeds, int noverrides,
                char *const *overrides, int jobs, ensemble_resume_member *resume);

#endif
