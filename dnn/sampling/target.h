/* The function that gradient-based sampling follows: u(w), the mean loss of a batch or of all
   training samples plus decay, and du/dw. u may have one further term, a row of a table: a
   coupling of replicas, a harmonic restraint, a field. */
#ifndef DNN_SAMPLING_TARGET_H
#define DNN_SAMPLING_TARGET_H

#include <stdbool.h>
#include <stddef.h>

#include "dnn/kernels/precision.h"

struct dnn_state;

struct target_extra { /* table row: a term added to u */
    const char *name, *doc;
    /* Its value at w [loss]; adds its gradient to dw (weights) unless that is NULL. */
    double (*add)(void *self, const real *w, real *dw);
    /* If `add` changes self within a trajectory: keep saves self at the start, restore puts it
       back after a rejection. NULL: not needed. */
    void (*keep)(void *self);
    void (*restore)(void *self);
    size_t least, most; /* number of copies; most = 0: unlimited */
    const char *needs;  /* message if there are more or fewer */
    bool meets;         /* two ends approach each other, and stop once they have met */
};

/* Gathers the current batch of the epoch; a batch of all samples is gathered only once. */
void target_gather(struct dnn_state *st);
/* Mean loss of the gathered batch at st->w; its gradient, without the term of the decay, in
   st->dw. */
double target_batch(struct dnn_state *st);

/* u over all samples at st->w, with the gradient in st->dw; the batch must have all samples. */
double target_gradient(struct dnn_state *st);
double target_gradient_once(struct dnn_state *st); /* computed only if w has changed */

/* Largest eigenvalue of the Hessian of the gathered batch at w, by power iteration with
   differences of gradients [loss/weight^2]. The precision suffices for a message. Overwrites st->w
   and st->dw. */
double target_stiffness(struct dnn_state *st, const real *w);

#endif
