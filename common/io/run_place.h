/* "FOLDER" or "FOLDER@TIME": a run, or its state at a time. */
#ifndef COMMON_IO_RUN_PLACE_H
#define COMMON_IO_RUN_PLACE_H

#include <stdbool.h>
#include <stdint.h>

struct run_place {
    char *folder; /* without slashes at its end; owned */
    bool timed;
    int64_t t; /* 0 if not timed */
};

/* A path that exists is a folder, even if its name ends with @ and a number. */
struct run_place run_place_parse(const char *text);
void run_place_clear(struct run_place *p);

#endif
