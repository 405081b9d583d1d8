/* The ends of the spectrum of a Hessian. */
#ifndef DNN_LANDSCAPE_HESSIAN_SPECTRUM_H
#define DNN_LANDSCAPE_HESSIAN_SPECTRUM_H

#include "dnn/landscape/hessian_product.h"

struct hessian_spectrum { /* at the weights of c */
    struct hessian_product *c;
    double tolerance;  /* largest residual, relative to the largest eigenvalue */
    const char *where; /* for messages */
};

struct hessian_spectrum_value {
    double value, residual; /* |Hv - lambda v| */
};

/* The `top` largest eigenvalues of the block of weights [begin, end), ascending, to x (top). Returns
   their number, which is smaller for small blocks. */
size_t hessian_spectrum_highest(const struct hessian_spectrum *s, size_t top, size_t begin,
                                size_t end, struct hessian_spectrum_value *x);
/* The smallest eigenvalue of all weights; highest: the largest. */
struct hessian_spectrum_value hessian_spectrum_lowest(const struct hessian_spectrum *s,
                                                      double highest);

#endif
