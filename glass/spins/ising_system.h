/* Ising spins on a graph as Monte Carlo systems: keys of the run file, and the functions that the chain
   calls. */
#ifndef GLASS_SPINS_ISING_SYSTEM_H
#define GLASS_SPINS_ISING_SYSTEM_H

#include "common/mc/mc.h"

extern const struct mc_system ising_system_lattice, ising_system_complete, ising_system_graph;

#endif
