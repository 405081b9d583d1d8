/* Losses of the batches that a network is trained on, with their swaps: means over steps in
   logarithmic bins. */
#ifndef DNN_TRAINING_BATCH_LOSSES_H
#define DNN_TRAINING_BATCH_LOSSES_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct checkpoint;

enum { BATCH_LOSSES_PER_DECADE = 16, BATCH_LOSSES_DECADES = 16 };
enum { BATCH_LOSSES_BINS = BATCH_LOSSES_PER_DECADE * BATCH_LOSSES_DECADES };

struct batch_losses {
    bool used;                                               /* otherwise nothing is added */
    uint64_t n[BATCH_LOSSES_BINS], first[BATCH_LOSSES_BINS]; /* batches; the first step */
    double sum[BATCH_LOSSES_BINS];                           /* of mean losses */
};

extern const char batch_losses_columns[], batch_losses_units[];

void batch_losses_add(struct batch_losses *b, int64_t step, double loss); /* step from 0 */
void batch_losses_write(const struct batch_losses *b, FILE *out);
void batch_losses_visit(struct batch_losses *b, struct checkpoint *c);

#endif
