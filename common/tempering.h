/* Replica exchange over temperatures (Hukushima and Nemoto, J. Phys. Soc. Jpn. 65, 1604 (1996)) for
   any mc_system: one run a rung of a ladder, in folders 00 (lowest T), 01, ..., all in step. Every
   so often neighbouring rungs, even and odd pairs in turn, exchange their configurations with
   probability min(1, exp((1/T_i - 1/T_j) (E_i - E_j))). In warm-up the ladder is tuned to equal
   rates. The run folder holds one checkpoint of all rungs, and exchange.dat: round trips (a
   configuration from the lowest rung to the highest and back), rates, and who is where. */
#ifndef COMMON_TEMPERING_H
#define COMMON_TEMPERING_H

#include <stdbool.h>

#include "common/mc.h"
#include "common/runfile.h"

struct drive_program;

void tempering_declare(struct runfile *f);     /* [tempering] */
bool tempering_asked(const struct runfile *f); /* is there such a section */

/* As loop_run and loop_resume. f: checked, [tempering] ladder set. */
int tempering_run(const struct drive_program *program, const struct runfile *f, bool force);
int tempering_resume(const struct drive_program *program, const struct runfile *f,
                     const char *folder);

#endif
