/* Elementwise loops of layers and update rules, compiled for each instruction set. Only the loops
   that multiply and add differ in their last bits between instruction sets. */
#ifndef DNN_KERNELS_ELEMENTWISE_H
#define DNN_KERNELS_ELEMENTWISE_H

#include <stddef.h>
#include <stdint.h>

#include "dnn/kernels/precision.h"

struct elementwise_windows {    /* of one channel, side by side, b samples per value */
    size_t side, rows, columns; /* of a window; of the output [pixels] */
    size_t width, b;            /* of an input row [pixels]; samples */
};

enum { ELEMENTWISE_LANES = 16 };    /* partial sums of a total */
enum { ELEMENTWISE_TOGETHER = 16 }; /* samples unpacked together, so that writes are contiguous */

struct elementwise_bytes { /* one channel of some samples */
    const uint8_t *sample[ELEMENTWISE_TOGETHER];
    size_t samples, features;
    real mean, factor;
};

struct elementwise_step { /* v <- m v - rate (dw + decay w), w <- w + v; m = 0: v is not written */
    real rate, m, decay;
};

struct elementwise_kernels {                        /* one table an instruction set */
    void (*relu)(const real *x, real *y, size_t n); /* y may be x */
    void (*relu_backward)(const real *y, const real *dy, real *dx, size_t n); /* dx may be dy */
    void (*add)(const real *a, const real *b, real *sum, size_t n);           /* sum may be a */
    real (*total)(const real *x, size_t n); /* over 16 lanes, then a fixed tree */
    void (*largest)(const struct elementwise_windows *w, const real *x, real *y);
    /* dx in the windows: dy at the first value that equals y, 0 elsewhere. */
    void (*largest_backward)(const struct elementwise_windows *w, const real *x, const real *y,
                             const real *dy, real *dx);
    /* to[i row + s] = (value i of sample s - mean) factor */
    void (*unpack)(const struct elementwise_bytes *x, real *to, size_t row);
    /* to[i row + s] = value i of sample s, of (samples) runs of values */
    void (*deal)(const real *const *sample, size_t samples, size_t features, real *to, size_t row);
    /* y(i) = bias + sum over row, column < 3 of w(row, column) x[row][column step + i] */
    void (*window3)(const real *w, real bias, const real *const *x, size_t step, real *y, size_t n);
    /* Adds dy(i) x[row][column step + i] to the lanes of sum(row, column); total() of the lanes is
       the sum over i. */
    void (*window3_dots)(const real *dy, const real *const *x, size_t step, size_t n,
                         real sum[9][ELEMENTWISE_LANES]);
    void (*descend)(const struct elementwise_step *s, const real *dw, real *v, real *w, size_t n);
};

void elementwise_init(void); /* chooses the widest that the processor has */
const struct elementwise_kernels *elementwise(void);

#endif
