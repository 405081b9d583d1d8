/* Ensembles: one run file with lists of values (value_lists.h). Each member has a folder below
   [run] folder and a process; several run at the same time. A member is an ordinary run. The
   ensemble's folder contains the members, their names in `members`, and log.txt. A failing
   member does not affect the others. */
#ifndef COMMON_RUN_ENSEMBLE_H
#define COMMON_RUN_ENSEMBLE_H

#include <stdbool.h>

#include "common/run/program.h"
#include "common/config/value_lists.h"

/* Resumes the run in a member's folder, in the member's process. Returns its exit status. */
typedef int ensemble_resume_member(const struct program *program, const char *folder, int jobs,
                                   bool restart);

/* Creates and runs all members. jobs: members at the same time; 0 = number of processors.
   Returns EXIT_OK if all finished, EXIT_REFUSED if any failed, EXIT_INTERRUPTED otherwise. */
int ensemble_run(const struct program *program, const char *path, const struct value_lists *lists,
                 bool force, int jobs, ensemble_resume_member *resume);
/* Continues the unfinished members. restart: members without a valid checkpoint start again. */
int ensemble_resume(const struct program *program, const char *folder, int jobs, bool restart,
                    ensemble_resume_member *resume);

bool ensemble_exists(const char *folder); /* true if the folder contains an ensemble */

struct ensemble_names {
    size_t n;
    char **folder; /* (n) paths of the members */
};
/* Fatal if `members` is missing or malformed. Free with ensemble_names_clear. */
struct ensemble_names ensemble_names(const char *folder);
void ensemble_names_clear(struct ensemble_names *names);
/* Writes `members`, which marks the folder as an ensemble. names (n): folders below it. */
void ensemble_declare(const char *folder, size_t n, char *const *names);

#endif
