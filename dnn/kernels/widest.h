/* Instruction sets that kernels are compiled for. */
#ifndef DNN_KERNELS_WIDEST_H
#define DNN_KERNELS_WIDEST_H

#include "common/core/cpu.h"

enum isa { WIDEST_BASE, WIDEST_AVX2, WIDEST_AVX512, WIDEST_COUNT };

static inline enum isa widest(void) /* of this processor */
{
    const bool avx2 = cpu_has_avx2() && __builtin_cpu_supports("fma");
    return cpu_has_avx512() ? WIDEST_AVX512 : avx2 ? WIDEST_AVX2 : WIDEST_BASE;
}

#endif
