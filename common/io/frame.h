/* A state at one time, in the form for observables, trajectories and analysis: n items of dim real
   coordinates, never folded into a box. Spheres: (N, d) positions. A network: (P, 1) weights. */
#ifndef COMMON_IO_FRAME_H
#define COMMON_IO_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct frame {           /* a read-only view: its arrays are borrowed */
    int64_t t;           /* time [sweeps or steps] */
    double energy;       /* per particle, or loss per sample */
    size_t n;            /* items */
    int dim;             /* coordinates per item */
    const double *x;     /* (n, dim) [length] or weights, unwrapped */
    const double *label; /* (n) diameter [length], or layer number; NULL if none */
    double box;     /* period [length] in each of the dim directions; 0 if none. With a period the
                   centre of mass may drift, and displacements are taken relative to it */
    bool tilted;    /* edges of the box may be tilted, as those of common/numerics/box.h */
    double tilt[3]; /* L xy, L xz, L yz [length] */
};

struct owned_frame { /* all zero: empty */
    struct frame view;
    double *x, *label; /* the arrays of the view, writable */
};

struct checkpoint;

/* Arrays of this shape; values are kept only if the shape does not change. */
void frame_resize(struct owned_frame *f, size_t n, int dim, bool labelled);
void frame_copy(struct owned_frame *to, const struct frame *from);
void frame_clear(struct owned_frame *f);
/* Saves or loads everything except the energy. like: a later frame of the same run, whose shape a
   loaded frame must have. */
void frame_visit(struct owned_frame *f, struct checkpoint *c, const struct frame *like);

#endif
