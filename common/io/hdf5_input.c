/* Implementation of hdf5_input.h. */
#include "common/io/hdf5_input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/core/base.h"

void hdf5_input_init(void)
{
    H5open();
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    H5Lunregister(H5L_TYPE_EXTERNAL);
}

/* HDF5's own lock, as another program with the file open for writing holds it. `locks`: does the
   file system have locks at all? */
static bool is_free(int fd, bool *locks)
{
    *locks = flock(fd, LOCK_SH | LOCK_NB) == 0;
    if (!*locks && errno == EWOULDBLOCK) return false;
    flock(fd, LOCK_UN);
    return true;
}

bool hdf5_input_in_use(int fd)
{
    bool locks;
    return !is_free(fd, &locks);
}

hid_t hdf5_input_open(const char *path, hid_t access)
{
    hdf5_input_init();
    const int fd = base_descriptor(path, O_RDONLY);
    if (fd < 0) return H5I_INVALID_HID;
    bool locks;
    const bool is = is_free(fd, &locks);
    close(fd);
    if (!is) return errno = EBUSY, H5I_INVALID_HID;
    const hid_t list = access == H5P_DEFAULT ? H5Pcreate(H5P_FILE_ACCESS) : H5Pcopy(access);
    H5Pset_file_locking(list, locks, 1);
    const hid_t file = H5Fopen(path, H5F_ACC_RDONLY, list);
    H5Pclose(list);
    errno = 0;
    return file;
}

const char *hdf5_input_reason(void)
{
    if (errno == EBUSY) return "in use by another program";
    return errno ? base_reason() : "not an HDF5 file, or damaged";
}

/* Width of a number [bytes]; 0 if it is not a number, or has padding bits. */
static size_t width(hid_t set)
{
    enum { WIDEST = 8 };
    const hid_t type = H5Dget_type(set);
    const H5T_class_t class = H5Tget_class(type);
    const size_t size = H5Tget_size(type);
    const bool good = (class == H5T_FLOAT || class == H5T_INTEGER) && size <= WIDEST &&
                      H5Tget_precision(type) == 8 * size && H5Tget_offset(type) == 0;
    H5Tclose(type);
    return good ? size : 0;
}

/* Chunked and external layouts are rejected before any other query, which could already do harm. */
static bool one_piece(hid_t set)
{
    const hid_t list = H5Dget_create_plist(set);
    const H5D_layout_t layout = H5Pget_layout(list);
    const bool good =
        (layout == H5D_CONTIGUOUS || layout == H5D_COMPACT) && H5Pget_external_count(list) == 0;
    H5Pclose(list);
    return good;
}

static uint64_t file_size(hid_t set)
{
    const hid_t file = H5Iget_file_id(set);
    hsize_t size = 0;
    H5Fget_filesize(file, &size);
    H5Fclose(file);
    return size;
}

bool hdf5_input_plain(hid_t set)
{
    const uint64_t size = width(set);
    if (!size || !one_piece(set)) return false;
    const uint64_t bytes = H5Dget_storage_size(set);
    if (bytes > file_size(set)) return false;
    hsize_t shape[H5S_MAX_RANK];
    const hid_t space = H5Dget_space(set);
    const int rank = H5Sget_simple_extent_dims(space, shape, NULL);
    H5Sclose(space);
    uint64_t n = rank < 0 ? UINT64_MAX : 1;
    for (int k = 0; k < rank; k++) {
        if (shape[k] && n > bytes / size / shape[k])
            return false; /* their product might overflow */
        n *= shape[k];
    }
    return n == bytes / size && bytes % size == 0;
}

unsigned char *hdf5_input_bytes(const char *path, size_t *size, char *why, size_t n)
{
    struct stat about = {0};
    FILE *const in = base_open_found(path);
    if (!in) return snprintf(why, n, "%s: %s", path, base_reason()), NULL;
    /* what another program writes is not damaged, and no reason to go back to an older one */
    require(!hdf5_input_in_use(fileno(in)), "%s: in use by another program", path);
    *size = fstat(fileno(in), &about) == 0 ? (size_t)about.st_size : 0;
    unsigned char *const bytes = base_alloc(*size, 1);
    const bool whole = *size > 0 && fread(bytes, 1, *size, in) == *size;
    fclose(in);
    if (whole) return bytes;
    snprintf(why, n, "%s: empty, or not a file that can be read", path);
    base_free(bytes);
    return NULL;
}
