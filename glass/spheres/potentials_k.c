/* Pair potentials and their kernels, compiled once for each instruction set (ISA = base, avx2,
   avx512).

   A potential is two functions of r^2 and s_ij^2 and a row at the bottom; KERNELS makes its
   sums. The loops run over eight lanes in plain C. The one thing the compiler cannot find by
   itself is that eight 16-byte spheres are read fastest as eight loads and a transposition, so
   that has an AVX2 form beside the plain one. */
#ifndef __clang__
/* Both sides of a select may then be computed, so that the loops have no branches. */
#pragma GCC optimize("no-trapping-math")
#endif

#include "glass/spheres/potentials.h"

#ifdef __AVX2__
#include <immintrin.h>
#endif

#define INLINE static inline __attribute__((always_inline))

enum { LANES = POTENTIALS_LANES };

/* ---- potentials ------------------------------------------------------------------------------ */

/* Inverse power n, smoothed so that v, v' and v'' vanish at r = 1.25 s:
       v(r) = (s/r)^n + c0 + c2 (r/s)^2 + c4 (r/s)^4,                  xc = 1.25,
       c0 = -(n+2)(n+4)/8 xc^-n,  c2 = n(n+4)/4 xc^-(n+2),  c4 = -n(n+2)/8 xc^-(n+4).
   Ninarello, Berthier, Coslovich, PRX 7, 021039 (2017). */
#define IPL_CUT 1.25
#define X2      (1 / (IPL_CUT * IPL_CUT))
#define X12     (X2 * X2 * X2 * X2 * X2 * X2)

static const double ipl12_c0 = -28 * X12, ipl12_c2 = 48 * X12 * X2, ipl12_c4 = -21 * X12 * X2 * X2;

INLINE double ipl12_energy(double r2, double s2)
{
    const double w = 1 / (r2 * s2); /* one division serves (s/r)^2 and (r/s)^2 */
    const double q2 = s2 * s2 * w, p2 = r2 * r2 * w, q6 = q2 * q2 * q2;
    return q6 * q6 + (ipl12_c0 + p2 * (ipl12_c2 + p2 * ipl12_c4));
}

INLINE double ipl12_virial(double r2, double s2)
{
    const double q2 = s2 / r2, p2 = r2 / s2, q6 = q2 * q2 * q2;
    return 12 * (q6 * q6) - p2 * (2 * ipl12_c2 + p2 * (4 * ipl12_c4));
}

INLINE double ipl12_curvature(double r2, double s2)
{
    const double q2 = s2 / r2, p2 = r2 / s2, q6 = q2 * q2 * q2;
    return 156 * (q6 * q6) + p2 * (2 * ipl12_c2 + p2 * (12 * ipl12_c4));
}

/* ---- kernels --------------------------------------------------------------------------------- */

struct lanes { /* eight neighbours, transposed */
    _Alignas(32) uint32_t x[LANES], y[LANES], z[LANES];
    _Alignas(32) float s[LANES];
};

#ifdef __clang__ /* it would see through the arrays, and then no longer see a loop over lanes */
#define OPAQUE(q) __asm__("" : "+m"(*(q)))
#else
#define OPAQUE(q) (void)(q)
#endif

#ifdef __AVX2__
INLINE __m256i two(const struct sphere *p, const uint32_t *list, int l) /* neighbours l and l + 4 */
{
    const __m128i low = _mm_load_si128((const __m128i *)&p[list[l]]);
    return _mm256_inserti128_si256(_mm256_castsi128_si256(low),
                                   _mm_load_si128((const __m128i *)&p[list[l + 4]]), 1);
}

INLINE void gather(const struct sphere *p, const uint32_t *list, struct lanes *q)
{
    const __m256i a = two(p, list, 0), b = two(p, list, 1);
    const __m256i c = two(p, list, 2), d = two(p, list, 3);
    const __m256i xy01 = _mm256_unpacklo_epi32(a, b), xy23 = _mm256_unpacklo_epi32(c, d);
    const __m256i zs01 = _mm256_unpackhi_epi32(a, b), zs23 = _mm256_unpackhi_epi32(c, d);
    _mm256_store_si256((__m256i *)q->x, _mm256_unpacklo_epi64(xy01, xy23));
    _mm256_store_si256((__m256i *)q->y, _mm256_unpackhi_epi64(xy01, xy23));
    _mm256_store_si256((__m256i *)q->z, _mm256_unpacklo_epi64(zs01, zs23));
    _mm256_store_ps(q->s, _mm256_castsi256_ps(_mm256_unpackhi_epi64(zs01, zs23)));
    OPAQUE(q);
}
#else
INLINE void gather(const struct sphere *p, const uint32_t *list, struct lanes *q)
{
    for (int l = 0; l < LANES; l++) {
        const struct sphere a = p[list[l]];
        q->x[l] = a.x[0], q->y[l] = a.x[1], q->z[l] = a.x[2], q->s[l] = a.s;
    }
}
#endif

