/* Swaps of features: values of the gathered batch change places; the data set itself is never
   written. A protocol is its own name, <image><channel><pixel>, each letter one of
     1  one element, at random        S  two elements, exchanged        A  all elements
   so that 1SA exchanges two channels of one image, for all its pixels. With two or three S the
   two places differ along each of these axes. Labels stay. */
#ifndef DNN_FEATURE_SWAPS_H
#define DNN_FEATURE_SWAPS_H

#include "dnn/gradient.h"

struct rng;

/* What the code exchanges that this batch does not have two of ("channels"), or NULL if it can
   be done. */
const char *feature_swaps_lack(const char *code, const struct gradient *g);

/* One swap of the gathered batch. Where all images take part, `common` gives all the same
   places; otherwise each draws its own. The same numbers from rng make the same swap, and a swap
   undoes itself. */
void feature_swaps_apply(const char *code, bool common, struct gradient *g, struct rng *rng);

#endif
