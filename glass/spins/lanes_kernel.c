#include "glass/spins/lanes_kernel.h"

extern const struct lanes_kernels lanes_kernel_base, lanes_kernel_avx2, lanes_kernel_avx512;

const struct lanes_kernels *lanes_kernels(void)
{
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw"))
        return &lanes_kernel_avx512;
    return __builtin_cpu_supports("avx2") ? &lanes_kernel_avx2 : &lanes_kernel_base;
}
