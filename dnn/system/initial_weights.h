/* First weights taken from another run: the second stage of an experiment, one step of a ladder in a
   parameter, the ends of a path.

   A place is FOLDER, the last frame of a finished run, or FOLDER@T, the frame of time T; and where
   that run has copies of its network, :K behind it is copy K and :centre their mean. */
#ifndef DNN_SYSTEM_INITIAL_WEIGHTS_H
#define DNN_SYSTEM_INITIAL_WEIGHTS_H

#include <stddef.h>

#include "dnn/kernels/precision.h"

/* The folder of a place; base_free. */
char *initial_weights_folder(const char *place, const char *where);

/* Fills w (n), whose layers are label (n), from a place; dies with one line that begins with `where`
   on anything else than weights of such a network. */
void initial_weights_load(const char *place, size_t n, const double *label, real *w,
                          const char *where);
/* The same for w (copies, n) from as many places with blanks between, or one for all. */
void initial_weights_load_all(const char *places, size_t copies, size_t n, const double *label,
                              real *w, const char *where);

#endif
