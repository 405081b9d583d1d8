/* The choice of kernels, once at the start. */
#include "dnn/products.h"

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
