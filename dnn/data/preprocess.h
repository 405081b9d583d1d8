/* Preparation of data before training: choice of classes, standardisation per feature, principal
   components. Rows of one table. Images that stay bytes are standardised when batches are gathered
   (data.c); all others become real numbers here. */
#ifndef DNN_DATA_PREPROCESS_H
#define DNN_DATA_PREPROCESS_H

#include "dnn/data/data.h"

struct preprocess_kind { /* table row */
    const char *name, *doc;
    /* Shift and scale of every feature (features) from the training part; NULL: as data.c does. */
    void (*fit)(const struct data *d, double *shift, double *scale);
    bool raw; /* bytes are not standardised either */
};

extern const struct preprocess_kind preprocess_kinds[];
extern const struct base_table preprocess_table;

void preprocess_select_classes(struct data *d, const char *list, const char *where); /* "3 5 7" */
/* Converts the features to real numbers, less shift, times scale. */
void preprocess_apply(struct data *d, const struct preprocess_kind *kind);
/* The first k principal components of the training part, of variance 1 if whitened; both parts.
   Returns their share of the variance and standard deviations through arrays (k), or NULL. */
void preprocess_components(struct data *d, size_t k, bool whiten, double *share, double *spread);

#endif
