/* The inner loops of every layer with weights, compiled once for each instruction set (ISA =
   base, avx2, avx512) and precision.
     combine  y(i, j) = bias(i) + sum over k of a(i, k) x(k, j). Rows of x may be anywhere,
           so a convolution is a product with shifted rows of the image itself, without im2col.
     dots     dw(i, q) = sum over runs of dy(i, .) x(q, .): gradients of a convolution's weights.
     pairs    both for one row, with inputs packed two per word.
     turn     transpose of a matrix, which makes the weight gradient of a dense layer a combine.
   The terms of one value are added in the order of k (or of lanes, then a fixed tree), whatever
   tile it is in. So a value does not depend on the tiling; tiles at an edge overlap their
   neighbours and write the same bits again. Multiply-adds are fused if the instruction set has
   them, so bits differ between instruction sets. */
#include <assert.h>
#include <string.h>

#include "dnn/kernels/gemm.h"
#include "dnn/kernels/transpose.h"
#include "common/core/minmax.h"

#if defined __AVX512F__
enum { BYTES = 64, WIDTH = 4, ROWS = 6, DOT_ROWS = 4, DOT_COLUMNS = 6 };
#elif defined __AVX2__
enum { BYTES = 32, WIDTH = 2, ROWS = 6, DOT_ROWS = 3, DOT_COLUMNS = 4 };
#else
enum { BYTES = 16, WIDTH = 2, ROWS = 4, DOT_ROWS = 3, DOT_COLUMNS = 4 };
#endif

enum { LANES = BYTES / (int)sizeof(real), NARROW = 4, STRIP = WIDTH * LANES, LONE = 8 };
enum { DOT_LONE = 9 }; /* columns of dots with one row: a window of 3 x 3 */
/* Block sizes of copies that stay in the first-level cache; sizes below which copies do not pay
   off. */
enum { DEPTH = 96, PANEL = 256 / (WIDTH * BYTES), SPARSE = 3, SHALLOW = 8 };

#define INLINE        static inline __attribute__((always_inline))
#define VECTOR(bytes) real __attribute__((vector_size(bytes)))
#define UNROLL        _Pragma("GCC unroll 9")

/* ---- combine --------------------------------------------------------------------------------- */

/* m rows of y by `vectors` vectors of columns, from row i and column j; terms [k0, k1) of the sum.
   The first terms start from the biases, later ones from the present y. x: row k0, column j. */
#define TILE(name, bytes, rows, width)                                                             \
    INLINE void name(const struct gemm_sum *p, size_t i, size_t j, size_t m, size_t vectors,       \
                     size_t k0, size_t k1, const real *packed)                                     \
    {                                                                                              \
        enum { L = (bytes) / (int)sizeof(real) };                                                  \
        VECTOR(bytes) sum[rows][width];                                                            \
        const real *a[rows], *const x = p->x + j;                                                  \
        UNROLL for (size_t r = 0; r < m; r++) a[r] = p->a + (i + r) * p->a_row;                    \
        UNROLL for (size_t r = 0; r < m; r++) UNROLL for (size_t v = 0; v < vectors; v++)          \
        {                                                                                          \
            sum[r][v] = (VECTOR(bytes)){0} + (p->bias ? p->bias[i + r] : 0);                       \
            if (k0) memcpy(&sum[r][v], p->y + (i + r) * p->y_row + j + v * L, sizeof *sum[r]);     \
        }                                                                                          \
        for (size_t k = k0; k < k1; k++) {                                                         \
            const size_t at = p->a_at[k];                                                          \
            const real *const from = packed ? packed + (k - k0) * STRIP : x + p->x_at[k];          \
            VECTOR(bytes) value[width];                                                            \
            UNROLL for (size_t v = 0; v < vectors; v++)                                            \
                memcpy(&value[v], from + v * L, sizeof *value);                                    \
            UNROLL for (size_t r = 0; r < m; r++) UNROLL for (size_t v = 0; v < vectors; v++)      \
                sum[r][v] += a[r][at] * value[v];                                                  \
        }                                                                                          \
        UNROLL for (size_t r = 0; r < m; r++) UNROLL for (size_t v = 0; v < vectors; v++)          \
            memcpy(p->y + (i + r) * p->y_row + j + v * L, &sum[r][v], sizeof *sum[r]);             \
    }

TILE(wide, BYTES, ROWS, WIDTH)
TILE(narrow, NARROW *(int)sizeof(real), ROWS, WIDTH)
TILE(single, (int)sizeof(real), ROWS, WIDTH)
TILE(lone, BYTES, 1, LONE) /* tiles of one row: longer runs of x, more sums at a time */

