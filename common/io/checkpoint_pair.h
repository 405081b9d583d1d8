/* The two checkpoints that a run folder keeps: the newest, and the one before it, which stands in
   where the newest is damaged. */
#ifndef COMMON_IO_CHECKPOINT_PAIR_H
#define COMMON_IO_CHECKPOINT_PAIR_H

#include <stdio.h>

#include "common/io/checkpoint.h"

/* Makes what the saver holds the newest. Dies if the disk refuses; both are then as they were. */
void checkpoint_pair_write(const char *folder, struct checkpoint *c);
/* The newest valid one, saying so on standard error and in the log if it is not the newest; NULL if
   there is none at all. Dies if there are some and none is intact. log NULL: none. */
struct checkpoint *checkpoint_pair_load(const char *folder, FILE *log);
/* The one that a run goes on from; NULL: it begins. Dies naming the way out if none is intact,
   unless restart is given or the status is "new": none was ever written. */
struct checkpoint *checkpoint_pair_resume(const char *folder, FILE *log, bool restart);
void checkpoint_pair_remove(const char *folder); /* both, where a run starts anew */
/* Age of the newest [s], and "intact", "newest damaged", "damaged" or "none" (static). */
const char *checkpoint_pair_state(const char *folder, double *age);

#endif
