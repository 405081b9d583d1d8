/* g(r), S(k) and their partial functions, averaged over configurations, with errors from blocks of
   consecutive configurations. With N_a spheres of class a in a box of volume V,

     g_ab(r) = V / (pairs of a with b) (number of pairs a, b in a shell) / (its volume),
     S_ab(k) = < Re rho_a(k) rho_b(-k) > / sqrt(N_a N_b)        (Ashcroft and Langreth, 1967),

   pairs of a with b: N_a N_b, or N_a (N_a - 1) / 2 for a = b. They add up to the totals:
   g = sum_{a <= b} (pairs of a with b) / (all pairs) g_ab,  S = sum_ab sqrt(x_a x_b) S_ab, x_a = N_a / N. */
#ifndef GLASS_SPHERES_STRUCTURE_PAIR_CORRELATIONS_H
#define GLASS_SPHERES_STRUCTURE_PAIR_CORRELATIONS_H

#include "common/numerics/statistics.h"
#include "glass/spheres/structure/size_classes.h"
#include "glass/spheres/structure/structure_factor.h"

enum { PAIR_CORRELATIONS_BLOCKS = 16 };

struct pair_correlations_grid {
    double width, rmax;   /* bin and range of g(r), at most L / 2 [length] */
    double spacing, kmax; /* of S(k) [1/length]; spacing 0: 2 pi / L */
};

struct pair_correlations_block {
    double frames, *g;  /* (rows, bins) sums of g over the frames */
    double *g6, *pairs; /* (bins) sums of Re psi_i psi_j^*, numbers of pairs; two dimensions */
    struct structure_factor S;
};

struct pair_correlations {
    struct size_classes classes;
    struct pair_correlations_grid grid;
    size_t rows, bins, shells; /* rows: the total, and pairs of classes in their order */
    size_t blocks, frames;     /* blocks in use; frames that will be added */
    struct pair_correlations_block block[PAIR_CORRELATIONS_BLOCKS];
    bool hexatic;      /* two dimensions */
    unsigned char *of; /* (n) */
    double *count;     /* (rows, bins) of one frame */
};

/* For configurations like s. One class of all spheres has only the total row. */
void pair_correlations_init(struct pair_correlations *c, const struct spheres *s,
                            const struct size_classes *classes,
                            const struct pair_correlations_grid *grid);
void pair_correlations_clear(struct pair_correlations *c);

/* Begins an average over `frames` configurations, and adds number `frame` of them. */
void pair_correlations_begin(struct pair_correlations *c, size_t frames);
void pair_correlations_add(struct pair_correlations *c, const struct spheres *s, size_t frame);

/* Of row 0 (the total) or 1 + a pair of classes. Errors: NAN of one block. NAN of a pair that no
   spheres make, and of a shell without waves. */
struct statistics_estimate pair_correlations_g(const struct pair_correlations *c, size_t row,
                                               size_t bin);
struct statistics_estimate pair_correlations_S(const struct pair_correlations *c, size_t row,
                                               size_t shell);
/* g_6(r) = <Re psi_6(0)^* psi_6(r)> of pairs at a distance, psi_6 by Voronoi neighbours; two
   dimensions alone. */
struct statistics_estimate pair_correlations_g6(const struct pair_correlations *c, size_t bin);
/* Mean |k| of a shell [1/length]; NAN without waves. */
double pair_correlations_k(const struct pair_correlations *c, size_t shell);

#endif
