/* Products of vectors with the Hessian of the mean loss L(w) over samples of a part of the data,
   decay not included. A product costs about two gradients. */
#ifndef DNN_LANDSCAPE_HESSIAN_PRODUCT_H
#define DNN_LANDSCAPE_HESSIAN_PRODUCT_H

#include "common/numerics/lanczos.h"
#include "dnn/training/gradient.h"

struct hessian_product_rates; /* of the values and gradients of a pass */

struct hessian_product {
    const struct gradient *g;            /* borrowed: network, loss, data, threads */
    const struct data_part *part;        /* borrowed */
    size_t n, block, groups;             /* its first n samples, in blocks, in groups of blocks */
    struct network_work *work;           /* (threads) */
    struct hessian_product_rates *rates; /* (threads) */
    real **group;                        /* (groups) sums (weights) */
    real *w;           /* (weights) where the Hessian is taken; set it before a product */
    real *v;           /* (weights) scratch of hessian_product_matrix */
    size_t begin, end; /* weights that move: all unless set otherwise */
};

/* Fatal, naming `where` and the layer or loss, if one has no second derivatives. */
void hessian_product_init(struct hessian_product *c, const struct gradient *g,
                          const struct data_part *part, size_t n, const char *where);
void hessian_product_clear(struct hessian_product *c);

/* y = H v at c->w; v, y (weights). The same bits on any number of threads. */
void hessian_product_multiply(struct hessian_product *c, const real *v, real *y);

/* H as a matrix in double precision; its block of weights [begin, end) if these are set. */
struct lanczos_matrix hessian_product_matrix(struct hessian_product *c);

#endif
