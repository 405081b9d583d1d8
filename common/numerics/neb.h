/* Nudged elastic bands: the path of least height between two minima of an energy. */
#ifndef COMMON_NUMERICS_NEB_H
#define COMMON_NUMERICS_NEB_H

#include <stddef.h>

struct neb_surface {
    size_t n; /* coordinates */
    /* Energy at x (n) of image number `image`, its slope to g (n). */
    double (*slope)(void *context, size_t image, const double *x, double *g);
    void *context;
};

struct neb_rule {
    double spring; /* [energy/length^2] between images */
    double force;  /* done when no component across the path is above this [energy/length] ... */
    int most;      /* ... or after so many steps */
    double leap;   /* no coordinate moves further in a step [length] */
};

struct neb_result {
    double top;   /* energy of the highest image: it climbs to the saddle */
    size_t at;    /* its number; 0 or images - 1 if there is none between */
    double force; /* largest component left */
    int steps;
};

/* images >= 3 points x (images, n), the first and last of which stay; energy (images) is written.
   From the points given, e.g. on a straight line. */
struct neb_result neb_relax(const struct neb_surface *s, const struct neb_rule *rule, size_t images,
                            double *x, double *energy);

#endif
