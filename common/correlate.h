/* Two-time bookkeeping C(tw, tw + t): which pairs of frames to combine. Origins are stored at
   scheduled waiting times and shared by all observables that want them; each observable is measured
   at its scheduled lags and written as a row "tw lag value" of its own table at once, so memory
   holds the origins only and averages are left to analysis. */
#ifndef COMMON_CORRELATE_H
#define COMMON_CORRELATE_H

#include <stdio.h>

#include "common/frame.h"
#include "common/observe.h"
#include "common/schedule.h"

struct checkpoint;
struct correlate;

/* Declares [observe.NAME] (schedule: lags, waiting: waiting times, span: longest lag, and the row's
   own keys). */
void correlate_declare(struct runfile *f, const struct observe_row *rows);

/* All observables of the two tables (system may be NULL) that the run file names, for a run of
   `end` time units. */
struct correlate *correlate_open(const struct runfile *f, const struct observe_row *common,
                                 const struct observe_row *system, int64_t end);
void correlate_free(struct correlate *c);

size_t correlate_count(const struct correlate *c); /* observables in use */
const struct observe_row *correlate_row(const struct correlate *c, size_t i);
/* The most that origins of n items in dim dimensions will need [bytes]. */
size_t correlate_memory(const struct correlate *c, size_t n, int dim);
int64_t correlate_next(const struct correlate *c, int64_t t); /* next time > t that needs a frame */
/* Combines the frame with the stored origins and stores it if its time is a waiting time.
   Rows go to out[i], the table of observable i. */
void correlate_add(struct correlate *c, const struct frame *now, FILE *const *out);
void correlate_visit(struct correlate *c, struct checkpoint *p);

#endif
