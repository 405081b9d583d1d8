/* Did it equilibrate? For every stretch of a run at one temperature (a hold of the temperature
   programme, or a whole run without one) what follows its first part is measured as it goes, the
   tests of common/observe/equilibrium_tests.h are made, and a row goes to equilibrium.dat: the numbers, yes or no,
   and the names of the tests that failed. The heat capacity is compared with the slope
   (e - e') / (T - T') to the hold before, with its fluctuations averaged in. */
#ifndef COMMON_OBSERVE_EQUILIBRIUM_H
#define COMMON_OBSERVE_EQUILIBRIUM_H

#include <stdio.h>

#include "common/config/temperature_schedule.h"
#include "common/core/base.h"
#include "common/io/run_folder.h"
#include "common/io/frame.h"

struct checkpoint;
struct equilibrium;
struct observe_row;
struct runfile;

void equilibrium_declare(struct runfile *f); /* [observe.equilibrium] */
/* For a run of `end` time units of a programme (n = 0: at T throughout). NULL if the run file does
   not ask for it. sizes: the observable that tells whether labels were mixed, NULL if none; per:
   items that a frame's energy is divided by. */
struct equilibrium *equilibrium_create(const struct runfile *f,
                                       const struct temperature_schedule *programme,
                                       const struct observe_row *sizes, double T, int64_t end,
                                       double per);
void equilibrium_free(struct equilibrium *q);

FILE *equilibrium_table(const struct equilibrium *q, const struct run_folder *d, const char *clock);
int64_t equilibrium_next(const struct equilibrium *q, int64_t t); /* next time > t to be seen */
/* Takes the frame if its time is due; at the end of a hold, writes its row, and a line to the
   log. */
void equilibrium_add(struct equilibrium *q, const struct frame *now, FILE *table, FILE *log);
void equilibrium_visit(struct equilibrium *q, struct checkpoint *c, const struct frame *like);

#endif
