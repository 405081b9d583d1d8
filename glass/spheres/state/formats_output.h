/* Frames for a file of another program, compressed if its name ends in ".gz". */
#ifndef GLASS_SPHERES_STATE_FORMATS_OUTPUT_H
#define GLASS_SPHERES_STATE_FORMATS_OUTPUT_H

#include <stdio.h>

#include "common/io/frame.h"

struct formats_row;
struct formats_output;

/* out: an open file that gets the name `path`; formats_output_end leaves it open. Fatal for a compressed
   GSD file. */
struct formats_output *formats_output_begin(FILE *out, const struct formats_row *format,
                                            const char *path);
void formats_output_add(struct formats_output *o, const struct frame *f);
void formats_output_end(struct formats_output *o);

#endif
