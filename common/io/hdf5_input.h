/* HDF5 files that come from strangers. The library believes a file that claims numbers or chunks of
   any size, fewer bytes than numbers, or that its numbers lie in other files; it reads beyond its
   own memory, takes all there is, or opens whatever is named. So we read arrays that lie in one
   piece in the file itself, and nothing else; h5repack -l CONTI makes them of any others. */
#ifndef COMMON_IO_HDF5_INPUT_H
#define COMMON_IO_HDF5_INPUT_H

#include <hdf5.h>
#include <stdbool.h>

/* Before anything else: HDF5 starts, leaves messages to us and follows no link to another file. */
void hdf5_input_init(void);
/* Opens a regular file for reading; H5I_INVALID_HID if that cannot be. access: H5P_DEFAULT, or a
   list. */
hid_t hdf5_input_open(const char *path, hid_t access);
/* Are these real numbers or integers in one piece, all there? Ask before anything about its shape:
   after it, no more numbers are claimed than the file has bytes. */
bool hdf5_input_plain(hid_t set);

#endif
