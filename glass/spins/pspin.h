/* The p-spin model: N spins with the Hamiltonian H = -sum_p sum J_i1...ip s_i1 ... s_ip, where the
   couplings are quenched Gaussian numbers and [H(s) H(s')] = N f(s.s'/N) (covariance.h). Spherical spins
   are real with |s|^2 = N; Ising spins are +1 or -1. Derrida, PRL 45, 79 (1980); Crisanti, Sommers, Z. Phys.
   B 87, 341 (1992). */
#ifndef GLASS_SPINS_PSPIN_H
#define GLASS_SPINS_PSPIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/core/rng.h"
#include "glass/spins/coupling_tensor.h"
#include "glass/spins/covariance.h"
#include "glass/spins/identity.h"

enum { PSPIN_PAST = 64 };

struct pspin_past { /* earlier states at equal intervals, the first at time 0, for identities */
    double *s;      /* (PSPIN_PAST, N) */
    size_t n;       /* states stored */
    uint64_t time, interval; /* now, and between states [measurements] */
    uint64_t since;          /* last measurement [units of the run's time] */
};

struct pspin {
    size_t n;
    bool ising;
    double T;       /* [energy] */
    double *s;      /* (n) spins */
    double *plan;   /* (n) the planted state; NULL if none */
    double planted; /* its temperature; INFINITY if none [energy] */
    struct covariance f;
    struct coupling_tensor term[COVARIANCE_TERMS];
    size_t sets; /* couplings of each term if diluted; 0: dense */
    /* proposed trial: spins i and j become a and b; i = j for one spin */
    size_t i, j;
    double a, b;
    struct identity identity;
    struct pspin_past past;
    /* Langevin dynamics */
    double dt;
    int64_t steps; /* of dt, per unit of the run's time */
    struct rng noise;
    double *work; /* (4, n) */
};

double pspin_energy(const struct pspin *s);              /* total [energy] */
double pspin_gradient(const struct pspin *s, double *g); /* dH/ds (n); returns the energy */
/* -s . dH/ds / N + T: the force that keeps |s|^2 = N in equilibrium [energy]. */
double pspin_multiplier(const struct pspin *s);
double pspin_overlap(const struct pspin *s, const double *x); /* s.x / N */
/* c(s, x), of which [H(s) H(x)] = N c without planting: f(s.x/N) for the sum over all indices. */
double pspin_covariance(const struct pspin *s, const double *x);

#endif
