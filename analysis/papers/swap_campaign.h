/* The runs that a campaign expects: a file `expected` in the folder of an arm, which holds the
   folders of the protocols. A line: NAME SEED SEED ... The first line after # names the command
   that continues the campaign. */
#ifndef ANALYSIS_PAPERS_SWAP_CAMPAIGN_H
#define ANALYSIS_PAPERS_SWAP_CAMPAIGN_H

#include <stdbool.h>

#include "analysis/papers/swap_poster_figure.h"

struct swap_campaign {
    char *command; /* that continues it; NULL: the runs belong to no campaign */
    size_t n;
    struct swap_campaign_row {
        char *name;
        size_t seeds, finished; /* expected; of the runs that were read */
    } * row;                    /* (n) */
};

/* Reads `expected` two folders above the first run, if it is there. Fatal, naming the line, if it
   is malformed. Free with swap_campaign_clear. */
struct swap_campaign swap_campaign_init(const struct swap_poster *a);
void swap_campaign_clear(struct swap_campaign *c);

/* Do all runs of a protocol exist and are they finished. */
bool swap_campaign_finished(const struct swap_campaign *c, const struct swap_protocol *p);

/* Reason why claims about codes (or swaps of weights) cannot be decided; NULL: there is none.
   base_free. */
char *swap_campaign_open(const struct swap_campaign *c, bool codes);

/* Number of protocols that the arm expects, without references. */
size_t swap_campaign_family(const struct swap_campaign *c);

/* Columns of the table: of changes in speed, final loss, test loss and best test loss, Holm's p among
   the protocols of one reference, in a campaign among all of the arm; and a verdict. */
void swap_campaign_columns(struct result_table *s);
struct swap_campaign_tests; /* of all protocols */
struct swap_campaign_tests *swap_campaign_tests_create(const struct swap_campaign *c,
                                                       const struct swap_poster *a);
void swap_campaign_cells(struct result_table *s, const struct swap_campaign_tests *t, size_t i);
void swap_campaign_tests_free(struct swap_campaign_tests *t);

/* Claims: the lowest best test loss with swaps of features; joint swaps against each alone. */
struct claims;
void swap_campaign_claim_test(struct claims *s, const struct swap_campaign *c,
                              const struct swap_poster *a, const struct swap_campaign_tests *t);
void swap_campaign_claim_joint(struct claims *s, const struct swap_campaign *c,
                               const struct swap_poster *a);

#endif
