/* FIRE: descent by damped motion that speeds up while it goes downhill. Bitzek, Koskinen, Gaehler,
   Moseler, Gumbsch, Phys. Rev. Lett. 97, 170201 (2006), masses 1. */
#ifndef COMMON_NUMERICS_FIRE_H
#define COMMON_NUMERICS_FIRE_H

#include <stddef.h>

struct fire {
    size_t m;     /* coordinates */
    double *v;    /* (m) velocity, owned */
    double leap;  /* no coordinate moves further in a step */
    double step;  /* [time] */
    double mix;   /* share of the velocity turned along the force */
    int downhill; /* steps since it last went uphill */
};

void fire_init(struct fire *f, size_t m, double leap);
void fire_clear(struct fire *f);
/* One step of x (m) down the slope g (m) at it. */
void fire_move(struct fire *f, const double *g, double *x);

#endif
