/* A pair potential v(r) = phi(u) + P(u), u = (r / s_ij)^2, as a table. phi is any function. P is the
   polynomial of degree k = 0...3 in u that makes v and its first k derivatives vanish at the cut-off:
   for k = 2 and phi = u^(-n/2), the c0 + c2 (r/s)^2 + c4 (r/s)^4 of potentials_k.c.

   Cells divide every octave of u into 2^bits equal ones, so that the leading bits of u are the number of its
   cell. A cell holds a polynomial of degree 5 in double precision, which has v, v' and v'' of the
   function at both ends, and one of degree 3 in single precision for the sums of the kernels. Below
   the first cell, where v is beyond every cap, the function itself is evaluated. */
#ifndef GLASS_SPHERES_STATE_TABULATED_H
#define GLASS_SPHERES_STATE_TABULATED_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "common/numerics/taylor.h"

enum { TABULATED_PAIRS = 25, TABULATED_TERMS = 6 };

struct
    tabulated_function { /* phi [energy] as a Taylor series in u, for a pair of s_ij = s [length] */
    struct taylor (*series)(const void *context, double s, double u);
    const void *context; /* borrowed for the life of the table */
};

struct tabulated {
    int bits;                     /* 2^bits cells in an octave of u */
    int32_t first;                /* number of the first cell, counted from u = 1; it is constant */
    int32_t cells;                /* of one pair */
    bool bounded;                 /* v is finite at r = 0 */
    double rough;                 /* r / s_ij near which v'' jumps; 0: nowhere */
    double cut2[TABULATED_PAIRS]; /* (cut-off / s_ij)^2 by pair; 0: no such pair */
    double s[TABULATED_PAIRS];    /* s_ij by pair [length] */
    double core[TABULATED_PAIRS]; /* least v below the first cell; -INFINITY without a core */
    float inverse[TABULATED_PAIRS];     /* 1 / s_ij^2 [1/length^2] */
    int32_t begin[TABULATED_PAIRS];     /* cells before it are constant: a core beyond every cap */
    int32_t row[TABULATED_PAIRS];       /* first cell of a pair in the two arrays */
    struct taylor end[TABULATED_PAIRS]; /* P, in powers of u - cut2 */
    struct tabulated_function phi;
    float (*cubic)[4]; /* (rows * cells) in powers of u - (lower end of the cell) */
    double (*quintic)[TABULATED_TERMS]; /* likewise */
};

struct tabulated_pairs { /* what a table is made of */
    int n; /* pairs; those with s = 0 are left out, those with equal s and cut share cells */
    double s[TABULATED_PAIRS], cut[TABULATED_PAIRS]; /* s_ij [length], cut-off [s_ij] */
    int smooth;  /* k: derivatives that vanish at the cut-off; -1: P = 0 */
    double most; /* phi beyond which a core is not tabulated [energy] */
};

/* Fatal, with one line that begins with `where`, if phi is not finite, falls without bound, or jumps
   between its core and the cut-off. */
struct tabulated *tabulated_create(struct tabulated_function phi,
                                   const struct tabulated_pairs *pairs, const char *where);
void tabulated_free(struct tabulated *t);

/* phi + P of a pair as a series in u, by the function: the oracle of the table. */
struct taylor tabulated_exact(const struct tabulated *t, int pair, double u);

/* v and its first two derivatives by u. */
static inline void tabulated_derivatives(const struct tabulated *t, int pair, double u, double v[3])
{
    uint64_t word;
    memcpy(&word, &u, sizeof word);
    const int64_t bias = (INT64_C(1023) << t->bits) + t->first;
    const int64_t cell = (int64_t)(word >> (52 - t->bits)) - bias;
    if (cell < t->begin[pair] || cell >= t->cells) {
        const struct taylor c = tabulated_exact(t, pair, u);
        v[0] = c.c[0], v[1] = c.c[1], v[2] = 2 * c.c[2];
        if (!(v[0] >= t->core[pair])) v[0] = t->core[pair], v[1] = v[2] = 0;
        return;
    }
    word = (uint64_t)(cell + bias) << (52 - t->bits);
    double low;
    memcpy(&low, &word, sizeof low);
    const double d = u - low, *const c = t->quintic[t->row[pair] + cell];
    v[0] = c[0] + d * (c[1] + d * (c[2] + d * (c[3] + d * (c[4] + d * c[5]))));
    v[1] = c[1] + d * (2 * c[2] + d * (3 * c[3] + d * (4 * c[4] + d * (5 * c[5]))));
    v[2] = 2 * c[2] + d * (6 * c[3] + d * (12 * c[4] + d * (20 * c[5])));
}

/* v, -r v' and r^2 v'' [energy]; 0 beyond the cut-off. */
static inline double tabulated_energy(const struct tabulated *t, int pair, double u)
{
    double v[3];
    if (!(u < t->cut2[pair])) return 0;
    tabulated_derivatives(t, pair, u, v);
    return v[0];
}

static inline double tabulated_virial(const struct tabulated *t, int pair, double u)
{
    double v[3];
    if (!(u < t->cut2[pair])) return 0;
    tabulated_derivatives(t, pair, u, v);
    return -2 * u * v[1];
}

static inline double tabulated_curvature(const struct tabulated *t, int pair, double u)
{
    double v[3];
    if (!(u < t->cut2[pair])) return 0;
    tabulated_derivatives(t, pair, u, v);
    return u * (4 * u * v[2] + 2 * v[1]);
}

#endif
