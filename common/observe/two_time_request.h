/* A two-time observable in use: its row, the keys of its section [observe.NAME], its groups, and the
   columns of its table. */
#ifndef COMMON_OBSERVE_TWO_TIME_REQUEST_H
#define COMMON_OBSERVE_TWO_TIME_REQUEST_H

#include <stdio.h>

#include "common/config/schedule.h"
#include "common/observe/observe.h"

struct run_folder;

struct two_time_request {
    const struct observe_row *row;
    double parameter[OBSERVE_PARAMETERS];
    /* values of the first parameter, each with columns: one, or several of a key REALS */
    size_t values;
    double value[KEY_REALS];
    struct schedule lags, waiting;
    int64_t span; /* longest lag [time]; 0: to the end of the run */
    size_t most;  /* largest number of groups */
    bool species; /* groups are species */
    struct observe_groups groups;
};

void two_time_request_declare(struct runfile *f, const struct observe_row *row);
/* False if the run file has no section of the row. */
bool two_time_request_init(struct two_time_request *w, const struct runfile *f,
                           const struct observe_row *row);
/* Groups by the labels of the first frame; fatal if the row cannot be measured in such frames. */
void two_time_request_set_groups(struct two_time_request *w, const struct frame *frame);

/* Its new table, of `items` items. */
FILE *two_time_request_table(const struct two_time_request *w, size_t items,
                             const struct run_folder *d, const char *clock);

#endif
