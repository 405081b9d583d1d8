/* Ensembles: one run file with lists of values (value_lists.h). Each member has a folder below
   [run] folder and a process; several run at the same time. A member is an ordinary run. The
   ensemble's folder contains the members, their names in `members`, and log.txt. A failing
   member does not affect the others. */
#ifndef COMMON_RUN_ENSEMBLE_H
#define COMMON_RUN_ENSEMBLE_H

#include <stdbool.h>

#include "common/run/ensemble_create.h"
#include "common/run/program.h"

/* Resumes the run in a member's folder, in the member's process. Returns its exit status. */
typedef int ensemble_resume_member(const struct program *program, const char *folder, int jobs,
                                   bool restart);

/* Creates and runs all members. jobs: members at the same time; 0 = available processors
   (processors.h) over the threads of one. Returns EXIT_OK if all finished, EXIT_REFUSED if any
   failed, EXIT_INTERRUPTED otherwise. */
int ensemble_run(const struct program *program, const struct ensemble_source *source, bool force,
                 int jobs, ensemble_resume_member *resume);
/* Continues the unfinished members, and starts deleted ones again. restart: members without a
   valid checkpoint start again. */
int ensemble_resume(const struct program *program, const char *folder, int jobs, bool restart,
                    ensemble_resume_member *resume);
/* The same with a folder that rank 0 has locked into `held`, which this closes. */
int ensemble_execute(const struct program *program, const char *folder,
                     const struct run_folder *held, int jobs, bool restart,
                     ensemble_resume_member *resume);

#endif
