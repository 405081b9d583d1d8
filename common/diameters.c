/* Size distributions. P(s) = A / s^3 on [s_min, s_max] has as much volume in every interval of
   sizes; with <s> = 1 and s_max / s_min = r, s_min = (1 + r)/(2 r) and s_max = (1 + r)/2, and
   its polydispersity is 23 % for r = 2.219. Ninarello, Berthier, Coslovich, PRX 7, 021039
   (2017). */
#include "common/diameters.h"

#include <math.h>

double diameters_power3(double u)
{
    const double r = 2.219, small = (1 + r) / (2 * r), large = (1 + r) / 2;
    const double a = 1 / (small * small), b = 1 / (large * large);
    return 1 / sqrt(a - u * (a - b));
}

static double quantile(double (*law)(double u), struct rng *rng, size_t i, size_t n)
{
    (void)rng;
    return law(((double)i + 0.5) / (double)n);
}

static double at_random(double (*law)(double u), struct rng *rng, size_t i, size_t n)
{
    (void)i, (void)n;
    return law(rng_uniform(rng));
}

static const struct diameters ways[] = {
    {"quantile", "s_i = s((i + 1/2)/N): the same sizes in every sample, given to spheres at random",
     quantile},
    {"random", "independent draws: samples scatter, in energy by several per cent at N = 1000",
     at_random},
    {0},
};

const struct base_table diameters_table = {"diameters", "ways to draw the diameters", ways,
                                           sizeof ways[0]};

void diameters_draw(const struct diameters *how, double (*law)(double u), uint64_t seed,
                    uint32_t replica, float *s, size_t n)
{
    struct rng rng;
    rng_open(&rng, seed, replica, RNG_DIAMETERS);
    for (size_t i = 0; i < n; i++) s[i] = (float)how->draw(law, &rng, i, n);
    for (size_t i = n; i > 1; i--) {
        const uint32_t j = rng_below(&rng, (uint32_t)i);
        const float t = s[i - 1];
        s[i - 1] = s[j], s[j] = t;
    }
}
