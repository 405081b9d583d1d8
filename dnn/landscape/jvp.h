/* Rates of change: how what a layer or a loss computes, forth and back, changes as the weights move
   along a direction v. Rows of two tables, by the names of layers and losses; a layer or loss that
   has no row has no second derivatives here. */
#ifndef DNN_LANDSCAPE_JVP_H
#define DNN_LANDSCAPE_JVP_H

#include "dnn/network/layer_table.h"
#include "dnn/network/losses.h"

struct jvp_pass {  /* each the rate of the field of that name in the layer's pass */
    const real *w; /* v */
    const real *x; /* (in, b), or NULL: 0 */
    const real *other;
    real *y;
    const real *dy;
    real *dx; /* NULL if nobody wants it */
    real *dother, *dw;
    real *extra, *extra_dw; /* (widest, b), as w lies: anybody's between calls */
};

struct jvp_layer { /* a row */
    const char *name, *doc;
    /* After the layer's forward, and before its backward, with that pass: t->y, then t->dx,
       t->dw. */
    void (*push)(const struct layer *l, const struct layer_pass *p, const struct jvp_pass *t);
    void (*pull)(const struct layer *l, const struct layer_pass *p, const struct jvp_pass *t);
};

struct jvp_loss { /* a row */
    const char *name, *doc;
    /* From outputs y and their rate (outputs, b) to that of the slope, times scale. */
    void (*bend)(const real *y, const real *rate, const uint8_t *label, size_t outputs, size_t b,
                 double parameter, real scale, real *slope);
};

extern const struct jvp_layer jvp_layers[];

const struct jvp_layer *jvp_layer(const struct layer *l); /* NULL if it has none */
const struct jvp_loss *jvp_loss(const struct losses_kind *loss);

#endif