#define FOR_ROWS(call)                                                                             \
    switch (m) {                                                                                   \
    case 1:                                                                                        \
        call(1);                                                                                   \
        break;                                                                                     \
    case 2:                                                                                        \
        call(2);                                                                                   \
        break;                                                                                     \
    case 3:                                                                                        \
        call(3);                                                                                   \
        break;                                                                                     \
    case 4:                                                                                        \
        call(4);                                                                                   \
        break;                                                                                     \
    case 5:                                                                                        \
        call(ROWS < 5 ? ROWS : 5);                                                                 \
        break;                                                                                     \
    default:                                                                                       \
        call(ROWS);                                                                                \
    }

struct rows {
    size_t first, count;
};

static size_t row_blocks(const struct gemm_sum *p)
{
    return (p->m + ROWS - 1) / ROWS;
}

static struct rows row_block(const struct gemm_sum *p, size_t b)
{
    const size_t blocks = row_blocks(p), first = b * p->m / blocks;
    return (struct rows){first, (b + 1) * p->m / blocks - first};
}

INLINE void copy(real *to, const real *from)
{
    VECTOR(BYTES) value[WIDTH];
    UNROLL for (size_t v = 0; v < WIDTH; v++) memcpy(&value[v], from + v * LANES, sizeof *value);
    UNROLL for (size_t v = 0; v < WIDTH; v++) memcpy(to + v * LANES, &value[v], sizeof *value);
}

/* Prefetches the terms of the next block while these are added. */
static void fetch(const struct gemm_sum *p, size_t j, size_t k0, size_t k1)
{
    for (size_t k = k0; k < min_size(k1, p->k); k++) __builtin_prefetch(p->x + p->x_at[k] + j);
}

/* `strips` strips of columns from column j, in blocks of terms that are copied together and stay
   in the cache for all rows. */
static void panel(const struct gemm_sum *p, size_t j, size_t strips)
{
    real packed[PANEL][DEPTH * STRIP];
    const size_t blocks = row_blocks(p), share = (DEPTH + blocks - 1) / blocks;
    for (size_t k0 = 0; k0 < p->k; k0 += DEPTH) {
        const size_t k1 = min_size(k0 + DEPTH, p->k);
        for (size_t k = k0; k < k1; k++)
            for (size_t s = 0; s < strips; s++)
                copy(packed[s] + (k - k0) * STRIP, p->x + p->x_at[k] + j + s * STRIP);
        for (size_t b = 0; b < blocks; b++) {
            const size_t i = row_block(p, b).first, m = row_block(p, b).count;
            fetch(p, j, k1 + b * share, min_size(k1 + (b + 1) * share, k1 + DEPTH));
#define PACKED(rows) wide(p, i, j + s * STRIP, rows, WIDTH, k0, k1, packed[s])
            for (size_t s = 0; s < strips; s++) FOR_ROWS(PACKED)
        }
    }
}

/* Columns [j, end) of rows [i, i + m), without a copy of x. */
static void direct(const struct gemm_sum *p, size_t i, size_t m, size_t j, size_t end)
{
#define FULL(rows) wide(p, i, j, rows, WIDTH, 0, p->k, NULL)
#define TWO(rows)  wide(p, i, j, rows, 2, 0, p->k, NULL)
#define ONE(rows)  wide(p, i, at, rows, 1, 0, p->k, NULL)
#define FEW(rows)  narrow(p, i, at, rows, 1, 0, p->k, NULL)
#define LAST(rows) single(p, i, j, rows, 1, 0, p->k, NULL)
    if (m == 1 && p->n >= LONE * LANES)
        for (; j < end; j += LONE * LANES)
            lone(p, i, min_size(j, p->n - LONE * LANES), 1, LONE, 0, p->k, NULL);
    for (; j + STRIP <= end; j += STRIP) FOR_ROWS(FULL)
    for (; j + 2 * LANES <= end; j += 2 * LANES) FOR_ROWS(TWO)
    if (p->n >= LANES) {
        for (; j < end; j += LANES) {
            const size_t at = min_size(j, p->n - LANES);
            FOR_ROWS(ONE)
        }
    } else if (p->n >= NARROW) {
        for (; j < end; j += NARROW) {
            const size_t at = min_size(j, p->n - NARROW);
            FOR_ROWS(FEW)
        }
    }
    for (; j < end; j++) FOR_ROWS(LAST)
}

/* A remainder of more than one vector is a strip that overlaps the one before. */
static size_t panels(const struct gemm_sum *p)
{
    const size_t whole = p->n / STRIP;
    for (size_t s = 0; s < whole; s += PANEL) panel(p, s * STRIP, min_size(PANEL, whole - s));
    if (whole == 0 || p->n - whole * STRIP <= LANES) return whole * STRIP;
    panel(p, p->n - STRIP, 1);
    return p->n;
}

