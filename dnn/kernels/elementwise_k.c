/* Elementwise loops, compiled once for each instruction set (ISA = base, avx2, avx512) and
   precision: plain loops that the compiler vectorises. The largest value of a window is its
   output. Its gradient goes to the first value that equals the output, so no index is stored. An
   in-place relu may have overwritten an output that was not positive; the gradient there is zero
   in either case. */
#include <string.h>

#include "dnn/kernels/elementwise.h"
#include "dnn/kernels/transpose.h"

#define INLINE static inline __attribute__((always_inline))

static void relu(const real *x, real *y, size_t n)
{
#pragma omp simd
    for (size_t i = 0; i < n; i++) y[i] = x[i] < 0 ? 0 : x[i]; /* NaN is kept */
}

static void relu_backward(const real *y, const real *dy, real *dx, size_t n)
{
#pragma omp simd
    for (size_t i = 0; i < n; i++) {
        const real dw = dy[i]; /* read before the test: both sides of it are plain values */
        dx[i] = y[i] > 0 ? dw : 0;
    }
}

static void add(const real *a, const real *b, real *sum, size_t n)
{
#pragma omp simd
    for (size_t i = 0; i < n; i++) sum[i] = a[i] + b[i];
}

static real total(const real *x, size_t n)
{
    enum { LANES = ELEMENTWISE_LANES };
    if (n == TURNED) return (x[0] + x[2]) + (x[1] + x[3]);
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
INLINE size_t value(const struct elementwise_windows *w, size_t side, size_t b, size_t j)
{
    return (j / side * w->width + j % side) * b;
}

INLINE void largest_of(const struct elementwise_windows *w, size_t side, size_t b,
                       const real *restrict x, real *restrict y)
{
#pragma omp simd
    for (size_t i = 0; i < b; i++) {
        real best = x[i];
#pragma GCC unroll 9
        for (size_t j = 1; j < side * side; j++) {
            const real other = x[value(w, side, b, j) + i];
            best = other > best ? other : best;
        }
        y[i] = best;
    }
}

INLINE void hand_out(const struct elementwise_windows *w, size_t side, size_t b,
                     const real *restrict x, const real *restrict y, const real *restrict dy,
                     real *restrict dx)
{
#pragma omp simd
    for (size_t i = 0; i < b; i++) {
        const real best = y[i];
        real left = dy[i];
#pragma GCC unroll 9
        for (size_t j = 0; j < side * side; j++) {
            const size_t at = value(w, side, b, j) + i;
            const int won = x[at] == best;
            dx[at] = won ? left : 0;
            left = won ? 0 : left;
        }
    }
}

/* Calls do(corner, output) for every window, with the usual window sides and small sample numbers
   as compile-time constants. */
#define FOR_WINDOWS(w, call)                                                                       \
    for (size_t row = 0; row < (w)->rows; row++)                                                   \
        for (size_t column = 0; column < (w)->columns; column++) {                                 \
            const size_t corner = (row * (w)->width + column) * (w)->side * (w)->b;                \
            const size_t output = (row * (w)->columns + column) * (w)->b;                          \
            if ((w)->side == 2 && (w)->b == TURNED)                                                \
                call(2, TURNED);                                                                   \
            else if ((w)->side == 2)                                                               \
                call(2, (w)->b);                                                                   \
            else if ((w)->side == 3)                                                               \
                call(3, (w)->b);                                                                   \
            else                                                                                   \
                call((w)->side, (w)->b);                                                           \
        }

static void largest(const struct elementwise_windows *w, const real *x, real *y)
{
#define LARGEST(side, b) largest_of(w, side, b, x + corner, y + output)
    FOR_WINDOWS(w, LARGEST)
}

static void largest_backward(const struct elementwise_windows *w, const real *x, const real *y,
                             const real *dy, real *dx)
{
#define SLOPE(side, b) hand_out(w, side, b, x + corner, y + output, dy + output, dx + corner)
    FOR_WINDOWS(w, SLOPE)
}

/* ---- samples --------------------------------------------------------------------------------- */

enum { SIDE = 16 }; /* bytes of a vector, and of a square of samples and features */

/* Transpose of a square: four passes, each interleaving both halves of the rows. */
INLINE void turn_bytes(uint8_t __attribute__((vector_size(SIDE))) square[2][SIDE])
{
#pragma GCC unroll 4
    for (int round = 0; round < 4; round++)
#pragma GCC unroll 8
        for (int i = 0; i < SIDE / 2; i++) {
            const int from = round % 2;
            square[1 - from][2 * i] =
                __builtin_shufflevector(square[from][i], square[from][i + SIDE / 2], 0, 16, 1, 17,
                                        2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
            square[1 - from][2 * i + 1] =
                __builtin_shufflevector(square[from][i], square[from][i + SIDE / 2], 8, 24, 9, 25,
                                        10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
        }
}

/* Unpacks n samples, n <= SIDE. */
INLINE void unpack_square(const struct elementwise_bytes *x, size_t i, real *to, size_t row,
                          size_t n)
{
    uint8_t __attribute__((vector_size(SIDE))) square[2][SIDE] = {0};
    uint8_t byte[SIDE][SIDE];
    const real mean = x->mean, factor = x->factor;
    for (size_t s = 0; s < n; s++) memcpy(&square[0][s], x->sample[s] + i, SIDE);
    turn_bytes(square);
    memcpy(byte, square[0], sizeof byte);
    for (size_t j = 0; j < SIDE; j++) {
        real *const at = to + j * row;
#pragma omp simd
        for (size_t s = 0; s < n; s++) at[s] = ((real)byte[j][s] - mean) * factor;
    }
}

static void unpack(const struct elementwise_bytes *x, real *to, size_t row)
{
    const size_t squares = x->features / SIDE * SIDE;
    for (size_t i = 0; i < squares; i += SIDE)
        if (x->samples == SIDE)
            unpack_square(x, i, to + i * row, row, SIDE);
        else if (x->samples == TURNED)
            unpack_square(x, i, to + i * row, row, TURNED);
        else
            unpack_square(x, i, to + i * row, row, x->samples);
    for (size_t i = squares; i < x->features; i++)
        for (size_t s = 0; s < x->samples; s++)
            to[i * row + s] = ((real)x->sample[s][i] - x->mean) * x->factor;
}

static void deal(const real *const *sample, size_t samples, size_t features, real *to, size_t row)
{
    const size_t m = samples / TURNED * TURNED, n = features / TURNED * TURNED;
    for (size_t j = 0; j < n; j += TURNED)
        for (size_t i = 0; i < m; i += TURNED)
            transpose_square(sample + i, j, to + j * row + i, row);
    for (size_t i = 0; i < samples; i++)
        for (size_t j = i < m ? n : 0; j < features; j++) to[j * row + i] = sample[i][j];
}

/* The nine factors stay in registers. */
static void window3(const real *w, real bias, const real *const *x, size_t step, real *restrict y,
                    size_t n)
{
    const real *const restrict a = x[0], *const restrict b = x[1], *const restrict c = x[2];
#pragma omp simd
    for (size_t i = 0; i < n; i++) {
        const size_t j = i + step, k = j + step;
        real sum = bias + w[0] * a[i];
        sum += w[1] * a[j], sum += w[2] * a[k];
        sum += w[3] * b[i], sum += w[4] * b[j], sum += w[5] * b[k];
        sum += w[6] * c[i], sum += w[7] * c[j], sum += w[8] * c[k];
        y[i] = sum;
    }
}

#if defined __AVX512F__
enum { BYTES = 64 };
#elif defined __AVX2__
enum { BYTES = 32 };
#else
enum { BYTES = 16 };
#endif

static void window3_dots(const real *dy, const real *const *x, size_t step, size_t n,
                         real sum[9][ELEMENTWISE_LANES])
{
    enum { WIDTH = BYTES / (int)sizeof(real) };
    typedef real __attribute__((vector_size(BYTES))) vector;
    vector part[9], d, value;
    size_t i = 0;
    for (size_t t = 0; t < 9; t++) memcpy(&part[t], sum[t], sizeof *part);
    for (; i + WIDTH <= n; i += WIDTH) {
        memcpy(&d, dy + i, sizeof d);
#pragma GCC unroll 9
        for (size_t t = 0; t < 9; t++) {
            memcpy(&value, x[t / 3] + t % 3 * step + i, sizeof value);
            part[t] += d * value;
        }
    }
    for (size_t t = 0; t < 9; t++) memcpy(sum[t], &part[t], sizeof *part);
    for (size_t first = i; i < n; i++)
        for (size_t t = 0; t < 9; t++) sum[t][i - first] += dy[i] * x[t / 3][t % 3 * step + i];
}

/* ---- updates --------------------------------------------------------------------------------- */

static void descend(const struct elementwise_step *s, const real *dw, real *restrict v,
                    real *restrict w, size_t n)
{
    const real rate = s->rate, m = s->m, decay = s->decay;
    if (m == 0) {
#pragma omp simd
        for (size_t i = 0; i < n; i++) w[i] -= rate * (dw[i] + decay * w[i]);
        return;
    }
#pragma omp simd
    for (size_t i = 0; i < n; i++) {
        v[i] = m * v[i] - rate * (dw[i] + decay * w[i]);
        w[i] += v[i];
    }
}

#define JOIN2(a, b) a##b
#define JOIN(a, b)  JOIN2(a, b)

const struct elementwise_kernels JOIN(elementwise_, ISA) = {.relu = relu,
                                                            .relu_backward = relu_backward,
                                                            .add = add,
                                                            .total = total,
                                                            .largest = largest,
                                                            .largest_backward = largest_backward,
                                                            .unpack = unpack,
                                                            .deal = deal,
                                                            .window3 = window3,
                                                            .window3_dots = window3_dots,
                                                            .descend = descend};
