/* The weights of a network as named arrays, for other programs: in a folder of .npy files or in one
   HDF5 file. Names are those of PyTorch's nn.Sequential with the layer's number (as `describe`
   shows) and kind before: "01.conv.weight" (outputs, inputs, height, width), "07.dense.weight"
   (outputs, inputs), "01.conv.bias" (outputs); "02.batchnorm.running_mean",
   "02.batchnorm.running_var". */
#ifndef DNN_NETWORK_WEIGHT_FILES_H
#define DNN_NETWORK_WEIGHT_FILES_H

#include <stdbool.h>

#include "dnn/network/network.h"

struct output;

/* to: a folder, made if it is not there, or a file NAME.h5; files there are replaced if o allows. */
void weight_files_write(const struct network *net, const real *w, const real *average,
                        const char *to, const struct output *o);
/* All of them, in HDF5 as data sets in one piece (no chunks, no compression); dies with one line
   that begins with `where` on missing, misshapen or infinite ones. */
void weight_files_read(const struct network *net, real *w, real *average, const char *from,
                       const char *where);
bool weight_files_exist(const char *path); /* a file NAME.h5, or a folder with .npy files */

#endif
