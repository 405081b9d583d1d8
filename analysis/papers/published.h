/* Published numbers of one experiment: a text file `published.dat` beside its run files, a line per
   number: "CLAIM" VALUE ERROR "SOURCE". Lines that begin with # are comments; nan: not published. */
#ifndef ANALYSIS_PAPERS_PUBLISHED_H
#define ANALYSIS_PAPERS_PUBLISHED_H

#include "analysis/figure/command_output.h"
#include "common/numerics/statistics.h"

struct published_row {
    char *claim, *source;
    struct statistics_estimate x;
};

struct published {
    char *path; /* NULL: there is no file, and every value is unknown */
    size_t n;
    struct published_row *row; /* (n) in the order of the file */
};

/* The file of --published, or published.dat in the nearest folder above the first run. Fatal,
   naming file and line, if the file is malformed; warns if there is none. Free with
   published_clear. */
struct published published_init(const struct command_arguments *a);
void published_clear(struct published *p);

/* The value and error of a claim; NAN if the file does not have it. */
struct statistics_estimate published_value(const struct published *p, const char *claim);

#endif