INLINE double distance2(const struct potentials_view *w, struct sphere a, uint32_t x, uint32_t y,
                        uint32_t z)
{
    const double dx = (int32_t)(x - a.x[0]), dy = (int32_t)(y - a.x[1]), dz = (int32_t)(z - a.x[2]);
    return (dx * dx + dy * dy + dz * dz) * w->unit2;
}

INLINE double cross2(const struct potentials_view *w, double si, double sj)
{
    const double sij = potentials_cross(si, sj, w->half_eps);
    return sij * sij;
}

INLINE double within(double r2, double s2, double (*energy)(double, double), double cut2)
{
    const double v = potentials_exact(energy(r2, s2));
    return r2 < cut2 * s2 ? v : 0;
}

INLINE double sum_of(const double *x)
{
    return ((x[0] + x[1]) + (x[2] + x[3])) + ((x[4] + x[5]) + (x[6] + x[7]));
}

/* A sphere that moves keeps its cross diameters, one that changes size keeps its distances. */
INLINE double move(const struct potentials_view *w, const uint32_t *list, size_t n,
                   struct sphere from, struct sphere to, double (*energy)(double, double),
                   double cut2)
{
    double sum[LANES] = {0};
    for (size_t k = 0; k < n; k += LANES) {
        struct lanes q;
        gather(w->p, list + k, &q);
#pragma omp simd
        for (int l = 0; l < LANES; l++) {
            const double s2 = cross2(w, from.s, q.s[l]);
            const double before = distance2(w, from, q.x[l], q.y[l], q.z[l]);
            const double after = distance2(w, to, q.x[l], q.y[l], q.z[l]);
            sum[l] += within(after, s2, energy, cut2) - within(before, s2, energy, cut2);
        }
    }
    return sum_of(sum);
}

INLINE double resize(const struct potentials_view *w, const uint32_t *list, size_t n,
                     struct sphere from, float s, double (*energy)(double, double), double cut2)
{
    double sum[LANES] = {0};
    for (size_t k = 0; k < n; k += LANES) {
        struct lanes q;
        gather(w->p, list + k, &q);
#pragma omp simd
        for (int l = 0; l < LANES; l++) {
            const double r2 = distance2(w, from, q.x[l], q.y[l], q.z[l]);
            const double before = cross2(w, from.s, q.s[l]), after = cross2(w, s, q.s[l]);
            sum[l] += within(r2, after, energy, cut2) - within(r2, before, energy, cut2);
        }
    }
    return sum_of(sum);
}

#define KERNELS(stem, cut)                                                                         \
    static double stem##_pair(const struct potentials_view *w, struct sphere a, struct sphere b)   \
    {                                                                                              \
        return within(distance2(w, a, b.x[0], b.x[1], b.x[2]), cross2(w, a.s, b.s), stem##_energy, \
                      (cut) * (cut));                                                              \
    }                                                                                              \
    static double stem##_move(const struct potentials_view *w, const uint32_t *list, size_t n,     \
                              struct sphere from, struct sphere to)                                \
    {                                                                                              \
        return move(w, list, n, from, to, stem##_energy, (cut) * (cut));                           \
    }                                                                                              \
    static double stem##_resize(const struct potentials_view *w, const uint32_t *list, size_t n,   \
                                struct sphere from, float s)                                       \
    {                                                                                              \
        return resize(w, list, n, from, s, stem##_energy, (cut) * (cut));                          \
    }                                                                                              \
    static double stem##_v(double r2, double s2)                                                   \
    {                                                                                              \
        return r2 < (cut) * (cut)*s2 ? stem##_energy(r2, s2) : 0;                                  \
    }                                                                                              \
    static double stem##_w(double r2, double s2)                                                   \
    {                                                                                              \
        return r2 < (cut) * (cut)*s2 ? stem##_virial(r2, s2) : 0;                                  \
    }                                                                                              \
    static double stem##_c(double r2, double s2)                                                   \
    {                                                                                              \
        return r2 < (cut) * (cut)*s2 ? stem##_curvature(r2, s2) : 0;                               \
    }

/* clang-format off */
#define ROW(stem, cut, doc)                                                                        \
    {#stem, doc, cut, stem##_v, stem##_w, stem##_c, stem##_pair, stem##_move, stem##_resize}
/* clang-format on */

KERNELS(ipl12, IPL_CUT)

#define JOIN_(a, b) a##b
#define JOIN(a, b)  JOIN_(a, b)

const struct potential JOIN(potentials_, ISA)[] = {
    ROW(ipl12, IPL_CUT, "(s/r)^12, smoothed to second derivative at r = 1.25 s"),
    {0},
};
