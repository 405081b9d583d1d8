/* A pair potential v(r; s) given as text: r is the distance, s (or sigma) the diameter s_ij of the pair,
   other names are parameters ("eps = 1, n = 12"). */
#ifndef GLASS_SPHERES_STATE_FORMULA_H
#define GLASS_SPHERES_STATE_FORMULA_H

#include <stdbool.h>

#include "common/numerics/taylor.h"

struct formula;

/* Fatal, with the column, if the text is no formula of r, s and the parameters, if it does not contain r, or
   if a parameter is not used. `of` and `with` name the places of the two texts in messages. */
struct formula *formula_create(const char *text, const char *parameters, double amplitude,
                               const char *of, const char *with);
void formula_free(struct formula *f);

/* amplitude v [energy] as a series in u = (r/s)^2; context is a struct formula. */
struct taylor formula_series(const void *context, double s, double u);

/* True if v depends on r/s alone, for r up to `cut` [s]. */
bool formula_scales(const struct formula *f, double cut);

#endif
