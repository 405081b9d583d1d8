/* The run file's part about diameters: which distribution, and how they are drawn. */
#ifndef GLASS_SPHERES_STATE_SIZE_KEYS_H
#define GLASS_SPHERES_STATE_SIZE_KEYS_H

#include <stddef.h>

#include "common/config/runfile.h"

struct model;

extern const struct runfile_key size_keys[]; /* of [system] */

/* Fills diameter (n) [length] from a checked run file; fatal if a distribution does not allow its parameters. */
void size_keys_draw(const struct runfile *f, const struct model *model, float *diameter, size_t n);

/* Fatal, naming `where`, unless all these diameters (n) [length] are possible in the model. */
void size_keys_check(const struct model *model, const float *diameter, size_t n, const char *where);

#endif
