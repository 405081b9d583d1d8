/* Activation cache: the values of every layer for all training samples. A trial of a weight, a unit
   or a layer computes only the values that it changes. For one hidden layer, a trial of a weight
   below it computes one unit and the outputs, for any number of inputs. Which layers support it:
   struct layer_kind, members elementwise and propagate. */
#ifndef DNN_SAMPLING_ACTIVATION_CACHE_H
#define DNN_SAMPLING_ACTIVATION_CACHE_H

#include "dnn/training/gradient.h"

struct checkpoint;

struct weight_change { /* weights that a trial has changed */
    size_t layer;      /* index of the layer; all values above it depend on them */
    size_t row;        /* LAYER_ALL: all rows, and column and change are unused */
    size_t column;     /* l->columns: the bias; LAYER_ALL: the whole row */
    double change;     /* of that one weight */
};

struct activation_cache {
    const struct network *net;       /* NULL: some layer does not support the cache; borrowed */
    const struct gradient *gradient; /* loss, threads; borrowed */
    const struct data *data;         /* borrowed */
    size_t n, blocks;                /* samples, in blocks of equal size */
    real *value[NETWORK_DEPTH + 1];  /* (blocks, features, samples of a block) */
    real *tried[NETWORK_DEPTH + 1];  /* the same after the trial, where changed */
    size_t row[NETWORK_DEPTH + 1];   /* row that the trial has changed, LAYER_ALL, or none */
    real *target;                    /* (targets, n) in blocks; NULL: data without targets */
    uint8_t *label;                  /* (n) */
    double *block_loss;              /* (blocks) */
    real **scratch, **difference;    /* (threads) */
    double loss, tried_loss;         /* sums over samples */
    uint64_t version; /* version of the weights that the values belong to (state.h); 0: none */
    uint64_t age;     /* trials accepted since all values were computed */
};

/* Memory is allocated by the first activation_cache_loss. */
void activation_cache_init(struct activation_cache *k, const struct network *net,
                           const struct gradient *g, const struct data *data);
void activation_cache_clear(struct activation_cache *k);
/* Reads or writes what a restart needs: the sums contain rounding errors of earlier trials. */
void activation_cache_visit(struct activation_cache *k, struct checkpoint *c, const real *w,
                            uint64_t version);

bool activation_cache_possible(const struct activation_cache *k);
/* Loss [sum over samples] at w, whose version is given; computed only if the version is new. */
double activation_cache_loss(struct activation_cache *k, const real *w, uint64_t version);
/* Loss after a trial; w are the new weights. Call activation_cache_loss before. */
double activation_cache_try(struct activation_cache *k, const real *w,
                            const struct weight_change *t);
void activation_cache_commit(
    struct activation_cache *k,
    uint64_t version); /* accepts the last trial; a rejected one needs no call */

#endif
