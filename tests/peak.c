/* Implementation of peak.h. */
#include "tests/peak.h"

#include <math.h>

#include "common/core/base.h"

#if defined __x86_64__
__attribute__((target("avx2,fma")))
#endif
double
peak_rate(void)
{
    enum { CHAINS = 12, LANES = 8, ROUNDS = 100000 };
    float sum[CHAINS][LANES] = {{0}}, keep = 0, best = INFINITY;
    for (int stretch = 0; stretch < 16; stretch++) {
        const double start = base_clock();
        for (int n = 0; n < ROUNDS; n++)
#pragma GCC unroll 12
            for (int i = 0; i < CHAINS; i++)
#pragma GCC unroll 8
                for (int k = 0; k < LANES; k++) sum[i][k] = __builtin_fmaf(sum[i][k], 0.9f, 0.1f);
        best = fminf(best, (float)(base_clock() - start));
    }
    for (int i = 0; i < CHAINS; i++) keep += sum[i][0];
    return keep > 0 ? 2.0 * CHAINS * LANES * ROUNDS / (double)best : 0;
}
