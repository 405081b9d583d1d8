/* Exchanges of hidden units that leave the function of a network as it is, and alignment of one
   network with another by them. Weights are vectors in double, whatever precision they are trained
   in. */
#ifndef DNN_LANDSCAPE_UNIT_ALIGNMENT_H
#define DNN_LANDSCAPE_UNIT_ALIGNMENT_H

#include <stdint.h>

#include "dnn/training/gradient.h"
#include "dnn/network/network.h"

struct
    unit_alignment_group { /* the hidden units of a layer: rows there, blocks of columns further on */
    const struct layer *from, *to; /* to: the next with weights, or the vote */
    size_t into;                   /* number of layer `to`, whose input shows the units */
    size_t units, per;             /* columns of `to` that a unit has; 0: a vote */
    size_t
        classes; /* unit k is in class k classes / units; only units of one class may be exchanged */
};

struct unit_alignment {
    const struct network *net; /* borrowed */
    size_t n;
    struct unit_alignment_group group[NETWORK_DEPTH];
};

/* Dies naming `where` and the layer on networks with layers that fix who is who, or that mix
   units. */
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

/* What units do, of all groups one after the other: values at n samples of a part, each unit's to
   mean 0 and length 1, to z (unit_alignment_profile_size). Uses the memory of g's gathered batch. */
size_t unit_alignment_profile_size(const struct unit_alignment *s, size_t n);
void unit_alignment_profile(const struct unit_alignment *s, struct gradient *g, const real *w,
                            const struct data_part *part, size_t n, double *z);
/* The same as unit_alignment_align by correlations of the profiles of a and b, group by group (Li et al.,
   arXiv:1511.07543). */
void unit_alignment_align_profiles(const struct unit_alignment *s, size_t n, const double *za,
                                   const double *zb, const double *b, double *out);

#endif