static void combine(const struct gemm_sum *p)
{
    const size_t j = row_blocks(p) > SPARSE && p->k > SHALLOW ? panels(p) : 0;
    for (size_t b = 0; j < p->n && b < row_blocks(p); b++)
        direct(p, row_block(p, b).first, row_block(p, b).count, j, p->n);
}

/* ---- dots ------------------------------------------------------------------------------------ */

INLINE real lane_sum(VECTOR(BYTES) v)
{
    real lane[LANES];
    memcpy(lane, &v, sizeof v);
    UNROLL for (size_t half = LANES / 2; half > 0; half /= 2)
        UNROLL for (size_t k = 0; k < half; k++) lane[k] += lane[k + half];
    return lane[0];
}

INLINE void add_dots(const struct gemm_dots *p, const real *dy, const real *x, const uint32_t *x_at,
                     size_t m, size_t columns, size_t n, VECTOR(BYTES) sum[][DOT_LONE])
{
    VECTOR(BYTES) dw[DOT_ROWS] = {0};
    UNROLL for (size_t a = 0; a < m; a++) memcpy(&dw[a], dy + a * p->dy_row, n * sizeof *dy);
    UNROLL for (size_t b = 0; b < columns; b++)
    {
        VECTOR(BYTES) value = {0};
        memcpy(&value, x + x_at[b], n * sizeof *x);
        UNROLL for (size_t a = 0; a < m; a++) sum[a][b] += dw[a] * value;
    }
}

INLINE void dot_tile(const struct gemm_dots *p, size_t i, size_t q, size_t m, size_t columns)
{
    VECTOR(BYTES) sum[DOT_ROWS][DOT_LONE] = {0};
    for (size_t r = 0; r < p->runs; r++) {
        const real *const dy = p->dy + i * p->dy_row + r * p->dy_run, *const x =
                                                                          p->x + r * p->x_run;
        size_t j = 0;
        for (; j + LANES <= p->run; j += LANES)
            add_dots(p, dy + j, x + j, p->x_at + q, m, columns, LANES, sum);
        if (j < p->run) add_dots(p, dy + j, x + j, p->x_at + q, m, columns, p->run - j, sum);
    }
    UNROLL for (size_t a = 0; a < m; a++) UNROLL for (size_t b = 0; b < columns; b++)
        p->dw[(i + a) * p->columns + q + b] = lane_sum(sum[a][b]);
}

/* Tiles at an edge overlap. */
static void dots(const struct gemm_dots *p)
{
#define TILES(high, wide)                                                                          \
    for (size_t i = 0; i < p->m; i += (high))                                                      \
        for (size_t q = 0; q < p->columns; q += (wide))                                            \
    dot_tile(p, min_size(i, p->m - (high)), min_size(q, p->columns - (wide)), high, wide)
    if (p->m < DOT_ROWS && p->columns < DOT_COLUMNS)
        TILES(1, 1);
    else if (p->m < DOT_ROWS && p->columns >= DOT_LONE)
        TILES(1, DOT_LONE);
    else if (p->m < DOT_ROWS)
        TILES(1, DOT_COLUMNS);
    else if (p->columns < DOT_COLUMNS)
        TILES(DOT_ROWS, 1);
    else
        TILES(DOT_ROWS, DOT_COLUMNS);
}

/* ---- turn ------------------------------------------------------------------------------------ */

static void turn(const real *x, size_t rows, size_t columns, real *y)
{
    enum { SIDE = 16 }; /* of the squares that are finished one after the other */
    const size_t m = rows / TURNED * TURNED, n = columns / TURNED * TURNED;
    for (size_t i0 = 0; i0 < m; i0 += SIDE)
        for (size_t j = 0; j < n; j += TURNED)
            for (size_t i = i0; i < min_size(i0 + SIDE, m); i += TURNED) {
                const real *const at = x + i * columns;
                const real *const row[] = {at, at + columns, at + 2 * columns, at + 3 * columns};
                transpose_square(row, j, y + j * rows + i, rows);
            }
    for (size_t i = 0; i < rows; i++)
        for (size_t j = i < m ? n : 0; j < columns; j++) y[j * rows + i] = x[i * columns + j];
}

/* ---- pairs ----------------------------------------------------------------------------------- */

#define BITS precision_bits __attribute__((vector_size(BYTES)))
/* Vectors of pairs in a strip, half as many as of its sums; rows of dots at a time. */
enum { ABREAST = BYTES < 64 ? 5 : 4, PAIR_ROWS = 5, PAIRS = ABREAST * LANES };

