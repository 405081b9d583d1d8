/* A sweep of +1, -1 spins on a periodic lattice, 256 samples side by side in the bits of 256-bit words,
   compiled for each instruction set (multi-spin coding: Bhanot, Duke, Salvador, J. Stat. Phys. 44, 985 (1986)). */
#ifndef GLASS_SPINS_LANES_KERNEL_H
#define GLASS_SPINS_LANES_KERNEL_H

#include <stddef.h>
#include <stdint.h>

enum { LANES_WORDS = 4, LANES_NUMBER = 64 * LANES_WORDS };

struct lanes_sweep {
    size_t L;
    uint64_t *s;        /* (n, LANES_WORDS) spins: 1 is up */
    const uint64_t *J;  /* (n, dim, LANES_WORDS) bonds towards +x, +y, +z: 1 is -1 */
    const uint32_t *u;  /* (n) a random number per site, shared by the samples */
    uint32_t accept[3]; /* flips that cost 4, 8, 12 happen where u is below */
};

/* Metropolis trials of all sites in order, in 2 or 3 dimensions. */
typedef void lanes_kernel(const struct lanes_sweep *w);
struct lanes_kernels {
    lanes_kernel *flat, *cubic;
};

const struct lanes_kernels *lanes_kernels(void); /* the widest that the processor has */

#endif
