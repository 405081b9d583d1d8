/* Run folders as the analysis sees them: what was run (run.ini), how far it came (status), what to
   call it, and which folders are replicas of each other. */
#ifndef ANALYSIS_READ_RUN_H
#define ANALYSIS_READ_RUN_H

#include <stdbool.h>
#include <stddef.h>

struct run_pair {
    char *name, *value; /* "section.key", text as written */
};

struct run {
    char *path;
    size_t pairs;
    struct run_pair *pair; /* (pairs) all of run.ini, in its order */
    double T;              /* temperature [energy] */
    bool network;          /* program: dnn; a liquid (glass) otherwise */
    bool ages;             /* a network that is trained, not one sampled at a temperature */
    bool finished;
    char *protocol; /* "no swap", "swap", "pixel swap 1AS", ...: what a legend calls it */
    bool swaps;     /* anything but "no swap" */
};

/* In which sense two runs may be the same. */
enum run_equivalence {
    RUN_REPLICA, /* in all but random numbers and start, and where and how the output was made */
    RUN_STATE, /* model and temperature, whatever the moves, the swaps and the length of the run */
    RUN_MODEL, /* model */
};

/* Dies with one line naming path and fault on what is not a run folder; warns if the run is not
   finished. run_free. */
struct run *run_read(const char *path);
void run_free(struct run *f);

/* of "section.key"; NULL if not there */
const char *run_value(const struct run *f, const char *name);
bool run_same(const char *a, const char *b);  /* do values mean the same: 0.5 and 0.50 do */
const char *run_program(const struct run *f); /* "glass" or "dnn" */

/* Name "section.key" of the first difference in this sense; NULL if they are the same. Borrowed. */
const char *run_difference(const struct run *a, const struct run *b, enum run_equivalence sense);

/* Has the folder this table, FOLDER/NAME.dat. */
bool run_has(const struct run *f, const char *table);

/* Items that column COLUMN of FOLDER/TABLE.dat stands for, as its first line says: all of them, or
   those of a family. Dies if it does not say. */
double run_items(const struct run *f, const char *table, const char *column);

#endif
