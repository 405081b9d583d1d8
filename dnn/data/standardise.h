/* The numbers that bytes become when a batch is gathered: data.standard. */
#ifndef DNN_DATA_STANDARDISE_H
#define DNN_DATA_STANDARDISE_H

#include "dnn/data/data.h"

/* Each channel of the training part to mean 0 and variance 1; of_images: divided by the mean over
   images of the standard deviation of each image. */
void standardise_images(struct data *d, bool of_images);
void standardise_nothing(struct data *d); /* bytes are 0 ... 255 */

#endif
