/* A solver: a heuristic that lowers H = -sum J_ij s_i s_j. A run begins with random spins, takes a number
   of steps and leaves the lowest state in the spins' `best`. Energies are measured in units of the
   fields' scale, so that the default parameters suit any graph. */
#ifndef GLASS_SPINS_CUTS_SOLVER_H
#define GLASS_SPINS_CUTS_SOLVER_H

#include <stddef.h>

struct cut_spins;
struct rng;

struct solver_parameters {
    double hot, cold;             /* annealing: first and last temperature [scale] */
    double sb_dt;                 /* simulated bifurcation: time step */
    double cim_dt;                /* coherent Ising machine and amplitude control: time step */
    double coupling;              /* of both: eps [1/scale] */
    double pump_first, pump_last; /* coherent Ising machine: pump p */
    double cac_pump, cac_rate, cac_target; /* amplitude control: p, beta, a */
};

struct solver { /* table row */
    const char *name, *doc;
    void (*solve)(struct cut_spins *c, const struct solver_parameters *p, size_t steps,
                  struct rng *rng);
};

#endif
