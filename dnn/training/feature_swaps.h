/* Swaps of features: values of images change places. A protocol is its own name,
   <image><channel><pixel>, each letter one of
     1  one element, at random        S  two elements, exchanged        A  all elements
   so that 1SA exchanges two channels of one image, for all its pixels. With two or three S the
   two places differ along each of these axes. */
#ifndef DNN_TRAINING_FEATURE_SWAPS_H
#define DNN_TRAINING_FEATURE_SWAPS_H

#include "dnn/training/gradient.h"

struct rng;

/* All codes, for the tables of moves and protocols. */
#define FEATURE_SWAPS_CODES(X)                                                                     \
    X(SAA, "two images change places, under their labels")                                         \
    X(SA1, "two images exchange one pixel, all channels")                                          \
    X(S1A, "two images exchange one channel, all pixels")                                          \
    X(S11, "two images exchange one value")                                                        \
    X(1SA, "two channels of one image change places, all pixels")                                  \
    X(1S1, "two channels of one image exchange one pixel")                                         \
    X(ASA, "two channels of all images change places, all pixels")                                 \
    X(AS1, "two channels of all images exchange one pixel")                                        \
    X(1AS, "two pixels of one image change places, all channels")                                  \
    X(11S, "two pixels of one channel of one image change places")                                 \
    X(AAS, "two pixels of all images change places, all channels")                                 \
    X(A1S, "two pixels of one channel of all images change places")                                \
    X(SSA, "a channel of one image and another of another image change places")                    \
    X(SS1, "the same, one pixel")                                                                  \
    X(SAS, "a pixel of one image and another of another image change places, all channels")        \
    X(S1S, "the same, one channel")                                                                \
    X(ASS, "two values at different channels and pixels change places, in all images")             \
    X(1SS, "the same, in one image")                                                               \
    X(SSS, "two values of different images, channels and pixels change places")

struct feature_swaps_rule {
    const char *code;
    bool common; /* swaps of all images: true if all exchange the same places, false if each draws
                    its own */
    bool follow; /* labels of two images change places with their values; otherwise they stay */
};

struct feature_swaps_images { /* the images whose values are exchanged; borrowed */
    struct gradient *batch;   /* the gathered batch; NULL: the samples below */
    const struct data *data;  /* set of the training samples */
    const uint32_t *index;    /* (n) numbers of the training samples; NULL: all n */
    size_t n;
};

/* The axis ("channels") along which the code needs two elements, but n images of this shape have
   one. NULL if the swap is possible. */
const char *feature_swaps_unsupported(const char *code, struct layer_shape shape, size_t n);

bool feature_swaps_two_images(const char *code); /* values of two images are exchanged */
bool feature_swaps_all_images(const char *code); /* every image takes part */

/* The places that feature_swaps_apply draws for all images, whose code has one S: two channels or two
   pixels. Uses up the same random numbers. */
void feature_swaps_pair(const char *code, struct layer_shape shape, struct rng *rng, size_t *a,
                        size_t *b);

/* Makes one swap. The same random numbers make the same swap, and a swap is its own inverse. */
void feature_swaps_apply(const struct feature_swaps_rule *rule,
                         const struct feature_swaps_images *images, struct rng *rng);

#endif
