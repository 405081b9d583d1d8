/* The run file's part about diameters: which distribution, and how they are drawn. */
#ifndef GLASS_SPHERES_STATE_SIZE_KEYS_H
#define GLASS_SPHERES_STATE_SIZE_KEYS_H

#include <stddef.h>

#include "common/config/runfile.h"
#include "common/numerics/size_distribution.h"

struct model;

extern const struct runfile_key size_keys[]; /* of [system] */

/* The law of a checked run file, that of the model included, and its parameters; for sizes = file the law
   has no function. [system] spread is not part of the shape yet. */
const struct size_distribution_law *size_keys_law(const struct runfile *f,
                                                  const struct model *model,
                                                  struct size_distribution_shape *shape);

/* Fills diameter (n) [length] from a checked run file; fatal if a distribution does not allow its parameters. */
void size_keys_draw(const struct runfile *f, const struct model *model, float *diameter, size_t n);

/* Fatal, naming `where`, unless all these diameters (n) [length] are possible in the model. */
void size_keys_check(const struct model *model, const float *diameter, size_t n, const char *where);

#endif
