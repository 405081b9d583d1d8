/* The excess free energy at high temperature. With y = beta^power it begins as slope y, and beta u =
   power y g(y), where g = d(beta a_ex)/dy is smooth: an integral over y can start from the ideal gas.
   A potential that diverges as A r^-n has power = dim/n and, from the second virial coefficient,
   slope = rho S/(2 dim) Gamma(1 - dim/n) <A^(dim/n)>, S = 2 pi or 4 pi; a bounded one has power = 1 and
   slope = rho/2 <integral of v>. Averages are over all pairs. */
#ifndef GLASS_SPHERES_STRUCTURE_HIGH_TEMPERATURE_H
#define GLASS_SPHERES_STRUCTURE_HIGH_TEMPERATURE_H

struct spheres;

struct high_temperature {
    double power, slope; /* NAN: v is neither bounded nor a power n > dim at r = 0 */
};

struct high_temperature high_temperature_of(const struct spheres *s);

#endif
