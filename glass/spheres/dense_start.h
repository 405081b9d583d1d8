/* Starts of hard spheres too dense for the trials of start.c: random points, harmonic overlaps minimised
   in a box that shrinks in steps (O'Hern, Silbert, Liu, Nagel, PRE 68, 011306 (2003)). */
#ifndef GLASS_SPHERES_DENSE_START_H
#define GLASS_SPHERES_DENSE_START_H

#include <stdbool.h>

#include "common/core/rng.h"

struct spheres;

/* True if hard spheres fill so much of the box that overlaps need a minimiser. */
bool dense_start_needed(const struct spheres *s);
/* Moves hard spheres into a box of side L, by no more than overlaps require; at most about `gradients`
   gradients. True if none overlap there. */
bool dense_start_fit(struct spheres *s, double L, int gradients);
/* Places hard spheres without overlaps. Ends after a bounded number of gradients: fatal, naming `where`
   and the density reached. */
void dense_start_place(struct spheres *s, struct rng *rng, const char *where);

#endif
