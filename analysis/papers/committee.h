/* Reads the output folder of runs/zmtz, for a table of claims and two figures. */
#ifndef ANALYSIS_PAPERS_COMMITTEE_H
#define ANALYSIS_PAPERS_COMMITTEE_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/papers/published.h"
#include "common/numerics/statistics.h"

struct plot;

/* The runs and their published numbers: sizes of the problem and temperatures. */
struct committee {
    const char *out;                   /* the folder of all runs */
    const struct published *published; /* borrowed */
    double weights, samples, decay;    /* N, P, lambda */
};

enum { COMMITTEE_TEMPERATURES = 32 };

struct committee committee_init(const char *out, const struct published *p);
/* Names of the temperatures, as in the folders' names; returns their number. Borrowed from the
   file. */
size_t committee_temperatures(const struct committee *c, const char *name[COMMITTEE_TEMPERATURES]);
/* Published value at a temperature; what: "u", "error" or "norm^2". */
struct statistics_estimate committee_published(const struct committee *c, const char *what,
                                               const char *T);

struct committee_state { /* means of the chains of one temperature */
    size_t chains;       /* 0: no chain, and the other members are undefined */
    struct statistics_estimate u, error, norm2, heat; /* heat: loss + lambda |w|^2 */
};

struct committee_profile { /* u or loss on a path of barriers.dat */
    size_t n;
    double *s, *u; /* (n) owned */
    double top;
};

/* True if OUT/NAME/TABLE.dat exists and, in a run folder, the run is finished. */
bool committee_has(const char *out, const char *name, const char *table);
/* Means over the runs OUT/RUNS-1, OUT/RUNS-2 ... that exist. */
struct committee_state committee_state(const struct committee *c, const char *runs);
/* Cosine overlap of the frames of a run with each other (b NULL) or with those of another; error
   over frames. */
struct statistics_estimate committee_overlap(const char *out, const char *a, const char *b);
/* of: the column, u or loss */
struct committee_profile committee_profile(const char *out, const char *name, size_t path,
                                           const char *of);
void committee_profile_clear(struct committee_profile *p);
size_t committee_profiles(const char *out, const char *name); /* paths in the table */

/* The figures FIGURE and FIGURE-paths. */
struct plot *committee_figure_temperatures(const struct committee *c, const char *figure);
struct plot *committee_figure_paths(const char *out, const char *figure);

#endif
