/* Size distributions. P(s) = A / s^3 on [s_min, s_max] has equal volume in equal intervals of
   sizes. With <s> = 1 and s_max / s_min = r: s_min = (1 + r)/(2 r) and s_max = (1 + r)/2; the
   polydispersity is 23 % for r = 2.219. Ninarello, Berthier, Coslovich, PRX 7, 021039 (2017). */
#include "common/numerics/size_distribution.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- laws ------------------------------------------------------------------------------------ */

static double power3(const struct size_distribution_shape *shape, double u)
{
    const double r = shape->spread, small = (1 + r) / (2 * r), large = (1 + r) / 2;
    const double a = 1 / (small * small), b = 1 / (large * large);
    return 1 / sqrt(a - u * (a - b));
}

static double uniform(const struct size_distribution_shape *shape, double u)
{
    return 1 + shape->spread * (2 * u - 1);
}

static double gaussian(const struct size_distribution_shape *shape, double u)
{
    const double cut = 3, low = gsl_cdf_ugaussian_P(-cut);
    return 1 + shape->spread * gsl_cdf_ugaussian_Pinv(low + u * (1 - 2 * low));
}

/* u selects the kind; its remainder selects the place within the kind's width. */
static double kinds(const struct size_distribution_shape *shape, double u)
{
    const struct size_distribution_kind *k = shape->kind;
    for (; k < shape->kind + SIZE_DISTRIBUTION_KINDS - 1 && k[1].part > 0 && u >= k->part; k++)
        u -= k->part;
    return k->size + k->half * (2 * u / k->part - 1);
}

static const struct size_distribution_law laws[] = {
    {"model", "the distribution of the model", NULL, 0, 0},
    {"equal", "all spheres have diameter 1", uniform, 0, 0},
    {"power", "P(s) ~ s^-3, spread = s_max / s_min", power3, 2.219, 10},
    {"uniform", "flat on [1 - spread, 1 + spread]; polydispersity spread / sqrt(3)", uniform, 0.3,
     0.9},
    {"gaussian", "mean 1, standard deviation spread, cut at three of these", gaussian, 0.1, 0.3},
    {"species", "a few sizes, as listed in the key species", kinds, 0, 0},
    {"file", "one diameter per line, from the file in the key diameters_file", NULL, 0, 0},
    {0},
};

const struct base_table size_distribution_laws = {"sizes", "size distributions", laws,
                                                  sizeof laws[0]};

/* ---- ways to draw ---------------------------------------------------------------------------- */

static double quantile(struct rng *rng, size_t i, size_t n)
{
    (void)rng;
    return ((double)i + 0.5) / (double)n;
}

static double at_random(struct rng *rng, size_t i, size_t n)
{
    (void)i, (void)n;
    return rng_uniform(rng);
}

static const struct size_distribution ways[] = {
    {"quantile", "s_i = s((i + 1/2)/N): the same sizes in every sample, given to spheres at random",
     quantile},
    {"random", "independent draws: samples scatter, in energy by several per cent at N = 1000",
     at_random},
    {0},
};

const struct base_table size_distribution_table = {"diameters", "methods to draw the diameters",
                                                   ways, sizeof ways[0]};

static void shuffle(struct rng *rng, float *s, size_t n)
{
    for (size_t i = n; i > 1; i--) {
        const uint32_t j = rng_below(rng, (uint32_t)i);
        const float t = s[i - 1];
        s[i - 1] = s[j], s[j] = t;
    }
}

void size_distribution_draw(const struct size_distribution *how,
                            const struct size_distribution_law *law,
                            const struct size_distribution_shape *shape, uint64_t seed,
                            uint32_t replica, float *s, size_t n)
{
    struct rng rng;
    rng_init(&rng, seed, replica, RNG_DIAMETERS);
    for (size_t i = 0; i < n; i++) s[i] = (float)law->inverse(shape, how->draw(&rng, i, n));
    shuffle(&rng, s, n);
}

void size_distribution_read(const char *path, const char *where, uint64_t seed, uint32_t replica,
                            float *s, size_t n)
{
    FILE *const in = base_open(path, "r");
    char line[256];
    size_t found = 0;
    for (size_t number = 1; fgets(line, sizeof line, in); number++) {
        line[strcspn(line, "#\n")] = '\0';
        const char *const text = line + strspn(line, " \t\r");
        if (!*text) continue;
        char *end;
        const double value = strtod(text, &end);
        require(end != text && end[strspn(end, " \t\r")] == '\0' && value > 0 && value < 100,
                "%s: %s, line %zu: '%s' is no diameter in (0, 100)", where, path, number, text);
        if (found < n) s[found] = (float)value;
        found++;
    }
    fclose(in);
    require(found == n, "%s: %s holds %zu diameters, not N = %zu", where, path, found, n);
    struct rng rng;
    rng_init(&rng, seed, replica, RNG_DIAMETERS);
    shuffle(&rng, s, n);
}
