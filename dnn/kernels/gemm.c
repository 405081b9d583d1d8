/* Selects the kernels of the widest instruction set at start-up. */
#include "dnn/kernels/gemm.h"

#include <string.h>

#include "dnn/kernels/widest.h"

extern const struct gemm_kernels gemm_base, gemm_avx2, gemm_avx512;

static const struct gemm_kernels *chosen = &gemm_base;

void gemm_init(void)
{
    static const struct gemm_kernels *const known[WIDEST_COUNT] = {&gemm_base, &gemm_avx2,
                                                                   &gemm_avx512};
    chosen = known[widest()];
}

void gemm_combine(const struct gemm_sum *p)
{
    chosen->combine(p);
}

void gemm_dots(const struct gemm_dots *p)
{
    chosen->dots(p);
}

void gemm_transpose(const real *x, size_t rows, size_t columns, real *y)
{
    chosen->turn(x, rows, columns, y);
}

void gemm_combine_pairs(const struct gemm_pairs *x, struct gemm_rows r, const real *a, real bias,
                        real *y)
{
    chosen->combine_pairs(x, r, a, bias, y);
}

void gemm_dots_pairs(const struct gemm_pairs *x, struct gemm_rows r, const real *dy, real *dw)
{
    chosen->dots_pairs(x, r, dy, dw);
}

size_t gemm_paired(size_t rows, size_t n)
{
    return (n / 2 + chosen->strip - 1) / chosen->strip * chosen->strip * rows;
}

const uint32_t *gemm_multiples(uint32_t *list, size_t n, size_t stride)
{
    for (size_t k = 0; k < n; k++) list[k] = (uint32_t)(k * stride);
    return list;
}

/* Packs two numbers into one word; returns whether bits were lost. */
static bool join(real upper, real lower, real *pair)
{
    precision_bits a, b;
    memcpy(&a, &upper, sizeof a), memcpy(&b, &lower, sizeof b);
    const precision_bits both = a | b >> PRECISION_HALF;
    memcpy(pair, &both, sizeof both);
    return !((a | b) << PRECISION_HALF);
}

bool gemm_pair(const real *x, size_t rows, size_t n, real *pair)
{
    const size_t strip = chosen->strip, half = n / 2;
    bool whole = half >= strip && n % 2 == 0;
    for (size_t j = 0; j < half && whole; j += strip)
        for (size_t k = 0; k < rows && whole; k++) {
            const real *const from = x + k * n + (j + strip < half ? j : half - strip);
            for (size_t i = 0; i < strip && whole; i++)
                whole = join(from[i], from[half + i], pair++);
        }
    return whole;
}
