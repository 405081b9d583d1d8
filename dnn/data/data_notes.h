/* What a user should know of a data set: lines for `describe` and the log. */
#ifndef DNN_DATA_DATA_NOTES_H
#define DNN_DATA_DATA_NOTES_H

#include "dnn/data/data.h"

void data_notes_add(struct data *d, const char *format, ...) __attribute__((format(printf, 2, 3)));
void data_notes_add_classes(struct data *d); /* classes without training samples, if any */

#endif
