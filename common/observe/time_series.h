/* One-time quantities, one row per time: series.dat ([observe.series]: energy, the system's
   columns, acceptances), and watch.dat ([observe.watch]: more expensive numbers that reveal a
   diverging run). The log warns when a number of watch.dat first exceeds its limit. */
#ifndef COMMON_OBSERVE_TIME_SERIES_H
#define COMMON_OBSERVE_TIME_SERIES_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "common/mc/mc.h"
#include "common/config/schedule.h"

struct run_folder;
struct runfile;

struct time_series {
    const struct mc_system *system;
    struct schedule rows, watches; /* times of the rows */
    FILE *table, *watched;         /* watched: NULL without [observe.watch] */
    bool figure;
    bool watching, above[MC_WATCH]; /* above: the last row exceeded the limit */
    const char *also;               /* group of further watches, borrowed; "none" */
};

void time_series_declare(const struct mc_system *system, struct runfile *f);
void time_series_init(struct time_series *s, const struct mc_system *system,
                      const struct runfile *f);
/* New tables with their headers; for a new run. */
void time_series_create_tables(struct time_series *s, const struct run_folder *d,
                               const struct mc_chain *chain);
/* Draws series.dat if the run file requests it; logs an error of gnuplot. */
void time_series_draw(const struct time_series *s, const struct run_folder *d, FILE *log);
void time_series_clear(struct time_series *s);

int64_t time_series_next(const struct time_series *s,
                         int64_t t); /* next time > t that needs a row */
/* Writes the rows due at now->t, and all rows at the end of the run (last). True if series.dat
   got a row. */
bool time_series_write(struct time_series *s, struct mc_chain *chain, const struct frame *now,
                       bool last, FILE *log);

#endif
