/* Several runs of one system that go in step: a folder each (00, 01, ...) below that of the whole,
   one checkpoint of all. They are spread in blocks over the processes of a team, and those of a
   process over its threads; neither changes a bit. Between steps, walkers exchange their
   configurations or take over copies of others'. Calls are collective unless they say otherwise. */
#ifndef COMMON_WALKERS_H
#define COMMON_WALKERS_H

#include <stdbool.h>

#include "common/folder.h"
#include "common/mc.h"
#include "common/runfile.h"

struct checkpoint;
struct drive_program;
struct loop;

enum { WALKERS_MOST = 4096 };

struct walkers {
    const struct drive_program *program;
    const struct mc_system *system;
    const struct runfile *f; /* of the whole */
    struct folder folder;    /* of the whole; the first process holds its lock */
    FILE *log;               /* of the first process; NULL in others */
    size_t n, first, end;    /* this process has walkers first ... end - 1 */
    int64_t t, warmup;       /* of all */
    int threads;
    struct runfile **file;        /* (n) NULL where another process has it */
    struct loop **loop;           /* (n) same */
    double *energy;               /* (n) of walkers_energies */
    struct checkpoint *parcel[2]; /* for configurations on their way */
};

/* Before any folder is touched. Dies if there are more processes than walkers. */
void walkers_open(struct walkers *w, const struct drive_program *program, const struct runfile *f,
                  size_t n);
/* New folders. All start from the first's state, each with streams of its own, so that they are one
   system even where its disorder is drawn. T (n): of their run files. */
void walkers_begin(struct walkers *w, const double *T);
/* What walkers_save saved. now (n): temperatures at this time. c: every process has opened it. */
void walkers_load(struct walkers *w, struct checkpoint *c, const double *T, const double *now);
void walkers_save(struct walkers *w, struct checkpoint *c); /* c: NULL but in the first process */
void walkers_close(struct walkers *w);

int64_t walkers_next(const struct walkers *w); /* when the runs themselves have something to do */
void walkers_advance(struct walkers *w, int64_t units); /* never beyond that */
void walkers_event(struct walkers *w);
void walkers_status(const struct walkers *w, const char *word);

/* Energies of walkers a ... b - 1, in w->energy, in every process. */
void walkers_energies(struct walkers *w, size_t a, size_t b);
void walkers_exchange(struct walkers *w, size_t a, size_t b);
/* `to` becomes a copy of `from`, with the random streams of `to`. */
void walkers_copy(struct walkers *w, size_t from, size_t to);
void walkers_heat(struct walkers *w, size_t i, double T);
void walkers_tune(struct walkers *w);        /* steps of moves towards their targets */
double walkers_per(const struct walkers *w); /* particles, or samples, of each */
/* From here on T stands in its run file. */
void walkers_settle(struct walkers *w, size_t i, double T);

#endif
