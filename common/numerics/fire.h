/* FIRE minimiser: damped dynamics that accelerates downhill. Bitzek, Koskinen, Gaehler, Moseler,
   Gumbsch, Phys. Rev. Lett. 97, 170201 (2006); masses 1. */
#ifndef COMMON_NUMERICS_FIRE_H
#define COMMON_NUMERICS_FIRE_H

#include <stddef.h>

struct fire {
    size_t m;     /* coordinates */
    double *v;    /* (m) velocity, owned */
    double leap;  /* largest change of a coordinate per step */
    double step;  /* [time] */
    double mix;   /* share of the velocity that is turned along the force */
    int downhill; /* steps since the last uphill step */
};

void fire_init(struct fire *f, size_t m, double leap);
void fire_clear(struct fire *f);
/* One step of x (m) against the gradient g (m). */
void fire_move(struct fire *f, const double *g, double *x);

#endif
