/* Selects the kernels of the widest instruction set. */
#include "dnn/kernels/smooth.h"

#include "dnn/kernels/widest.h"

extern const struct smooth_kernels smooth_base, smooth_avx2, smooth_avx512;

const struct smooth_kernels *smooth(void)
{
    static const struct smooth_kernels *const known[WIDEST_COUNT] = {&smooth_base, &smooth_avx2,
                                                                     &smooth_avx512};
    return known[widest()];
}
