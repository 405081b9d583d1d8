/* Pair potentials of the liquid, and the kernels that add them up.

   A position is three 32-bit integers in units of L / 2^32, so that integer wrap-around is the
   periodic box and the difference of two positions, read as signed, is their nearest image. Two
   dimensions: x[2] = 0.

   Pair energies are computed in single precision, capped at POTENTIALS_CAP and rounded to a
   multiple of 2^-30 (9e-10). Sums of such numbers, taken in double precision, are exact below 2^23,
   so they depend on no order: the same bits from every neighbour list, lane width and instruction
   set, and a running energy that never drifts from the energy computed from scratch. Against double
   precision a pair is wrong by about 1e-6 of its energy, at random. */
#ifndef GLASS_SPHERES_STATE_POTENTIALS_H
#define GLASS_SPHERES_STATE_POTENTIALS_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/core/base.h"
#include "glass/spheres/state/tabulated.h"

/* [energy]; met only where two centres almost coincide, r < 0.45 s_ij for n = 12 */
#define POTENTIALS_CAP 0x1p14
/* [energy]; above the virial of every pair below the cap of energies, n v with n <= 24 */
#define POTENTIALS_VIRIAL_CAP 0x1p20

enum { POTENTIALS_LANES = 8, POTENTIALS_KINDS = 5 };

struct sphere {
    uint32_t x[3]; /* [L / 2^32] */
    float s;       /* diameter [length]; NAN for the ghost: no distance is below its cut-off */
};

/* Species whose cross diameters follow no rule. The diameter identifies the species. */
struct potentials_mixture {
    int kinds;
    float s[POTENTIALS_KINDS];                           /* own diameters, all different [length] */
    double cross[POTENTIALS_KINDS][POTENTIALS_KINDS];    /* s_ij [length] */
    double strength[POTENTIALS_KINDS][POTENTIALS_KINDS]; /* e_ij, a factor of v */
};

/* Tilt of the box along its edges (common/numerics/box.h), as multiples of the differences in y and z. */
struct potentials_skew {
    bool used;         /* false: a cube, the others are not read */
    double xy, xz, yz; /* x += xy y + xz z of y += yz z */
    int64_t fixed[3];  /* the same [2^-32] */
    double stretch;    /* box_stretch */
};

struct potentials_view {                      /* the part of a system that kernels read */
    const struct sphere *p;                   /* (N + 1), borrowed; the last is the ghost */
    double unit2;                             /* (L / 2^32)^2 [length^2] */
    double half_eps;                          /* half the non-additivity [1/length] */
    const struct potentials_mixture *mixture; /* NULL: s_ij by the rule of half_eps, e_ij = 1 */
    const struct tabulated *tabulated;        /* of the potential, NULL if it has none */
    struct potentials_skew skew;              /* of the box */
};

struct potentials_bond { /* constants of a pair, from the diameters */
    double s2, e;        /* s_ij^2 [length^2], e_ij; NAN for diameters that are no species */
    int pair;            /* a KINDS + b of species a and b; 0 without species */
};

struct potential { /* table row */
    const char *name, *doc;
    double cut;    /* range [s_ij], or [length] if absolute */
    bool absolute; /* the same cut for every pair */
    bool mixed;    /* reads the species of a potentials_mixture */
    bool hard;     /* overlaps have infinite energy and are always refused; no forces */
    int smooth;    /* derivatives continuous at the cut; -1: v itself jumps there */
    double scale;  /* strength where spheres touch; 0: 1 [energy] */
    const struct tabulated *tabulated; /* borrowed; NULL: the functions below */
    struct { /* v(r) = sum a (s/r)^n beyond the cut, for tail corrections; a = 0: nothing */
        double a, n;
    } tail[2];
    /* v(r), -r v'(r) and r^2 v''(r) [energy] of r^2 and s_ij^2 [length^2], in double precision,
       neither capped nor rounded; times e_ij of the pair. */
    double (*energy)(double r2, double s2);
    double (*virial)(double r2, double s2);
    double (*curvature)(double r2, double s2);
    /* The exact pair energy of two spheres. */
    double (*pair)(const struct potentials_view *w, struct sphere a, struct sphere b);
    /* Energy that one sphere gains when it moves (to.s = from.s), or changes its size to s, in one
       pass over a list of n neighbours that is padded with ghosts to a multiple of
       POTENTIALS_LANES. From NAN: the whole energy at size s. */
    double (*move)(const struct potentials_view *w, const uint32_t *list, size_t n,
                   struct sphere from, struct sphere to);
    double (*resize)(const struct potentials_view *w, const uint32_t *list, size_t n,
                     struct sphere from, float s);
};

struct potentials_isa { /* table row: an instruction set */
    const char *name, *doc;
    const struct potential *potentials; /* NULL: the best one that runs here */
    const struct potential *tabulated;  /* tabulated_base, ... */
    bool (*runs)(void);
};

extern const struct base_table potentials_table, potentials_isas;

/* The potential `name` in the kernels of an instruction set; fatal, naming `where`, if the
   processor lacks it. */
const struct potential *potentials_pick(const struct potentials_isa *isa, const char *name,
                                        const char *where);

/* The tables, one per instruction set. */
extern const struct potential potentials_base[], potentials_avx2[], potentials_avx512[];
/* Kernels over v->tabulated, likewise: [0] without species, [1] with species. */
extern const struct potential tabulated_base[], tabulated_avx2[], tabulated_avx512[];

