/* The stored frames of a run folder, one at a time, as the state of a liquid. */
#ifndef GLASS_SPHERES_COMMANDS_STORED_FRAMES_H
#define GLASS_SPHERES_COMMANDS_STORED_FRAMES_H

#include <stdbool.h>

#include "common/config/temperature_schedule.h"
#include "common/io/frame.h"

struct program_request;

struct stored_frames {
    struct runfile *file;  /* run.ini */
    struct liquid *liquid; /* as in the frame last read, its T included */
    struct spheres *s;     /* of the liquid */
    struct trajectory *trajectory;
    struct temperature_schedule anneal;
    const char *folder; /* borrowed */
    double T;           /* of [system] */
    size_t frames;
};

/* Fatal unless the folder is a run of spheres with frames. */
void stored_frames_open(struct stored_frames *r, const struct program_request *request);
void stored_frames_close(struct stored_frames *r);
/* Reads frame `index` < r->frames. The arrays of f are valid until the next call. */
void stored_frames_read(struct stored_frames *r, size_t index, struct frame *f);

#endif
