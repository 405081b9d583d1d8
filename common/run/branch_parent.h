/* The state from which a branch starts: in the parent's folder, or a copy of it in the folder of an
   ensemble of branches, from which deleted branches start again. */
#ifndef COMMON_RUN_BRANCH_PARENT_H
#define COMMON_RUN_BRANCH_PARENT_H

#include "common/io/run_folder.h"
#include "common/run/parent_state.h"

struct runfile;

/* Copies the state of f's [branch] parent, if it is a checkpoint, and the parent's run file. */
void branch_parent_keep(const struct run_folder *ensemble, const struct runfile *f);
void branch_parent_forget(const char *ensemble); /* removes the copy */
/* The copy is read if the parent has this state no longer, and [branch] digest is that of the copy.
   *ini: path of the parent's run file, base_free. Fatal as parent_state_read. */
struct parent_state branch_parent_read(const struct runfile *f, char **ini);

#endif
