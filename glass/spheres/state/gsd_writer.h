/* Writes GSD files of the schema "hoomd" (gsd.h). */
#ifndef GLASS_SPHERES_STATE_GSD_WRITER_H
#define GLASS_SPHERES_STATE_GSD_WRITER_H

#include <stdio.h>

#include "common/io/frame.h"

struct gsd_writer;

/* Frames of one shape for a file that can seek. gsd_writer_free writes the index, but leaves the file
   open. */
struct gsd_writer *gsd_writer_create(FILE *out);
void gsd_writer_add(struct gsd_writer *w, const struct frame *f);
void gsd_writer_free(struct gsd_writer *w);

#endif
