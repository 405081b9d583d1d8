/* A potential outside the program's table: a screened Coulomb repulsion exp(1 - x) / x, x = r/s, cut
   and shifted at x = 5. Its range is long: near the smallest box, lists hold all spheres. */
#include "glass/spheres/state/potential_kernels.h"

#define YUKAWA_CUT   5.0
#define YUKAWA_SHIFT 0.0036631277777468357 /* exp(-4) / 5 */

INLINE float yukawa_single(float r2, float s2)
{
    const float x = sqrtf(r2 / s2);
    return expf(1 - x) / x - (float)YUKAWA_SHIFT;
}

INLINE double yukawa_energy(double r2, double s2)
{
    const double x = sqrt(r2 / s2);
    return exp(1 - x) / x - YUKAWA_SHIFT;
}

INLINE double yukawa_virial(double r2, double s2)
{
    const double x = sqrt(r2 / s2);
    return exp(1 - x) * (1 + 1 / x);
}

INLINE double yukawa_curvature(double r2, double s2)
{
    const double x = sqrt(r2 / s2);
    return exp(1 - x) * (x + 2 + 2 / x);
}

#define TABLE(X) X(yukawa, YUKAWA_CUT, false, false, 0, "exp(1 - r/s) s/r, cut and shifted at 5 s")
TABLE(POTENTIAL_KERNELS)

extern const struct potential POTENTIAL_TABLE(yukawa)[];
const struct potential POTENTIAL_TABLE(yukawa)[] = {TABLE(POTENTIAL_ROW){0}};
