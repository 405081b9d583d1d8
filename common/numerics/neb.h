/* Nudged elastic band (NEB): the path of lowest maximal energy between two minima. */
#ifndef COMMON_NUMERICS_NEB_H
#define COMMON_NUMERICS_NEB_H

#include <stddef.h>

struct neb_surface {
    size_t n; /* coordinates */
    /* Energy at x (n) of image number `image`; its gradient goes to g (n). */
    double (*slope)(void *context, size_t image, const double *x, double *g);
    void *context;
};

struct neb_rule {
    double spring; /* [energy/length^2] between images */
    double force;  /* convergence: no component across the path above this [energy/length] ... */
    int most;      /* ... or this number of steps */
    double leap;   /* largest change of a coordinate per step [length] */
};

struct neb_result {
    double top;   /* energy of the highest image, the saddle */
    size_t at;    /* number of that image; 0 or images - 1 if there is no barrier */
    double force; /* largest remaining component */
    int steps;
};

/* images >= 3 points x (images, n), e.g. on a straight line; the first and the last stay fixed.
   Writes energy (images). */
struct neb_result neb_relax(const struct neb_surface *s, const struct neb_rule *rule, size_t images,
                            double *x, double *energy);

#endif
