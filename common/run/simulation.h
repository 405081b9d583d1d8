/* One simulation in its locked folder: a chain, its tables, trajectory, log and checkpoints. The
   main loop (run_loop.h) advances it alone, or as a member of a replica set (replica_set.h). */
#ifndef COMMON_RUN_SIMULATION_H
#define COMMON_RUN_SIMULATION_H

#include <stdbool.h>
#include <stdio.h>

#include "common/config/runfile.h"
#include "common/io/run_folder.h"
#include "common/mc/mc.h"
#include "common/run/run_clock.h"

struct simulation;

enum simulation_resume {
    SIMULATION_CONTINUE,
    SIMULATION_RESTART, /* a run without a valid checkpoint starts again */
    SIMULATION_TRIAL    /* does all that can be refused, changes no file, and does not run */
};

/* Creates and frees a simulation in memory. Fatal on whatever would stop a run before its first
   step; touches no folder. */
void simulation_check(const struct mc_system *system, const struct runfile *f);

/* A simulation in a new folder, with the headers of its tables written. from: a loading checkpoint
   of another run, whose chain is the initial state; NULL: the run file defines it. force: the
   folder may contain a run, whose files are removed. */
struct simulation *simulation_create(const struct mc_system *system, const struct runfile *f,
                                     struct checkpoint *from, bool force);
/* The simulation in an existing folder. simulation_visit with a loading checkpoint, or
   simulation_restart, must follow. trial: no file is changed; simulation_visit alone may follow. */
struct simulation *simulation_reopen(const struct mc_system *system, const struct runfile *f,
                                     const char *folder, bool trial);
/* The first checkpoint is written, by simulation_save or the caller: a fatal error before it leaves
   the status "failed", from which resume starts the run. */
void simulation_started(struct simulation *s);
/* A checkpoint that contains this simulation is on disk. */
void simulation_saved(struct simulation *s);
/* Removes the checkpoints and starts from the initial state of the run file. */
void simulation_restart(struct simulation *s);
void simulation_free(struct simulation *s);

void simulation_visit(struct simulation *s, struct checkpoint *c); /* first syncs all tables */
void simulation_save(struct simulation *s); /* writes a checkpoint into the folder */

/* The next observation, tuning or scheduled checkpoint. Warm-up has no observations. */
int64_t simulation_next(const struct simulation *s);
/* Never beyond simulation_next. If the system ends before its time, the clock's end becomes that
   time. */
void simulation_advance(struct simulation *s, int64_t units);
const char *simulation_ended(const struct simulation *s); /* reason, borrowed; NULL: it continues */
void simulation_event(struct simulation *s); /* the tuning and observations due at this time */

struct mc_chain *simulation_chain(struct simulation *s);
const struct run_clock *simulation_clock(const struct simulation *s);
const struct run_folder *simulation_folder(const struct simulation *s);
FILE *simulation_log(const struct simulation *s);
double simulation_energy(const struct simulation *s); /* per item, as last written to series.dat */

void simulation_draw(const struct simulation *s); /* figure.png, if the run file requests it */
void simulation_set_status(const struct simulation *s, const char *word, double rate);
void simulation_write_run_file(const struct simulation *s); /* after a change of its run file */

#endif
