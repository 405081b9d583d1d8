/* The layout of a GSD file on a little-endian machine (gsd.readthedocs.io, file layer). */
#ifndef GLASS_SPHERES_STATE_GSD_LAYOUT_H
#define GLASS_SPHERES_STATE_GSD_LAYOUT_H

#include <stddef.h>
#include <stdint.h>

#define GSD_MAGIC UINT64_C(0x65DF65DF65DF65DF)

enum { GSD_NAME = 64 /* bytes per allocated name */ };

enum gsd_type {
    GSD_UINT8 = 1,
    GSD_UINT16,
    GSD_UINT32,
    GSD_UINT64,
    GSD_INT8,
    GSD_INT16,
    GSD_INT32,
    GSD_INT64,
    GSD_FLOAT,
    GSD_DOUBLE
};

struct gsd_header {
    uint64_t magic, index_location, index_entries, names_location, names;
    uint32_t schema_version, gsd_version; /* major << 16 | minor */
    char application[64], schema[64], reserved[80];
};

struct gsd_entry { /* of the index; in order of frames, then of names */
    uint64_t frame, N;
    int64_t location;
    uint32_t M;
    uint16_t id;
    uint8_t type, flags;
};

_Static_assert(sizeof(struct gsd_header) == 256 && sizeof(struct gsd_entry) == 32,
               "the layout of GSD");

/* Bytes per number; 0 if there is no such type. */
static inline size_t gsd_size(uint8_t type)
{
    static const uint8_t size[] = {0, 1, 2, 4, 8, 1, 2, 4, 8, 4, 8};
    return type < sizeof size ? size[type] : 0;
}

#endif
