/* A tempering method: the events that connect the runs of a replica set. */
#ifndef COMMON_RUN_TEMPERING_METHOD_H
#define COMMON_RUN_TEMPERING_METHOD_H

#include <stdint.h>
#include <stdio.h>

#include "common/config/runfile.h"
#include "common/io/run_folder.h"
#include "common/run/replica_set.h"
#include "common/run/temperature_ladder.h"

struct checkpoint;

struct tempering_method {
    /* Number of runs. */
    size_t (*runs)(const struct runfile *f, const struct temperature_ladder *ladder);
    /* Fatal if the run file does not fit the method. w: initialised, borrowed. */
    void *(*create)(const struct temperature_ladder *ladder, struct replica_set *w);
    void (*free)(void *method);
    /* Temperatures (n): those in the replicas' run files, and the present ones. */
    void (*initial_T)(const void *method, double *T);
    void (*current_T)(const void *method, double *T);
    int64_t (*next)(const void *method);            /* time of the next event, > t */
    bool (*has_row)(const void *method, int64_t t); /* at t, even if the run does not end there */
    /* Exchanges, resamples or writes a row if one is due now. table: NULL except on rank 0. */
    void (*event)(void *method, FILE *table);
    void (*visit)(void *method, struct checkpoint *c);
    FILE *(*table)(const void *method, const struct run_folder *d, const char *clock);
    char *(*summary)(const void *method); /* one line for the log, at the end; free with
                                             base_free. */
};

#endif
