/* Ensembles: one run file with lists of values (lists.h), one folder a member below [run] folder,
   one process a member, so many at a time. Members are runs like any other; the ensemble's folder
   holds nothing but them, their names in `members`, and log.txt. A member that fails leaves the
   others alone. */
#ifndef COMMON_ENSEMBLE_H
#define COMMON_ENSEMBLE_H

#include <stdbool.h>

#include "common/drive.h"
#include "common/lists.h"

/* Begins all members of the run file at path. jobs 0: a processor each. Returns DRIVE_OK
   if all finished, DRIVE_BAD if any failed, DRIVE_INTERRUPTED otherwise. */
int ensemble_run(const struct drive_program *program, const char *path, const struct lists *lists,
                 bool force, int jobs);
/* Goes on with those that have not finished; restart: as of loop_resume. */
int ensemble_resume(const struct drive_program *program, const char *folder, int jobs,
                    bool restart);

bool ensemble_here(const char *folder); /* is it one's folder */

struct ensemble_names {
    size_t n;
    char **folder; /* (n) paths of the members */
};
/* Dies if `members` is missing or malformed. ensemble_names_free. */
struct ensemble_names ensemble_names(const char *folder);
void ensemble_names_free(struct ensemble_names *names);
/* Writes `members`, which makes the folder an ensemble's. names (n) below the folder. */
void ensemble_declare(const char *folder, size_t n, char *const *names);

#endif
