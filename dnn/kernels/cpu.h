/* Instruction sets that kernels are compiled for. */
#ifndef DNN_KERNELS_CPU_H
#define DNN_KERNELS_CPU_H

enum isa { CPU_BASE, CPU_AVX2, CPU_AVX512, CPU_COUNT };

static inline enum isa cpu_widest(void) /* of this processor */
{
    const int avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    const int avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                       __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw");
    return avx512 ? CPU_AVX512 : avx2 ? CPU_AVX2 : CPU_BASE;
}

#endif
