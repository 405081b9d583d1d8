/* The choice of kernels, once at the start. */
#include "dnn/pointwise.h"

#include "dnn/isa.h"

extern const struct pointwise_kernels pointwise_base, pointwise_avx2, pointwise_avx512;

static const struct pointwise_kernels *chosen = &pointwise_base;

void pointwise_start(void)
{
    static const struct pointwise_kernels *const known[ISA_COUNT] = {
        &pointwise_base, &pointwise_avx2, &pointwise_avx512};
    chosen = known[isa_widest()];
}

const struct pointwise_kernels *pointwise(void)
{
    return chosen;
}
