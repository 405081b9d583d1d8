/* Pairs of spins that interact, as a graph: for each spin its neighbours and couplings. Energies are
   H = -sum over pairs of J_ij s_i s_j. */
#ifndef GLASS_SPINS_BONDS_H
#define GLASS_SPINS_BONDS_H

#include <stddef.h>
#include <stdint.h>

struct rng;

struct bond { /* each pair once */
    uint32_t i, j;
    double J; /* [energy] */
};

struct bonds {
    size_t n, m;       /* spins, pairs */
    struct bond *pair; /* (m) */
    size_t *first;     /* (n + 1) neighbours of i: first[i] ... first[i + 1] - 1 */
    uint32_t *to;      /* (2m) */
    double *J;         /* (2m) [energy] */
};

/* Laws of couplings. legendre: +1 or -1 by the Legendre symbol of the bond's number, an instance without
   random numbers. file: given. */
enum bonds_law { BONDS_PM1, BONDS_GAUSSIAN, BONDS_LEGENDRE, BONDS_FILE };

/* Edwards-Anderson: periodic lattice of side L >= 3 in 2 or 3 dimensions. positive: probability of +1. */
void bonds_init_lattice(struct bonds *b, int dim, size_t L, enum bonds_law law, double positive,
                        struct rng *rng);
/* Sherrington-Kirkpatrick: all pairs, couplings of variance 1/n. */
void bonds_init_complete(struct bonds *b, size_t n, enum bonds_law law, struct rng *rng);
/* A file: rudy (G-set: "n m", then "i j w") or Matrix Market (coordinate; symmetric, or general with each
   pair once). Indices from 1. J = factor * w. Fatal, with file and line, for loops, pairs that repeat,
   indices or weights out of range. */
void bonds_init_file(struct bonds *b, const char *path, double factor);
void bonds_clear(struct bonds *b);
double bonds_coupling(const struct bonds *b, size_t i, size_t j); /* 0 if i and j do not interact */

#endif
