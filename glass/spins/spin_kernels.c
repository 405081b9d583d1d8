#include "glass/spins/spin_kernels.h"

extern const struct spin_kernels spin_kernels_base, spin_kernels_avx2, spin_kernels_avx512;

const struct spin_kernels *spin_kernels(void)
{
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw"))
        return &spin_kernels_avx512;
    return __builtin_cpu_supports("avx2") ? &spin_kernels_avx2 : &spin_kernels_base;
}
