/* The last frame of an H5MD file by any program: one particle group of any name, a cubic box as vector or
   diagonal matrix, fixed or per frame, and diameters or radii, fixed or per frame. */
#ifndef COMMON_IO_H5MD_INPUT_H
#define COMMON_IO_H5MD_INPUT_H

#include "common/io/frame.h"

/* x and label (NULL without diameters) are allocated by base_alloc and belong to the caller; t = 0, energy
   NAN. All that is wrong is fatal; the message begins with `where`. Warns if a box is not periodic. */
struct frame h5md_input_last(const char *path, const char *where);

#endif
