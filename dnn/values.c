/* The choice of kernels, once at the start. */
#include "dnn/values.h"

#include "dnn/isa.h"

extern const struct values_kernels values_base, values_avx2, values_avx512;

static const struct values_kernels *chosen = &values_base;

void values_start(void)
{
    static const struct values_kernels *const known[ISA_COUNT] = {&values_base, &values_avx2,
                                                                  &values_avx512};
    chosen = known[isa_widest()];
}

const struct values_kernels *values(void)
{
    return chosen;
}
