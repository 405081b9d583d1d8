/* What the runs of runs/zmtz leave in their folder, read for a table of claims and two figures. */
#ifndef ANALYSIS_PAPERS_COMMITTEE_H
#define ANALYSIS_PAPERS_COMMITTEE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/numerics/statistics.h"

struct plot;

/* A row: at alpha = 1.8, as published; NAN: not there; no spread: not in equilibrium, by its
   virial. */
struct committee_reference {
    const char *T; /* as folders are called */
    double u, u_spread, error, error_spread, norm2;
};

extern const struct committee_reference committee_references[]; /* rising; ends with T NULL */

static const double committee_decay = 2e-7; /* lambda of all runs */

struct committee_state { /* means of the chains of one temperature */
    size_t chains;       /* 0: none is there, and nothing else counts */
    struct statistics_estimate u, error, norm2, heat; /* heat: loss + lambda |w|^2 */
};

struct committee_profile { /* u or loss on a path of barriers.dat */
    size_t n;
    double *s, *u; /* (n) owned */
    double top;
};

/* Is there a table OUT/NAME/TABLE.dat, of a finished run if it is a run's? */
bool committee_has(const char *out, const char *name, const char *table);
/* Of OUT/RUNS-1, OUT/RUNS-2 ..., as many as are there. */
struct committee_state committee_state(const char *out, const char *runs);
/* Cosine overlap of frames of a run with its own, or with those of another; errors over frames. */
struct statistics_estimate committee_overlap(const char *out, const char *a, const char *b);
/* of: the column, u or loss */
struct committee_profile committee_profile(const char *out, const char *name, size_t path,
                                           const char *of);
void committee_profile_free(struct committee_profile *p);
size_t committee_profiles(const char *out, const char *name); /* paths in the table */

/* Figures FIGURE and FIGURE-paths of the runs in out. */
struct plot *committee_figure_temperatures(const char *out, const char *figure);
struct plot *committee_figure_paths(const char *out, const char *figure);

#endif