/* The kernels over tables in an instruction set; fatal likewise. */
const struct potential *potentials_tabulated(const struct potentials_isa *isa, bool species,
                                             const char *where);

/* Cross diameter s_ij = (s_i + s_j)/2 (1 - eps |s_i - s_j|). */
static inline double potentials_cross(double si, double sj, double half_eps)
{
    return (si + sj) * (0.5 - half_eps * fabs(si - sj));
}

/* Index of the species with this diameter; -1 if there is none. */
static inline int potentials_kind(const struct potentials_mixture *m, float s)
{
    for (int k = 0; k < m->kinds; k++)
        if (m->s[k] == s) return k;
    return -1;
}

static inline struct potentials_bond potentials_bond(const struct potentials_view *w, float si,
                                                     float sj)
{
    if (!w->mixture) {
        const double sij = potentials_cross(si, sj, w->half_eps);
        return (struct potentials_bond){sij * sij, 1, 0};
    }
    const int i = potentials_kind(w->mixture, si), j = potentials_kind(w->mixture, sj);
    if (i < 0 || j < 0) return (struct potentials_bond){NAN, NAN, 0};
    const double sij = w->mixture->cross[i][j];
    return (struct potentials_bond){sij * sij, w->mixture->strength[i][j],
                                    i * POTENTIALS_KINDS + j};
}

/* Square of the cut-off of a pair [length^2]. */
static inline double potentials_range2(const struct potential *v, struct potentials_bond b)
{
    if (v->tabulated) return v->tabulated->cut2[b.pair] * b.s2;
    return v->cut * v->cut * (v->absolute ? 1 : b.s2);
}

/* True if a pair at squared distance r2 interacts. */
static inline bool potentials_within(const struct potential *v, double r2, struct potentials_bond b)
{
    return r2 < potentials_range2(v, b);
}

/* v(r), -r v'(r) and r^2 v''(r) of a pair [energy] in double precision, 0 beyond its cut-off. */
static inline double potentials_energy(const struct potential *v, double r2,
                                       struct potentials_bond b)
{
    return b.e *
           (v->tabulated ? tabulated_energy(v->tabulated, b.pair, r2 / b.s2) : v->energy(r2, b.s2));
}

static inline double potentials_virial(const struct potential *v, double r2,
                                       struct potentials_bond b)
{
    return b.e *
           (v->tabulated ? tabulated_virial(v->tabulated, b.pair, r2 / b.s2) : v->virial(r2, b.s2));
}

static inline double potentials_curvature(const struct potential *v, double r2,
                                          struct potentials_bond b)
{
    return b.e * (v->tabulated ? tabulated_curvature(v->tabulated, b.pair, r2 / b.s2)
                               : v->curvature(r2, b.s2));
}

/* True if the energy is finite where two centres coincide. */
static inline bool potentials_bounded(const struct potential *v)
{
    return !v->hard && (v->tabulated ? v->tabulated->bounded : isfinite(v->energy(0, 1)));
}

/* Cut-off of the pair [length]. */
static inline double potentials_range(const struct potential *v, const struct potentials_view *w,
                                      float si, float sj)
{
    if (v->absolute) return v->cut;
    if (!w->mixture) return v->cut * potentials_cross(si, sj, w->half_eps);
    const int i = potentials_kind(w->mixture, si), j = potentials_kind(w->mixture, sj);
    const double cut = v->tabulated ? sqrt(v->tabulated->cut2[i * POTENTIALS_KINDS + j]) : v->cut;
    return cut * w->mixture->cross[i][j];
}

/* Rounded to a multiple of 2^-30: a sum of these is exact. */
static inline double potentials_round(double v)
{
    const double magic = 0x1.8p22;
    return (v + magic) - magic;
}

static inline double potentials_exact(double v) /* capped, too */
{
    return potentials_round(v < POTENTIALS_CAP ? v : POTENTIALS_CAP);
}

static inline double potentials_exact_virial(double w)
{
    return potentials_round(fmin(w, POTENTIALS_VIRIAL_CAP));
}

/* k d [2^-32], rounded towards 0 */
static inline uint32_t potentials_times(int64_t k, int32_t d)
{
    const int64_t p = k * d;
    return (uint32_t)((p + (p >> 63 & UINT32_MAX)) >> 32);
}

/* Vector from b to the nearest image of a, to d (3) [L / 2^32]. In a tilted box an image of y is an image
   in the box of the tilted edges, whose x differs: y is reduced first. Truncation towards 0 keeps d(a, b) =
   -d(b, a). */
static inline void potentials_vector(const struct potentials_view *w, const uint32_t *a,
                                     const uint32_t *b, int32_t *d)
{
    for (int k = 0; k < 3; k++) d[k] = (int32_t)(a[k] - b[k]);
    if (!w->skew.used) return;
    const int64_t *const k = w->skew.fixed;
    d[1] = (int32_t)((uint32_t)d[1] + potentials_times(k[2], d[2]));
    d[0] = (int32_t)((uint32_t)d[0] + potentials_times(k[0], d[1]) + potentials_times(k[1], d[2]));
}

/* Distance squared to the nearest image [length^2]. */
static inline double potentials_distance2(const struct potentials_view *w, const uint32_t *a,
                                          const uint32_t *b)
{
    int32_t d[3];
    potentials_vector(w, a, b, d);
    const double x = d[0], y = d[1], z = d[2];
    return (x * x + y * y + z * z) * w->unit2;
}

#endif
