/* Several runs in step over a ladder of temperatures, for any mc_system: replica exchange
   (replica_exchange.h) or population annealing (population_annealing.h), a row each. The run folder holds a folder a
   run (00, 01, ...), one checkpoint of all, and the method's table. Neither threads nor processes
   (comm.h) change a bit. */
#ifndef COMMON_RUN_TEMPERING_H
#define COMMON_RUN_TEMPERING_H

#include <stdbool.h>
#include <stdio.h>

#include "common/run/temperature_ladder.h"
#include "common/mc/mc.h"
#include "common/config/runfile.h"
#include "common/run/replica_set.h"

struct program;

struct tempering_method { /* what the runs do together */
    size_t (*runs)(const struct runfile *f, const struct temperature_ladder *ladder);
    /* Dies of what is wrong in the run file; w: opened, borrowed. */
    void *(*open)(const struct temperature_ladder *ladder, struct replica_set *w);
    void (*close)(void *method);
    /* Temperatures (n): those of the run files, and those at this time. */
    void (*initial_T)(const void *method, double *T);
    void (*current_T)(const void *method, double *T);
    int64_t (*next)(const void *method); /* time > w->t of what is to be done next */
    /* Does what is to be done at w->t. table: NULL but in the first process. */
    void (*event)(void *method, FILE *table);
    void (*visit)(void *method, struct checkpoint *c);
    FILE *(*table)(const void *method, const struct run_folder *d, const char *clock);
    void (*summary)(const void *method, FILE *log);
};

struct tempering_row {
    const char *name, *doc; /* name: of the table as well */
    const struct tempering_method *method;
};

extern const struct base_table tempering_methods;

void tempering_declare(struct runfile *f); /* [tempering] */
/* Before the file is checked: whether the ladder is tuned, where it does not say so. */
void tempering_resolve(struct runfile *f);
/* Dies if a new run is to tune temperatures that were typed. listed: does [system] T list them */
void tempering_check(const struct runfile *f, bool listed);
bool tempering_asked(const struct runfile *f); /* is there such a section */

/* How many runs the file asks for; listed: temperatures that [system] T lists. */
size_t tempering_runs(const struct runfile *f, size_t listed);

/* As run_loop_run and run_loop_resume. f: checked, [tempering] ladder set. */
int tempering_run(const struct program *program, const struct runfile *f, bool force);
int tempering_resume(const struct program *program, const struct runfile *f, const char *folder,
                     bool restart);

#endif
