/* Parts of a data set: copies, random choices, samples held out. */
#ifndef DNN_DATA_DATA_PARTS_H
#define DNN_DATA_DATA_PARTS_H

#include "dnn/data/data.h"

enum { DATA_PARTS = 3 };

/* Training, test and, if there is one, validation part; returns their number. */
size_t data_parts_of(struct data *d, struct data_part **part);
void data_parts_clear(struct data_part *p);
void data_parts_number(struct data *d); /* samples are numbered as they are in their source */

/* Keeps n random samples of p, in random order; 0 keeps all, in their order. key: of [data]. */
void data_parts_choose(const struct data *d, struct data_part *p, size_t n,
                       const struct data_request *r, const char *key);
/* Random training samples become the test part; the original test part is discarded. */
void data_parts_split(struct data *d, const struct data_request *r);
/* n random training samples become the validation part. */
void data_parts_hold_out(struct data *d, size_t n, const struct data_request *r);

#endif
