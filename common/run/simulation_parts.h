/* The members of a simulation, its trajectory and its checkpoints, for simulation.c alone. */
#ifndef COMMON_RUN_SIMULATION_PARTS_H
#define COMMON_RUN_SIMULATION_PARTS_H

#include <stdio.h>

#include "common/io/run_folder.h"
#include "common/mc/mc.h"
#include "common/mc/run_tables.h"
#include "common/observe/time_series.h"
#include "common/run/failure.h"
#include "common/run/programmes.h"
#include "common/run/run_clock.h"

enum { SIMULATION_TABLES = 16 };

struct simulation {
    const struct mc_system *system;
    const struct mc_dynamics *dynamics;
    const struct runfile *f;
    struct run_folder folder;
    struct failure failure; /* before the first checkpoint */
    struct run_tables tables;
    FILE *log;
    struct mc_chain chain;
    struct run_clock clock;
    int64_t tune;                 /* interval of step tuning in warm-up [time] */
    struct programmes programmes; /* of T and P */
    struct time_series series;
    struct two_time *two_time;
    FILE *table[SIMULATION_TABLES];  /* of its observables */
    struct equilibrium *equilibrium; /* NULL: not measured */
    FILE *verdicts;
    struct schedule frames;
    struct trajectory_writer *trajectory; /* NULL if [observe.trajectory] is never */
    double energy;                        /* last one written to series.dat */
    double energy_before;                 /* the one before the row of the end */
    char *origin;                         /* line for the log about the parent; NULL: none */
};

struct frame simulation_parts_frame(struct simulation *s); /* the state now */
/* frames, digest: of the checkpoint from which it continues; digest NULL: not known. resumes false:
   a new file. */
void simulation_parts_open_trajectory(struct simulation *s, bool resumes, size_t frames,
                                      const uint64_t *digest);
/* See simulation_ended and simulation_visit. */
const char *simulation_parts_ended(const struct simulation *s);
void simulation_parts_visit(struct simulation *s, struct checkpoint *c);

#endif
