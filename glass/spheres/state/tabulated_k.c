/* Kernels of tabulated potentials, compiled once for each instruction set: a neighbour's u = (r/s_ij)^2
   gives a cell, and the cell a polynomial of degree 3. Every step is the same single-precision
   arithmetic in lanes and for single pairs, so all instruction sets give the same bits. */
#include "glass/spheres/state/potential_kernels.h"

enum { ALL = POTENTIALS_KINDS };

struct target { /* the sphere that all pairs share, with constants of its pairs by species */
    float s, half_eps, cut2;
    float own[ALL], w[ALL], range2[ALL], e[ALL]; /* w: 1/s_ij^2 */
    int32_t row[ALL];
};

struct site { /* a neighbour's place in the table */
    float w, cut2, e;
    int32_t row;
};

INLINE struct target target_of(const struct potentials_view *w, float s, bool species)
{
    const struct tabulated *const t = w->tabulated;
    struct target c = {.s = s, .half_eps = (float)w->half_eps, .cut2 = (float)t->cut2[0]};
    if (!species) return c;
    const struct potentials_mixture *const m = w->mixture;
    const int kind = potentials_kind(m, s);
    for (int k = 0; k < m->kinds; k++) {
        const int pair = kind * ALL + k;
        c.own[k] = m->s[k], c.w[k] = NAN;
        if (kind < 0) continue;
        c.w[k] = t->inverse[pair], c.e[k] = (float)m->strength[kind][k];
        c.range2[k] = (float)t->cut2[pair], c.row[k] = t->row[pair];
    }
    return c;
}

#define OF_KIND(c, size, row, none)                                                                \
    ((size) == (c)->own[0]   ? (c)->row[0]                                                         \
     : (size) == (c)->own[1] ? (c)->row[1]                                                         \
     : (size) == (c)->own[2] ? (c)->row[2]                                                         \
     : (size) == (c)->own[3] ? (c)->row[3]                                                         \
     : (size) == (c)->own[4] ? (c)->row[4]                                                         \
                             : (none))

/* A ghost's size is NAN, and so is its w. */
INLINE struct site site_of(const struct target *c, float s, bool species)
{
    if (species)
        return (struct site){OF_KIND(c, s, w, NAN), OF_KIND(c, s, range2, 0), OF_KIND(c, s, e, 0),
                             OF_KIND(c, s, row, 0)};
    const float sij = (c->s + s) * (0.5f - c->half_eps * fabsf(c->s - s));
    return (struct site){1 / (sij * sij), c->cut2, 1, 0};
}

struct grid { /* the part of a table that a trial reads */
    int shift;
    int32_t bias, last;
    const float (*cubic)[4];
};

INLINE struct grid grid_of(const struct potentials_view *w)
{
    const struct tabulated *const t = w->tabulated;
    return (struct grid){23 - t->bits, (127 << t->bits) + t->first, t->cells - 1,
                         (const float(*)[4])t->cubic};
}

struct cell { /* number in the table, and distance of u from its lower end */
    int32_t number;
    float d;
};

INLINE struct cell cell_of(struct grid g, float u)
{
    union {
        float f;
        uint32_t bits;
    } word = {u}, low;
    int32_t k = (int32_t)(word.bits >> g.shift) - g.bias;
    k = k < 0 ? 0 : k;
    k = k > g.last ? g.last : k;
    low.bits = (uint32_t)(k + g.bias) << g.shift;
    return (struct cell){k, u - low.f};
}

INLINE double rounded(const float *c0, const float *c1, const float *c2, const float *c3, int l,
                      float d, float e, bool inside, bool species)
{
    const float v = c0[l] + d * (c1[l] + d * (c2[l] + d * c3[l])), energy = species ? e * v : v;
    const float capped = energy < (float)POTENTIALS_CAP ? energy : (float)POTENTIALS_CAP;
    return potentials_round(inside ? capped : 0);
}

/* ---- eight neighbours -------------------------------------------------------------------------- */

struct octet { /* by lane */
    _Alignas(32) int32_t cell[LANES];
    _Alignas(32) float d[LANES], e[LANES], u[LANES], cut2[LANES];
};

struct cubics { /* coefficients, transposed */
    _Alignas(32) float c[4][LANES];
};

#ifdef __AVX2__
INLINE __m256 two_cells(const float (*table)[4], const int32_t *cell, int l) /* of lanes l, l + 4 */
{
    return _mm256_insertf128_ps(_mm256_castps128_ps256(_mm_load_ps(table[cell[l]])),
                                _mm_load_ps(table[cell[l + 4]]), 1);
}

INLINE void look_up(const float (*table)[4], const int32_t *cell, struct cubics *q)
{
    const __m256 a = two_cells(table, cell, 0), b = two_cells(table, cell, 1);
    const __m256 c = two_cells(table, cell, 2), d = two_cells(table, cell, 3);
    const __m256 ab = _mm256_unpacklo_ps(a, b), cd = _mm256_unpacklo_ps(c, d);
    const __m256 AB = _mm256_unpackhi_ps(a, b), CD = _mm256_unpackhi_ps(c, d);
    _mm256_store_ps(q->c[0], _mm256_shuffle_ps(ab, cd, 0x44));
    _mm256_store_ps(q->c[1], _mm256_shuffle_ps(ab, cd, 0xee));
    _mm256_store_ps(q->c[2], _mm256_shuffle_ps(AB, CD, 0x44));
    _mm256_store_ps(q->c[3], _mm256_shuffle_ps(AB, CD, 0xee));
    OPAQUE(q);
}
#else
INLINE void look_up(const float (*table)[4], const int32_t *cell, struct cubics *q)
{
    for (int l = 0; l < LANES; l++)
        for (int k = 0; k < 4; k++) q->c[k][l] = table[cell[l]][k];
}
#endif

