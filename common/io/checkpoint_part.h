/* Checkpoints of several runs within one: the rungs of a ladder. */
#ifndef COMMON_IO_CHECKPOINT_PART_H
#define COMMON_IO_CHECKPOINT_PART_H

#include <stddef.h>

struct checkpoint;

/* The checkpoint of run i. Fatal, naming the path, if it is damaged. */
struct checkpoint *checkpoint_part_load(struct checkpoint *c, size_t i, const char *path);

#endif
