/* Covariance of a mean-field Hamiltonian: [H(s) H(s')] = N f(q), q = s.s'/N, with
   f(q) = 1/2 sum_p a_p q^p. Energies and temperatures in units in which the pure model has a_p = 1.
   Critical temperatures of spherical spins: Crisanti, Horner, Sommers, Z. Phys. B 92, 257 (1993). */
#ifndef GLASS_SPINS_COVARIANCE_H
#define GLASS_SPINS_COVARIANCE_H

struct runfile;

enum { COVARIANCE_TERMS = 8, COVARIANCE_POWER = 16 };

struct covariance {
    int n; /* terms */
    int p[COVARIANCE_TERMS];
    double a[COVARIANCE_TERMS];
};

/* Reads "p:a p:a ...", as "3:1 4:0.5". Fatal with `where` if a power repeats, or a number is out of range. */
struct covariance covariance_parse(const char *text, const char *where);
/* [system] mixture, or the pure model of [system] p. */
struct covariance covariance_of(const struct runfile *f);

double covariance_value(const struct covariance *c, double q);     /* f(q) */
double covariance_slope(const struct covariance *c, double q);     /* f'(q) */
double covariance_curvature(const struct covariance *c, double q); /* f''(q) */

/* Temperature at which spherical spins lose ergodicity: T_d^2 = max_q f'(q) (1 - q) / q. */
double covariance_dynamic_temperature(const struct covariance *c);
/* Temperature of the thermodynamic transition of spherical spins:
   T_K^2 = max_q f(q) / -(q + ln(1 - q)). Above it a planted state is typical. */
double covariance_kauzmann_temperature(const struct covariance *c);
/* The same of Ising spins: the largest T at which one-step replica symmetry breaking with m = 1 gains free
   energy (Gross, Mezard, Nucl. Phys. B 240, 431 (1984)), to 1e-5. */
double covariance_kauzmann_temperature_ising(const struct covariance *c);
/* Energy per spin of the dominant marginal minima of spherical spins at T = 0. */
double covariance_threshold_energy(const struct covariance *c);

#endif
