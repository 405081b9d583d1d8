/* Values number by number, compiled once for each instruction set (ISA = base, avx2, avx512) and
   precision: plain loops that the compiler makes vectors of. The largest value of a window is its
   output; the slope at the output goes to the first value that equals it, so nothing is kept. A relu
   in place may have overwritten an output where it was not positive; the slope is zero there,
   whoever gets it. */
#include <string.h>

#include "dnn/values.h"

#define INLINE static inline __attribute__((always_inline))

static void relu(const real *x, real *y, size_t n)
{
#pragma omp simd
    for (size_t i = 0; i < n; i++) y[i] = x[i] > 0 ? x[i] : 0;
}

static void relu_slope(const real *y, const real *dy, real *dx, size_t n)
{
#pragma omp simd
    for (size_t i = 0; i < n; i++) {
        const real slope = dy[i]; /* read before the test: both sides of it are plain values */
        dx[i] = y[i] > 0 ? slope : 0;
    }
}

static void add(const real *a, const real *b, real *sum, size_t n)
{
#pragma omp simd
    for (size_t i = 0; i < n; i++) sum[i] = a[i] + b[i];
}

static real total(const real *x, size_t n)
{
    enum { LANES = 16 };
    real lane[LANES] = {0};
    size_t i = 0;
    for (; i + LANES <= n; i += LANES)
        for (size_t k = 0; k < LANES; k++) lane[k] += x[i + k];
    for (; i < n; i++) lane[i % LANES] += x[i];
    for (size_t half = LANES / 2; half > 0; half /= 2)
        for (size_t k = 0; k < half; k++) lane[k] += lane[k + half];
    return lane[0];
}

/* ---- windows --------------------------------------------------------------------------------- */

/* Value j of a window, from its corner. */
INLINE size_t value(const struct values_windows *w, size_t side, size_t j)
{
    return (j / side * w->width + j % side) * w->b;
}

INLINE void largest_of(const struct values_windows *w, size_t side, const real *restrict x,
                       real *restrict y)
{
#pragma omp simd
    for (size_t i = 0; i < w->b; i++) {
        real best = x[i];
#pragma GCC unroll 9
        for (size_t j = 1; j < side * side; j++) {
            const real other = x[value(w, side, j) + i];
            best = other > best ? other : best;
        }
        y[i] = best;
    }
}

INLINE void hand_out(const struct values_windows *w, size_t side, const real *restrict x,
                     const real *restrict y, const real *restrict dy, real *restrict dx)
{
#pragma omp simd
    for (size_t i = 0; i < w->b; i++) {
        const real best = y[i];
        real left = dy[i];
#pragma GCC unroll 9
        for (size_t j = 0; j < side * side; j++) {
            const size_t at = value(w, side, j) + i;
            const int won = x[at] == best;
            dx[at] = won ? left : 0;
            left = won ? 0 : left;
        }
    }
}

/* Calls do(corner, output) for every window, with the usual sides as constants. */
#define FOR_WINDOWS(w, call)                                                                       \
    for (size_t row = 0; row < (w)->rows; row++)                                                   \
        for (size_t column = 0; column < (w)->columns; column++) {                                 \
            const size_t corner = (row * (w)->width + column) * (w)->side * (w)->b;                \
            const size_t output = (row * (w)->columns + column) * (w)->b;                          \
            if ((w)->side == 2)                                                                    \
                call(2);                                                                           \
            else if ((w)->side == 3)                                                               \
                call(3);                                                                           \
            else                                                                                   \
                call((w)->side);                                                                   \
        }

static void largest(const struct values_windows *w, const real *x, real *y)
{
#define LARGEST(side) largest_of(w, side, x + corner, y + output)
    FOR_WINDOWS(w, LARGEST)
}

static void largest_slope(const struct values_windows *w, const real *x, const real *y,
                          const real *dy, real *dx){
#define SLOPE(side) hand_out(w, side, x + corner, y + output, dy + output, dx + corner)
    FOR_WINDOWS(w, SLOPE)}

/* ---- bytes ----------------------------------------------------------------------------------- */

/* Four values each of four samples, turned over in registers. */
INLINE void unpack_square(const struct values_bytes *x, size_t i, size_t s, real *to, size_t row)
{
    real square[4][4];
#pragma GCC unroll 4
    for (size_t k = 0; k < 4; k++)
#pragma GCC unroll 4
        for (size_t j = 0; j < 4; j++) square[j][k] = (real)x->sample[s + k][i + j];
#pragma GCC unroll 4
    for (size_t j = 0; j < 4; j++)
#pragma GCC unroll 4
        for (size_t k = 0; k < 4; k++)
            to[(i + j) * row + s + k] = (square[j][k] - x->mean) * x->factor;
}

static void unpack(const struct values_bytes *x, real *to, size_t row)
{
    const size_t n = x->samples / 4 * 4, m = x->features / 4 * 4;
    for (size_t i = 0; i < m; i += 4)
        for (size_t s = 0; s < n; s += 4) unpack_square(x, i, s, to, row);
    for (size_t i = 0; i < x->features; i++)
        for (size_t s = i < m ? n : 0; s < x->samples; s++)
            to[i * row + s] = ((real)x->sample[s][i] - x->mean) * x->factor;
}

/* ---- updates --------------------------------------------------------------------------------- */

static void descend(const struct values_step *s, const real *slope, real *restrict v,
                    real *restrict w, size_t n)
{
    const real rate = s->rate, m = s->m, decay = s->decay;
    if (m == 0) {
#pragma omp simd
        for (size_t i = 0; i < n; i++) w[i] -= rate * (slope[i] + decay * w[i]);
        return;
    }
#pragma omp simd
    for (size_t i = 0; i < n; i++) {
        v[i] = m * v[i] - rate * (slope[i] + decay * w[i]);
        w[i] += v[i];
    }
}

#define JOIN2(a, b) a##b
#define JOIN(a, b)  JOIN2(a, b)

const struct values_kernels JOIN(values_, ISA) = {.relu = relu,
                                                  .relu_slope = relu_slope,
                                                  .add = add,
                                                  .total = total,
                                                  .largest = largest,
                                                  .largest_slope = largest_slope,
                                                  .unpack = unpack,
                                                  .descend = descend};