INLINE void place(struct octet *o, int l, struct grid g, float u, struct site s)
{
    const struct cell cell = cell_of(g, u);
    o->cell[l] = cell.number + s.row, o->d[l] = cell.d, o->e[l] = s.e;
    o->u[l] = u, o->cut2[l] = s.cut2;
}

/* sum += energies of `after` - energies of `before` */
INLINE void add(struct grid g, const struct octet *after, const struct octet *before, bool species,
                double *sum)
{
    struct cubics a, b;
    look_up(g.cubic, after->cell, &a);
    look_up(g.cubic, before->cell, &b);
#pragma omp simd
    for (int l = 0; l < LANES; l++)
        sum[l] += rounded(a.c[0], a.c[1], a.c[2], a.c[3], l, after->d[l], after->e[l],
                          after->u[l] < after->cut2[l], species) -
                  rounded(b.c[0], b.c[1], b.c[2], b.c[3], l, before->d[l], before->e[l],
                          before->u[l] < before->cut2[l], species);
}

INLINE double table_move(const struct potentials_view *w, const uint32_t *list, size_t n,
                         struct sphere from, struct sphere to, bool species, struct metric m)
{
    double sum[LANES] = {0};
    const struct target c = target_of(w, from.s, species);
    const struct grid g = grid_of(w);
    for (size_t k = 0; k < n; k += LANES) {
        struct lanes q;
        struct octet after, before;
        gather(w->p, list + k, &q);
#pragma omp simd
        for (int l = 0; l < LANES; l++) {
            const struct site s = site_of(&c, q.s[l], species);
            place(&before, l, g, distance2(from, q.x[l], q.y[l], q.z[l], m) * s.w, s);
            place(&after, l, g, distance2(to, q.x[l], q.y[l], q.z[l], m) * s.w, s);
        }
        add(g, &after, &before, species, sum);
    }
    return sum_of(sum);
}

INLINE double table_resize(const struct potentials_view *w, const uint32_t *list, size_t n,
                           struct sphere from, float size, bool species, struct metric m)
{
    double sum[LANES] = {0};
    const struct target a = target_of(w, from.s, species), b = target_of(w, size, species);
    const struct grid g = grid_of(w);
    for (size_t k = 0; k < n; k += LANES) {
        struct lanes q;
        struct octet after, before;
        gather(w->p, list + k, &q);
#pragma omp simd
        for (int l = 0; l < LANES; l++) {
            const struct site was = site_of(&a, q.s[l], species), is = site_of(&b, q.s[l], species);
            const float r2 = distance2(from, q.x[l], q.y[l], q.z[l], m);
            place(&before, l, g, r2 * was.w, was);
            place(&after, l, g, r2 * is.w, is);
        }
        add(g, &after, &before, species, sum);
    }
    return sum_of(sum);
}

INLINE double table_pair(const struct potentials_view *w, struct sphere a, struct sphere b,
                         bool species)
{
    const struct target c = target_of(w, a.s, species);
    const struct site s = site_of(&c, b.s, species);
    const struct metric m = w->skew.used ? tilted(w) : straight(w);
    const float u = distance2(a, b.x[0], b.x[1], b.x[2], m) * s.w;
    const struct grid g = grid_of(w);
    const struct cell cell = cell_of(g, u);
    const float *const q = g.cubic[cell.number + s.row];
    return rounded(q, q + 1, q + 2, q + 3, 0, cell.d, s.e, u < s.cut2, species);
}

/* ---- the two rows ----------------------------------------------------------------------------- */

#define ROW(stem, species)                                                                         \
    static double stem##_pair(const struct potentials_view *w, struct sphere a, struct sphere b)   \
    {                                                                                              \
        return table_pair(w, a, b, species);                                                       \
    }                                                                                              \
    static double stem##_move(const struct potentials_view *w, const uint32_t *list, size_t n,     \
                              struct sphere from, struct sphere to)                                \
    {                                                                                              \
        return w->skew.used ? table_move(w, list, n, from, to, species, tilted(w))                 \
                            : table_move(w, list, n, from, to, species, straight(w));              \
    }                                                                                              \
    static double stem##_resize(const struct potentials_view *w, const uint32_t *list, size_t n,   \
                                struct sphere from, float s)                                       \
    {                                                                                              \
        return w->skew.used ? table_resize(w, list, n, from, s, species, tilted(w))                \
                            : table_resize(w, list, n, from, s, species, straight(w));             \
    }

ROW(alike, false)
ROW(species, true)

const struct potential POTENTIAL_TABLE(tabulated)[] = {
    {.name = "tabulated",
     .doc = "any function of r and s_ij, by a table",
     .pair = alike_pair,
     .move = alike_move,
     .resize = alike_resize},
    {.name = "tabulated",
     .doc = "the same of species",
     .mixed = true,
     .pair = species_pair,
     .move = species_move,
     .resize = species_resize},
    {0},
};
