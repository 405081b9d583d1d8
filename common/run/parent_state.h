/* The state of a run at a time, for runs that begin from it: complete, from one of the run's
   checkpoints, or a stored frame. */
#ifndef COMMON_RUN_PARENT_STATE_H
#define COMMON_RUN_PARENT_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/io/frame.h"

struct checkpoint;

struct parent_state {
    char *folder; /* owned */
    int64_t t;
    struct checkpoint *c;     /* the checkpoint; NULL: a frame */
    struct owned_frame frame; /* the frame */
    uint64_t digest;          /* of the checkpoint's bytes, or of the frame */
};

/* place: "FOLDER@TIME", or "FOLDER": its newest checkpoint. A checkpoint is preferred to a frame. The
   folder may be a rung of a ladder. Fatal, naming `where` and the times that there are, if the run
   has no such state. */
struct parent_state parent_state_read(const char *place, const char *where);
void parent_state_clear(struct parent_state *p);

bool parent_state_exists(const char *folder, int64_t t); /* is there a state at time t */
/* Number of rungs of the ladder whose rung this folder is; 0: it is no rung. */
size_t parent_state_rungs(const char *folder);

#endif
