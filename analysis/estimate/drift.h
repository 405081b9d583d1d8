/* Drift of a run that an average would hide: the first third of its origins, or of its series,
   against the last third. */
#ifndef ANALYSIS_ESTIMATE_DRIFT_H
#define ANALYSIS_ESTIMATE_DRIFT_H

#include "analysis/read/curve.h"
#include "common/numerics/statistics.h"

struct drift {
    struct statistics_estimate first, last; /* value NAN: unknown */
    double lag;                             /* of the values [time]; NAN: of a series */
    double freedom;                         /* degrees of freedom of the errors */
};

/* At the lag where the average over all origins is nearest to the level, or at the longest lag that
   both thirds have if it does not decay. */
struct drift drift_of_rows(const struct curve_rows *r, double level);
struct drift drift_of_series(size_t n, const double *value);

/* Of the members of a group: the mean of their drifts, of one series each. */
struct drift drift_mean(const struct group *g, const struct drift *d);

bool drift_beyond_errors(const struct drift *d); /* by Student's t, 1 in 1000 by chance */

struct result_table;
/* Adds a note about a drift beyond errors: the group, the quantity, both values, the options. */
void drift_note(struct result_table *s, const struct group *g, const char *what,
                const struct drift *d);
/* Adds a note if g is a rung of replica exchange, whose two-time tables compare the configurations at
   one temperature: these decay by exchanges too. */
void drift_note_exchange(struct result_table *s, const struct group *g);
/* Both, for the rows of a two-time table. */
void drift_note_rows(struct result_table *s, const struct group *g, const char *what,
                     const struct curve_rows *r, double level);

#endif
