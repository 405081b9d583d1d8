/* GSD files of the schema "hoomd" (HOOMD-blue, OVITO, freud): reading the last frame, writing frames.
   Layout (gsd.readthedocs.io, file layer, version 2): a header of 256 bytes; chunks of numbers; an
   index with 32 bytes per chunk (frame, shape, location, name, type); a list of names. All numbers
   are little-endian. A chunk that a frame lacks is that of frame 0, or the schema's default. The box
   is centred at the origin; positions are floats within it, with counts of boxes crossed. */
#ifndef GLASS_SPHERES_STATE_GSD_H
#define GLASS_SPHERES_STATE_GSD_H

#include <stdbool.h>
#include <stdio.h>

#include "common/io/frame.h"

/* True if a file begins as GSD files do. */
bool gsd_is(const char *path);

/* The last frame; frame_clear. Label NULL without diameters, energy NAN. Fatal on any defect, naming
   `where`, the path and the defect. */
struct owned_frame gsd_read_last(const char *path, const char *where);

struct gsd_writer;

/* Frames of one shape for a file that can seek. gsd_close writes the index, but leaves the file
   open. */
struct gsd_writer *gsd_create(FILE *out);
void gsd_add(struct gsd_writer *w, const struct frame *f);
void gsd_close(struct gsd_writer *w);

#endif
