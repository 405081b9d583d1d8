/* Entropies per sphere, k_B = h = m = 1, from the runs of entropy_runs.h. All are of spheres without
   N!, which the mixing entropy contains:  s_conf = s_total - s_vibration + s_mixing.
   total        beta a_ex = integral of u over beta from 0; s = dim/2 + 1 - ln(rho Lambda^dim) + beta u
                - beta a_ex, Lambda^2 = 1 / (2 pi T)
   harmonic     dim (1 - 1/N) (1 + ln 2 pi T) - sum ln omega / N, of inherent structures
   anharmonic   u - e_IS - dim/2 (1 - 1/N) T = a T^2 + b T^3 gives 2 a T + 3/2 b T^2
   Frenkel-Ladd dim/2 + beta (u(alpha_0) - u(alpha_m)) - dim/2 ln(alpha_m Lambda^2 / pi) + integral of <r2>
                over alpha up to alpha_m, alpha_0 <r2> below alpha_0; Ozawa, Parisi, Berthier, J. Chem.
                Phys. 149, 154501 (2018)
   mixing       integral of u(beta') - u(beta) over beta' from 0 to beta: swaps at frozen positions */
#ifndef GLASS_SPHERES_COMMANDS_ENTROPY_ROUTES_H
#define GLASS_SPHERES_COMMANDS_ENTROPY_ROUTES_H

#include "glass/spheres/commands/entropy_runs.h"

struct entropy_value {
    struct statistics_estimate s; /* value NAN: no runs for it */
    double spacing; /* its change without every second point of the integral; NAN: unknown */
};

/* Temperatures of the liquids, falling, each once, to T (a->n); returns their number. */
size_t entropy_routes_temperatures(const struct entropy_runs *a, double *T);

/* Means over the runs of a temperature. */
struct statistics_estimate entropy_routes_energy(const struct entropy_runs *a, double T);
struct statistics_estimate entropy_routes_inherent(const struct entropy_runs *a, double T);

struct entropy_value entropy_routes_total(const struct entropy_runs *a, double T);
struct entropy_value entropy_routes_harmonic(const struct entropy_runs *a, double T);
/* Fitted to all liquids with structures; needs three temperatures. */
struct entropy_value entropy_routes_anharmonic(const struct entropy_runs *a, double T);
/* Means over references, and over frozen positions. */
struct entropy_value entropy_routes_tethered(const struct entropy_runs *a, double T);
struct entropy_value entropy_routes_mixing(const struct entropy_runs *a, double T);

#endif
