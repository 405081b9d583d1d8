/* Validation, [validation]: the loss on samples that neither train nor test, measured as a run goes;
   the best weights, in best.h5 of the run folder; the end of a run without further improvement. */
#ifndef DNN_SAMPLING_VALIDATION_H
#define DNN_SAMPLING_VALIDATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "common/config/key.h"
#include "dnn/kernels/precision.h"

struct checkpoint;
struct dnn_state;
struct runfile;

extern const struct runfile_key validation_keys[]; /* of [validation] */

struct validation {
    size_t n;                /* samples; 0: no validation */
    int64_t every, patience; /* steps; measurements, 0 = unlimited */
    bool by_accuracy; /* the best weights have the highest accuracy; otherwise the lowest loss */
    double least;     /* smallest improvement that counts */
    uint64_t measured, room;   /* measurements made; that there is memory for */
    double *row;               /* (room, 4) step, loss, accuracy, 1 if it was the best so far */
    double best;               /* its loss, or minus its accuracy */
    int64_t best_step, waited; /* measurements since the best */
    real *w, *average;         /* (P), (averages) the best weights and their running averages */
    bool written;              /* best.h5 holds them */
    char text[160];            /* reason for an early end; "": none */
};

void validation_init(struct dnn_state *st, const struct runfile *f); /* fatal on misfits */
void validation_clear(struct dnn_state *st);
void validation_visit(struct dnn_state *st, struct checkpoint *c);
void validation_step(struct dnn_state *st); /* after a step: measures if it is time */
/* Reason why the run ends early, borrowed; NULL: it continues. */
const char *validation_ended(const struct dnn_state *st);
/* Writes the best weights to a file NAME.h5, unless it holds them already. */
void validation_write(struct dnn_state *st, const char *path);
void validation_report(const struct validation *v,
                       void (*log_line)(void *context, const char *line), void *context);

extern const char validation_columns[], validation_units[];
void validation_write_rows(const struct validation *v, FILE *out);

#endif
