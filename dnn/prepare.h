/* Preparation of data before training: classes kept, standardisation pixel by pixel, principal
   components. Rows of one table; images that keep their bytes are standardised as batches are
   gathered (data.c), the others become real numbers here. */
#ifndef DNN_PREPARE_H
#define DNN_PREPARE_H

#include "dnn/data.h"

struct prepare_kind { /* a row */
    const char *name, *doc;
    /* Shift and scale of every feature (features) from the training part; NULL: as data.c does. */
    void (*fit)(const struct data *d, double *shift, double *scale);
};

extern const struct prepare_kind prepare_kinds[];
extern const struct base_table prepare_table;

void prepare_keep_classes(struct data *d, const char *list, const char *where); /* "3 5 7" */
/* The features as real numbers, less shift, times scale. */
void prepare_apply(struct data *d, const struct prepare_kind *kind);
/* The first k principal components of the training part, of variance 1 if whitened; both parts.
   Returns their share of the variance and standard deviations through arrays (k), or NULL. */
void prepare_components(struct data *d, size_t k, bool whiten, double *share, double *spread);

#endif
