/* Forces of the liquid over its neighbour lists, and the temperature that follows from them. */
#ifndef GLASS_SPHERES_STATE_FORCES_H
#define GLASS_SPHERES_STATE_FORCES_H

struct spheres;

/* f (n, dim) [energy/length] = -dU/dx */
void forces_sum(const struct spheres *s, double *f);
/* The same, and element xy of the virial tensor, sum over pairs of (-r v'(r)) x y / r^2 [energy]. */
double forces_sum_sheared(const struct spheres *s, double *f);

/* spheres_energy, over the lists: the same bits, faster */
double forces_energy(const struct spheres *s);

/* Configurational temperature |dU/dx|^2 / (Laplacian of U) [energy], whose mean in equilibrium is
   T: Rugh, Phys. Rev. Lett. 78, 772 (1997); Butler et al., J. Chem. Phys. 109, 6519 (1998). For
   potentials with two continuous derivatives. */
double forces_temperature(const struct spheres *s);

#endif
