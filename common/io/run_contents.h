/* The files of a run in a folder, independent of its status: the status file may be lost while
   the run still exists. */
#ifndef COMMON_IO_RUN_CONTENTS_H
#define COMMON_IO_RUN_CONTENTS_H

#include <stdbool.h>

#include "common/io/run_folder.h"
#include "common/config/runfile.h"

/* The first trace of a run: a checkpoint, a trajectory, a table with rows, or run.ini (unless
   no checkpoint was ever written); NULL: none. An unreadable file counts as present. The text is valid
   until the next call. */
const char *run_contents_what(const char *path);
/* Fatal, naming the remedy, if the folder contains a run. */
void run_contents_require_none(const char *path);
/* For a new ladder in a locked folder. Fatal if the folder contains an ensemble, or, unless force, a
   run, or a run in PATH/00, 01, ...; or if old rungs are in use or have other files. Removes a
   single run. */
void run_contents_claim_ladder(const struct run_folder *d, bool force);
void run_contents_remove_rungs(const struct run_folder *d); /* of an old ladder */

/* Writes run.ini: from now on the folder contains a run. */
void run_contents_declare(const struct run_folder *d, const struct runfile *f);
/* Writes the status "new", so that resume may start the run. Call it before
   run_contents_declare. */
void run_contents_expect(const struct run_folder *d, int64_t t, int64_t end);

/* Creates and locks an empty folder for a new run, and removes an old run. Fatal if it is in
   use, contains a run (unless force) or any other file. */
void run_contents_claim(struct run_folder *d, const char *path, bool force);

#endif
