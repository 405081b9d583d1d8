/* Ising spins on a graph: Edwards-Anderson, Sherrington-Kirkpatrick, or the graph of a file. A state
   holds one or several replicas of one sample, independent but for cluster moves (Houdayer, Eur. Phys. J. B
   22, 479 (2001)), so that overlaps are columns of its tables. */
#ifndef GLASS_SPINS_ISING_H
#define GLASS_SPINS_ISING_H

#include <stdbool.h>

#include "glass/spins/bonds.h"
#include "glass/spins/identity.h"
#include "glass/spins/metropolis.h"

struct ising {
    struct bonds bonds;
    size_t n, replicas;
    double T;
    int8_t *s;        /* (replicas, n) +1 or -1 */
    double *h;        /* (replicas, n) fields sum_j J_ij s_j [energy] */
    double *d;        /* (replicas, n) sizes (ising_sizes.h); NULL: all 1 */
    double *x;        /* (replicas, n) the spins, for frames */
    double cut;       /* largest cut so far (only graphs of a file) */
    double weights;   /* sum of J over pairs [energy] */
    int64_t clusters; /* cluster trials after each sweep of sites */
    size_t L, dim;    /* of the lattice; 0: none */
    enum bonds_law law;
    double positive; /* probability of a coupling +1 */
    struct identity identity;
    int64_t since; /* its last measurement [sweeps] */
    struct metropolis metropolis;
    /* proposed trial: spins to flip, in both replicas for a cluster */
    size_t count, replica[2];
    uint32_t *flip; /* (n) */
    uint8_t *seen;  /* (n) */
};

double ising_energy(const struct ising *g); /* of all replicas, from scratch [energy] */
double ising_replica_energy(const struct ising *g, size_t replica);
void ising_set_fields(struct ising *g);                     /* from the spins */
void ising_turn(struct ising *g, size_t replica, size_t i); /* flips a spin, updates fields */
/* Mean over spins, and over pairs, of s_i^a s_i^b and of s_i^a s_j^a s_i^b s_j^b. */
double ising_overlap(const struct ising *g, size_t a, size_t b);
double ising_link_overlap(const struct ising *g, size_t a, size_t b);
/* |sum_i s_i^a s_i^b exp(i k.r_i)|^2 / n^2 at the smallest k, mean over directions; a lattice. */
double ising_overlap_wave(const struct ising *g, size_t a, size_t b);

#endif
