/* The stored frames of a run folder, one at a time, as the state of a liquid. */
#ifndef GLASS_SPHERES_COMMANDS_STORED_FRAMES_H
#define GLASS_SPHERES_COMMANDS_STORED_FRAMES_H

#include <math.h>
#include <stdbool.h>

#include "common/config/runfile.h"
#include "common/config/temperature_schedule.h"
#include "common/io/frame.h"

struct program_request;

/* Options of commands: the times of the frames to use. */
#define STORED_FRAMES_KEYS                                                                         \
    {.name = "from",                                                                               \
     .doc = "use frames of this time and later",                                                   \
     .type = RUNFILE_REAL,                                                                         \
     .value = "0",                                                                                 \
     .min = 0,                                                                                     \
     .max = 1e15},                                                                                 \
    {                                                                                              \
        .name = "until", .doc = "use frames up to this time; inf: to the end",                     \
        .type = RUNFILE_REAL, .value = "inf", .min = 0, .max = INFINITY                            \
    }

#define STORED_FRAMES_EVERY                                                                        \
    {                                                                                              \
        .name = "every", .doc = "interval of measured frames", .type = RUNFILE_INT, .value = "1",  \
        .min = 1, .max = 1e9                                                                       \
    }

struct stored_frames {
    struct runfile *file;  /* run.ini */
    struct liquid *liquid; /* as in the frame last read, its T included */
    struct spheres *s;     /* of the liquid */
    struct trajectory *trajectory;
    struct temperature_schedule anneal;
    const char *folder;   /* borrowed */
    double T;             /* of [system] */
    size_t first, frames; /* the first one that is used, and how many are */
};

/* Fatal unless the folder is a run of spheres with frames. */
void stored_frames_open(struct stored_frames *r, const struct program_request *request);
void stored_frames_close(struct stored_frames *r);
/* Uses the frames of times in [from, until] alone; fatal if there are none. */
void stored_frames_limit(struct stored_frames *r, double from, double until);
/* Reads frame `index` < r->frames of those that are used. The arrays of f are valid until the next call. */
void stored_frames_read(struct stored_frames *r, size_t index, struct frame *f);

#endif
