/* Two-time bookkeeping C(tw, tw + t): which pairs of frames to combine. Origins are stored at
   scheduled waiting times and shared by all observables that want them; each observable is measured
   at its scheduled lags and written as a row "tw lag value" of its own table at once, so memory
   holds the origins only and averages are left to analysis. With `families`, columns of the same
   name and a number follow those of the total. */
#ifndef COMMON_OBSERVE_TWO_TIME_H
#define COMMON_OBSERVE_TWO_TIME_H

#include <stdio.h>

#include "common/io/frame.h"
#include "common/observe/observe.h"
#include "common/config/schedule.h"

struct checkpoint;
struct run_folder;
struct two_time;

/* Declares [observe.NAME] (schedule: lags, waiting: waiting times, span: longest lag, families, and
   the row's own keys). */
void two_time_declare(struct runfile *f, const struct observe_row *rows);

/* All observables of the two tables (system may be NULL) that the run file names, for a run of
   `end` time units. */
struct two_time *two_time_create(const struct runfile *f, const struct observe_row *common,
                                 const struct observe_row *system, int64_t end);
void two_time_free(struct two_time *c);

/* Makes the families, by a frame of the run; dies if an observable cannot be measured on such a
   frame. To be called once, before the tables are made. */
void two_time_set_groups(struct two_time *c, const struct frame *frame);

size_t two_time_count(const struct two_time *c); /* observables in use */
const struct observe_row *two_time_row(const struct two_time *c, size_t i);
/* A new table for observable i, with the columns t_w, lag (both of unit clock) and its own, and the
   numbers of items they stand for. */
FILE *two_time_table(const struct two_time *c, size_t i, const struct run_folder *d,
                     const char *clock);
/* The most that origins of n items in dim dimensions will need [bytes]. */
size_t two_time_memory(const struct two_time *c, size_t n, int dim);
int64_t two_time_next(const struct two_time *c, int64_t t); /* next time > t that needs a frame */
/* Combines the frame with the stored origins and stores it if its time is a waiting time.
   Rows go to out[i], the table of observable i. Frames come in order of time; lags whose frame
   never comes are left out. */
void two_time_add(struct two_time *c, const struct frame *now, FILE *const *out);
/* like: a frame of now, for its time and shape */
void two_time_visit(struct two_time *c, struct checkpoint *p, const struct frame *like);

#endif
