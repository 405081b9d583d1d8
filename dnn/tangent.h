/* Rates of change: how what a layer or a loss computes, forth and back, changes as the weights move
   along a direction v. Rows of two tables, by the names of layers and losses; a layer or loss that
   has no row has no second derivatives here. */
#ifndef DNN_TANGENT_H
#define DNN_TANGENT_H

#include "dnn/layers.h"
#include "dnn/losses.h"

struct tangent_pass { /* each the rate of the field of that name in the layer's pass */
    const real *w;    /* v */
    const real *x;    /* (in, b), or NULL: 0 */
    const real *other;
    real *y;
    const real *dy;
    real *dx; /* NULL if nobody wants it */
    real *dother, *dw;
    real *extra, *extra_dw; /* (widest, b), as w lies: anybody's between calls */
};

struct tangent_layer { /* a row */
    const char *name, *doc;
    /* After the layer's forward, and before its backward, with that pass: t->y, then t->dx,
       t->dw. */
    void (*push)(const struct layer *l, const struct layers_pass *p, const struct tangent_pass *t);
    void (*pull)(const struct layer *l, const struct layers_pass *p, const struct tangent_pass *t);
};

struct tangent_loss { /* a row */
    const char *name, *doc;
    /* From outputs y and their rate (outputs, b) to that of the slope, times scale. */
    void (*bend)(const real *y, const real *rate, const uint8_t *label, size_t outputs, size_t b,
                 double parameter, real scale, real *slope);
};

extern const struct tangent_layer tangent_layers[];

const struct tangent_layer *tangent_layer(const struct layer *l); /* NULL if it has none */
const struct tangent_loss *tangent_loss(const struct losses_kind *loss);

#endif
