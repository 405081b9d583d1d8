/* Augmentations, the baselines of swaps of features: other perturbations of a gathered batch for
   one step, as rows of one table. The data set is not written. */
#ifndef DNN_TRAINING_AUGMENT_H
#define DNN_TRAINING_AUGMENT_H

#include "common/core/base.h"
#include "dnn/training/gradient.h"

struct rng;

/* All rows, for this table and that of protocols: name, usual amount, whether it changes labels,
   the limit of its amount (a static function of augment.c, or NULL), doc. The function of a row is
   augment_NAME below, in augment.c or in a file augment_NAME.c. */
#define AUGMENT_KINDS(X)                                                                           \
    X(flip_crop, 4, false, whole_pixels,                                                           \
      "every image: flipped left-right or not, moved by up to `amount` pixels")                    \
    X(channel_shuffle, 1, false, two_channels,                                                     \
      "every image, with probability `amount`: its channels in random order")                      \
    X(noise, 0.1, false, NULL,                                                                     \
      "every value: normal noise of standard deviation `amount` is added")                         \
    X(patch_shuffle, 0.05, false, whole_patches,                                                   \
      "every image, with probability `amount`: pixels of each 2 x 2 patch in random order")        \
    X(mixup, 1, true, probability,                                                                 \
      "pairs of images mixed, the other's share uniform in [0, `amount`], labels too")             \
    X(label_noise, 0.1, true, probability, "every label, with probability `amount`: one at random")

#define AUGMENT_FUNCTION(n, u, l, k, d)                                                            \
    void augment_##n(struct gradient *g, double amount, struct rng *rng);
AUGMENT_KINDS(AUGMENT_FUNCTION)

struct augment_kind { /* table row */
    const char *name, *doc;
    double usual; /* amount */
    void (*apply)(struct gradient *g, double amount, struct rng *rng);
    bool labels; /* changes labels, which are then one per sample */
    /* The violated requirement as text; NULL if it is met. A row without this function has no
       requirement. */
    const char *(*unsupported)(double amount, struct layer_shape shape);
};

extern const struct base_table augment_table;

/* The requirement that this amount or shape of images violates, as text; NULL if there is none. */
const char *augment_unsupported(const struct augment_kind *kind, double amount,
                                struct layer_shape shape);

#endif
