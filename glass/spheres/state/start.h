/* Where a run begins. */
#ifndef GLASS_SPHERES_STATE_START_H
#define GLASS_SPHERES_STATE_START_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct frame;

struct start_shape { /* of the frame from which a run starts */
    size_t n;
    int dim;
    double box;     /* [length]; 0: none */
    double tilt[3]; /* [box] */
};
struct spheres;

/* Places the spheres. start: "lattice", "random", or the path of a run folder, .h5 trajectory or
   file of formats.h whose last frame is taken, diameters included. Fatal, naming `where` and the
   reason, if anything does not fit. any_box: the box of a file replaces the present one. */
void start_place(struct spheres *s, const char *start, bool any_box, uint64_t seed,
                 uint32_t replica, const char *where);

/* The shape of the frame that start_place would take; false if `start` is no existing file or folder.
   Fatal, naming `where`, on a damaged one. */
bool start_peek(const char *start, const char *where, struct start_shape *s);

/* Places the spheres as the frame `name` has them, diameters included; fatal, naming `where`, if it
   does not fit. */
void start_take(struct spheres *s, const struct frame *f, bool any_box, const char *name,
                const char *where);

#endif
