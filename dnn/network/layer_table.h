/* Layers: a layer is a row of one table and a view into the network's weight vector.

   Layout everywhere: values of b samples are (features, b) with the sample index innermost,
   features being (channel, height, width). Then flattening is nothing, a row of an image is one run
   of memory for all samples, so that a convolution needs no copies of patches, and every loop
   vectorises over samples. */
#ifndef DNN_NETWORK_LAYER_TABLE_H
#define DNN_NETWORK_LAYER_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/core/base.h"
#include "common/core/rng.h"
#include "dnn/kernels/precision.h"

enum { LAYER_ARGUMENTS = 4 };

struct layer_shape {
    size_t channels, height, width;
};

struct layer {
    const struct layer_kind *kind;
    struct layer_shape in, out;
    size_t window, stride, padding; /* [pixels] of conv and pooling */
    size_t rows, columns; /* weight matrix (outputs, fan-in), row-major; rows = 0: no weights */
    bool bias;            /* rows biases follow the matrix */
    size_t offset;        /* of its weights in the network's vector */
    size_t back;          /* layers back to the value that `back` and `add` name; 0: none */
    double amount;        /* share of values dropped, slope of a leaky relu, sides of a vote, ... */
    size_t averages;      /* running averages it keeps besides its weights ... */
    size_t average;       /* ... and their place among the network's */
};

struct layer_pass { /* b samples through one layer, there and back */
    size_t b;
    bool training;       /* a gradient is wanted: batch statistics, dropout */
    const real *w;       /* its weights */
    const real *x;       /* (in, b) */
    const real *pairs;   /* x, two in the place of one (gemm.h), or NULL */
    const real *other;   /* (out, b) the value `back` layers ago */
    real *y;             /* (out, b) */
    const real *average; /* its running averages */
    real *moments;       /* this batch's contributions to them, written by forward */
    struct rng noise;    /* the same for forward and backward */
    const real *dy;      /* (out, b) slope of the loss */
    real *dx;            /* (in, b), or NULL if nobody wants it */
    real *dother;        /* (out, b) slope is added to it */
    real *dw;            /* as w lies, or NULL if nobody wants it */
    real *scratch;       /* anybody's between calls */
};

struct layer_kind { /* a row */
    const char *name, *doc;
    size_t least, most; /* numbers it takes */
    bool in_place;      /* forward may have y = x, backward has dx = dy */
    /* From l->in and n numbers: window, out, rows, columns ... What is wrong, or NULL. */
    const char *(*shape)(struct layer *l, const double *number, size_t n);
    void (*forward)(const struct layer *l, const struct layer_pass *p);
    void (*backward)(const struct layer *l, const struct layer_pass *p); /* writes dx and dw */
    size_t (*scratch)(const struct layer *l, size_t b);                  /* reals; NULL: none */
    bool fixed_start; /* weights start at 1, biases at 0, and averages stand below them */
};

extern const struct layer_kind layer_table_rows[];
extern const struct base_table layer_table;

size_t layer_features(struct layer_shape s);
size_t layer_weights(const struct layer *l);                  /* matrix and biases */
const real *layer_bias(const struct layer *l, const real *w); /* (rows), or NULL */
/* Slopes of the biases: sums of n values of dy a row; nothing if dw is NULL. */
void layer_bias_slope(const struct layer *l, const real *dy, real *dw, size_t n);
const char *layer_whole(const double *number, size_t n); /* NULL if all are counts */

/* dense.c */
const char *dense_shape(struct layer *l, const double *number, size_t n);
void dense_forward(const struct layer *l, const struct layer_pass *p);
void dense_backward(const struct layer *l, const struct layer_pass *p);
size_t dense_scratch(const struct layer *l, size_t b);
const char *dense_tree_shape(struct layer *l, const double *number, size_t n);
void dense_tree_forward(const struct layer *l, const struct layer_pass *p);
void dense_tree_backward(const struct layer *l, const struct layer_pass *p);
size_t dense_tree_scratch(const struct layer *l, size_t b);
const char *dense_vote_shape(struct layer *l, const double *number, size_t n);
void dense_vote_forward(const struct layer *l, const struct layer_pass *p);
void dense_vote_backward(const struct layer *l, const struct layer_pass *p);
real dense_vote_share(const struct layer *l, size_t k); /* factor of input k */
size_t dense_vote_scratch(const struct layer *l, size_t b);

/* convolution.c */
const char *convolution_shape(struct layer *l, const double *number, size_t n);
void convolution_forward(const struct layer *l, const struct layer_pass *p);
void convolution_backward(const struct layer *l, const struct layer_pass *p);
size_t convolution_scratch(const struct layer *l, size_t b);

/* im2col.c: convolutions of any stride, by patches copied into a matrix */
void im2col_forward(const struct layer *l, const struct layer_pass *p);
void im2col_backward(const struct layer *l, const struct layer_pass *p);
size_t im2col_scratch(const struct layer *l, size_t b);

/* pooling.c */
const char *pooling_shape(struct layer *l, const double *number, size_t n);
void pooling_largest(const struct layer *l, const struct layer_pass *p);
void pooling_largest_backward(const struct layer *l, const struct layer_pass *p);
void pooling_mean(const struct layer *l, const struct layer_pass *p);
void pooling_mean_backward(const struct layer *l, const struct layer_pass *p);

/* batchnorm.c: batch normalisation and dropout */
const char *batchnorm_shape(struct layer *l, const double *number, size_t n);
void batchnorm_forward(const struct layer *l, const struct layer_pass *p);
void batchnorm_backward(const struct layer *l, const struct layer_pass *p);
const char *dropout_shape(struct layer *l, const double *number, size_t n);
void dropout_forward(const struct layer *l, const struct layer_pass *p);
void dropout_backward(const struct layer *l, const struct layer_pass *p);

#endif
