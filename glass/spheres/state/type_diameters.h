/* Diameters of the types 1, 2, ... of a file that has no diameters: type k is species k of the
   model's tables (ka, ka3, sigma_ab). Without tables it is species k of the sizes: the most frequent
   first, then the smaller, as in exports. */
#ifndef GLASS_SPHERES_STATE_TYPE_DIAMETERS_H
#define GLASS_SPHERES_STATE_TYPE_DIAMETERS_H

#include "common/io/frame.h"

struct spheres;

/* Replaces the types in f->label by diameters [length]. s: its diameters are those of [system] sizes. Fatal,
   naming `where` and the file, if there are no species or fewer than types. Warns if the
   composition differs. */
void type_diameters_set(const struct spheres *s, struct owned_frame *f, const char *path,
                        const char *where);

#endif
