/* Making of tables (tabulated.h). */
#include "glass/spheres/state/tabulated.h"

#include <math.h>

#include "common/core/base.h"

enum { FEWEST_BITS = 7, MOST_BITS = 11, SMALLEST = -20 }; /* SMALLEST: octave of u */

/* Errors that finer cells would lower [1 + |v|]: of v and -r v' in double precision, and of v in single
   precision but for rounding, which would add up in sums. coarse: an error that betrays a jump. */
static const double fine = 1e-10, fine_single = 3e-9, coarse = 1e-6;

/* ---- the function ---------------------------------------------------------------------------- */

struct taylor tabulated_exact(const struct tabulated *t, int pair, double u)
{
    struct taylor v = t->phi.series(t->phi.context, t->s[pair], u);
    const struct taylor *const p = &t->end[pair];
    const double h = u - t->cut2[pair];
    v.c[0] += p->c[0] + h * (p->c[1] + h * (p->c[2] + h * p->c[3]));
    v.c[1] += p->c[1] + h * (2 * p->c[2] + h * 3 * p->c[3]);
    v.c[2] += p->c[2] + h * 3 * p->c[3];
    return v;
}

/* P from the Taylor series of phi at the cut-off. */
static void set_end(struct tabulated *t, int pair, int smooth, const char *where)
{
    const double u = t->cut2[pair];
    const struct taylor at = t->phi.series(t->phi.context, t->s[pair], u);
    for (int k = 0; k <= smooth; k++) {
        require(isfinite(at.c[k]), "%s: derivative %d of v is %g at the cut-off, r = %g", where, k,
                at.c[k], sqrt(u) * t->s[pair]);
        t->end[pair].c[k] = -at.c[k];
    }
}

/* ---- the range of u -------------------------------------------------------------------------- */

static double cell_at(const struct tabulated *t, int32_t number) /* lower end of a cell */
{
    const int32_t one = 1 << t->bits, octave = (int32_t)floor((double)number / one);
    return ldexp(1 + (double)(number - octave * one) / one, octave);
}

static int32_t number_at(const struct tabulated *t, double u)
{
    int octave;
    const double part = frexp(u, &octave);
    return ((octave - 1) << t->bits) + (int32_t)((2 * part - 1) * (1 << t->bits));
}

/* The largest u at which v exceeds `most`, in steps of a sixteenth of an octave; 0: nowhere. */
static double core_of(const struct tabulated *t, int pair, double most, const char *where)
{
    for (double u = t->cut2[pair] * (1 - 1e-12); u > ldexp(1, SMALLEST); u *= exp2(-1.0 / 16)) {
        const struct taylor v = tabulated_exact(t, pair, u);
        const double r = sqrt(u) * t->s[pair];
        if (v.c[0] > most) return u;
        require(isfinite(v.c[0]),
                "%s: v is %g at r = %.4g: it must be finite down to its core, "
                "where it exceeds %g",
                where, v.c[0], r, most);
        require(isfinite(v.c[1]) && isfinite(v.c[2]), "%s: v has no derivative at r = %.4g", where,
                r);
        require(v.c[0] > -most,
                "%s: v falls to %.3g at r = %.4g: spheres would collapse; add a "
                "repulsive core",
                where, v.c[0], r);
    }
    return 0;
}

/* ---- cells ----------------------------------------------------------------------------------- */

static void fit(const struct taylor a, const struct taylor b, double h, double *q, float *c)
{
    const double D = b.c[0] - (a.c[0] + h * (a.c[1] + h * a.c[2])),
                 D1 = (b.c[1] - (a.c[1] + 2 * h * a.c[2])) * h, D2 = (b.c[2] - a.c[2]) * h * h,
                 h3 = h * h * h;
    q[0] = a.c[0], q[1] = a.c[1], q[2] = a.c[2];
    q[3] = (10 * D - 4 * D1 + D2) / h3;
    q[4] = (-15 * D + 7 * D1 - 2 * D2) / (h3 * h);
    q[5] = (6 * D - 3 * D1 + D2) / (h3 * h * h);
    const double E = b.c[0] - a.c[0] - h * a.c[1], E1 = (b.c[1] - a.c[1]) * h;
    c[0] = (float)a.c[0], c[1] = (float)a.c[1];
    c[2] = (float)((3 * E - E1) / (h * h)), c[3] = (float)((E1 - 2 * E) / h3);
}

struct errors {
    double both, single; /* of the double and the single table [1 + |v|] */
    double at;           /* r / s_ij of the larger of `both` */
};

