/* The time at which a training loss falls below a level, and the speed-up of a protocol over another.
   The recorded loss scatters: the last row above a level is late, the first below it early. The
   level is therefore crossed by an isotonic regression of the loss (Barlow et al., Statistical
   Inference under Order Restrictions (1972)). */
#ifndef ANALYSIS_READ_FIRST_PASSAGE_H
#define ANALYSIS_READ_FIRST_PASSAGE_H

#include "analysis/read/group.h"
#include "common/core/rng.h"
#include "common/numerics/statistics.h"

struct first_passage_ratio {
    double value, low, high;        /* 95 % interval, NAN: unknown; 0: never reached */
    size_t n;                       /* number of pairs of replicas */
    struct statistics_estimate log; /* ln of the value; error NAN: unknown */
};

/* Where the smoothed loss crosses a level, linearly in log t between rows, in the segment of the run,
   from whose beginning times count. INFINITY if it does not. */
double first_passage_time(const struct run *f, const struct temperature_stage *part, double loss);

/* Median over pairs of replicas with the same seed of the reference's time over that of g. Errors: a
   bootstrap over pairs, of ln, widened for few pairs; unknown with fewer than three. NAN if no pair
   reaches the loss. */
struct first_passage_ratio first_passage_speedup(const struct group *reference,
                                                 const struct group *g, double loss,
                                                 struct rng *rng);

/* The value with one sigma, from that of its ln. */
struct statistics_estimate first_passage_speedup_error(const struct first_passage_ratio *r);

/* ln of the speed-up to another level over that to `loss`, mean over the pairs that reach both. */
struct statistics_estimate first_passage_change(const struct group *reference,
                                                const struct group *g, double loss, double other);

/* True if such a change is beyond two of its errors and five per cent. */
bool first_passage_depends(struct statistics_estimate change);

/* The last value of a column of series.dat, g less reference, mean over pairs; NAN: no column. */
struct statistics_estimate first_passage_end(const struct group *reference, const struct group *g,
                                             const char *column);
/* The same of the least value of the run: the best test loss. */
struct statistics_estimate first_passage_least(const struct group *reference, const struct group *g,
                                               const char *column);

#endif