/* gcc would read memory twice, once for each half */
INLINE BITS load_pair(const real *from)
{
    BITS pair;
    memcpy(&pair, from, sizeof pair);
    __asm__("" : "+x"(pair));
    return pair;
}

INLINE VECTOR(BYTES) upper(BITS pair)
{
    return (VECTOR(BYTES))(pair & ~(precision_bits)0 << PRECISION_HALF);
}

INLINE VECTOR(BYTES) lower(BITS pair)
{
    return (VECTOR(BYTES))(pair << PRECISION_HALF);
}

/* Sums of both halves of a strip of pairs. Memory is read sequentially, so the hardware prefetches
   it. */
INLINE void combine_strip(const real *pair, size_t rows, const real *a, real bias, real *y,
                          size_t half)
{
    VECTOR(BYTES) sum[2][ABREAST];
    UNROLL for (size_t v = 0; v < ABREAST; v++) sum[0][v] = sum[1][v] = (VECTOR(BYTES)){0} + bias;
    for (size_t k = 0; k < rows; k++) {
        UNROLL for (size_t v = 0; v < ABREAST; v++)
        {
            const BITS both = load_pair(pair + k * PAIRS + v * LANES);
            sum[0][v] += a[k] * upper(both), sum[1][v] += a[k] * lower(both);
        }
    }
    UNROLL for (size_t v = 0; v < ABREAST; v++)
    {
        memcpy(y + v * LANES, &sum[0][v], sizeof sum[0][v]);
        memcpy(y + half + v * LANES, &sum[1][v], sizeof sum[1][v]);
    }
}

static void combine_pairs(const struct gemm_pairs *x, struct gemm_rows r, const real *a, real bias,
                          real *y)
{
    const size_t half = x->n / 2;
    const real *pair = x->pair + r.first * PAIRS;
    for (size_t j = 0; j < half; j += PAIRS, pair += x->rows * PAIRS)
        combine_strip(pair, r.count, a, bias, y + min_size(j, half - PAIRS), half);
}

INLINE void add_pairs(const real *pair, const real *first, const real *second, size_t rows,
                      VECTOR(BYTES) sum[2][PAIR_ROWS])
{
    VECTOR(BYTES) dw[2];
    memcpy(&dw[0], first, sizeof *dw), memcpy(&dw[1], second, sizeof *dw);
    UNROLL for (size_t k = 0; k < rows; k++)
    {
        const BITS both = load_pair(pair + k * PAIRS);
        sum[0][k] += dw[0] * upper(both), sum[1][k] += dw[1] * lower(both);
    }
}

/* last: gradients of the last strip, 0 where it overlaps the one before. */
INLINE void dot_rows(const struct gemm_pairs *x, size_t row, const real *dy, real last[2][PAIRS],
                     real *dw, size_t rows)
{
    const size_t half = x->n / 2;
    const real *pair = x->pair + row * PAIRS;
    VECTOR(BYTES) sum[2][PAIR_ROWS] = {0};
    for (size_t j = 0; j < half; j += PAIRS, pair += x->rows * PAIRS) {
        const bool whole = j + PAIRS <= half;
        const real *const first = whole ? dy + j : last[0];
        const real *const second = whole ? dy + half + j : last[1];
        for (size_t i = 0; i < PAIRS; i += LANES)
            add_pairs(pair + i, first + i, second + i, rows, sum);
    }
    UNROLL for (size_t k = 0; k < rows; k++) dw[k] = lane_sum(sum[0][k] + sum[1][k]);
}

static void dots_pairs(const struct gemm_pairs *x, struct gemm_rows r, const real *dy, real *dw)
{
    const size_t half = x->n / 2, begun = half / PAIRS * PAIRS;
    real last[2][PAIRS] = {0};
    for (size_t j = begun; j < half; j++)
        last[0][PAIRS - half + j] = dy[j], last[1][PAIRS - half + j] = dy[half + j];
    size_t k = 0;
    for (; k + PAIR_ROWS <= r.count; k += PAIR_ROWS)
        dot_rows(x, r.first + k, dy, last, dw + k, PAIR_ROWS);
    for (; k < r.count; k++) dot_rows(x, r.first + k, dy, last, dw + k, 1);
}

/* ---------------------------------------------------------------------------------------------- */

#define JOIN2(a, b) a##b
#define JOIN(a, b)  JOIN2(a, b)

const struct gemm_kernels JOIN(gemm_, ISA) = {combine,    PAIRS, combine_pairs,
                                              dots_pairs, dots,  turn};
