/* A frame in the formats of other programs; formats.h reads them. */
#ifndef GLASS_SPHERES_STATE_FORMAT_WRITERS_H
#define GLASS_SPHERES_STATE_FORMAT_WRITERS_H

#include <stdio.h>

#include "common/io/frame.h"

void format_writers_xyz(FILE *out, const struct frame *f);
void format_writers_data(FILE *out, const struct frame *f);
void format_writers_dump(FILE *out, const struct frame *f);

#endif
