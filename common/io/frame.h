/* A borrowed, read-only view of a state at one time: n items of dim real coordinates, never folded
   into a box. Spheres: (N, d) positions. A network: (P, 1) weights. Observables, trajectories and
   analysis know nothing else. */
#ifndef COMMON_IO_FRAME_H
#define COMMON_IO_FRAME_H

#include <stddef.h>
#include <stdint.h>

struct frame {
    int64_t t;           /* time [sweeps or steps] */
    double energy;       /* per particle, or loss per sample */
    size_t n;            /* items */
    int dim;             /* coordinates an item */
    const double *x;     /* (n, dim) [length] or weights, unwrapped */
    const double *label; /* (n) diameter [length], or layer number; NULL if none */
    double box; /* period [length] in each of the dim directions; 0 if none. With a period the
                   centre of mass may drift, and displacements are taken relative to it */
};

struct checkpoint;
/* All but the energy of a frame that owns its arrays; like: a later one of the same run, whose
   shape it must have. */
void frame_visit(struct frame *f, struct checkpoint *c, const struct frame *like);

#endif
