/* The last frame of an H5MD file by any program: one particle group of any name, a cubic box as vector or
   diagonal matrix, fixed or per frame, and diameters or radii, fixed or per frame. */
#ifndef COMMON_IO_H5MD_INPUT_H
#define COMMON_IO_H5MD_INPUT_H

#include "common/io/frame.h"

/* frame_clear frees it; label NULL without diameters, t = 0, energy NAN. Every defect is fatal; the
   message starts with `where`. Warns if a box is not periodic. */
struct owned_frame h5md_input_last(const char *path, const char *where);

#endif
