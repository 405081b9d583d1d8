#include "glass/spins/spin_kernels.h"

#include "common/core/cpu.h"

extern const struct spin_kernels spin_kernels_base, spin_kernels_avx2, spin_kernels_avx512;

const struct spin_kernels *spin_kernels(void)
{
    return cpu_has_avx512() ? &spin_kernels_avx512
           : cpu_has_avx2() ? &spin_kernels_avx2
                            : &spin_kernels_base;
}
