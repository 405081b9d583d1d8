/* Transpose of 4 x 4 numbers in registers, shared by the kernels. */
#ifndef DNN_KERNELS_TRANSPOSE_H
#define DNN_KERNELS_TRANSPOSE_H

#include <stddef.h>
#include <string.h>

#include "dnn/kernels/precision.h"

enum { TURNED = 4 };

/* y[j y_row + i] = x[i][at + j],  i, j < 4 */
static inline __attribute__((always_inline)) void transpose_square(const real *const x[TURNED],
                                                                   size_t at, real *y, size_t y_row)
{
    real __attribute__((vector_size(TURNED * sizeof(real)))) r[TURNED], lo[2], hi[2];
    for (size_t i = 0; i < TURNED; i++) memcpy(&r[i], x[i] + at, sizeof r[i]);
    for (size_t i = 0; i < 2; i++) {
        lo[i] = __builtin_shufflevector(r[2 * i], r[2 * i + 1], 0, 4, 1, 5);
        hi[i] = __builtin_shufflevector(r[2 * i], r[2 * i + 1], 2, 6, 3, 7);
    }
    r[0] = __builtin_shufflevector(lo[0], lo[1], 0, 1, 4, 5);
    r[1] = __builtin_shufflevector(lo[0], lo[1], 2, 3, 6, 7);
    r[2] = __builtin_shufflevector(hi[0], hi[1], 0, 1, 4, 5);
    r[3] = __builtin_shufflevector(hi[0], hi[1], 2, 3, 6, 7);
    for (size_t j = 0; j < TURNED; j++) memcpy(y + j * y_row, &r[j], sizeof r[j]);
}

#endif
