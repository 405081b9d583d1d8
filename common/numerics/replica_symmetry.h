/* Replica-symmetric saddle points of restricted Boltzmann machines, which are generalised Hopfield
   networks: Barra, Genovese, Sollich, Tantari, arXiv:1702.05882; Amit, Gutfreund, Sompolinsky, Ann. Phys. 173,
   30 (1987) for Omega_hidden = 1.
   Z = sum over s, mean over z, of exp(sqrt(beta/N) sum xi_i^mu s_i z_mu), alpha N hidden units z, s = +1 or -1. Hidden units
   and patterns follow x = sqrt(Omega) g + sqrt(1 - Omega) eps, g normal, eps = +1 or -1.
     m = <xi tanh u>, q = <tanh^2 u>, u = beta Omega_hidden m xi + sqrt(alpha beta r) g,
     r = <<z>^2>, <z> = (s0 tanh(s0 h/D) + Omega_hidden h)/D, h = sqrt(beta q) g, D = 1 - Omega_hidden beta (1 - q),
     s0 = sqrt(1 - Omega_hidden).
   A state is found from its field a = beta Omega_hidden m: then T(a) is a function, whose maximum is T_M. */
#ifndef COMMON_NUMERICS_REPLICA_SYMMETRY_H
#define COMMON_NUMERICS_REPLICA_SYMMETRY_H

#include <stdbool.h>

struct replica_symmetry_model {
    double alpha, Omega_hidden, Omega_patterns;
};

struct replica_symmetry_state {
    double T;
    double m, q, r;   /* retrieval, overlaps of replicas: visible, hidden; NAN: no such state */
    double f;         /* free energy per visible unit, without the terms i = j */
    double stability; /* de Almeida and Thouless: unstable above 1 */
};

struct replica_symmetry_lines { /* temperatures; NAN: no such line at this alpha */
    double T_g;                 /* paramagnet to spin glass */
    double T_M, m_M;            /* below it there is a retrieval state; its m there */
    double T_c;                 /* below it its free energy is the lowest */
    double T_R;                 /* below it it is unstable */
};

/* The state with m > 0 of the largest m; m = NAN if there is none. */
struct replica_symmetry_state replica_symmetry_retrieval(const struct replica_symmetry_model *x,
                                                         double T);
/* The state with m = 0: q > 0 below T_g. */
struct replica_symmetry_state replica_symmetry_disordered(const struct replica_symmetry_model *x,
                                                          double T);
/* The retrieval state at T_M. */
struct replica_symmetry_state replica_symmetry_spinodal(const struct replica_symmetry_model *x);
struct replica_symmetry_lines replica_symmetry_lines(const struct replica_symmetry_model *x);

#endif
