/* Object headers and superblock of an HDF5 file of format 1.8 as bytes, to change the extent of a
   contiguous data set without HDF5. Source: HDF5 File Format Specification, version 3.0. */
#ifndef COMMON_IO_HDF5_HEADER_H
#define COMMON_IO_HDF5_HEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { HDF5_SUPERBLOCK = 48 }; /* [bytes] */

struct hdf5_extent { /* of a contiguous data set */
    uint64_t rows;   /* first dimension */
    uint64_t at;     /* offset of its first byte in the file */
    uint64_t bytes;  /* all rows together */
};

/* Offset of the header of the data set with this first dimension; SIZE_MAX if there is none. Only
   headers whose checksum holds count. *length: bytes of the header, with its checksum. */
size_t hdf5_header_find(const unsigned char *image, size_t n, uint64_t rows, size_t *length);
/* Offset of the header of the object that the root group links by this name; SIZE_MAX: none. */
size_t hdf5_header_child(const unsigned char *image, size_t n, const char *name);
/* Its first dimension; SIZE_MAX if its checksum does not hold. */
uint64_t hdf5_header_rows(const unsigned char *header, size_t length);
bool hdf5_header_valid(const unsigned char *header, size_t length);
/* Changes the extent in a header that hdf5_header_find found, and its checksum. */
void hdf5_header_set(unsigned char *header, size_t length, struct hdf5_extent e);
/* Changes the root group and the size of the file in a superblock, and its checksum. */
void hdf5_header_superblock_set(unsigned char *superblock, uint64_t root, uint64_t size);
/* Does a superblock have format 1.8 and a valid checksum. */
bool hdf5_header_superblock_valid(const unsigned char *superblock);

#endif
