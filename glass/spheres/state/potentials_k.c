/* Pair potentials and their kernels, compiled once for each instruction set (ISA = base, avx2,
   avx512).

   A potential is three functions of r^2 and s_ij^2 and a row at the bottom; KERNELS makes its
   sums. ENERGY writes v once for both precisions: single in the sums, double for whoever wants
   forces. The loops run over eight lanes in plain C. The one thing the compiler cannot find by
   itself is that eight 16-byte spheres are read fastest as eight loads and a transposition, so
   that has an AVX2 form beside the plain one. */
#ifndef __clang__
/* Both sides of a select may then be computed, so that the loops have no branches. */
#pragma GCC optimize("no-trapping-math", "no-math-errno")
#endif

#include "glass/spheres/state/potentials.h"

#ifdef __AVX2__
#include <immintrin.h>
#endif

#define INLINE static inline __attribute__((always_inline))

enum { LANES = POTENTIALS_LANES };

/* ---- potentials ------------------------------------------------------------------------------ */

#define ENERGY(stem, ...)                                                                          \
    INLINE float stem##_single(float r2, float s2)                                                 \
    {                                                                                              \
        typedef float real;                                                                        \
        __VA_ARGS__                                                                                \
    }                                                                                              \
    INLINE double stem##_energy(double r2, double s2)                                              \
    {                                                                                              \
        typedef double real;                                                                       \
        __VA_ARGS__                                                                                \
    }

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

/* One sphere of all its pairs: what turns a neighbour's diameter into s_ij^2 and e_ij. */
struct centre {
    float s, half_eps;
    float own[POTENTIALS_KINDS], s2[POTENTIALS_KINDS], e[POTENTIALS_KINDS];
};

struct rule { /* constants of a potential, known when its kernels are compiled */
    float (*energy)(float r2, float s2);
    float cut2;
    bool absolute, mixed;
};

INLINE struct centre centre_of(const struct potentials_view *w, float s, struct rule v)
{
    struct centre c = {.s = s, .half_eps = (float)w->half_eps};
    if (!v.mixed) return c;
    for (int k = 0; k < POTENTIALS_KINDS; k++) {
        const struct potentials_bond b = potentials_bond(w, s, w->mixture->s[k]);
        c.own[k] = w->mixture->s[k], c.s2[k] = (float)b.s2, c.e[k] = (float)b.e;
    }
    return c;
}

INLINE float of_kind(const struct centre *c, float s, const float *row)
{
    return s == c->own[0] ? row[0] : s == c->own[1] ? row[1] : s == c->own[2] ? row[2] : NAN;
}

INLINE float cross2(const struct centre *c, float s, struct rule v)
{
    if (v.mixed) return of_kind(c, s, c->s2);
    const float sij = (c->s + s) * (0.5f - c->half_eps * fabsf(c->s - s));
    return sij * sij;
}

INLINE float distance2(struct sphere a, uint32_t x, uint32_t y, uint32_t z, float unit2)
{
    const float dx = (float)(int32_t)(x - a.x[0]), dy = (float)(int32_t)(y - a.x[1]),
                dz = (float)(int32_t)(z - a.x[2]);
    return (dx * dx + dy * dy + dz * dz) * unit2;
}

/* s2 is not a number where a ghost is involved. */
INLINE double within(float r2, float s2, float e, struct rule v)
{
    const float range2 = v.absolute ? v.cut2 + 0 * s2 : v.cut2 * s2;
    const float energy = v.mixed ? e * v.energy(r2, s2) : v.energy(r2, s2);
    const float capped = energy < (float)POTENTIALS_CAP ? energy : (float)POTENTIALS_CAP;
    return potentials_round(r2 < range2 ? capped : 0);
}

INLINE double sum_of(const double *x)
{
    return ((x[0] + x[1]) + (x[2] + x[3])) + ((x[4] + x[5]) + (x[6] + x[7]));
}

/* A sphere that moves keeps its cross diameters, one that changes size keeps its distances. */
INLINE double move(const struct potentials_view *w, const uint32_t *list, size_t n,
                   struct sphere from, struct sphere to, struct rule v)
{
    double sum[LANES] = {0};
    const struct centre c = centre_of(w, from.s, v);
    const float unit2 = (float)w->unit2;
    for (size_t k = 0; k < n; k += LANES) {
        struct lanes q;
        gather(w->p, list + k, &q);
#pragma omp simd
        for (int l = 0; l < LANES; l++) {
            const float s2 = cross2(&c, q.s[l], v), e = v.mixed ? of_kind(&c, q.s[l], c.e) : 1;
            const float before = distance2(from, q.x[l], q.y[l], q.z[l], unit2);
            const float after = distance2(to, q.x[l], q.y[l], q.z[l], unit2);
            sum[l] += within(after, s2, e, v) - within(before, s2, e, v);
        }
    }
    return sum_of(sum);
}

INLINE double resize(const struct potentials_view *w, const uint32_t *list, size_t n,
                     struct sphere from, float s, struct rule v)
{
    double sum[LANES] = {0};
    const struct centre a = centre_of(w, from.s, v), b = centre_of(w, s, v);
    const float unit2 = (float)w->unit2;
    for (size_t k = 0; k < n; k += LANES) {
        struct lanes q;
        gather(w->p, list + k, &q);
#pragma omp simd
        for (int l = 0; l < LANES; l++) {
            const float r2 = distance2(from, q.x[l], q.y[l], q.z[l], unit2);
            const float ea = v.mixed ? of_kind(&a, q.s[l], a.e) : 1,
                        eb = v.mixed ? of_kind(&b, q.s[l], b.e) : 1;
            sum[l] +=
                within(r2, cross2(&b, q.s[l], v), eb, v) - within(r2, cross2(&a, q.s[l], v), ea, v);
        }
    }
    return sum_of(sum);
}

