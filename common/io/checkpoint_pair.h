/* The two checkpoints of a run folder: the newest, and the one before it, which replaces a
   damaged newest. */
#ifndef COMMON_IO_CHECKPOINT_PAIR_H
#define COMMON_IO_CHECKPOINT_PAIR_H

#include <stdio.h>

#include "common/io/checkpoint.h"
#include "common/io/run_folder.h"

/* Writes a new newest checkpoint. Fatal if the system refuses; both files are then unchanged. */
void checkpoint_pair_write(const struct run_folder *d, struct checkpoint *c);
/* The newest valid checkpoint; NULL if the folder has none. If the newest is damaged, prints so
   on standard error and in the log. Fatal if all are damaged. log NULL: none. */
struct checkpoint *checkpoint_pair_load(const char *folder, FILE *log);
/* The checkpoint to continue from; NULL: start the run. Fatal, naming the remedy, if no checkpoint
   is valid, unless restart is given or no checkpoint was ever written (run_folder_waits). */
struct checkpoint *checkpoint_pair_resume(const char *folder, FILE *log, bool restart);
enum { CHECKPOINT_PAIR = 2 };
/* Checkpoint 0 (the newest) or 1; NULL if it is missing or damaged. */
struct checkpoint *checkpoint_pair_open(const char *folder, int which);
void checkpoint_pair_remove(const char *folder); /* both, before a new run */
/* Age of the newest [s], and "intact", "newest damaged", "damaged", "in use" (open for
   writing elsewhere) or "none" (static). */
const char *checkpoint_pair_state(const char *folder, double *age);

#endif
