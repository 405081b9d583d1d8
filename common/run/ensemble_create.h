/* Creates the members of an ensemble from a run file with lists of values (value_lists.h). The
   folder keeps the run file as `ensemble.ini`, from which deleted members are created again. */
#ifndef COMMON_RUN_ENSEMBLE_CREATE_H
#define COMMON_RUN_ENSEMBLE_CREATE_H

#include <stdbool.h>

#include "common/config/value_lists.h"
#include "common/io/run_folder.h"
#include "common/run/program.h"

struct ensemble_source { /* a run file and overrides, as given */
    const char *path;
    int noverrides;
    char *const *overrides; /* (noverrides) */
    const struct value_lists *lists;
};

/* Locks the folder of the ensemble into d, then creates all members. Fatal, before any folder is
   changed, if a run file is wrong, a member is in use, or, unless force, if a folder holds a run.
   force: all old members are removed first. */
void ensemble_create(struct run_folder *d, const struct program *program,
                     const struct ensemble_source *source, bool force);
/* Sets a key, "section.key=value", for members that are created again. */
void ensemble_create_override(const char *folder, char *override);
/* Creates the members again whose folders were deleted; no effect without `ensemble.ini`. */
void ensemble_create_missing(const struct program *program, const char *folder, FILE *log);

#endif