INLINE double pair(const struct potentials_view *w, struct sphere a, struct sphere b, struct rule v)
{
    const struct centre c = centre_of(w, a.s, v);
    return within(distance2(a, b.x[0], b.x[1], b.x[2], (float)w->unit2), cross2(&c, b.s, v),
                  v.mixed ? of_kind(&c, b.s, c.e) : 1, v);
}

#define RANGE2(cut, absolute, s2) ((cut) * (cut) * ((absolute) ? 1 : (s2)))

#define KERNELS(stem, cut, absolute, mixed)                                                        \
    static const struct rule stem##_rule = {stem##_single, (cut) * (cut), absolute, mixed};        \
    static double stem##_pair(const struct potentials_view *w, struct sphere a, struct sphere b)   \
    {                                                                                              \
        return pair(w, a, b, stem##_rule);                                                         \
    }                                                                                              \
    static double stem##_move(const struct potentials_view *w, const uint32_t *list, size_t n,     \
                              struct sphere from, struct sphere to)                                \
    {                                                                                              \
        return move(w, list, n, from, to, stem##_rule);                                            \
    }                                                                                              \
    static double stem##_resize(const struct potentials_view *w, const uint32_t *list, size_t n,   \
                                struct sphere from, float s)                                       \
    {                                                                                              \
        return resize(w, list, n, from, s, stem##_rule);                                           \
    }                                                                                              \
    static double stem##_v(double r2, double s2)                                                   \
    {                                                                                              \
        return r2 < RANGE2(cut, absolute, s2) ? stem##_energy(r2, s2) : 0;                         \
    }                                                                                              \
    static double stem##_w(double r2, double s2)                                                   \
    {                                                                                              \
        return r2 < RANGE2(cut, absolute, s2) ? stem##_virial(r2, s2) : 0;                         \
    }                                                                                              \
    static double stem##_c(double r2, double s2)                                                   \
    {                                                                                              \
        return r2 < RANGE2(cut, absolute, s2) ? stem##_curvature(r2, s2) : 0;                      \
    }

KERNELS(ipl8, IPL_CUT, false, false)
KERNELS(ipl12, IPL_CUT, false, false)
KERNELS(ipl18, IPL_CUT, false, false)
KERNELS(ipl24, IPL_CUT, false, false)
KERNELS(soft12, SOFT12_CUT, true, false)
KERNELS(power12, POWER12_CUT, false, false)
KERNELS(lj, LJ_CUT, false, false)
KERNELS(lj1, LJS_CUT, false, false)
KERNELS(ka, LJS_CUT, false, true)
KERNELS(harmonic, 1.0, false, false)
KERNELS(hertz, 1.0, false, false)
KERNELS(hard, 1.0, false, false)

#define JOIN_(a, b) a##b
#define JOIN(a, b)  JOIN_(a, b)

/* clang-format off */
#define ROW(stem, range, same, table, order, ...)                                            \
    {.name = #stem, .cut = range, .absolute = same, .mixed = table, .smooth = order,  \
     .energy = stem##_v, .virial = stem##_w, .curvature = stem##_c, .pair = stem##_pair,           \
     .move = stem##_move, .resize = stem##_resize, .doc = __VA_ARGS__}

const struct potential JOIN(potentials_, ISA)[] = {
    ROW(ipl12, IPL_CUT, false, false, 2, "(s/r)^12, smoothed to second derivative at r = 1.25 s"),
    ROW(ipl8, IPL_CUT, false, false, 2, "(s/r)^8, smoothed to second derivative at r = 1.25 s"),
    ROW(ipl18, IPL_CUT, false, false, 2, "(s/r)^18, smoothed to second derivative at r = 1.25 s"),
    ROW(ipl24, IPL_CUT, false, false, 2, "(s/r)^24, smoothed to second derivative at r = 1.25 s"),
    ROW(soft12, SOFT12_CUT, true, false, 0, "(s/r)^12, cut and shifted at r = sqrt(3) for every pair"),
    ROW(power12, POWER12_CUT, false, false, -1, "(s/r)^12, cut at r = 3 s, with tail corrections", .tail = {{1, 12}}),
    ROW(lj, LJ_CUT, false, false, -1, "Lennard-Jones 4 ((s/r)^12 - (s/r)^6), cut at r = 3 s, with tail corrections",
        .tail = {{4, 12}, {-4, 6}}),
    ROW(lj1, LJS_CUT, false, false, 0, "(s/r)^12 - (s/r)^6, cut and shifted at r = 2.5 s"),
    ROW(ka, LJS_CUT, false, true, 0, "Lennard-Jones 4 e_ij ((s_ij/r)^12 - (s_ij/r)^6), cut and shifted at r = 2.5 s_ij"),
    ROW(harmonic, 1, false, false, 1, "(1 - r/s)^2 / 2 where spheres overlap"),
    ROW(hertz, 1, false, false, 2, "(2/5) (1 - r/s)^(5/2) where spheres overlap"),
    ROW(hard, 1, false, false, -1, "hard spheres: overlaps are never accepted; pressure by volume moves only", .hard = true),
    {0},
};
/* clang-format on */
