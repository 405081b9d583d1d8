#include "glass/spins/cuts/solvers.h"

#include "glass/spins/cuts/annealing.h"
#include "glass/spins/cuts/bifurcation.h"
#include "glass/spins/cuts/breakout.h"
#include "glass/spins/cuts/coherent.h"
#include "glass/spins/cuts/solver.h"

static const struct solver rows[] = {
    {"annealing", "Metropolis sweeps in order, 1/T linear in time; a step is a sweep",
     annealing_solve},
    {"bsb", "ballistic simulated bifurcation (Goto 2021)", bifurcation_ballistic},
    {"dsb", "discrete simulated bifurcation (Goto 2021)", bifurcation_discrete},
    {"cim", "coherent Ising machine, mean-field flow with a rising pump", coherent_flow},
    {"cac", "chaotic amplitude control (Leleu 2021)", coherent_control},
    {"bls", "breakout local search (Benlic, Hao 2013); a step is N/20 flips", breakout_solve},
    {0},
};

const struct base_table solvers_table = {"solver", "heuristics of glass cut", rows, sizeof *rows};
