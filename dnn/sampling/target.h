/* What sampling by gradients follows: u(w), the mean loss of a batch or of all training samples with
   decay, and du/dw. u may hold one energy more, a row of its own: a coupling of replicas, a pull to
   a place, a field. */
#ifndef DNN_SAMPLING_TARGET_H
#define DNN_SAMPLING_TARGET_H

#include <stdbool.h>
#include <stddef.h>

#include "dnn/kernels/precision.h"

struct dnn_state;

struct target_extra { /* a row: an energy beside the loss */
    const char *name, *doc;
    /* Its value at w [loss]; adds its gradient to gradient (weights), unless that is NULL. */
    double (*add)(void *self, const real *w, real *dw);
    /* Around a trajectory within which `add` changes self: keep it as it is at the start, and put it
       back after a refusal. NULL: add changes nothing. */
    void (*keep)(void *self);
    void (*restore)(void *self);
    size_t least, most; /* number of copies; most = 0: unlimited */
    const char *needs;  /* message if there are more or fewer */
    bool meets;         /* two ends approach each other, and stop once they have met */
};

/* The batch that the epoch has come to; one of all samples is gathered only once. */
void target_gather(struct dnn_state *st);
/* Mean loss of the gathered batch at st->w; its gradient, without that of the decay, in st->dw. */
double target_batch(struct dnn_state *st);

/* u over all samples at st->w, which the batch must hold; gradient as above. */
double target_gradient(struct dnn_state *st);
double target_gradient_once(struct dnn_state *st); /* looks again only where w has changed since */

/* Largest eigenvalue of the Hessian of the gathered batch at w, by power iteration with differences
   of gradients [loss/weight^2]; good enough for a message. Spoils st->w and st->dw. */
double target_stiffness(struct dnn_state *st, const real *w);

#endif
