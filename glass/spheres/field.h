/* The field of a semi-grand ensemble: what a diameter is worth, for trials that change one alone. */
#ifndef GLASS_SPHERES_FIELD_H
#define GLASS_SPHERES_FIELD_H

#include <stdio.h>

#include "common/mc.h"

struct checkpoint;
struct spheres;

enum { FIELD_BINS = 24 };

struct field {
    double knot[FIELD_BINS + 1]; /* diameters between which lie as many spheres each [length] */
    double h[FIELD_BINS + 1];    /* ln of the weight there; linear between [1] */
    uint64_t rounds;             /* of learning */
};

/* For the diameters that the spheres have now, with the weight that they would have if they did not
   interact. Dies naming `where` where there are too few different ones. */
struct field *field_new(const struct spheres *s, const char *where);

/* Dies naming `where` if a sphere has a diameter beyond those of the field: a file's, say. */
void field_require(const struct spheres *s, const char *where);

double field_at(const struct field *f, double diameter); /* h there; -INFINITY beyond the knots */

/* A trial: one sphere takes a diameter up to step/2 away. */
struct mc_trial field_resize(void *state, const struct mc_move *self, struct rng *rng, double step);
void field_keep(void *state);

/* Learns from the spheres as they are now; for warm-up, at regular times. */
void field_tune(void *state);

void field_visit(struct field *f, struct checkpoint *c);
/* Says how near to those of the start the sizes are. */
void field_report(const void *state, void (*say)(void *to, const char *line), void *to);
void field_write(const void *state, FILE *out); /* rows: diameter, field / T, spheres below it */

#endif
