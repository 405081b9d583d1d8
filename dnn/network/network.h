/* A network: layers, one weight vector that they are views into, and the passes through them. */
#ifndef DNN_NETWORK_NETWORK_H
#define DNN_NETWORK_NETWORK_H

#include "common/core/rng.h"
#include "dnn/network/layer.h"

enum { NETWORK_DEPTH = 128 };

struct network {
    size_t depth; /* layers */
    struct layer layer[NETWORK_DEPTH];
    size_t weights;                 /* P: all layers' matrices and biases, in order */
    size_t labels;                  /* per sample: outputs are (classes, labels) */
    size_t inputs, outputs, widest; /* features in, out, of the widest layer */
    size_t averages;                /* running averages of all layers */
    bool noisy;                     /* layers draw random numbers */
    bool named[NETWORK_DEPTH + 1];  /* values that a later `back` or `add` names */
};

struct network_start { /* table row: a distribution of the first weights */
    const char *name, *doc;
    /* n weights or biases of one layer; fan-out: outputs that an input reaches */
    void (*draw)(real *w, size_t n, size_t fan_in, size_t fan_out, bool bias, struct rng *rng);
};

extern const struct network_start network_starts[];
extern const struct base_table network_starts_table;

void network_draw(const struct network *net, real *w, const struct network_start *start,
                  struct rng *rng);

/* Memory of a pass of b <= capacity samples; used by one thread at a time. */
struct network_work {
    size_t capacity;
    bool training;       /* a gradient is wanted: batch statistics, dropout */
    struct rng noise;    /* of dropout */
    const real *average; /* (averages) running averages, borrowed; only read when not training */
    real *moments;       /* (averages) of this batch */
    real *branch[NETWORK_DEPTH + 1]; /* (out, b) gradients of the values that a `back` or `add`
                                        names */
    /* value[0] (inputs, b); value[l + 1] (out, b) of layer l, the same memory as value[l] if in
       place. */
    real *value[NETWORK_DEPTH + 1];
    real *dy[2];       /* (widest, b) */
    real *scratch;     /* scratch of the layers */
    uint8_t *label;    /* (labels, b) */
    real *target;      /* (outputs, b) of data that have targets, or NULL */
    const real *pairs; /* value[0] packed two per word (gemm.h), borrowed; or NULL */
    real *dw;          /* (weights) output of network_backward, borrowed */
};

/* True if layer i overwrites its input: it works in place, and its input is neither the data nor
   named by a later layer. */
bool network_shares(const struct network *net, size_t i);
void network_work_init(struct network_work *work, const struct network *net, size_t capacity);
void network_work_clear(struct network_work *work, const struct network *net);

/* Returns the outputs (outputs, b) for work->value[0] (inputs, b); they belong to work. */
const real *network_forward(const struct network *net, const real *w, struct network_work *work,
                            size_t b);
/* Layer i alone, from work->value[i] to work->value[i + 1]. */
void network_forward_layer(const struct network *net, const real *w, struct network_work *work,
                           size_t i, size_t b);
/* Back-propagates work->dy[0] = d loss / d outputs to work->dw; call it after network_forward. */
void network_backward(const struct network *net, const real *w, struct network_work *work,
                      size_t b);

/* Multiplications and additions per sample of one gradient: of a layer, of all layers. */
double network_layer_flops(const struct network *net, size_t i);
double network_flops(const struct network *net);

#endif
