/* Observables of two frames of any system: a row is a number made from the frame now and a frame at
   the waiting time. Spheres and networks share every line. Displacements of a periodic system are
   relative to the centre of mass. */
#ifndef COMMON_OBSERVE_H
#define COMMON_OBSERVE_H

#include "common/base.h"
#include "common/frame.h"
#include "common/runfile.h"

enum { OBSERVE_PARAMETERS = 4 };

struct observe_row {
    const char *name, *doc;
    const char *unit; /* of the value */
    const struct runfile_key
        *keys; /* its own REAL keys, at most OBSERVE_PARAMETERS; NULL if none */
    /* by key order */
    double (*measure)(const struct frame *now, const struct frame *origin, const double *parameter);
};

extern const struct observe_row observe_rows[]; /* msd, overlap, fs, ... ; ends with name NULL */

/* Drift of the centre of mass from origin to now, (dim); zero without a period. */
void observe_drift(const struct frame *now, const struct frame *origin, double *drift);

#endif
