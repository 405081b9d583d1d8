/* A sum of multiples of 2^-30 that is exact up to 2^63, in any order: hot virials exceed the 2^23
   up to which doubles would do. */
#ifndef GLASS_SPHERES_STATE_EXACT_SUM_H
#define GLASS_SPHERES_STATE_EXACT_SUM_H

#include <math.h>
#include <stdint.h>

struct exact_sum {
    int64_t whole, part; /* part: in units of 2^-30 */
};

static inline void exact_sum_add(struct exact_sum *sum, double term)
{
    const double whole = floor(term);
    sum->whole += (int64_t)whole;
    sum->part += (int64_t)((term - whole) * 0x1p30);
}

static inline double exact_sum_value(struct exact_sum sum)
{
    const int64_t one = INT64_C(1) << 30;
    return (double)(sum.whole + sum.part / one) + (double)(sum.part % one) * 0x1p-30;
}

#endif
