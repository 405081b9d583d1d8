/* Frames that a command is to use: first, last, all, times, or a range of times. */
#ifndef GLASS_SPHERES_COMMANDS_FRAME_CHOICE_H
#define GLASS_SPHERES_COMMANDS_FRAME_CHOICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FRAME_CHOICE_TIMES = 256 };

struct frame_choice {
    bool first, last; /* of the frames; both false: by time */
    size_t n;         /* 0: a range */
    double from, to;  /* [time] */
    int64_t time[FRAME_CHOICE_TIMES];
};

/* "first", "last", "all", "0,100,200" or "100..200"; fatal, naming `where`, on another text. */
struct frame_choice frame_choice_parse(const char *text, const char *where);

/* True for frame i of n, which has the time t. */
bool frame_choice_has(const struct frame_choice *c, size_t i, size_t n, int64_t t);

#endif
