/* Second derivatives of the mean loss L(w) over samples of a part of the data, decay not included:
   products of the Hessian with vectors, at a cost of some two gradients each, whatever the number
   of weights. */
#ifndef DNN_CURVATURE_H
#define DNN_CURVATURE_H

#include "common/lanczos.h"
#include "dnn/gradient.h"

struct curvature_rates; /* of the values and slopes of a pass */

struct curvature {
    const struct gradient *g;      /* borrowed: network, loss, data, threads */
    const struct data_part *part;  /* borrowed */
    size_t n, block, groups;       /* its first n samples, in blocks, in groups of blocks */
    struct network_work *work;     /* (threads) */
    struct curvature_rates *rates; /* (threads) */
    real **group;                  /* (groups) sums (weights) */
    real *w;           /* (weights) where the Hessian is taken; set it before a product */
    real *v;           /* (weights) scratch of curvature_matrix */
    size_t begin, end; /* weights that move: all unless set otherwise */
};

/* Dies naming `where` and the layer or loss that has no second derivatives. */
void curvature_open(struct curvature *c, const struct gradient *g, const struct data_part *part,
                    size_t n, const char *where);
void curvature_close(struct curvature *c);

/* y = H v at c->w; v, y (weights). The same bits on any number of threads. */
void curvature_multiply(struct curvature *c, const real *v, real *y);

/* The same as a matrix in double; of weights [begin, end) alone if those are set. */
struct lanczos_matrix curvature_matrix(struct curvature *c);

#endif
