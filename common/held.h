/* What a folder holds of a run, whatever its status holds: a status is a small file, and may be lost
   where the run is not. */
#ifndef COMMON_HELD_H
#define COMMON_HELD_H

#include <stdbool.h>

#include "common/folder.h"
#include "common/runfile.h"

/* What there is of a run (static or within path's folder, valid until the next call): a checkpoint,
   a trajectory, a table with rows, or run.ini, unless the status is "new";
   NULL: nothing. What cannot be read counts as held. */
const char *held_what(const char *path);
/* Dies naming the way out if the folder holds a run. */
void held_require_none(const char *path);
/* The same of the folders of a ladder's runs, PATH/00, 01, ... */
void held_require_no_rungs(const char *path);

/* Writes run.ini: from now on the folder holds a run. */
void held_declare(const struct folder *d, const struct runfile *f);
/* Before that: the status of a run that has no checkpoint yet, so that resume may begin it. */
void held_expect(const struct folder *d, int64_t t, int64_t end);

#endif
