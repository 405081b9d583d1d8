/* Selects the kernels of the widest instruction set at start-up. */
#include "dnn/kernels/elementwise.h"

#include "dnn/kernels/widest.h"

extern const struct elementwise_kernels elementwise_base, elementwise_avx2, elementwise_avx512;

static const struct elementwise_kernels *chosen = &elementwise_base;

void elementwise_init(void)
{
    static const struct elementwise_kernels *const known[WIDEST_COUNT] = {
        &elementwise_base, &elementwise_avx2, &elementwise_avx512};
    chosen = known[widest()];
}

const struct elementwise_kernels *elementwise(void)
{
    return chosen;
}
