/* The layout of a trajectory: de Buyl, Colberg, Hoefling, Comput. Phys. Commun. 185, 1546 (2014),
   and nongnu.org/h5md (version 1.1). One particle group "all"; all elements share one step and one
   time. */
#ifndef COMMON_IO_H5MD_H
#define COMMON_IO_H5MD_H

#include <hdf5.h>
#include <stdint.h>

#include "common/io/frame.h"

#define H5MD_ALL      "particles/all/"
#define H5MD_POSITION H5MD_ALL "position/"
#define H5MD_ENERGY   "observables/energy/"
#define H5MD_EDGES    H5MD_ALL "box/edges"

/* Creates everything except the frames: groups, attributes, and contiguous allocated data sets
   for `frames` frames of the shape of f. Steps are -1, times and energies NAN, the rest is not
   written. label, time_unit, creator, seed: as in trajectory_create. Errors show as missing
   objects when the file is opened. */
void h5md_lay_out(hid_t file, const struct frame *f, size_t frames, const char *label,
                  const char *time_unit, const char *creator, uint64_t seed);

#endif
