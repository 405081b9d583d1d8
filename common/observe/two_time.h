/* Two-time observables C(tw, tw + t): stores origins and combines frames with them. Origins are
   stored at scheduled waiting times and shared by all observables. Each observable is measured
   at its scheduled lags and written at once, as a row "tw lag value" of its table. Memory
   therefore holds only origins; averages are left to the analysis. With `families`, numbered
   columns of the groups follow those of the total. */
#ifndef COMMON_OBSERVE_TWO_TIME_H
#define COMMON_OBSERVE_TWO_TIME_H

#include <stdio.h>

#include "common/io/frame.h"
#include "common/observe/observe.h"
#include "common/config/schedule.h"

struct checkpoint;
struct run_folder;
struct two_time;

/* Declares [observe.NAME] (schedule: lags, waiting: waiting times, span: longest lag, families,
   and the row's keys). */
void two_time_declare(struct runfile *f, const struct observe_row *rows);

/* All observables of the two tables (system may be NULL) that the run file requests, for a run
   of `end` time units. */
struct two_time *two_time_create(const struct runfile *f, const struct observe_row *common,
                                 const struct observe_row *system, int64_t end);
void two_time_free(struct two_time *c);

/* Defines the groups from the first frame of the run. Fatal if an observable cannot be measured
   on such a frame. Call once, before two_time_table. */
void two_time_set_groups(struct two_time *c, const struct frame *frame);

size_t two_time_count(const struct two_time *c); /* observables in use */
const struct observe_row *two_time_row(const struct two_time *c, size_t i);
/* A new table for observable i: columns t_w and lag (unit: clock), its columns, and the numbers
   of items in the header. */
FILE *two_time_table(const struct two_time *c, size_t i, const struct run_folder *d,
                     const char *clock);
/* Upper bound of the memory for origins of n items in dim dimensions [bytes]. */
size_t two_time_memory(const struct two_time *c, size_t n, int dim);
int64_t two_time_next(const struct two_time *c, int64_t t); /* next time > t at which a frame is
                                                               needed */
/* Combines the frame with the stored origins, and stores it if its time is a waiting time. Rows
   go to out[i], the table of observable i. Frames must come in order of time; lags without a
   frame are skipped. */
void two_time_add(struct two_time *c, const struct frame *now, FILE *const *out);
/* Origins of waiting times up to t that the run still needs, but that a checkpoint of an earlier
   version does not have. */
size_t two_time_lost(const struct two_time *c, int64_t t);
/* like: a present frame, for its time and shape */
void two_time_visit(struct two_time *c, struct checkpoint *p, const struct frame *like);

#endif
