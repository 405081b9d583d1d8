/* Permutations of hidden units that do not change the function of a network, and alignment of one
   network to another by them. Weights are in double, whatever precision they were trained in. */
#ifndef DNN_LANDSCAPE_UNIT_ALIGNMENT_H
#define DNN_LANDSCAPE_UNIT_ALIGNMENT_H

#include <stdint.h>

#include "dnn/training/gradient.h"
#include "dnn/network/network.h"

struct unit_alignment_group {      /* hidden units of a layer: rows, and blocks of columns above */
    const struct layer *from, *to; /* to: the next with weights, or the vote */
    size_t into;                   /* number of layer `to`, whose input shows the units */
    size_t units, per;             /* columns of `to` that a unit has; 0: a vote */
    size_t classes;                /* unit k is in class k classes / units; classes do not mix */
};

struct unit_alignment {
    const struct network *net; /* borrowed */
    size_t n;
    struct unit_alignment_group group[NETWORK_DEPTH];
};

/* Fatal, naming `where` and the layer, if a layer fixes the order of its channels. */
void unit_alignment_init(struct unit_alignment *s, const struct network *net, const char *where);

/* out (weights) = w (weights) with the units of group g in another order: unit k is unit order[k]
   of w. */
void unit_alignment_permute(const struct unit_alignment *s, size_t g, const uint32_t *order,
                            const double *w, double *out);

/* Order of units of b that makes sum over k of similarity(k, order[k]) largest; similarity (units,
   units) is overwritten where units are of different classes. */
void unit_alignment_match(const struct unit_alignment_group *g, double *similarity,
                          uint32_t *order);

/* out = b, its units in the order that makes the overlap with a largest: exactly for one group, by
   coordinate descent over groups for more (Ainsworth, Hayase, Srinivasa, arXiv:2209.04836). */
void unit_alignment_align(const struct unit_alignment *s, const double *a, const double *b,
                          double *out);

/* Profiles of the units of all groups: values at n samples of a part, standardised to mean 0 and
   length 1 per unit, to z (unit_alignment_profile_size). Overwrites the gathered batch of g. */
size_t unit_alignment_profile_size(const struct unit_alignment *s, size_t n);
void unit_alignment_profile(const struct unit_alignment *s, struct gradient *g, const real *w,
                            const struct data_part *part, size_t n, double *z);
/* The same as unit_alignment_align, by correlations of the profiles of a and b, group by group (Li
   et al., arXiv:1511.07543). */
void unit_alignment_align_profiles(const struct unit_alignment *s, size_t n, const double *za,
                                   const double *zb, const double *b, double *out);

#endif
