/* What the runs of runs/zmtz leave in their folder, read for a table of claims and two
   figures. */
#ifndef ANALYSIS_PAPERS_COMMITTEE_H
#define ANALYSIS_PAPERS_COMMITTEE_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/papers/published.h"
#include "common/numerics/statistics.h"

struct plot;

/* Published numbers that all runs are compared at: sizes of the problem, and the temperatures. */
struct committee {
    const char *out;                   /* the folder of all runs */
    const struct published *published; /* borrowed */
    double weights, samples, decay;    /* N, P, lambda */
};

enum { COMMITTEE_TEMPERATURES = 32 };

struct committee committee_init(const char *out, const struct published *p);
/* Temperatures as folders are called, to name; returns their number. Borrowed from the file. */
size_t committee_temperatures(const struct committee *c, const char *name[COMMITTEE_TEMPERATURES]);
/* What is published of a temperature: "u", "error" or "norm^2". */
struct statistics_estimate committee_published(const struct committee *c, const char *what,
                                               const char *T);

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
struct committee_state committee_state(const struct committee *c, const char *runs);
/* Cosine overlap of frames of a run with its own, or with those of another; errors over frames. */
struct statistics_estimate committee_overlap(const char *out, const char *a, const char *b);
/* of: the column, u or loss */
struct committee_profile committee_profile(const char *out, const char *name, size_t path,
                                           const char *of);
void committee_profile_clear(struct committee_profile *p);
size_t committee_profiles(const char *out, const char *name); /* paths in the table */

/* Figures FIGURE and FIGURE-paths of the runs in out. */
struct plot *committee_figure_temperatures(const struct committee *c, const char *figure);
struct plot *committee_figure_paths(const char *out, const char *figure);

#endif
