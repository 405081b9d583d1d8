/* The runs that `glass entropy` integrates over: liquids at many temperatures, swaps alone at frozen
   positions, liquids tethered to a reference. All have the same number of spheres and density. */
#ifndef GLASS_SPHERES_COMMANDS_ENTROPY_RUNS_H
#define GLASS_SPHERES_COMMANDS_ENTROPY_RUNS_H

#include <stddef.h>

#include "common/numerics/statistics.h"
#include "glass/spheres/structure/high_temperature.h"

struct program_request;
struct runfile;

enum entropy_kind { ENTROPY_LIQUID, ENTROPY_FROZEN, ENTROPY_TETHERED };

struct entropy_run {
    enum entropy_kind kind;
    double T;                      /* [energy] */
    double alpha;                  /* weight exp(-alpha sum |r_i - r_i0|^2) [1/length^2] */
    char *origin;                  /* start of frozen positions, reference of tethers; owned */
    struct statistics_estimate u;  /* per sphere [energy] */
    struct statistics_estimate r2; /* of tethers: <|r_i - r_i0|^2> [length^2] */
    struct statistics_estimate inherent; /* of liquids: energy of inherent structures, per sphere */
    struct statistics_estimate log_omega; /* and sum of ln frequency per sphere */
    size_t structures;                    /* their number; 0: none */
};

struct entropy_runs {
    size_t n;
    struct entropy_run *run; /* (n), by kind, origin, falling T, alpha */
    size_t spheres;
    int dim;
    double rho;
    struct high_temperature high;
};

/* Reads the runs of the request's folders; o: options `skip`, the first share of every run that is left
   out; `structures` per run of a liquid at T <= `below`; `plateau`, the least alpha. Fatal, naming the folder, if a run is of another
   system, changes T or volume, or its series.dat is not evenly spaced. */
struct entropy_runs entropy_runs_read(const struct program_request *r, const struct runfile *o);
void entropy_runs_clear(struct entropy_runs *a);

#endif
