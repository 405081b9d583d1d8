/* The weights of a network as named arrays, for other programs: in a folder of .npy files or in one
   HDF5 file. Names are those of PyTorch's nn.Sequential with the layer's number (as `describe`
   shows) and kind before: "01.conv.weight" (outputs, channels of a group, height, width),
   "07.dense.weight" (outputs, inputs), "01.rnn.weight" (units, features + units), "01.conv.bias"
   (outputs); "02.batchnorm.running_mean", "02.batchnorm.running_var". */
#ifndef DNN_NETWORK_WEIGHT_FILES_H
#define DNN_NETWORK_WEIGHT_FILES_H

#include <stdbool.h>

#include "dnn/network/network.h"

struct output;

/* to: a folder, created if absent, or a file NAME.h5; existing files are replaced if o allows
   it. */
void weight_files_write(const struct network *net, const real *w, const real *average,
                        const char *to, const struct output *o);
/* Reads all arrays; in HDF5 they must be contiguous data sets (no chunks, no compression). Fatal,
   with `where` in front, if an array is missing, has another shape or contains infinite numbers. */
void weight_files_read(const struct network *net, real *w, real *average, const char *from,
                       const char *where);
bool weight_files_exist(const char *path); /* a file NAME.h5, or a folder with .npy files */

#endif
