/* Losses per sample, as rows of one table. Sums in double. */
#ifndef DNN_NETWORK_LOSSES_H
#define DNN_NETWORK_LOSSES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/core/base.h"
#include "dnn/kernels/precision.h"

struct losses_score {
    double loss;    /* sum over samples, not the mean */
    double correct; /* samples classified correctly */
};

enum { LOSSES_UNLABELLED = 255 }; /* a label of fewer than 256 classes that means none */

struct losses_kind { /* table row */
    const char *name, *doc;
    bool binary; /* one output and labels -1, +1; otherwise one output per class */
    /* y (outputs, b), label (b); dy (outputs, b) = scale x d loss / d y, unless it is NULL. */
    struct losses_score (*measure)(const real *y, const uint8_t *label, size_t outputs, size_t b,
                                   double parameter, real scale, real *dy);
    double parameter; /* default; 0: it has none */
    /* dy = scale x Hessian of the loss in the outputs x rate; all (outputs, b). */
    void (*hvp)(const real *y, const real *rate, const uint8_t *label, size_t outputs, size_t b,
                double parameter, real scale, real *dy);
    /* The same with real targets (outputs, b) in the place of labels, which are the numbers of the
       largest; NULL: needs labels. The Hessian is the same. */
    struct losses_score (*measure_targets)(const real *y, const real *target, const uint8_t *label,
                                           size_t outputs, size_t b, real scale, real *dy);
    bool regression; /* targets may be any numbers */
    bool masks;      /* labels may be LOSSES_UNLABELLED */
};

extern const struct losses_kind losses_kinds[];
extern const struct base_table losses_table;

#endif
