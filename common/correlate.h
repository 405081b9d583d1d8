/* Two-time bookkeeping C(tw, tw + t): which pairs of frames to combine. Origins are stored at
   scheduled waiting times and shared by all observables that want them; each observable is measured
   at its scheduled lags and written as a row "tw lag value" of its own table at once, so memory
   holds the origins only and averages are left to analysis. With `families`, columns of the same
   name and a number follow those of the total. */
#ifndef COMMON_CORRELATE_H
#define COMMON_CORRELATE_H

#include <stdio.h>

#include "common/frame.h"
#include "common/observe.h"
#include "common/schedule.h"

struct checkpoint;
struct folder;
struct correlate;

/* Declares [observe.NAME] (schedule: lags, waiting: waiting times, span: longest lag, families, and
   the row's own keys). */
void correlate_declare(struct runfile *f, const struct observe_row *rows);

/* All observables of the two tables (system may be NULL) that the run file names, for a run of
   `end` time units. */
struct correlate *correlate_open(const struct runfile *f, const struct observe_row *common,
                                 const struct observe_row *system, int64_t end);
void correlate_free(struct correlate *c);

/* Makes the families, by a frame of the run; dies if an observable cannot be measured on such a
   frame. To be called once, before the tables are made. */
void correlate_begin(struct correlate *c, const struct frame *frame);

size_t correlate_count(const struct correlate *c); /* observables in use */
const struct observe_row *correlate_row(const struct correlate *c, size_t i);
/* A new table for observable i, with the columns t_w, lag (both of unit clock) and its own, and the
   numbers of items they stand for. */
FILE *correlate_table(const struct correlate *c, size_t i, const struct folder *d,
                      const char *clock);
/* The most that origins of n items in dim dimensions will need [bytes]. */
size_t correlate_memory(const struct correlate *c, size_t n, int dim);
int64_t correlate_next(const struct correlate *c, int64_t t); /* next time > t that needs a frame */
/* Combines the frame with the stored origins and stores it if its time is a waiting time.
   Rows go to out[i], the table of observable i. Frames come in order of time; lags whose frame
   never comes are left out. */
void correlate_add(struct correlate *c, const struct frame *now, FILE *const *out);
/* like: a frame of now, for its time and shape */
void correlate_visit(struct correlate *c, struct checkpoint *p, const struct frame *like);

#endif
