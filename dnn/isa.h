/* Instruction sets that kernels are compiled for. */
#ifndef DNN_ISA_H
#define DNN_ISA_H

enum isa { ISA_BASE, ISA_AVX2, ISA_AVX512, ISA_COUNT };

static inline enum isa isa_widest(void) /* of this processor */
{
    const int avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    const int avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                       __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw");
    return avx512 ? ISA_AVX512 : avx2 ? ISA_AVX2 : ISA_BASE;
}

#endif
