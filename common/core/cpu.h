/* Instruction sets of this processor that kernels (*_k.c) are compiled for. */
#ifndef COMMON_CORE_CPU_H
#define COMMON_CORE_CPU_H

#include <stdbool.h>

static inline bool cpu_has_avx2(void)
{
    return __builtin_cpu_supports("avx2");
}

/* avx512f, dq, vl and bw */
static inline bool cpu_has_avx512(void)
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw");
}

#endif
