/* One-time quantities, a row a time: series.dat ([observe.series]: energy, the system's columns,
   acceptances), and watch.dat ([observe.watch]: numbers that cost more to compute and tell that a
   run has left its path; a warning goes to the log when one of them first passes its limit). */
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
    struct schedule rows, watches; /* when */
    FILE *table, *watched;         /* watched: NULL if [observe.watch] is not there */
    bool figure;
    bool watching, above[MC_WATCH]; /* above: was the number over its limit in its last row */
};

void time_series_declare(const struct mc_system *system, struct runfile *f);
void time_series_init(struct time_series *s, const struct mc_system *system,
                      const struct runfile *f);
/* New tables with their headers; a resumed run opens its own. */
void time_series_create_tables(struct time_series *s, const struct run_folder *d,
                               const struct mc_chain *chain);
/* The figure of series.dat, if the run file asks for it; a missing gnuplot is told to the log. */
void time_series_draw(const struct time_series *s, const struct run_folder *d, FILE *log);
void time_series_clear(struct time_series *s);

int64_t time_series_next(const struct time_series *s,
                         int64_t t); /* next time > t that needs a row */
/* Writes what is due at now->t, and at the end of the run (last) a row of everything; true if
   series.dat got one. */
bool time_series_write(struct time_series *s, struct mc_chain *chain, const struct frame *now,
                       bool last, FILE *log);

#endif
