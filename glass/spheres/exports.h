/* A frame in the formats of other programs; formats.h reads them. */
#ifndef GLASS_SPHERES_EXPORTS_H
#define GLASS_SPHERES_EXPORTS_H

#include <stdio.h>

#include "common/frame.h"

void exports_xyz(FILE *out, const struct frame *f);
void exports_data(FILE *out, const struct frame *f);
void exports_dump(FILE *out, const struct frame *f);

#endif
