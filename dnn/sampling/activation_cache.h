/* Values of every layer for all training samples, kept while single weights, units or layers are
   tried: a trial computes again only what it touches. A weight of the first layer of a perceptron of
   one hidden layer costs one unit and the outputs for every sample, however many inputs there are.
   For networks of dense, tree and vote layers with functions value by value between them. */
#ifndef DNN_SAMPLING_ACTIVATION_CACHE_H
#define DNN_SAMPLING_ACTIVATION_CACHE_H

#include "dnn/training/gradient.h"

struct checkpoint;

struct weight_change { /* weights that a trial has changed */
    size_t layer;      /* number; all above it follow */
    size_t row;        /* LAYER_ALL: every row, and none of the rest counts */
    size_t column;     /* l->columns: the bias; LAYER_ALL: the whole row */
    double change;     /* of that one weight */
};

struct activation_cache {
    const struct network *net;       /* NULL: nothing can be kept; borrowed */
    const struct gradient *gradient; /* loss, threads; borrowed */
    const struct data *data;         /* borrowed */
    size_t n, blocks;                /* samples, in blocks of equal size */
    real *value[NETWORK_DEPTH + 1];  /* (blocks, features, samples of a block) */
    real *tried[NETWORK_DEPTH + 1];  /* the same after the trial, where touched */
    size_t row[NETWORK_DEPTH + 1];   /* that tried has, LAYER_ALL, or none */
    uint8_t *label;                  /* (n) */
    double *block_loss;              /* (blocks) */
    real **scratch, **difference;    /* (threads) */
    double loss, tried_loss;         /* sums over samples */
    uint64_t version;                /* what the values belong to; 0: nothing yet */
    uint64_t age;                    /* trials accepted since all was computed */
};

/* Memory is taken by the first activation_cache_loss. */
void activation_cache_init(struct activation_cache *k, const struct network *net,
                           const struct gradient *g, const struct data *data);
void activation_cache_clear(struct activation_cache *k);
/* What a restart at w needs, whose number is `change`: sums carry the rounding of their history. */
void activation_cache_visit(struct activation_cache *k, struct checkpoint *c, const real *w,
                            uint64_t version);

bool activation_cache_possible(const struct activation_cache *k);
/* Loss [sum over samples] at w, which have not been touched since `change`. */
double activation_cache_loss(struct activation_cache *k, const real *w, uint64_t version);
/* The same after weights have been touched, w being the new ones; once after activation_cache_loss. */
double activation_cache_try(struct activation_cache *k, const real *w,
                            const struct weight_change *t);
void activation_cache_commit(struct activation_cache *k,
                             uint64_t version); /* what was tried is kept; nothing to do if not */

#endif
