/* GSD files of the schema "hoomd" (HOOMD-blue, OVITO, freud): the last frame.
   Layout (gsd.readthedocs.io, file layer, version 2): a header of 256 bytes; chunks of numbers; an
   index with 32 bytes per chunk (frame, shape, location, name, type); a list of names. All numbers
   are little-endian. A chunk that a frame lacks is that of frame 0, or the schema's default. The box
   is centred at the origin; positions are floats within it, with counts of boxes crossed. */
#ifndef GLASS_SPHERES_STATE_GSD_H
#define GLASS_SPHERES_STATE_GSD_H

#include <stdbool.h>

#include "common/io/frame.h"

/* True if a file begins as GSD files do. */
bool gsd_is(const char *path);

/* The last frame; frame_clear. Label NULL without diameters, energy NAN. Fatal on any defect, naming
   `where`, the path and the defect. */
struct owned_frame gsd_read_last(const char *path, const char *where);

#endif
