/* NumPy array files (.npy, formats 1 to 3): numbers and booleans, C order, this machine's byte
   order. */
#ifndef COMMON_IO_NPY_H
#define COMMON_IO_NPY_H

#include <stddef.h>

enum { NPY_RANK = 8 };

struct npy {
    char kind;    /* NumPy's code: f real, i and u integer, b boolean */
    size_t bytes; /* of an item */
    size_t rank, shape[NPY_RANK];
    size_t n; /* items */
    void *data;
};

/* npy_clear. Fatal, naming the file, unless it is one complete array, whose checksum holds if
   npy_write has written it. */
struct npy npy_read(const char *path);
void npy_clear(struct npy *a);
double npy_value(const struct npy *a, size_t i); /* item i of any kind */
/* Replaces the file; fatal if the system refuses. data is borrowed. */
void npy_write(const char *path, const struct npy *a);
extern const char npy_mark[]; /* of files that npy_write has written: among their first bytes */

#endif
