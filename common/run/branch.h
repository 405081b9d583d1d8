/* Branches: new runs that start from the state in a run's newest checkpoint, each with random
   streams of its own (another [run] replica), at t = 0 and without warm-up: the isoconfigurational
   ensemble of Widmer-Cooper, Harrowell and Fynewever, Phys. Rev. Lett. 93, 135701 (2004). */
#ifndef COMMON_RUN_BRANCH_H
#define COMMON_RUN_BRANCH_H

#include "common/run/ensemble.h"
#include "common/run/program.h"

/* Makes FOLDER.branches with `seeds` members and runs them; overrides as of run ([run] folder is
   its own affair). Returns as ensemble_run does. */
int branch_make(const struct program *program, const char *folder, int seeds, int noverrides,
                char *const *overrides, int jobs, ensemble_resume_member *resume);

#endif
