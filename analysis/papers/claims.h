/* The outcome of an experiment: a table of claims with the published value, ours, and a verdict. */
#ifndef ANALYSIS_PAPERS_CLAIMS_H
#define ANALYSIS_PAPERS_CLAIMS_H

#include "analysis/estimate/verdict.h"
#include "analysis/figure/command_output.h"
#include "analysis/papers/published.h"

struct result_table;

struct claims {
    struct result_table *table, *notes; /* notes: of another table, a line per claim; or NULL */
    struct published published;
};

struct claims_result {
    const char *where; /* the runs that it was measured on; NULL: none named */
    struct statistics_estimate ours;
    char sign;             /* '<' or '>': ours is a bound; 0: a value */
    bool unclaimed;        /* nothing is claimed: the verdict is r.otherwise in any case */
    enum verdict verdict;  /* of ours against the claim */
    const char *otherwise; /* printed if the claim does not hold */
};

/* Reads the published numbers. Free with claims_clear. */
struct claims claims_init(const struct command_arguments *a, const char *headline);
/* Frees everything except the table, which command_output_show frees. */
void claims_clear(struct claims *c);

/* Adds the row of a claim, beside the published value of that name. Printed verdict: "agrees",
   r.otherwise, or "cannot tell", in any case if ours is a value without an error. */
void claims_row(struct claims *c, const char *claim, struct claims_result r);

/* The same for a number of which the claim allows these values. */
void claims_within(struct claims *c, const char *claim, const char *where,
                   struct statistics_estimate ours, struct verdict_interval allowed,
                   const char *otherwise);

/* The same for a number that must be within `tolerance` of the published one; "cannot tell" if there
   is none. */
void claims_near(struct claims *c, const char *claim, struct statistics_estimate ours,
                 double tolerance, const char *otherwise);

/* The same for a number about which nothing is claimed; verdict "measured". */
void claims_measured(struct claims *c, const char *claim, const char *where,
                     struct statistics_estimate ours);

/* Writes the table to the file of --claims, or with -o to claims.dat beside the figure. */
void claims_save(const struct claims *c, const struct command_arguments *a);

#endif
