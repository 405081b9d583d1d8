/* First weights taken from the last frame of another run: the second stage of an experiment, one
   step of a ladder in a parameter. */
#ifndef DNN_START_H
#define DNN_START_H

#include <stddef.h>

#include "dnn/real.h"

/* Fills w (n), whose layers are label (n), from folder/trajectory.h5; dies with one line that
   begins with `where` on weights of another network. */
void start_take(const char *folder, size_t n, const double *label, real *w, const char *where);

#endif
