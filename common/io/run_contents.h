/* What a folder holds of a run, whatever its status holds: a status is a small file, and may be lost
   where the run is not. */
#ifndef COMMON_IO_RUN_CONTENTS_H
#define COMMON_IO_RUN_CONTENTS_H

#include <stdbool.h>

#include "common/io/run_folder.h"
#include "common/config/runfile.h"

/* What there is of a run (static or within path's folder, valid until the next call): a checkpoint,
   a trajectory, a table with rows, or run.ini, unless the status is "new";
   NULL: nothing. What cannot be read counts as held. */
const char *run_contents_what(const char *path);
/* Dies naming the way out if the folder holds a run. */
void run_contents_require_none(const char *path);
/* The same of the folders of a ladder's runs, PATH/00, 01, ... */
void run_contents_require_no_rungs(const char *path);

/* Writes run.ini: from now on the folder holds a run. */
void run_contents_declare(const struct run_folder *d, const struct runfile *f);
/* Before that: the status of a run that has no checkpoint yet, so that resume may begin it. */
void run_contents_expect(const struct run_folder *d, int64_t t, int64_t end);

/* An empty folder for a new run: created and locked, its old run removed. Dies if it is in use, holds a
   run (unless force) or holds a file of another kind. */
void run_contents_claim(struct run_folder *d, const char *path, bool force);

#endif
