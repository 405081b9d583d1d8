/* A run folder: its run file (run.ini), its status, its name in legends, and its equivalence to
   other runs. */
#ifndef ANALYSIS_READ_RUN_H
#define ANALYSIS_READ_RUN_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/read/system_kind.h"

struct run_pair {
    char *name, *value; /* "section.key", value as text */
};

struct run {
    char *path;
    size_t pairs;
    struct run_pair *pair; /* (pairs) all of run.ini, in its order */
    double T;              /* temperature [energy] */
    const struct system_kind *system;
    bool ages; /* trained, not sampled at a temperature */
    bool finished;
    char *protocol; /* "no swap", "swap", "pixel swap 1AS", ...: its name in a legend; "": none */
    bool swaps;     /* a protocol of swaps */
};

/* Degrees of equivalence of two runs. */
enum run_equivalence {
    RUN_REPLICA, /* equal in all except random numbers, start, and details of output and machine */
    RUN_STATE,   /* equal in model and temperature */
    RUN_MODEL,   /* model */
    RUN_PART,    /* as replicas, but for [system] T: what parts of a run share */
    RUN_SUBSTANCE, /* model, at any pressure */
    RUN_FAMILY,    /* model, dynamics and moves: points of one curve against temperature */
};

/* Fatal, naming path and fault, unless it is a run folder. Warns if the run is not finished. Free
   with run_free. */
struct run *run_read(const char *path);
void run_free(struct run *f);

/* value of "section.key"; NULL if absent */
const char *run_value(const struct run *f, const char *name);
bool run_same(const char *a, const char *b); /* true for equal values: 0.5 and 0.50 */

/* True if both have this value of "section.key", or neither has the key. */
bool run_same_value(const struct run *a, const struct run *b, const char *name);

/* Name "section.key" of the first difference in this sense; NULL if there is none. Borrowed. */
const char *run_difference(const struct run *a, const struct run *b, enum run_equivalence sense);

/* Number of keys in which two runs differ that replicas share. */
size_t run_differences(const struct run *a, const struct run *b);

/* True if FOLDER/NAME.dat exists. */
bool run_has(const struct run *f, const char *table);

/* Number of items that a column of FOLDER/TABLE.dat averages, from the table's first line: all
   items or those of a group. Fatal if it is missing. */
double run_items(const struct run *f, const char *table, const char *column);

#endif
