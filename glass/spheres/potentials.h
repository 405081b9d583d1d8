/* Pair potentials of the liquid, and the kernels that add them up.

   A position is three 32-bit integers in units of L / 2^32, so that integer wrap-around is the
   periodic box and the difference of two positions, read as signed, is their nearest image. Two
   dimensions: x[2] = 0.

   Every pair energy is capped at POTENTIALS_CAP and rounded to a multiple of 2^-30 (9e-10). Sums
   of such numbers are exact below 2^23, so they depend on no order: the same bits from every
   neighbour list, lane width and instruction set, and a running energy that never drifts from
   the energy computed from scratch. */
#ifndef GLASS_SPHERES_POTENTIALS_H
#define GLASS_SPHERES_POTENTIALS_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base.h"

/* [energy]; met only where two centres all but coincide, r < 0.45 s_ij for n = 12 */
#define POTENTIALS_CAP 0x1p14

enum { POTENTIALS_LANES = 8 };

struct sphere {
    uint32_t x[3]; /* [L / 2^32] */
    float s;       /* diameter [length]; NAN for the ghost: no distance is below its cut-off */
};

struct potentials_view {    /* what a kernel sees of a system */
    const struct sphere *p; /* (N + 1), borrowed; the last is the ghost */
    double unit2;           /* (L / 2^32)^2 [length^2] */
    double half_eps;        /* half the non-additivity [1/length] */
};

struct potential { /* a row */
    const char *name, *doc;
    double cut; /* range [s_ij] */
    /* v(r), -r v'(r) and r^2 v''(r) [energy] of r^2 and s_ij^2 [length^2], neither capped nor
       rounded. */
    double (*energy)(double r2, double s2);
    double (*virial)(double r2, double s2);
    double (*curvature)(double r2, double s2);
    /* The exact pair energy of two spheres. */
    double (*pair)(const struct potentials_view *w, struct sphere a, struct sphere b);
    /* Energy that one sphere gains when it moves (to.s = from.s), or changes its size to s, in one
       pass over a list of n neighbours that is padded with ghosts to a multiple of
       POTENTIALS_LANES. From NAN: all that it has at s. */
    double (*move)(const struct potentials_view *w, const uint32_t *list, size_t n,
                   struct sphere from, struct sphere to);
    double (*resize)(const struct potentials_view *w, const uint32_t *list, size_t n,
                     struct sphere from, float s);
};

struct potentials_isa { /* a row: an instruction set */
    const char *name, *doc;
    const struct potential *potentials; /* NULL: the best one that runs here */
    bool (*runs)(void);
};

extern const struct base_table potentials_table, potentials_isas;

/* The potential called name in the kernels of an instruction set; dies naming `where` if the
   processor lacks it. */
const struct potential *potentials_pick(const struct potentials_isa *isa, const char *name,
                                        const char *where);

/* The tables, one an instruction set. */
extern const struct potential potentials_base[], potentials_avx2[], potentials_avx512[];

/* Cross diameter s_ij = (s_i + s_j)/2 (1 - eps |s_i - s_j|). */
static inline double potentials_cross(double si, double sj, double half_eps)
{
    return (si + sj) * (0.5 - half_eps * fabs(si - sj));
}

/* Capped, and rounded to a multiple of 2^-30: a sum of these is exact. */
static inline double potentials_exact(double v)
{
    const double magic = 0x1.8p22;
    return ((v < POTENTIALS_CAP ? v : POTENTIALS_CAP) + magic) - magic;
}

/* Distance squared to the nearest image [length^2]. */
static inline double potentials_distance2(const uint32_t *a, const uint32_t *b, double unit2)
{
    const double x = (int32_t)(a[0] - b[0]), y = (int32_t)(a[1] - b[1]), z = (int32_t)(a[2] - b[2]);
    return (x * x + y * y + z * z) * unit2;
}

#endif
