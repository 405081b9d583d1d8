/* Kernels that sum a pair potential over lists of neighbours, for files *_k.c, which are compiled once
   for each instruction set (ISA = base, avx2, avx512).

   Such a file defines STEM_single, STEM_energy (by ENERGY or by hand), STEM_virial and
   STEM_curvature of r^2 and s_ij^2, and lists all potentials in one macro, one per line:

       #define TABLE(X) X(STEM, cut, absolute, mixed, smooth, "doc", other members of struct potential)
       TABLE(POTENTIAL_KERNELS)
       const struct potential POTENTIAL_TABLE(table)[] = {TABLE(POTENTIAL_ROW) {0}};

   Loops run over eight lanes in plain C. Compilers do not find the fastest way to read eight
   spheres of 16 bytes, eight loads and a transposition, so that has an AVX2 version beside the
   plain one. */
#ifndef GLASS_SPHERES_STATE_POTENTIAL_KERNELS_H
#define GLASS_SPHERES_STATE_POTENTIAL_KERNELS_H

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

/* One formula for both precisions: single in the sums, double for forces and references. */
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

/* ---- kernels --------------------------------------------------------------------------------- */

struct lanes { /* eight neighbours, transposed */
    _Alignas(32) uint32_t x[LANES], y[LANES], z[LANES];
    _Alignas(32) float s[LANES];
};

#ifdef __clang__ /* clang would keep the arrays in registers and then not vectorise the loop over
                    lanes */
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

/* The sphere that all pairs share, with its s_ij^2 and e_ij for each species of the neighbour. */
enum { KINDS = 3 }; /* of the species that these kernels tell apart; more need a table */

struct centre {
    float s, half_eps;
    float own[KINDS], s2[KINDS], e[KINDS];
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
    for (int k = 0; k < KINDS; k++) {
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

struct metric {
    float unit2;
    bool tilted; /* known when a kernel is compiled */
    float xy, xz, yz;
};

INLINE struct metric straight(const struct potentials_view *w)
{
    return (struct metric){.unit2 = (float)w->unit2, .tilted = false};
}

INLINE struct metric tilted(const struct potentials_view *w)
{
    return (struct metric){.unit2 = (float)w->unit2,
                           .tilted = true,
                           .xy = (float)w->skew.xy,
                           .xz = (float)w->skew.xz,
                           .yz = (float)w->skew.yz};
}

/* a + k b, [L / 2^32], rounded towards 0, modulo the box */
INLINE int32_t plus(int32_t a, float k, int32_t b)
{
    return (int32_t)((uint32_t)a + (uint32_t)(int32_t)(k * (float)b));
}

/* As potentials_distance2. */
INLINE float distance2(struct sphere a, uint32_t x, uint32_t y, uint32_t z, struct metric m)
{
    const int32_t iz = (int32_t)(z - a.x[2]), ry = (int32_t)(y - a.x[1]),
                  rx = (int32_t)(x - a.x[0]);
    const int32_t iy = m.tilted ? plus(ry, m.yz, iz) : ry;
    const int32_t ix = m.tilted ? plus(plus(rx, m.xy, iy), m.xz, iz) : rx;
    const float dx = (float)ix, dy = (float)iy, dz = (float)iz;
    return (dx * dx + dy * dy + dz * dz) * m.unit2;
}

/* s2 is NAN if the neighbour is a ghost. */
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
                   struct sphere from, struct sphere to, struct rule v, struct metric m)
{
    double sum[LANES] = {0};
    const struct centre c = centre_of(w, from.s, v);
    for (size_t k = 0; k < n; k += LANES) {
        struct lanes q;
        gather(w->p, list + k, &q);
#pragma omp simd
        for (int l = 0; l < LANES; l++) {
            const float s2 = cross2(&c, q.s[l], v), e = v.mixed ? of_kind(&c, q.s[l], c.e) : 1;
            const float before = distance2(from, q.x[l], q.y[l], q.z[l], m);
            const float after = distance2(to, q.x[l], q.y[l], q.z[l], m);
            sum[l] += within(after, s2, e, v) - within(before, s2, e, v);
        }
    }
    return sum_of(sum);
}

INLINE double resize(const struct potentials_view *w, const uint32_t *list, size_t n,
                     struct sphere from, float s, struct rule v, struct metric m)
{
    double sum[LANES] = {0};
    const struct centre a = centre_of(w, from.s, v), b = centre_of(w, s, v);
    for (size_t k = 0; k < n; k += LANES) {
        struct lanes q;
        gather(w->p, list + k, &q);
#pragma omp simd
        for (int l = 0; l < LANES; l++) {
            const float r2 = distance2(from, q.x[l], q.y[l], q.z[l], m);
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
    const struct metric m = w->skew.used ? tilted(w) : straight(w);
    return within(distance2(a, b.x[0], b.x[1], b.x[2], m), cross2(&c, b.s, v),
                  v.mixed ? of_kind(&c, b.s, c.e) : 1, v);
}

#define RANGE2(cut, absolute, s2) ((cut) * (cut) * ((absolute) ? 1 : (s2)))

#define POTENTIAL_KERNELS(stem, cut, absolute, mixed, ...)                                         \
    static const struct rule stem##_rule = {stem##_single, (float)((cut) * (cut)), absolute,       \
                                            mixed};                                                \
    static double stem##_pair(const struct potentials_view *w, struct sphere a, struct sphere b)   \
    {                                                                                              \
        return pair(w, a, b, stem##_rule);                                                         \
    }                                                                                              \
    static double stem##_move(const struct potentials_view *w, const uint32_t *list, size_t n,     \
                              struct sphere from, struct sphere to)                                \
    {                                                                                              \
        return w->skew.used ? move(w, list, n, from, to, stem##_rule, tilted(w))                   \
                            : move(w, list, n, from, to, stem##_rule, straight(w));                \
    }                                                                                              \
    static double stem##_resize(const struct potentials_view *w, const uint32_t *list, size_t n,   \
                                struct sphere from, float s)                                       \
    {                                                                                              \
        return w->skew.used ? resize(w, list, n, from, s, stem##_rule, tilted(w))                  \
                            : resize(w, list, n, from, s, stem##_rule, straight(w));               \
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

#define POTENTIAL_ROW(stem, range, same, table, order, ...)                                        \
    {.name = #stem,                                                                                \
     .cut = range,                                                                                 \
     .absolute = same,                                                                             \
     .mixed = table,                                                                               \
     .smooth = order,                                                                              \
     .energy = stem##_v,                                                                           \
     .virial = stem##_w,                                                                           \
     .curvature = stem##_c,                                                                        \
     .pair = stem##_pair,                                                                          \
     .move = stem##_move,                                                                          \
     .resize = stem##_resize,                                                                      \
     .doc = __VA_ARGS__},

#define POTENTIAL_JOIN_(a, b) a##_##b
#define POTENTIAL_JOIN(a, b)  POTENTIAL_JOIN_(a, b)
#define POTENTIAL_TABLE(name) POTENTIAL_JOIN(name, ISA)

#endif
