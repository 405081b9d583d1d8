/* Ensembles: one run file with lists of values (value_lists.h), one folder a member below [run] folder,
   one process a member, so many at a time. Members are runs like any other; the ensemble's folder
   holds nothing but them, their names in `members`, and log.txt. A member that fails leaves the
   others alone. */
#ifndef COMMON_RUN_ENSEMBLE_H
#define COMMON_RUN_ENSEMBLE_H

#include <stdbool.h>

#include "common/run/program.h"
#include "common/config/value_lists.h"

/* Resumes the run in a member's folder; called in a process of the member. Returns its exit status. */
typedef int ensemble_resume_member(const struct program *program, const char *folder, int jobs);

/* Begins all members of the run file at path. jobs 0: a processor each. Returns EXIT_OK
   if all finished, EXIT_REFUSED if any failed, EXIT_INTERRUPTED otherwise. */
int ensemble_run(const struct program *program, const char *path, const struct value_lists *lists,
                 bool force, int jobs, ensemble_resume_member *resume);
/* Goes on with those that have not finished. */
int ensemble_resume(const struct program *program, const char *folder, int jobs,
                    ensemble_resume_member *resume);

bool ensemble_exists(const char *folder); /* is it one's folder */

struct ensemble_names {
    size_t n;
    char **folder; /* (n) paths of the members */
};
/* Dies if `members` is missing or malformed. ensemble_names_clear. */
struct ensemble_names ensemble_names(const char *folder);
void ensemble_names_clear(struct ensemble_names *names);
/* Writes `members`, which makes the folder an ensemble's. names (n) below the folder. */
void ensemble_declare(const char *folder, size_t n, char *const *names);

#endif
