/* Training labels that are changed once, before a run: a share of them, or all at random (Zhang,
   Bengio, Hardt, Recht, Vinyals, arXiv:1611.03530). Labels of the test and validation parts stay. */
#ifndef DNN_DATA_LABEL_NOISE_H
#define DNN_DATA_LABEL_NOISE_H

#include "dnn/data/data.h"

struct label_noise_kind { /* table row */
    const char *name, *doc;
    /* New label of a changed sample; draw: 0 ... classes - 2. */
    uint8_t (*label)(uint8_t label, size_t classes, uint32_t draw);
};

extern const struct label_noise_kind label_noise_kinds[];
extern const struct base_table label_noise_table; /* [data] noise_kind */

/* As [data] labels, label_noise, noise_kind and noise_seed define. The change of a sample depends on
   the seed and its number in the source, not on the choice of other samples. Labels before it stay in
   data_part.original. */
void label_noise_apply(struct data *d, const struct runfile *f, const struct data_kind *kind);

#endif
