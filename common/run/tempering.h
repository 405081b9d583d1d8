/* Several runs on a ladder of temperatures, for any mc_system: replica exchange
   (replica_exchange.h) or population annealing (population_annealing.h), one row each. The run
   folder contains one folder per run (00, 01, ...), one checkpoint of all runs, and the method's
   table. Results do not depend on the number of threads or processes (comm.h). */
#ifndef COMMON_RUN_TEMPERING_H
#define COMMON_RUN_TEMPERING_H

#include <stdbool.h>
#include <stddef.h>

#include "common/config/runfile.h"
#include "common/core/base.h"
#include "common/run/simulation.h"

struct mc_system;
struct tempering_method;

struct tempering_row {
    const char *name, *doc; /* name: also of the table */
    const struct tempering_method *method;
};

extern const struct base_table tempering_methods;

void tempering_declare(struct runfile *f); /* [tempering] */
/* Sets the default of `tune`; called before the run file is checked. */
void tempering_resolve(struct runfile *f);
/* Sets [system] T of a checked run file to the first temperature of [tempering] ladder, if any. */
void tempering_set_first(struct runfile *f);
/* Fatal if a new run would tune listed temperatures. listed: [system] T has a list. */
void tempering_check(const struct runfile *f, bool listed);
bool tempering_asked(const struct runfile *f); /* true if the run file has this section */

/* Number of runs. listed: number of temperatures in [system] T. */
size_t tempering_runs(const struct runfile *f, size_t listed);

/* Both return EXIT_OK or EXIT_INTERRUPTED. f: a checked run file, with [tempering] ladder set.
   mode: as of single_run_resume. */
int tempering_run(const struct mc_system *system, const struct runfile *f, bool force);
int tempering_resume(const struct mc_system *system, const struct runfile *f, const char *folder,
                     enum simulation_resume mode);

#endif
