/* Layers: a layer is a row of one table and a view into the network's weight vector.

   Layout everywhere: values of b samples are (features, b) with the sample index innermost,
   features being (channel, height, width). Then flattening is nothing, a product of a layer is
   one matrix product, a row of an image is one run of memory for all samples, and every loop
   vectorises over samples. */
#ifndef DNN_LAYERS_H
#define DNN_LAYERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base.h"
#include "dnn/real.h"

enum { LAYERS_ARGUMENTS = 4 };

struct layers_shape {
    size_t channels, height, width;
};

struct layer {
    const struct layers_kind *kind;
    struct layers_shape in, out;
    size_t window, stride, padding; /* [pixels] of conv and maxpool */
    size_t rows, columns; /* weight matrix (outputs, fan-in), row-major; rows = 0: no weights */
    bool bias;            /* rows biases follow the matrix */
    size_t offset;        /* of its weights in the network's vector */
};

struct layers_kind { /* a row */
    const char *name, *doc;
    size_t least, most; /* numbers it takes */
    bool in_place;      /* forward may have y = x, backward has dx = dy */
    /* From l->in and n numbers: window, out, rows, columns. What is wrong, or NULL. */
    const char *(*shape)(struct layer *l, const size_t *number, size_t n);
    /* y (out, b) from x (in, b) by the layer's weights w. scratch is anybody's between calls. */
    void (*forward)(const struct layer *l, const real *w, const real *x, real *y, size_t b,
                    real *scratch);
    /* dy (out, b) is the slope of the loss; writes dx (in, b) unless NULL, and dw as w lies. */
    void (*backward)(const struct layer *l, const real *w, const real *x, const real *y,
                     const real *dy, real *dx, real *dw, size_t b, real *scratch);
    size_t (*scratch)(const struct layer *l, size_t b); /* reals; NULL: none */
};

extern const struct layers_kind layers_kinds[];
extern const struct base_table layers_table;

size_t layers_features(struct layers_shape s);
size_t layers_weights(const struct layer *l); /* matrix and biases */

/* Shared by the layers with weights: y (rows, n) = biases, to which products are added; slopes
   of the biases. */
void layers_bias(const struct layer *l, const real *w, real *y, size_t n);
void layers_bias_slope(const struct layer *l, const real *dy, real *dw, size_t n);

/* convolution.c: by patches copied into a matrix and a product; and the largest value of a
   window. */
const char *convolution_shape(struct layer *l, const size_t *number, size_t n);
void convolution_forward(const struct layer *l, const real *w, const real *x, real *y, size_t b,
                         real *scratch);
void convolution_backward(const struct layer *l, const real *w, const real *x, const real *y,
                          const real *dy, real *dx, real *dw, size_t b, real *scratch);
size_t convolution_scratch(const struct layer *l, size_t b);

/* pooling.c */
const char *pooling_shape(struct layer *l, const size_t *number, size_t n);
void pooling_forward(const struct layer *l, const real *w, const real *x, real *y, size_t b,
                     real *scratch);
void pooling_backward(const struct layer *l, const real *w, const real *x, const real *y,
                      const real *dy, real *dx, real *dw, size_t b, real *scratch);
size_t pooling_scratch(const struct layer *l, size_t b);

#endif
