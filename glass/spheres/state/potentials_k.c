/* Pair potentials: each is three functions of r^2 and s_ij^2 and a line of the table at the bottom
   (potential_kernels.h). */
#include "glass/spheres/state/potential_kernels.h"

/* ---- potentials ------------------------------------------------------------------------------ */

#define SQUARE(x) ((x) * (x))
#define POW6(x)   (SQUARE(x) * SQUARE(x) * SQUARE(x))

/* Inverse power n, smoothed so that v, v' and v'' vanish at r = 1.25 s:
       v(r) = (s/r)^n + c0 + c2 (r/s)^2 + c4 (r/s)^4,                  xc = 1.25,
       c0 = -(n+2)(n+4)/8 xc^-n,  c2 = n(n+4)/4 xc^-(n+2),  c4 = -n(n+2)/8 xc^-(n+4).
   Ninarello, Berthier, Coslovich, PRX 7, 021039 (2017). `power` is q2^(n/2), q2 = (s/r)^2. */
#define IPL_CUT 1.25
#define X2      (1 / (IPL_CUT * IPL_CUT))

#define IPL(n, power)                                                                              \
    static const double ipl##n##_c0 = -(n + 2) * (n + 4) / 8.0 * power(X2),                        \
                        ipl##n##_c2 = n * (n + 4) / 4.0 * power(X2) * X2,                          \
                        ipl##n##_c4 = -n * (n + 2) / 8.0 * power(X2) * X2 * X2;                    \
    ENERGY(ipl##n, /* one division serves (s/r)^2 and (r/s)^2 */                                   \
           const real w = 1 / (r2 * s2), q2 = s2 * s2 * w, p2 = r2 * r2 * w;                       \
           return power(q2) +                                                                      \
                  ((real)ipl##n##_c0 + p2 * ((real)ipl##n##_c2 + p2 * (real)ipl##n##_c4));)        \
    INLINE double ipl##n##_virial(double r2, double s2)                                            \
    {                                                                                              \
        const double q2 = s2 / r2, p2 = r2 / s2;                                                   \
        return n * power(q2) - p2 * (2 * ipl##n##_c2 + p2 * (4 * ipl##n##_c4));                    \
    }                                                                                              \
    INLINE double ipl##n##_curvature(double r2, double s2)                                         \
    {                                                                                              \
        const double q2 = s2 / r2, p2 = r2 / s2;                                                   \
        return n * (n + 1) * power(q2) + p2 * (2 * ipl##n##_c2 + p2 * (12 * ipl##n##_c4));         \
    }

#define POW4(x)  (SQUARE(x) * SQUARE(x))
#define POW9(x)  (POW4(x) * POW4(x) * (x))
#define POW12(x) (POW6(x) * POW6(x))

IPL(8, POW4)
IPL(12, POW6)
IPL(18, POW9)
IPL(24, POW12)

/* (s/r)^12, cut at r = sqrt(3) for every pair and shifted there: the binary soft spheres of
   Bernu, Hansen, Hiwatari, Pastore, PRA 36, 4891 (1987) as Grigera and Parisi, PRE 63, 045102
   (2001) simulate them. */
#define SOFT12_CUT 1.7320508075688772
ENERGY(soft12, const real q2 = s2 / r2, shift = s2 / 3; return POW6(q2) - POW6(shift);)

INLINE double soft12_virial(double r2, double s2)
{
    return 12 * POW6(s2 / r2);
}

INLINE double soft12_curvature(double r2, double s2)
{
    return 156 * POW6(s2 / r2);
}

/* The bare power, cut where its tail can be integrated. */
#define POWER12_CUT 3.0
ENERGY(power12, const real q2 = s2 / r2; return POW6(q2);)
#define power12_virial    soft12_virial
#define power12_curvature soft12_curvature

/* Lennard-Jones A ((s/r)^12 - (s/r)^6) - shift, by the cut. */
#define LJ(stem, A, shift)                                                                         \
    ENERGY(stem, const real q2 = s2 / r2, q6 = q2 * q2 * q2;                                       \
           return (real)A * (q6 * (q6 - 1)) - (real)(shift);)                                      \
    INLINE double stem##_virial(double r2, double s2)                                              \
    {                                                                                              \
        const double q2 = s2 / r2, q6 = q2 * q2 * q2;                                              \
        return A * (12 * q6 * q6 - 6 * q6);                                                        \
    }                                                                                              \
    INLINE double stem##_curvature(double r2, double s2)                                           \
    {                                                                                              \
        const double q2 = s2 / r2, q6 = q2 * q2 * q2;                                              \
        return A * (156 * q6 * q6 - 42 * q6);                                                      \
    }

#define LJ_CUT    3.0
#define LJS_CUT   2.5
#define AT_CUT    (1 / (LJS_CUT * LJS_CUT))
#define LJS_SHIFT (POW6(AT_CUT) - AT_CUT * AT_CUT * AT_CUT)
LJ(lj, 4, 0)
LJ(lj1, 1, LJS_SHIFT)
LJ(ka, 4, 4 * LJS_SHIFT)

/* (1 - r/s)^2 / 2 and (2/5) (1 - r/s)^(5/2): Durian's foam, Hertz's elastic spheres. */
INLINE float harmonic_single(float r2, float s2)
{
    const float y = 1 - sqrtf(r2 / s2);
    return y * y / 2;
}

INLINE double harmonic_energy(double r2, double s2)
{
    const double y = 1 - sqrt(r2 / s2);
    return y * y / 2;
}

INLINE double harmonic_virial(double r2, double s2)
{
    const double x = sqrt(r2 / s2);
    return x * (1 - x);
}

INLINE double harmonic_curvature(double r2, double s2)
{
    return r2 / s2;
}

INLINE float hertz_single(float r2, float s2)
{
    const float y = 1 - sqrtf(r2 / s2);
    return (float)0.4 * (y * y) * sqrtf(y);
}

INLINE double hertz_energy(double r2, double s2)
{
    const double y = 1 - sqrt(r2 / s2);
    return 0.4 * (y * y) * sqrt(y);
}

INLINE double hertz_virial(double r2, double s2)
{
    const double x = sqrt(r2 / s2), y = 1 - x;
    return x * y * sqrt(y);
}

INLINE double hertz_curvature(double r2, double s2)
{
    const double x = sqrt(r2 / s2);
    return 1.5 * x * x * sqrt(1 - x);
}

/* Any overlap costs the cap, which no Metropolis test lets pass: T < 409. */
ENERGY(hard, (void)r2; (void)s2; return (real)POTENTIALS_CAP;)

INLINE double hard_virial(double r2, double s2)
{
    (void)r2, (void)s2;
    return 0;
}
#define hard_curvature hard_virial

/* ---- the table -------------------------------------------------------------------------------- */

/* name, cut, the same cut for every pair, of species, derivatives continuous at the cut, doc */
#define POTENTIALS(X)                                                                              \
    X(ipl12, IPL_CUT, false, false, 2, "(s/r)^12, smoothed to second derivative at r = 1.25 s")    \
    X(ipl8, IPL_CUT, false, false, 2, "(s/r)^8, smoothed to second derivative at r = 1.25 s")      \
    X(ipl18, IPL_CUT, false, false, 2, "(s/r)^18, smoothed to second derivative at r = 1.25 s")    \
    X(ipl24, IPL_CUT, false, false, 2, "(s/r)^24, smoothed to second derivative at r = 1.25 s")    \
    X(soft12, SOFT12_CUT, true, false, 0,                                                          \
      "(s/r)^12, cut and shifted at r = sqrt(3) for every pair")                                   \
    X(power12, POWER12_CUT, false, false, -1, "(s/r)^12, cut at r = 3 s, with tail corrections",   \
      .tail = {{1, 12}})                                                                           \
    X(lj, LJ_CUT, false, false, -1,                                                                \
      "Lennard-Jones 4 ((s/r)^12 - (s/r)^6), cut at r = 3 s, with tail corrections",               \
      .tail = {{4, 12}, {-4, 6}})                                                                  \
    X(lj1, LJS_CUT, false, false, 0, "(s/r)^12 - (s/r)^6, cut and shifted at r = 2.5 s")           \
    X(ka, LJS_CUT, false, true, 0,                                                                 \
      "Lennard-Jones 4 e_ij ((s_ij/r)^12 - (s_ij/r)^6), cut and shifted at r = 2.5 s_ij")          \
    X(harmonic, 1.0, false, false, 1, "(1 - r/s)^2 / 2 where spheres overlap")                     \
    X(hertz, 1.0, false, false, 2, "(2/5) (1 - r/s)^(5/2) where spheres overlap")                  \
    X(hard, 1.0, false, false, -1,                                                                 \
      "hard spheres: overlaps are never accepted; pressure from contact values", .hard = true)

POTENTIALS(POTENTIAL_KERNELS)

const struct potential POTENTIAL_TABLE(potentials)[] = {POTENTIALS(POTENTIAL_ROW){0}};
