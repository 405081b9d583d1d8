/* All that glass shear has found so far: its rows, and the state of the frame under way. It is saved to
   shear.h5 of the run folder, from which a killed command resumes to the same bits. */
#ifndef GLASS_SPHERES_COMMANDS_SHEAR_PROGRESS_H
#define GLASS_SPHERES_COMMANDS_SHEAR_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "glass/spheres/structure/quasistatic.h"

struct run_folder;

enum { SHEAR_PROGRESS_EVERY = 25 /* steps from save to save */ };
enum { SHEAR_PROGRESS_STEP = 12, SHEAR_PROGRESS_YIELD = 9 };

struct shear_progress_rows { /* of a table */
    size_t columns, n, room;
    double *x; /* (n, columns) of room */
};

struct shear_yielding { /* summary of a frame's curve */
    double energy;      /* at strain 0 [energy] */
    double stress, stress_at;
    double drop, drop_at;
    double events, above; /* counts; above: minimisations that left larger forces */
};

struct shear_event { /* the largest of all frames */
    double drop, strain, t;
    double *x, *u; /* (m) [length] */
};

struct shear_progress {
    size_t m;
    uint64_t digest; /* of options and frames */
    size_t frame;    /* index of the frame under way */
    bool begun;      /* q and yielding are those of this frame */
    struct quasistatic q;
    struct shear_yielding yielding;
    struct shear_event event;
    struct shear_progress_rows steps, yields;
};

void shear_progress_init(struct shear_progress *p, size_t m, uint64_t digest);
void shear_progress_clear(struct shear_progress *p); /* but for q */
/* Appends a row of r->columns numbers. */
void shear_progress_add(struct shear_progress_rows *r, const double *x);

/* Every SHEAR_PROGRESS_EVERY-th call saves. */
void shear_progress_save(struct shear_progress *p, const struct run_folder *d);
/* Loads all but q; false if there is nothing of this digest. shear_progress_load_state: q, which
   quasistatic_init has made. */
bool shear_progress_load(struct shear_progress *p, const struct run_folder *d);
void shear_progress_load_state(struct shear_progress *p, const struct run_folder *d);
void shear_progress_remove(const struct run_folder *d);

#endif
