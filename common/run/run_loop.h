/* The only main loop: advances one simulation (single_run.h) or a replica set (tempering.h) to
   its next event, handles the event, and saves checkpoints. Stops early on a signal or at [run]
   walltime (signals.h). */
#ifndef COMMON_RUN_RUN_LOOP_H
#define COMMON_RUN_RUN_LOOP_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "common/config/runfile.h"
#include "common/io/run_folder.h"
#include "common/run/run_clock.h"

struct run_loop_target {               /* table row: functions of the runs that a loop advances */
    int64_t (*next)(const void *runs); /* time > t of the next event or scheduled checkpoint */
    void (*advance)(void *runs, int64_t units); /* never beyond next; updates the clock */
    void (*event)(void *runs);                  /* at a time returned by next */
    void (*save)(void *runs);                   /* writes a checkpoint */
    double (*energy)(void *runs);               /* per item, for the progress display */
    /* Text for the display in place of the energy; false: none now. NULL: never. */
    bool (*progress_text)(void *runs, char *text, size_t n);
    /* Reason why the runs ended before their time; NULL: they did not. NULL: never. */
    const char *(*ended)(const void *runs);
    /* Called after the last checkpoint, before the folder's status changes. NULL if unused. */
    void (*finish)(void *runs);
    /* Writes the status files of the replicas' folders. NULL if there are no such folders. */
    void (*set_status)(void *runs, const char *word, double rate);
    /* Logs lines at the end of the run. */
    void (*report)(void *runs, void (*log_line)(void *context, const char *line), void *context);
};

struct run_loop {
    const struct run_loop_target *target;
    void *runs;
    const struct run_clock *clock; /* of the runs; its end may become earlier */
    const struct runfile *f;
    const struct run_folder *folder;
    FILE *log;       /* NULL: none */
    bool collective; /* all ranks execute the loop; rank 0 alone reports */
};

/* Advances the runs to the end, or until interrupted. A checkpoint of the present time must
   exist already. Returns EXIT_OK or EXIT_INTERRUPTED. */
int run_loop_execute(const struct run_loop *l);

#endif
