/* Features and weights exchanged together: two pixels or two channels of all images of a batch, and
   the columns of the first layer that they enter. The function of the network stays, so that the
   loss of the batch does not change. */
#ifndef DNN_TRAINING_JOINT_SWAPS_H
#define DNN_TRAINING_JOINT_SWAPS_H

#include "dnn/network/network.h"

struct rng;

/* For the table of protocols; `code` is the swap of features. */
#define JOINT_SWAPS_TABLE(X)                                                                       \
    X(joint_pixel, "AAS",                                                                          \
      "two pixels of all images and their columns of the first layer change places")               \
    X(joint_channel, "ASA",                                                                        \
      "two channels of all images and their columns of the first layer, likewise")

struct joint_swaps_pair {
    const char *code; /* of feature_swaps.h: AAS or ASA, common to all images */
    size_t a, b;      /* pixels or channels */
};

/* Requirement that the network violates; NULL: the swap is possible. */
const char *joint_swaps_unsupported(const char *code, const struct network *net);

/* The pair that feature_swaps_apply will draw from these random numbers, which are not used up. */
struct joint_swaps_pair joint_swaps_draw(const char *code, const struct network *net,
                                         struct rng rng);

/* Exchanges the columns in w (P); undoes itself. */
void joint_swaps_apply(const struct joint_swaps_pair *p, const struct network *net, real *w);

#endif
