/* A layer: a row that describes its kind, and a view into the network's weight vector.

   Memory layout everywhere: values of b samples are (features, b), the sample index innermost;
   features are (channel, height, width). So `flatten` copies nothing, an image row of all samples
   is one run of memory, and every loop vectorises over samples.

   A new kind of layer is one file with one row, and one line in layer_table.c. The row contains all
   properties of the layer that other files use; a member that is left out means "unsupported". */
#ifndef DNN_NETWORK_LAYER_H
#define DNN_NETWORK_LAYER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/core/base.h"
#include "common/core/rng.h"
#include "dnn/kernels/precision.h"

#define LAYER_ALL SIZE_MAX /* in place of one row: all rows */

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
    size_t groups;        /* of channels (grouped_convolution.c) */
    size_t back;          /* layers back to the value that `back` and `add` name; 0: none */
    double amount;        /* share of values dropped, slope of a leaky relu, ... */
    size_t averages;      /* number of running averages ... */
    size_t average;       /* ... and the index of the first among the network's */
    size_t first_input;   /* row r reads inputs from r first_input on; 0: all rows read the same */
    double divisor;       /* weights are divided by it; the parser sets 1 */
    size_t classes;       /* number of classes of equal size that input channels form
                             (LAYER_ADDS) */
};

struct layer_pass { /* b samples through one layer, forward and backward */
    size_t b;
    bool training;       /* a gradient is wanted: batch statistics, dropout */
    const real *w;       /* weights of the layer */
    const real *x;       /* (in, b) */
    const real *pairs;   /* x packed two values per word (gemm.h), or NULL */
    const real *other;   /* (out, b) the value `back` layers ago */
    real *y;             /* (out, b) */
    const real *average; /* running averages */
    real *moments;       /* this batch's contribution to the averages, written by forward */
    struct rng noise;    /* the same for forward and backward */
    const real *dy;      /* (out, b) gradient of the loss */
    real *dx;            /* (in, b), or NULL if not needed */
    real *dother;        /* (out, b) the gradient is added to it */
    real *dw;            /* same layout as w, or NULL if not needed */
    real *scratch;       /* contents are lost between calls */
};

struct layer_rates { /* each the rate of change of the member of that name in struct layer_pass */
    const real *w;
    const real *x; /* (in, b), or NULL if the input does not change */
    const real *other;
    real *y;
    const real *dy;
    real *dx; /* NULL if not needed */
    real *dother, *dw;
    real *extra, *extra_dw; /* scratch: (widest, b), weights of the layer */
};

enum layer_in_place {               /* may forward write y over x? backward then has dx = dy */
                      LAYER_COPIES, /* no */
                      LAYER_SAME,   /* yes: the values stay */
                      LAYER_ZEROES, /* yes: values with dx = 0 become 0, others stay */
                      LAYER_CHANGES /* yes: any value may change */
};

enum layer_channels {              /* how outputs depend on the order of the input channels */
                      LAYER_FIXES, /* not known: channels may not be exchanged */
                      LAYER_KEEPS, /* every channel is treated alike, and stays a channel */
                      LAYER_MIXES, /* each row has a block of columns per channel */
                      LAYER_ADDS   /* a sum with fixed factors, equal within each of l->classes */
};

struct layer_kind { /* table row */
    const char *name, *doc;
    size_t least, most; /* numbers that the run file gives */
    const char *(*shape)(struct layer *l, const double *number, size_t n); /* from l->in: window,
        out, rows, columns ...; returns an error text, or NULL */
    void (*forward)(const struct layer *l, const struct layer_pass *p);
    void (*backward)(const struct layer *l, const struct layer_pass *p); /* writes dx and dw */
    size_t (*scratch)(const struct layer *l, size_t b);                  /* [reals]; NULL: none */
    enum layer_in_place in_place;
    enum layer_in_place spoiled; /* backward reads y, and a layer above that works in place in this
                                    way, or a stronger one, would spoil it; 0: none would */
    bool random;                 /* draws random numbers in training */
    bool constant_start;         /* weights start at 1 and biases at 0 */
    bool packed_inputs;          /* as the first layer it reads layer_pass.pairs */
    bool fully_connected;        /* column i of every row multiplies input i */
    bool takes_back_shape;       /* out is the shape of the value `back` layers ago */
    bool selects;                /* each output is the largest of some inputs */
    bool deferrable;  /* elementwise and non-decreasing: may follow a layer that selects */
    bool homogeneous; /* f(t x) = t f(x) for t > 0, channel by channel, and without weights */
    enum layer_channels channels;
    /* Activation cache (dnn/sampling). A layer with weights must have row r of the form
       sum over i of w(r, i) / divisor x(r first_input + i) + b(r). */
    bool elementwise; /* output i depends on input i alone */
    /* Input r has changed by change (b): writes the outputs that change, and returns their row or
       LAYER_ALL. NULL and not elementwise: the network has no activation cache. */
    size_t (*propagate)(const struct layer *l, const real *w, size_t r, const real *change,
                        const real *old, real *new, size_t b);
    /* Second derivatives (jvp.h): t->y after forward; t->dx and t->dw before backward. NULL:
       none. */
    void (*push)(const struct layer *l, const struct layer_pass *p, const struct layer_rates *t);
    void (*pull)(const struct layer *l, const struct layer_pass *p, const struct layer_rates *t);
};

size_t layer_features(struct layer_shape s);
size_t layer_weights(const struct layer *l);                  /* matrix and biases */
const real *layer_bias(const struct layer *l, const real *w); /* (rows), or NULL */
/* Gradient of the biases: sums of n values of dy per row. Does nothing if dw is NULL. */
void layer_bias_gradient(const struct layer *l, const real *dy, real *dw, size_t n);
const char *layer_whole(const double *number, size_t n); /* NULL if all numbers are whole */
void layer_add_times(real *to, const real *from, real factor, const real *x, size_t b);

#endif
