/* Compiled once for each instruction set (ISA = base, avx2, avx512). The number of unsatisfied bonds of a
   site, 0 to 6 in each lane, is compared with 1, 2 and 3 by bitwise adders. */
#include "glass/spins/lanes_kernel.h"

/* All functions that return vectors are inlined: the convention of calls does not matter. */
#pragma GCC diagnostic ignored "-Wpsabi"

#define INLINE static inline __attribute__((always_inline))

typedef uint64_t word __attribute__((vector_size(8 * LANES_WORDS)));

INLINE word all(int yes)
{
    const uint64_t x = yes ? ~(uint64_t)0 : 0;
    return (word){x, x, x, x};
}

INLINE word *at(uint64_t *s, size_t i)
{
    return (word *)(s + LANES_WORDS * i);
}

INLINE const word *bond(const struct lanes_sweep *w, size_t dim, size_t i, size_t d)
{
    return (const word *)(w->J + LANES_WORDS * (dim * i + d));
}

/* Lanes in which the bond between i and its neighbour j is unsatisfied; it belongs to `owner`. */
INLINE word unsatisfied(const struct lanes_sweep *w, size_t dim, size_t i, size_t j, size_t owner,
                        size_t d)
{
    return *at(w->s, i) ^ *at(w->s, j) ^ *bond(w, dim, owner, d);
}

INLINE void turn_flat(const struct lanes_sweep *w, size_t i, const size_t *up, const size_t *down)
{
    const word a = unsatisfied(w, 2, i, up[0], i, 0), b = unsatisfied(w, 2, i, down[0], down[0], 0),
               c = unsatisfied(w, 2, i, up[1], i, 1), d = unsatisfied(w, 2, i, down[1], down[1], 1);
    const word one = a | b | c | d, two = (a & b) | (c & d) | ((a | b) & (c | d));
    *at(w->s, i) ^= two | (one & all(w->u[i] < w->accept[0])) | all(w->u[i] < w->accept[1]);
}

INLINE void turn_cubic(const struct lanes_sweep *w, size_t i, const size_t *up, const size_t *down)
{
    word sum[2], carry[2];
    for (size_t half = 0; half < 2; half++) {
        const size_t *const j = half ? down : up;
        const word a = unsatisfied(w, 3, i, j[0], half ? j[0] : i, 0),
                   b = unsatisfied(w, 3, i, j[1], half ? j[1] : i, 1),
                   c = unsatisfied(w, 3, i, j[2], half ? j[2] : i, 2);
        sum[half] = a ^ b ^ c;
        carry[half] = (a & b) | (c & (a ^ b));
    }
    const word odd = sum[0] | sum[1], pair = carry[0] | carry[1];
    const word one = odd | pair, two = pair | (sum[0] & sum[1]),
               three = (carry[0] & carry[1]) | (pair & odd);
    *at(w->s, i) ^= three | (two & all(w->u[i] < w->accept[0])) |
                    (one & all(w->u[i] < w->accept[1])) | all(w->u[i] < w->accept[2]);
}

static void flat(const struct lanes_sweep *w)
{
    const size_t L = w->L;
    for (size_t y = 0, i = 0; y < L; y++)
        for (size_t x = 0; x < L; x++, i++) {
            const size_t up[] = {x + 1 < L ? i + 1 : i + 1 - L, y + 1 < L ? i + L : x},
                         down[] = {x ? i - 1 : i + L - 1, y ? i - L : i + L * (L - 1)};
            turn_flat(w, i, up, down);
        }
}

static void cubic(const struct lanes_sweep *w)
{
    const size_t L = w->L, layer = L * L;
    for (size_t z = 0, i = 0; z < L; z++)
        for (size_t y = 0; y < L; y++)
            for (size_t x = 0; x < L; x++, i++) {
                const size_t up[] = {x + 1 < L ? i + 1 : i + 1 - L,
                                     y + 1 < L ? i + L : i + L - layer,
                                     z + 1 < L ? i + layer : i - z * layer},
                             down[] = {x ? i - 1 : i + L - 1, y ? i - L : i + layer - L,
                                       z ? i - layer : i + (L - 1) * layer};
                turn_cubic(w, i, up, down);
            }
}

#define JOIN_(a, b) a##_##b
#define JOIN(a, b)  JOIN_(a, b)

extern const struct lanes_kernels JOIN(lanes_kernel, ISA);
const struct lanes_kernels JOIN(lanes_kernel, ISA) = {flat, cubic};
