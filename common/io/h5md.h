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

/* All but the frames, of which so many follow, each like f: groups, attributes, data sets that are
   contiguous and allocated, with step -1, time and energy NAN, the rest not written. label,
   time_unit, creator, seed: as in trajectory_create. What could not be made is missing: open the
   file to see. */
void h5md_lay_out(hid_t file, const struct frame *f, size_t frames, const char *label,
                  const char *time_unit, const char *creator, uint64_t seed);

#endif
