/* Solutions: trained networks read from their run folders, in double precision. They are the last
   frames of runs that share architecture, data and loss. Losses, gradients and outputs are
   computed at any weights. */
#ifndef DNN_LANDSCAPE_SOLUTIONS_H
#define DNN_LANDSCAPE_SOLUTIONS_H

#include "dnn/training/gradient.h"

struct dnn_state;
struct program_request;
struct runfile;

struct solutions {
    struct runfile *file; /* of the first */
    struct dnn_state *st; /* its data and network */
    struct gradient all;  /* over the first `samples` training samples, gathered */
    size_t n, P, samples;
    char *const *folder; /* (n) borrowed */
    double **w;          /* (n, P) */
    real *rounded, *dw;  /* (P) scratch */
};

struct solutions_score {
    double loss, error; /* means over samples: loss, share misclassified */
    double u;           /* loss with the decay term */
};

/* The first `folders` words of the request are run folders; samples 0: all. Fatal, naming the
   folder, if one is not a run with frames, or differs from the first in architecture, data or
   loss. */
void solutions_init(struct solutions *s, const struct program_request *r, int folders,
                    size_t samples, int threads);
void solutions_clear(struct solutions *s);

/* Scores at weights w (P): over the samples, and over the first n samples of the test part. */
struct solutions_score solutions_train(struct solutions *s, const double *w);
struct solutions_score solutions_test(struct solutions *s, const double *w, size_t n);
/* Mean loss over the samples, its gradient to g (P). */
double solutions_gradient(struct solutions *s, const double *w, double *g);
/* Outputs on the first n test samples, to y (n, outputs). */
void solutions_outputs(struct solutions *s, const double *w, size_t n, double *y);

const char *
solutions_layers(const struct solutions *s); /* file and key of the layers, for messages */

#endif
