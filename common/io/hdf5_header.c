/* Implementation of hdf5_header.h. A header is "OHDR", version, flags, the size of its messages,
   the messages, and a checksum; a message is its type, its size, flags, and its data. */
#include "common/io/hdf5_header.h"

#include <string.h>

enum { CHECKSUM = 4 };
enum { DATASPACE = 1, LINK = 6, LAYOUT = 8 };                /* message types */
enum { HAS_TIMES = 32, HAS_PHASE = 16, HAS_ORDER = 4 };      /* flags of a header */
enum { OFFSET_EOF = 28, OFFSET_ROOT = 36, OFFSET_SUM = 44 }; /* in the superblock */

static uint64_t get(const unsigned char *p, size_t bytes)
{
    uint64_t x = 0;
    for (size_t i = bytes; i-- > 0;) x = x << 8 | p[i];
    return x;
}

static void put(unsigned char *p, size_t bytes, uint64_t x)
{
    for (size_t i = 0; i < bytes; i++) p[i] = (unsigned char)(x >> 8 * i);
}

/* ---- checksum: lookup3 of Bob Jenkins (public domain), read byte by byte ---------------------- */

static uint32_t turn(uint32_t x, int k)
{
    return x << k | x >> (32 - k);
}

static void mix(uint32_t v[3])
{
    static const int turns[] = {4, 6, 8, 16, 19, 4};
    for (int i = 0; i < 6; i++) {
        uint32_t *const a = &v[i % 3], *const b = &v[(i + 1) % 3], *const c = &v[(i + 2) % 3];
        *a -= *c;
        *a ^= turn(*c, turns[i]);
        *c += *b;
    }
}

static uint32_t end(uint32_t v[3])
{
    static const int turns[] = {14, 11, 25, 16, 4, 14, 24};
    for (int i = 0; i < 7; i++) {
        uint32_t *const x = &v[(i + 2) % 3];
        const uint32_t y = v[(i + 1) % 3];
        *x ^= y;
        *x -= turn(y, turns[i]);
    }
    return v[2];
}

static uint32_t checksum(const unsigned char *bytes, size_t n)
{
    const uint32_t start = 0xdeadbeef + (uint32_t)n;
    uint32_t v[3] = {start, start, start};
    for (; n > 12; n -= 12, bytes += 12) {
        for (size_t k = 0; k < 3; k++) v[k] += (uint32_t)get(bytes + 4 * k, 4);
        mix(v);
    }
    if (n == 0) return v[2];
    for (size_t i = 0; i < n; i++) v[i / 4] += (uint32_t)bytes[i] << 8 * (i % 4);
    return end(v);
}

static void sign(unsigned char *bytes, size_t n)
{
    put(bytes + n - CHECKSUM, CHECKSUM, checksum(bytes, n - CHECKSUM));
}

static bool holds(const unsigned char *bytes, size_t n)
{
    return get(bytes + n - CHECKSUM, CHECKSUM) == checksum(bytes, n - CHECKSUM);
}

/* ---- headers --------------------------------------------------------------------------------- */

/* Offset of the first message; the length of the header, with its checksum, in *length. 0: no
   header begins here. */
static size_t first_message(const unsigned char *h, size_t n, size_t *length)
{
    if (n < 16 || memcmp(h, "OHDR\2", 5) != 0) return 0;
    const unsigned flags = h[5];
    const size_t wide = (size_t)1 << (flags & 3);
    const size_t size = 6 + (flags & HAS_TIMES ? 16u : 0u) + (flags & HAS_PHASE ? 4u : 0u);
    if (size + wide > n) return 0;
    const uint64_t messages = get(h + size, wide);
    if (messages > n - size - wide || n - size - wide - messages < CHECKSUM) return 0;
    *length = size + wide + messages + CHECKSUM;
    return holds(h, *length) ? size + wide : 0;
}

/* Offset of the data of the next message of a type, from `at` on; 0: none. *size: of its data;
   *next: where the search continues. */
