/* The field of a semi-grand ensemble: ln of the weight of a diameter, for trials that change one diameter. */
#ifndef GLASS_SPHERES_DYNAMICS_SEMI_GRAND_H
#define GLASS_SPHERES_DYNAMICS_SEMI_GRAND_H

#include <stdio.h>

#include "common/mc/mc.h"

struct checkpoint;
struct liquid;
struct spheres;

enum { SEMI_GRAND_BINS = 24 };

struct semi_grand {
    double
        knot[SEMI_GRAND_BINS + 1]; /* diameters with equal numbers of spheres between neighbouring
                                      knots [length] */
    double h[SEMI_GRAND_BINS + 1]; /* ln of the weight at the knots; linear in between [1] */
    uint64_t rounds;               /* of learning */
};

/* The field for the present diameters, with the weights of spheres without interactions. The
   size_limit of the spheres becomes the last knot. Fatal, naming `where`, if there are too few
   distinct diameters. */
struct semi_grand *semi_grand_create(struct spheres *s, const char *where);
void semi_grand_free(struct semi_grand *f);

/* Fatal, naming `where`, if a sphere (of a file, for example) has a diameter outside the field. */
void semi_grand_require(const struct liquid *l, const char *where);

double semi_grand_at(const struct semi_grand *f,
                     double diameter); /* h at a diameter; -INFINITY beyond the knots */

/* A trial: one sphere takes a diameter up to step/2 away. */
struct mc_trial semi_grand_resize(void *state, const struct mc_move *self, struct rng *rng,
                                  double step);
void semi_grand_commit(void *state);

/* Adapts the field to the present diameters; called at regular times in warm-up. */
void semi_grand_tune(void *state);

void semi_grand_visit(struct liquid *l, struct checkpoint *c);
/* Logs the mean diameter and that of the start, and warns if they differ. */
void semi_grand_report(const void *state, void (*log_line)(void *context, const char *line),
                       void *context);
void semi_grand_write(const void *state,
                      FILE *out); /* rows: diameter, field / T, spheres below it */

#endif
