/* Files of configurations of other programs: extended XYZ (OVITO, ASE), XYZ of atooms, LAMMPS data and dump. A row
   writes a frame and reads one back. Cubic boxes (squares) and spheres with sizes only; anything else is refused in one line with the name of the file and the line number. Positions are unwrapped where the format has images or
   unwrapped columns. Files may be compressed by gzip. In two dimensions z = 0 and the third edge of the box is 1. */
#ifndef GLASS_SPHERES_STATE_FORMATS_H
#define GLASS_SPHERES_STATE_FORMATS_H

#include <stdio.h>

#include "common/core/base.h"
#include "common/io/frame.h"

struct text_reader; /* a file being read, line by line */

struct formats_row { /* table row */
    const char *name, *doc;
    const char *suffixes; /* of file names, each followed by a blank */
    /* NULL: by gsd.h */
    void (*write)(FILE *out, const struct frame *f);
    /* Reads the next frame into the reader; called until the file ends. The last frame remains. */
    void (*read)(struct text_reader *r);
    bool many; /* true if a file may have several frames */
};

extern const struct base_table formats_table;

bool formats_compressed(const char *path); /* ends in ".gz" */

/* The format with a file's suffix, without ".gz"; NULL if there is none. */
const struct formats_row *formats_of(const char *path);

/* As formats_read; a file may have types (species 1, 2, ..., or A, B, ...) in place of diameters. Then
   typed is true, and the labels are the numbers of the species. */
struct owned_frame formats_read_typed(const char *path, const struct formats_row *format,
                                      const char *where, bool *typed);
/* The last frame of a file; frame_clear. Fatal on anything wrong, naming `where`, the file and the
   line. */
struct owned_frame formats_read(const char *path, const struct formats_row *format,
                                const char *where);

#endif
