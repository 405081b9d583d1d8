/* Test of equilibrium during a run. Each hold of the temperature programme, or the whole run
   without one, is measured after its first quarter. The tests of
   common/observe/equilibrium_tests.h are then applied, and a row is appended to equilibrium.dat:
   the numbers, yes or no, and the failed tests. The heat capacity from fluctuations, averaged
   over this hold and the previous one, is compared with the slope (e - e') / (T - T') between
   them. */
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
/* The test for a run of `end` time units with a temperature programme (n = 0: T throughout). NULL
   if the run file has no [observe.equilibrium]. sizes: observable of the correlation of labels,
   NULL if none. size: number of items by which a frame's energy is divided. */
struct equilibrium *equilibrium_create(const struct runfile *f,
                                       const struct temperature_schedule *programme,
                                       const struct observe_row *sizes, double T, int64_t end,
                                       double size);
/* For a run at constant pressure P > 0, or with a programme of it (NULL: none), whose holds then
   replace those of the temperature. The heat capacity becomes that of the enthalpy, and densities
   are tested. Fatal, naming `where`, if temperature and pressure both have programmes. */
void equilibrium_at_pressure(struct equilibrium *q, const struct temperature_schedule *programme,
                             double P, const char *where);
void equilibrium_free(struct equilibrium *q);

/* The open hold of a run, from `begin`, ends with the run. Samples of another end cannot be taken at times
   that are over: the smallest end >= `end` that a run at time t may get, whose samples are all to come. */
int64_t equilibrium_least_end(int64_t begin, int64_t end, int64_t t);
/* At time t of a run that has become longer: forgets the samples of the open hold of the former end. True if
   its row has been written. */
bool equilibrium_extend(struct equilibrium *q, int64_t begin, int64_t former, int64_t t);

FILE *equilibrium_table(const struct equilibrium *q, const struct run_folder *d, const char *clock);
int64_t equilibrium_next(const struct equilibrium *q, int64_t t); /* next time > t of a sample */
/* Stores the frame if a sample is due. At the end of a hold, writes its row and a line to the
   log. */
void equilibrium_add(struct equilibrium *q, const struct frame *now, FILE *table, FILE *log);
void equilibrium_visit(struct equilibrium *q, struct checkpoint *c, const struct frame *like);

#endif
