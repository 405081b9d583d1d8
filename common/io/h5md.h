/* The layout of a trajectory: de Buyl, Colberg, Hoefling, Comput. Phys. Commun. 185, 1546 (2014),
   and nongnu.org/h5md (version 1.1). One particle group "all"; all elements share one step and one
   time. The group "parameters" holds a checksum per frame and the number of planned frames. */
#ifndef COMMON_IO_H5MD_H
#define COMMON_IO_H5MD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/io/frame.h"

#define H5MD_ALL      "particles/all/"
#define H5MD_POSITION H5MD_ALL "position/"
#define H5MD_ENERGY   "observables/energy/"
#define H5MD_EDGES    H5MD_ALL "box/edges"

#define H5MD_CHECKSUM "parameters/frame_checksum"

enum h5md_field { /* data sets with one row per frame, in the order of their bytes in the file */
                  H5MD_STEP,
                  H5MD_TIME,
                  H5MD_ENERGY_VALUE,
                  H5MD_FRAME_CHECKSUM,
                  H5MD_EDGES_VALUE,
                  H5MD_LABEL_VALUE,
                  H5MD_POSITION_VALUE,
                  H5MD_FIELDS
};

/* Numbers of 8 bytes per frame in each data set; 0: the file has no such set. */
void h5md_items(const struct frame *f, size_t items[H5MD_FIELDS]);

struct h5md_about {
    const char *label;     /* "diameter", "layer" (ignored if the frames have none) */
    const char *time_unit; /* "sweep" or "step" */
    const char *creator;   /* name of the program */
    uint64_t seed;
    size_t planned; /* frames of the complete run */
};

enum { H5MD_TREES = 2 };

/* The metadata of an HDF5 file with two complete trees, of which the superblock selects one. */
struct h5md_metadata {
    unsigned char *bytes; /* base_free */
    size_t size;
    size_t root[H5MD_TREES];                /* offset of each root group */
    size_t header[H5MD_TREES][H5MD_FIELDS]; /* offset of the header of each data set */
    size_t length[H5MD_TREES][H5MD_FIELDS]; /* of that header [bytes] */
};

/* For frames of the shape of f. Data sets have no storage yet: hdf5_header_set gives it. Fatal if
   HDF5 fails. */
struct h5md_metadata h5md_metadata(const struct frame *f, const struct h5md_about *about);

/* The metadata of a file are padded to H5MD_HEAD bytes, of which the last are a signature. A signed
   file has checksums, even if a damaged one does not show them. */
enum { H5MD_HEAD = 1 << 14 };
extern const unsigned char h5md_signature[16];
bool h5md_is_signed(const char *path);

/* Checksum of a frame, of the bytes of all its data sets but H5MD_CHECKSUM. */
uint64_t h5md_frame_checksum(const struct frame *f);

#endif
