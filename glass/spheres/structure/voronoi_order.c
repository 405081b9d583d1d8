/* Implementation of voronoi_order.h. */
#include "glass/spheres/structure/voronoi_order.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_sf_coupling.h>
#include <gsl/gsl_sf_legendre.h>

#include "glass/spheres/state/spheres.h"

enum { DEGREE = 6 };

struct voronoi *voronoi_order_cells(const struct spheres *s)
{
    const size_t dim = (size_t)s->dim;
    double *const x = base_alloc(s->n * dim, sizeof *x), *const R = base_alloc(s->n, sizeof *R);
    require(!s->view.skew.used, "Voronoi cells: the box is tilted. Allowed: a box without tilt");
    spheres_positions(s, x);
    for (size_t i = 0; i < s->n; i++) R[i] = s->p[i].s / 2;
    struct voronoi *const v = voronoi_create(s->n, s->dim, x, R, s->L);
    base_free(x);
    base_free(R);
    return v;
}

/* Means of Y_lm over the neighbours, m = 0 ... l; negative m: (-1)^m times the conjugate. */
static void means_of(const struct voronoi *v, size_t i, int l, double _Complex *q)
{
    const double n = (double)(v->begin[i + 1] - v->begin[i]);
    for (int m = 0; m <= l; m++) q[m] = 0;
    for (size_t k = v->begin[i]; k < v->begin[i + 1]; k++) {
        const double *const r = v->face[k].r, xy = hypot(r[0], r[1]), far = hypot(xy, r[2]);
        const double _Complex turn = xy > 0 ? (r[0] + I * r[1]) / xy : 1;
        double _Complex phase = 1;
        for (int m = 0; m <= l; m++, phase *= turn)
            q[m] += gsl_sf_legendre_sphPlm(l, m, fmin(fmax(r[2] / far, -1), 1)) * phase / n;
    }
}

static double _Complex signed_of(const double _Complex *q, int m)
{
    return m >= 0 ? q[m] : (m % 2 ? -1 : 1) * conj(q[-m]);
}

static void fill(int l, double (*symbol)[VORONOI_ORDER_M])
{
    for (int a = -l; a <= l; a++)
        for (int b = -l; b <= l; b++)
            symbol[a + l][b + l] = abs(a + b) > l ? 0
                                                  : gsl_sf_coupling_3j(2 * l, 2 * l, 2 * l, 2 * a,
                                                                       2 * b, -2 * (a + b));
}

void voronoi_order_init(struct voronoi_order_symbols *s)
{
    fill(4, s->four);
    fill(6, s->six);
}

static void invariants(const struct voronoi *v, size_t i, int l,
                       const double (*symbol)[VORONOI_ORDER_M], double *ql, double *wl)
{
    double _Complex q[DEGREE + 1];
    double square = 0, sum = 0;
    means_of(v, i, l, q);
    for (int m = -l; m <= l; m++) square += creal(signed_of(q, m) * conj(signed_of(q, m)));
    for (int a = -l; a <= l; a++)
        for (int b = -l; b <= l; b++) {
            const int c = -a - b;
            if (c < -l || c > l) continue;
            sum +=
                symbol[a + l][b + l] * creal(signed_of(q, a) * signed_of(q, b) * signed_of(q, c));
        }
    *ql = sqrt(4 * M_PI / (2 * l + 1) * square);
    *wl = sum / pow(square, 1.5);
}

struct voronoi_order voronoi_order_of(const struct voronoi *v,
                                      const struct voronoi_order_symbols *s, size_t i)
{
    struct voronoi_order o = {NAN, NAN, NAN, NAN};
    if (v->begin[i] == v->begin[i + 1]) return o;
    invariants(v, i, 4, s->four, &o.q4, &o.w4);
    invariants(v, i, 6, s->six, &o.q6, &o.w6);
    return o;
}

void voronoi_order_psi6(const struct voronoi *v, double _Complex *psi)
{
    for (size_t i = 0; i < v->n; i++) {
        const double n = (double)(v->begin[i + 1] - v->begin[i]);
        psi[i] = 0;
        for (size_t k = v->begin[i]; k < v->begin[i + 1]; k++)
            psi[i] += cexp(6 * I * atan2(v->face[k].r[1], v->face[k].r[0])) / n;
    }
}

struct voronoi_hexatic voronoi_order_hexatic(size_t n, const double _Complex *psi)
{
    double _Complex sum = 0;
    double local = 0;
    for (size_t i = 0; i < n; i++) sum += psi[i], local += cabs(psi[i]);
    return (struct voronoi_hexatic){cabs(sum) / (double)n, local / (double)n};
}
