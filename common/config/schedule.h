/* Schedules: the next scheduled time is a pure function of (schedule, time), so nothing is lost in
   a restart. Text form:
       "every 100"        0, 100, 200, ...
       "log 10"           0, 1, 2, ... : 10 per decade, rounded, without repeats
       "blocks 1000 10"   repeated log blocks: k 1000 + {0, log 10 below 1000}
       "at 0 10 500"      the list
       "never" */
#ifndef COMMON_CONFIG_SCHEDULE_H
#define COMMON_CONFIG_SCHEDULE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/core/base.h"

enum { SCHEDULE_LIST = 64 };
#define SCHEDULE_NEVER INT64_MAX

enum schedule_kind { SCHEDULE_NONE, SCHEDULE_EVERY, SCHEDULE_LOG, SCHEDULE_BLOCKS, SCHEDULE_AT };

/* How schedules are written. */
extern const struct base_table schedule_forms;

struct schedule {
    enum schedule_kind kind;
    int64_t period; /* EVERY, BLOCKS [time] */
    int per_decade; /* LOG, BLOCKS */
    int n;          /* AT: entries of list, increasing */
    int64_t list[SCHEDULE_LIST];
};

/* False, with a reason in *why (static), if the text is not a schedule. */
bool schedule_parse(struct schedule *s, const char *text, const char **why);
/* smallest scheduled time > t; SCHEDULE_NEVER if none */
int64_t schedule_next(const struct schedule *s, int64_t t);
bool schedule_has(const struct schedule *s, int64_t t); /* true if t is scheduled; times below 0
                                                           never are */
int64_t schedule_count(const struct schedule *s, int64_t end); /* scheduled times in [0, end] */

#endif