static size_t message(const unsigned char *h, size_t length, size_t at, unsigned type, size_t *size,
                      size_t *next)
{
    const size_t head = 4 + (h[5] & HAS_ORDER ? 2 : 0);
    while (at + head + CHECKSUM <= length) {
        *size = get(h + at + 1, 2);
        const size_t data = at + head;
        if (*size > length - CHECKSUM - data) return 0;
        const bool found = h[at] == type;
        at = *next = data + *size;
        if (found) return data;
    }
    return 0;
}

/* Offset of the first dimension in a header; 0: it is no data set with dimensions. */
static size_t rows_at(const unsigned char *h, size_t n, size_t *length)
{
    size_t size, next;
    const size_t first = first_message(h, n, length);
    const size_t space = first ? message(h, *length, first, DATASPACE, &size, &next) : 0;
    if (!space || size < 16 || h[space + 1] == 0) return 0;
    const size_t head = h[space] == 1 ? 8 : 4;
    return head + 8 <= size ? space + head : 0;
}

size_t hdf5_header_find(const unsigned char *image, size_t n, uint64_t rows, size_t *length)
{
    for (size_t i = HDF5_SUPERBLOCK; i + 16 < n; i++) {
        const size_t at = image[i] == 'O' ? rows_at(image + i, n - i, length) : 0;
        if (at && get(image + i + at, 8) == rows) return i;
    }
    return SIZE_MAX;
}

size_t hdf5_header_child(const unsigned char *image, size_t n, const char *name)
{
    const uint64_t root = get(image + OFFSET_ROOT, 8);
    if (root >= n) return SIZE_MAX;
    const unsigned char *const h = image + root;
    const size_t wanted = strlen(name);
    size_t length, size, next = first_message(h, n - root, &length);
    while (next) {
        const size_t link = message(h, length, next, LINK, &size, &next);
        if (!link) return SIZE_MAX;
        if (size < wanted + 8) continue;
        const unsigned char *const address = h + link + size - 8;
        const bool found = memcmp(address - wanted, name, wanted) == 0 &&
                           address[-(ptrdiff_t)wanted - 1] == wanted;
        if (found) return get(address, 8);
    }
    return SIZE_MAX;
}

bool hdf5_header_valid(const unsigned char *header, size_t length)
{
    size_t found;
    return rows_at(header, length, &found) && found == length;
}

uint64_t hdf5_header_rows(const unsigned char *header, size_t length)
{
    size_t found;
    const size_t at = rows_at(header, length, &found);
    return at ? get(header + at, 8) : UINT64_MAX;
}

void hdf5_header_set(unsigned char *header, size_t length, struct hdf5_extent e)
{
    size_t all, size, next;
    const size_t at = rows_at(header, length, &all);
    const size_t first = first_message(header, length, &all);
    const size_t space = message(header, length, first, DATASPACE, &size, &next);
    put(header + at, 8, e.rows);
    const size_t rank = header[space + 1];
    if (header[space + 2] & 1) put(header + at + 8 * rank, 8, e.rows); /* the largest extent */
    const size_t layout = message(header, length, first, LAYOUT, &size, &next);
    put(header + layout + 2, 8, e.rows ? e.at : UINT64_MAX); /* UINT64_MAX: not stored */
    put(header + layout + 10, 8, e.bytes);
    sign(header, length);
}

void hdf5_header_superblock_set(unsigned char *superblock, uint64_t root, uint64_t size)
{
    put(superblock + OFFSET_EOF, 8, size);
    put(superblock + OFFSET_ROOT, 8, root);
    sign(superblock, HDF5_SUPERBLOCK);
}

bool hdf5_header_superblock_valid(const unsigned char *superblock)
{
    return memcmp(superblock, "\211HDF\r\n\032\n\2\10\10", 11) == 0 &&
           holds(superblock, HDF5_SUPERBLOCK);
}
