#include "glass/spins/lanes_kernel.h"

#include "common/core/cpu.h"

extern const struct lanes_kernels lanes_kernel_base, lanes_kernel_avx2, lanes_kernel_avx512;

const struct lanes_kernels *lanes_kernels(void)
{
    return cpu_has_avx512() ? &lanes_kernel_avx512
           : cpu_has_avx2() ? &lanes_kernel_avx2
                            : &lanes_kernel_base;
}
