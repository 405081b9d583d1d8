/* Implementation of npy.h. A file has the magic bytes and version, a header (a Python dictionary
   padded with blanks to a multiple of 64 bytes), and the items. */
#include "common/io/npy.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <xxhash.h>

#include "common/core/base.h"
#include "common/io/atomic_file.h"

enum { HEADER = 4096, PREFIX = 10 };
static const char magic[] = "\x93NUMPY";

/* Text after 'KEY': in the header. */
static const char *entry(const char *header, const char *key, const char *path)
{
    const char *at = strstr(header, key);
    at = at ? strchr(at + strlen(key), ':') : NULL;
    require(at, "%s: its header has no %s", path, key);
    for (at++; *at == ' '; at++) {
    }
    return at;
}

static void read_type(struct npy *a, const char *at, const char *path)
{
    char order, kind;
    int bytes;
    const bool good =
        sscanf(at, "'%c%c%d'", &order, &kind, &bytes) == 3 && strchr("<|=", order) &&
        ((kind == 'f' && (bytes == 4 || bytes == 8)) ||
         (strchr("iu", kind) && (bytes == 1 || bytes == 2 || bytes == 4 || bytes == 8)) ||
         (kind == 'b' && bytes == 1));
    const int name = *at == '\'' ? (int)strcspn(at + 1, "'") + 2 : 0; /* lists: structures */
    require(good, "%s: items of type %.*s; must be little-endian f4, f8, integers or flags", path,
            name < 16 ? name : 16, at);
    a->kind = kind;
    a->bytes = (size_t)bytes;
}

static void read_shape(struct npy *a, const char *at, const char *path)
{
    require(*at == '(', "%s: its header has no shape", path);
    a->n = 1;
    for (at++; *at != ')'; at += strspn(at, " ,")) {
        char *end;
        const unsigned long long length = strtoull(at, &end, 10);
        require(end > at && a->rank < NPY_RANK && length <= SIZE_MAX / a->bytes / (a->n ? a->n : 1),
                "%s: not a shape of up to %d dimensions: %.40s", path, NPY_RANK, at);
        a->shape[a->rank++] = (size_t)length;
        a->n *= (size_t)length;
        at = end;
    }
}

/* A comment at the end of the dictionary, which NumPy ignores: the checksum of everything before it
   and of the items. */
static const char comment[] = "# xxh3 ";
enum { COMMENT = sizeof comment - 1 + 16 };

static uint64_t checksum(const struct npy *a, const char *header, size_t n)
{
    return XXH3_64bits_withSeed(a->data, a->n * a->bytes, XXH3_64bits(header, n));
}

/* Files by others have none. */
static void verify(const struct npy *a, const char *header, const char *path)
{
    const char *const at = strstr(header, comment);
    char found[17];
    if (!at) return;
    snprintf(found, sizeof found, "%016" PRIx64, checksum(a, header, (size_t)(at - header)));
    require(strncmp(at + COMMENT - 16, found, 16) == 0,
            "%s: damaged or edited: its checksum does not hold", path);
}

/* Reads everything before the items; returns its length. */
static size_t read_head(struct npy *a, FILE *file, char header[HEADER + 1], const char *path)
{
    unsigned char prefix[PREFIX + 2] = {0};
    require(fread(prefix, 1, PREFIX, file) == PREFIX && memcmp(prefix, magic, 6) == 0,
            "%s: not a .npy file", path);
    const size_t more = prefix[6] > 1 ? 2 : 0; /* bytes of a longer length field */
    require(prefix[6] <= 3 && fread(prefix + PREFIX, 1, more, file) == more,
            "%s: .npy format %d is not known", path, prefix[6]);
    const size_t length = (size_t)prefix[8] | (size_t)prefix[9] << 8 | (size_t)prefix[10] << 16 |
                          (size_t)prefix[11] << 24;
    require(length <= HEADER && fread(header, 1, length, file) == length,
            "%s: truncated or damaged in its header", path);
    read_type(a, entry(header, "'descr'", path), path);
    require(strncmp(entry(header, "'fortran_order'", path), "False", 5) == 0,
            "%s: in Fortran order; save numpy.ascontiguousarray(...)", path);
    read_shape(a, entry(header, "'shape'", path), path);
    return PREFIX + more + length;
}

struct npy npy_read(const char *path)
{
    struct npy a = {0};
    FILE *const file = base_open(path, "rb");
    char header[HEADER + 1] = "";
    const size_t head = read_head(&a, file, header, path);
    struct stat s;
    require(fstat(fileno(file), &s) == 0 && (uint64_t)s.st_size == head + (uint64_t)a.n * a.bytes,
            "%s: %lld bytes long, its header requires %llu: truncated or damaged", path,
            (long long)s.st_size, (unsigned long long)(head + a.n * a.bytes));
    a.data = base_alloc(a.n ? a.n : 1, a.bytes);
    require(fread(a.data, a.bytes, a.n, file) == a.n, "%s: cannot be read", path);
    fclose(file);
    verify(&a, header, path);
    return a;
}

void npy_clear(struct npy *a)
{
    base_free(a->data);
    *a = (struct npy){0};
}

#define ITEM(type) ((double)((const type *)a->data)[i])

double npy_value(const struct npy *a, size_t i)
{
    if (a->kind == 'f') return a->bytes == 4 ? ITEM(float) : ITEM(double);
    if (a->kind == 'i') {
        if (a->bytes <= 2) return a->bytes == 1 ? ITEM(int8_t) : ITEM(int16_t);
        return a->bytes == 4 ? ITEM(int32_t) : ITEM(int64_t);
    }
    if (a->bytes <= 2) return a->bytes == 1 ? ITEM(uint8_t) : ITEM(uint16_t);
    return a->bytes == 4 ? ITEM(uint32_t) : ITEM(uint64_t);
}

/* numpy puts one space there, and reads either. */
const char npy_mark[] = "),  }";

void npy_write(const char *path, const struct npy *a)
{
    char header[HEADER];
    int n =
        snprintf(header, sizeof header, "{'descr': '%c%c%zu', 'fortran_order': False, 'shape': (",
                 a->bytes == 1 ? '|' : '<', a->kind, a->bytes);
    for (size_t i = 0; i < a->rank; i++) n += sprintf(header + n, "%zu,", a->shape[i]);
    n += sprintf(header + n, "%s", npy_mark);
    const uint64_t sum = checksum(a, header, (size_t)n);
    n += sprintf(header + n, "%s%016" PRIx64, comment, sum);
    while ((PREFIX + n + 1) % 64) header[n++] = ' ';
    header[n++] = '\n';
    FILE *const file = atomic_file_begin(path);
    const unsigned char prefix[PREFIX] = {
        0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (unsigned char)(n & 255), (unsigned char)(n >> 8)};
    const bool good = fwrite(prefix, 1, PREFIX, file) == PREFIX &&
                      fwrite(header, 1, (size_t)n, file) == (size_t)n &&
                      fwrite(a->data, a->bytes, a->n, file) == a->n;
    require(atomic_file_commit(path, file) && good, "%s: cannot be written: %s", path,
            strerror(errno));
}
