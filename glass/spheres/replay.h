/* The frames of a run folder, one after the other, put back into a liquid as they were. */
#ifndef GLASS_SPHERES_REPLAY_H
#define GLASS_SPHERES_REPLAY_H

#include <stdbool.h>

#include "common/anneal.h"
#include "common/frame.h"

struct drive_request;

struct replay {
    struct runfile *file; /* run.ini */
    struct spheres *s;    /* as in the frame last read, its T included */
    struct trajectory *trajectory;
    struct anneal anneal;
    const char *folder; /* borrowed */
    double T;           /* of [system] */
    size_t frames;
};

/* Dies with one line on what is not a run folder of spheres with frames. */
void replay_open(struct replay *r, const struct drive_request *request);
void replay_close(struct replay *r);
/* The frame of a number from replay_open's `frames`; f's arrays hold until the next call. */
void replay_frame(struct replay *r, size_t index, struct frame *f);

#endif
