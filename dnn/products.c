/* The choice of kernels, once at the start. */
#include "dnn/products.h"

#include <string.h>

#include "dnn/isa.h"

extern const struct products_kernels products_base, products_avx2, products_avx512;

static const struct products_kernels *chosen = &products_base;

void products_start(void)
{
    static const struct products_kernels *const known[ISA_COUNT] = {&products_base, &products_avx2,
                                                                    &products_avx512};
    chosen = known[isa_widest()];
}

void products_combine(const struct products_sum *p)
{
    chosen->combine(p);
}

void products_dots(const struct products_dots *p)
{
    chosen->dots(p);
}

void products_turn(const real *x, size_t rows, size_t columns, real *y)
{
    chosen->turn(x, rows, columns, y);
}

void products_combine_pairs(const struct products_pairs *x, struct products_rows r, const real *a,
                            real bias, real *y)
{
    chosen->combine_pairs(x, r, a, bias, y);
}

void products_dots_pairs(const struct products_pairs *x, struct products_rows r, const real *dy,
                         real *dw)
{
    chosen->dots_pairs(x, r, dy, dw);
}

size_t products_paired(size_t rows, size_t n)
{
    return (n / 2 + chosen->strip - 1) / chosen->strip * chosen->strip * rows;
}

const uint32_t *products_multiples(uint32_t *list, size_t n, size_t stride)
{
    for (size_t k = 0; k < n; k++) list[k] = (uint32_t)(k * stride);
    return list;
}

/* Two numbers in the bits of one; were any lost? */
static bool join(real upper, real lower, real *pair)
{
    real_bits a, b;
    memcpy(&a, &upper, sizeof a), memcpy(&b, &lower, sizeof b);
    const real_bits both = a | b >> REAL_HALF;
    memcpy(pair, &both, sizeof both);
    return !((a | b) << REAL_HALF);
}

bool products_pair(const real *x, size_t rows, size_t n, real *pair)
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
