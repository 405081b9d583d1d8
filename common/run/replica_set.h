/* A set of replicas: simulations of one system that advance together. Each has a folder (00, 01,
   ...) below that of the set; one checkpoint contains all. Replicas are distributed in blocks
   over the MPI ranks, and over the threads of a rank; results depend on neither. Between
   advances, replicas exchange or copy configurations. Calls are collective (comm.h) unless
   stated otherwise. */
#ifndef COMMON_RUN_REPLICA_SET_H
#define COMMON_RUN_REPLICA_SET_H

#include <stdbool.h>

#include "common/io/run_folder.h"
#include "common/mc/mc.h"
#include "common/config/runfile.h"
#include "common/run/run_clock.h"

struct checkpoint;
struct simulation;

enum { REPLICA_SET_MOST = 4096 };

struct replica_set {
    const struct mc_system *system;
    const struct runfile *f;  /* of the set */
    struct run_folder folder; /* of the set; locked by rank 0 */
    FILE *log;                /* of rank 0; NULL on others */
    size_t n, first, end;     /* this rank has replicas first ... end - 1 */
    struct run_clock clock;   /* of all replicas */
    int threads;
    struct runfile **file;          /* (n) NULL for replicas of other ranks */
    struct simulation **simulation; /* (n) same */
    double *energy;                 /* (n) of replica_set_energies */
    struct checkpoint *buffer[2];   /* for exchange and copy */
};

/* Creates the set in memory; touches no folder. Fatal if there are more ranks than replicas. */
void replica_set_init(struct replica_set *w, const struct mc_system *system,
                      const struct runfile *f, size_t n);
/* Creates all folders. All replicas start from the state of replica 0, with different random
   streams, so that they share any quenched disorder. T (n): for their run files. */
void replica_set_create_runs(struct replica_set *w, const double *T);
/* Restores what replica_set_save saved. now (n): present temperatures. c: opened by every rank. */
void replica_set_load(struct replica_set *w, struct checkpoint *c, const double *T,
                      const double *now);
void replica_set_save(struct replica_set *w, struct checkpoint *c); /* c: NULL except on rank 0 */
void replica_set_saved(struct replica_set *w); /* rank 0 has written the checkpoint */
void replica_set_clear(struct replica_set *w);

int64_t
replica_set_next(const struct replica_set *w); /* time of the next event of the simulations */
void replica_set_advance(struct replica_set *w, int64_t units); /* never beyond that time */
void replica_set_event(struct replica_set *w);
void replica_set_set_status(const struct replica_set *w, const char *word, double rate);

/* Energies of replicas a ... b - 1, to w->energy on every rank. */
void replica_set_energies(struct replica_set *w, size_t a, size_t b);
void replica_set_exchange(struct replica_set *w, size_t a, size_t b);
/* `to` becomes a copy of `from`, but keeps its random streams. */
void replica_set_copy(struct replica_set *w, size_t from, size_t to);
void replica_set_temperature(struct replica_set *w, size_t i, double T);
void replica_set_tune(struct replica_set *w);         /* adjusts the steps of moves */
double replica_set_size(const struct replica_set *w); /* particles or samples of each replica */
/* Writes T to the replica's run file: it is final. */
void replica_set_fix_temperature(struct replica_set *w, size_t i, double T);

#endif
