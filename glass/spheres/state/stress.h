/* The virial part of the stress tensor of the liquid, over its neighbour lists: Irving, Kirkwood,
   J. Chem. Phys. 18, 817 (1950). */
#ifndef GLASS_SPHERES_STATE_STRESS_H
#define GLASS_SPHERES_STATE_STRESS_H

struct spheres;

/* Element (a, b), a and b < dim, of the sum over pairs of (-r v'(r)) r_a r_b / r^2 [energy], whose trace is
   spheres_virial up to rounding. */
double stress_virial(const struct spheres *s, int a, int b);

#endif
