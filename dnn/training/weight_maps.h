/* Maps of all weights at once, between steps of training: rescalings of hidden units, which keep the
   function of the network, and permutations of the first weights. One table. */
#ifndef DNN_TRAINING_WEIGHT_MAPS_H
#define DNN_TRAINING_WEIGHT_MAPS_H

#include "common/core/base.h"
#include "dnn/network/network.h"

struct rng;

/* All rows, for this table and that of protocols: name, usual amount (0: it has none), whether it
   needs the gradient, whether it needs the first weights, doc. The function is weight_maps_NAME. */
#define WEIGHT_MAPS_TABLE(X)                                                                       \
    X(rescale, 0.5, false, false,                                                                  \
      "hidden units: weights in times t, out over t, normal ln t of deviation `amount`")           \
    X(teleport, 0.5, true, false,                                                                  \
      "the same, t climbs |gradient|^2 of the batch, |ln t| up to `amount` (teleportation)")       \
    X(laperm, 0, false, true,                                                                      \
      "weights into each unit: the first values, in the order of the present ones (LaPerm)")

struct weight_maps_arguments {
    const struct network *net;
    real *w;           /* (P) */
    real *g;           /* (P) gradient at w, transformed with w; or NULL if it is not needed */
    const real *first; /* (P) first weights, or NULL if they are not needed */
    double amount;
    struct rng *rng;
};

struct weight_maps_kind { /* table row */
    const char *name, *doc;
    double usual; /* amount; 0: it has none */
    bool gradient, first;
    void (*apply)(const struct weight_maps_arguments *a);
};

#define WEIGHT_MAPS_FUNCTION(n, u, g, f, d)                                                        \
    void weight_maps_##n(const struct weight_maps_arguments *a);
WEIGHT_MAPS_TABLE(WEIGHT_MAPS_FUNCTION)

extern const struct base_table weight_maps_table;

/* Requirement that the network violates, as text; NULL: none. */
const char *weight_maps_unsupported(const struct weight_maps_kind *kind, const struct network *net);

#endif