/* Compares a cell with the function at three points inside; middle: of the cubic. */
static void compare(const struct tabulated *t, int pair, double low, double h, double middle,
                    struct errors *e)
{
    for (int k = 1; k <= 3; k++) {
        const double u = low + k * h / 4;
        double v[3];
        const struct taylor x = tabulated_exact(t, pair, u);
        tabulated_derivatives(t, pair, u, v);
        const double scale = 1 + fabs(x.c[0]);
        const double error = fmax(fabs(v[0] - x.c[0]) / scale,
                                  fabs(2 * u * (v[1] - x.c[1])) / (scale + fabs(2 * u * x.c[1])));
        if (!(error <= e->both)) e->both = error, e->at = sqrt(u);
        if (k == 2) e->single = fmax(e->single, fabs(middle - x.c[0]) / scale);
    }
}

static void fill_constant(struct tabulated *t, int pair, int32_t cell, double v)
{
    t->cubic[t->row[pair] + cell][0] = (float)v;
    t->quintic[t->row[pair] + cell][0] = v;
}

/* Cells of a pair from its core to its cut-off; below they are constant, beyond unused. */
static void fill(struct tabulated *t, int pair, double core, double most, struct errors *e)
{
    const double end = t->cut2[pair];
    for (int32_t cell = 0; cell < t->cells; cell++) {
        const double low = cell_at(t, t->first + cell),
                     high = fmin(cell_at(t, t->first + cell + 1), end);
        if (low >= end) break;
        if (cell == 0 || low < core) {
            t->begin[pair] = cell + 1;
            fill_constant(t, pair, cell, core > 0 ? most : tabulated_exact(t, pair, high).c[0]);
            continue;
        }
        const struct taylor a = tabulated_exact(t, pair, low), b = tabulated_exact(t, pair, high);
        const double h = high - low, middle = (a.c[0] + b.c[0]) / 2 + h * (a.c[1] - b.c[1]) / 8;
        fit(a, b, h, t->quintic[t->row[pair] + cell], t->cubic[t->row[pair] + cell]);
        compare(t, pair, low, h, middle, e);
    }
}

static bool same_pair(const struct tabulated *t, int a, int b)
{
    return t->s[a] == t->s[b] && t->cut2[a] == t->cut2[b];
}

/* The earlier pair with the same cells, or `pair` itself. */
static int shared(const struct tabulated *t, int pair)
{
    int k = 0;
    while (!same_pair(t, k, pair)) k++;
    return k;
}

static struct errors make(struct tabulated *t, int n, const double *core, double most)
{
    double low = INFINITY, high = 0;
    struct errors e = {0};
    int rows = 0;
    for (int k = 0; k < n; k++) {
        if (t->cut2[k] == 0) continue;
        low = fmin(low, core[k] > 0 ? core[k] : ldexp(1, SMALLEST));
        high = fmax(high, t->cut2[k]);
        rows += shared(t, k) == k;
    }
    t->first = number_at(t, low) - 1;
    t->cells = number_at(t, high) - t->first + 1;
    base_free(t->cubic);
    base_free(t->quintic);
    t->cubic = base_alloc((size_t)(rows * t->cells), sizeof *t->cubic);
    t->quintic = base_alloc((size_t)(rows * t->cells), sizeof *t->quintic);
    for (int k = 0, row = 0; k < n; k++) {
        if (t->cut2[k] == 0) continue;
        t->row[k] = shared(t, k) == k ? row++ * t->cells : t->row[shared(t, k)];
        if (shared(t, k) == k) fill(t, k, core[k], most, &e);
        t->begin[k] = t->begin[shared(t, k)];
    }
    return e;
}

struct tabulated *tabulated_create(struct tabulated_function phi,
                                   const struct tabulated_pairs *pairs, const char *where)
{
    struct tabulated *const t = base_alloc(1, sizeof *t);
    double core[TABULATED_PAIRS] = {0};
    struct errors e;
    *t = (struct tabulated){.phi = phi, .bounded = true, .bits = FEWEST_BITS};
    for (int k = 0; k < pairs->n; k++) {
        if (!(pairs->s[k] > 0)) continue;
        t->s[k] = pairs->s[k], t->cut2[k] = pairs->cut[k] * pairs->cut[k];
        t->inverse[k] = (float)(1 / (t->s[k] * t->s[k]));
        set_end(t, k, pairs->smooth, where);
        core[k] = core_of(t, k, pairs->most, where);
        t->core[k] = core[k] > 0 ? pairs->most : -INFINITY;
        t->bounded = t->bounded && core[k] == 0;
    }
    for (; (e = make(t, pairs->n, core, pairs->most), e.both > fine || e.single > fine_single);
         t->bits++)
        if (t->bits == MOST_BITS) break;
    require(e.both < coarse,
            "%s: v jumps or has a kink near r = %.4g s: it must have a continuous "
            "derivative",
            where, e.at);
    if (e.both > fine) t->rough = e.at;
    return t;
}

void tabulated_free(struct tabulated *t)
{
    if (!t) return;
    base_free(t->cubic);
    base_free(t->quintic);
    base_free(t);
}
