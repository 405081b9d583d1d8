/* The choice of kernels, once at the start. */
#include "dnn/products.h"

extern const struct products_kernels products_base, products_avx2, products_avx512;

static const struct products_kernels *chosen = &products_base;

void products_start(void)
{
    const int avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    const int avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                       __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw");
    chosen = avx512 ? &products_avx512 : avx2 ? &products_avx2 : &products_base;
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
