/* Parts of data sets of untrusted HDF5 files, as double precision: contiguous, or in chunks that are
   shuffled, compressed by deflate or checksummed. We decompress chunks and compare every length
   ourselves, because libhdf5 trusts the lengths that a file states. */
#ifndef COMMON_IO_HDF5_NUMBERS_H
#define COMMON_IO_HDF5_NUMBERS_H

#include <hdf5.h>
#include <stdbool.h>
#include <stdint.h>

enum { HDF5_NUMBERS_RANK = 3 };

struct hdf5_numbers {
    hid_t set;
    int rank; /* 0: a single number */
    hsize_t shape[HDF5_NUMBERS_RANK];
};

/* Opens a data set. False if no data set has that name, if it does not hold real numbers or
   integers, if its layout is not one of those above, or if its shape has more numbers than the file
   can hold. */
bool hdf5_numbers_open(struct hdf5_numbers *s, hid_t file, const char *name);
void hdf5_numbers_close(struct hdf5_numbers *s);

/* The row of an index along the first axis, or all numbers if index is negative, to x. False if the file
   is damaged. */
bool hdf5_numbers_read(const struct hdf5_numbers *s, int64_t index, double *x);

#endif
