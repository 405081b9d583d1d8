/* Several runs of one system that go in step: a folder each (00, 01, ...) below that of the whole,
   one checkpoint of all. They are spread in blocks over the processes of a team, and those of a
   process over its threads; neither changes a bit. Between steps, walkers exchange their
   configurations or take over copies of others'. Calls are collective unless they say otherwise. */
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
    const struct runfile *f;  /* of the whole */
    struct run_folder folder; /* of the whole; the first process holds its lock */
    FILE *log;                /* of the first process; NULL in others */
    size_t n, first, end;     /* this process has walkers first ... end - 1 */
    struct run_clock clock;   /* of all */
    int threads;
    struct runfile **file;          /* (n) NULL where another process has it */
    struct simulation **simulation; /* (n) same */
    double *energy;                 /* (n) of replica_set_energies */
    struct checkpoint *buffer[2];   /* for configurations on their way */
};

/* Before any folder is touched. Dies if there are more processes than walkers. */
void replica_set_init(struct replica_set *w, const struct mc_system *system,
                      const struct runfile *f, size_t n);
/* New folders. All start from the first's state, each with streams of its own, so that they are one
   system even where its disorder is drawn. T (n): of their run files. */
void replica_set_create_runs(struct replica_set *w, const double *T);
/* What replica_set_save saved. now (n): temperatures at this time. c: every process has opened it. */
void replica_set_load(struct replica_set *w, struct checkpoint *c, const double *T,
                      const double *now);
void replica_set_save(struct replica_set *w,
                      struct checkpoint *c); /* c: NULL but in the first process */
void replica_set_clear(struct replica_set *w);

int64_t
replica_set_next(const struct replica_set *w); /* when the runs themselves have something to do */
void replica_set_advance(struct replica_set *w, int64_t units); /* never beyond that */
void replica_set_event(struct replica_set *w);
void replica_set_set_status(const struct replica_set *w, const char *word, double rate);

/* Energies of walkers a ... b - 1, in w->energy, in every process. */
void replica_set_energies(struct replica_set *w, size_t a, size_t b);
void replica_set_exchange(struct replica_set *w, size_t a, size_t b);
/* `to` becomes a copy of `from`, with the random streams of `to`. */
void replica_set_copy(struct replica_set *w, size_t from, size_t to);
void replica_set_temperature(struct replica_set *w, size_t i, double T);
void replica_set_tune(struct replica_set *w);         /* steps of moves towards their targets */
double replica_set_size(const struct replica_set *w); /* particles, or samples, of each */
/* From here on T stands in its run file. */
void replica_set_fix_temperature(struct replica_set *w, size_t i, double T);

#endif
