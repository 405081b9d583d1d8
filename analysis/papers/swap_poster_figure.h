/* The figure of `paper poster`. */
#ifndef ANALYSIS_PAPERS_SWAP_POSTER_FIGURE_H
#define ANALYSIS_PAPERS_SWAP_POSTER_FIGURE_H

#include "analysis/read/swap_protocol.h"

struct plot;
struct result_table;

struct swap_poster { /* protocols of the main reference first, sorted */
    size_t n;
    struct swap_protocol *p;
    const struct group *reference; /* reference of most protocols */
};

/* Two columns for each reference, that of most protocols first: one batch size each. References
   without room get a line in s. */
void swap_poster_figure_draw(struct plot *plot, struct result_table *s,
                             const struct swap_poster *a);

#endif
