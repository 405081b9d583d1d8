/* Safe opening of untrusted HDF5 files. libhdf5 trusts sizes, chunk layouts and external links
   found in a file, and can be made to read out of bounds, exhaust memory or open other files. We
   therefore accept only contiguous data sets stored in the file itself (convert others with
   `h5repack -l CONTI`). */
#ifndef COMMON_IO_HDF5_INPUT_H
#define COMMON_IO_HDF5_INPUT_H

#include <hdf5.h>
#include <stdbool.h>

/* Call first: starts HDF5, turns off its messages, and disables links to other files. */
void hdf5_input_init(void);
/* Opens a regular file for reading; H5I_INVALID_HID, with hdf5_input_reason, on failure. access: H5P_DEFAULT, or
   a list. A file system without locks is no failure. */
hid_t hdf5_input_open(const char *path, hid_t access);
const char *hdf5_input_reason(void); /* of the last failure: in use, not HDF5, ... */
bool hdf5_input_in_use(int fd);      /* does another program write the file with HDF5 */
/* True for contiguous numbers that are completely stored in the file. Must be called before the
   shape is used: it limits the shape by the size of the file. */
bool hdf5_input_plain(hid_t set);

/* All bytes of a regular file; base_free. NULL, with a reason in why[n], on failure. Fatal if another
   program writes the file. */
unsigned char *hdf5_input_bytes(const char *path, size_t *size, char *why, size_t n);

#endif
