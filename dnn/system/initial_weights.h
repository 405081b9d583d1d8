/* First weights from another run: the second stage of an experiment, the next step of a ladder in
   a parameter, the ends of a path.

   A place is FOLDER, the last frame of a finished run, or FOLDER@T, the frame of time T. If that
   run has several copies of its network, :K after it is copy K and :centre their mean. */
#ifndef DNN_SYSTEM_INITIAL_WEIGHTS_H
#define DNN_SYSTEM_INITIAL_WEIGHTS_H

#include <stddef.h>

#include "dnn/kernels/precision.h"

/* The folder of a place; free with base_free. */
char *initial_weights_folder(const char *place, const char *where);

/* Reads w (n) from a place; label (n) are the layers of the weights. Fatal if the frame is not of
   such a network. */
void initial_weights_load(const char *place, size_t n, const double *label, real *w,
                          const char *where);
/* The same for w (copies, n), from one place per copy, separated by blanks, or from one place for
   all. */
void initial_weights_load_all(const char *places, size_t copies, size_t n, const double *label,
                              real *w, const char *where);

#endif
