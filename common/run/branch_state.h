/* [branch]: the initial state of a run is that of another run at a time. */
#ifndef COMMON_RUN_BRANCH_STATE_H
#define COMMON_RUN_BRANCH_STATE_H

#include <stdbool.h>

#include "common/core/base.h"

struct mc_chain;
struct runfile;

extern const struct base_table branch_state_momentum, branch_state_clock;

void branch_state_declare(struct runfile *f);
bool branch_state_asked(const struct runfile *f); /* true if the run file has this section */
/* Sets the initial state of a new run. Fatal if the parent has no such state, or if its digest is
   not the one in the run file. Returns a line for the log; base_free. */
char *branch_state_take(struct mc_chain *chain, const struct runfile *f);

#endif
