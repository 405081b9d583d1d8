/* Implementation of energy_surface.h. With r the distance vector of a pair, w = -r v'(r) and
   c = r^2 v''(r), its block of the Hessian is  K = (c + w) r r^T / r^4 - w 1 / r^2, added to both
   diagonal blocks and taken from both off-diagonal ones. */
#include "glass/spheres/structure/energy_surface.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "common/numerics/box.h"
#include "glass/spheres/state/cells.h"
#include "glass/spheres/state/spheres.h"

static const double skin = 0.3; /* [length] */

void energy_surface_init(struct energy_surface *l, const struct spheres *s)
{
    *l = (struct energy_surface){.spheres = s, .m = s->n * (size_t)s->dim, .across = 1};
    l->x = base_alloc(l->m, sizeof *l->x);
    l->known = base_alloc(l->m, sizeof *l->known);
    spheres_positions(s, l->x);
    memcpy(l->tilt, s->tilt, sizeof l->tilt);
    energy_surface_renew(l);
}

void energy_surface_renew(struct energy_surface *l)
{
    l->known[0] = INFINITY;
}

void energy_surface_clear(struct energy_surface *l)
{
    base_free(l->x);
    base_free(l->known);
    base_free(l->pair);
}

static void add(struct energy_surface *l, struct energy_surface_pair pair)
{
    if (l->pairs == l->room) {
        l->room = l->room ? 2 * l->room : 16 * l->m;
        struct energy_surface_pair *const more = base_alloc(l->room, sizeof *more);
        if (l->pairs) memcpy(more, l->pair, l->pairs * sizeof *more);
        base_free(l->pair);
        l->pair = more;
    }
    l->pair[l->pairs++] = pair;
}

/* Distance vector to the nearest image, and its square. */
static inline double distance(const struct energy_surface *l, const double *p, const double *q,
                              double *r)
{
    r[0] = p[0] - q[0], r[1] = p[1] - q[1], r[2] = l->spheres->dim == 3 ? p[2] - q[2] : 0;
    box_nearest(l->spheres->L, l->tilt, r);
    return r[0] * r[0] + r[1] * r[1] + r[2] * r[2];
}

static inline double pair_distance(const struct energy_surface *l, struct energy_surface_pair p,
                                   double *r)
{
    const size_t dim = (size_t)l->spheres->dim;
    return distance(l, l->x + p.i * dim, l->x + p.j * dim, r);
}

static void add_near(struct energy_surface *l, struct cells *cells, const uint32_t at[3],
                     uint32_t i)
{
    const struct spheres *const s = l->spheres;
    const size_t dim = (size_t)s->dim;
    const size_t found = cells_near(cells, at, s->neighbours.reach + skin);
    for (size_t k = 0; k < found; k++) {
        const uint32_t j = cells->found[k];
        const float a = s->p[i].s, b = s->p[j].s;
        const struct potentials_bond bond = potentials_bond(&s->view, a, b);
        const double reach = potentials_range(s->potential, &s->view, a, b) + skin;
        double r[3];
        if (distance(l, l->x + i * dim, l->x + j * dim, r) < reach * reach)
            add(l, (struct energy_surface_pair){i, j, bond});
    }
}

/* Cells are those of the least tilted edges of the same lattice. */
static void make_list(struct energy_surface *l)
{
    const struct spheres *const s = l->spheres;
    const size_t dim = (size_t)s->dim;
    double tilt[BOX_TILTS], n[BOX_TILTS], along[3];
    struct cells cells;
    memcpy(tilt, l->tilt, sizeof tilt);
    box_reduce(tilt, n);
    cells_init(&cells, s->n, s->dim, s->L, (s->neighbours.reach + skin) / 2);
    cells.stretch = box_stretch(tilt);
    l->pairs = 0;
    for (uint32_t i = 0; i < s->n; i++) { /* each pair once: sphere i with those already inserted */
        uint32_t at[3] = {0};
        box_to_edges(tilt, s->dim, l->x + i * dim, along);
        for (size_t d = 0; d < dim; d++) at[d] = (uint32_t)llround(along[d] / s->unit);
        add_near(l, &cells, at, i);
        cells_insert(&cells, i, at);
    }
    cells_clear(&cells);
    memcpy(l->known, l->x, l->m * sizeof *l->x);
    l->strain_then = l->strain;
}

/* True if the list certainly contains every pair within its cut-off. */
static bool listed(const struct energy_surface *l)
{
    const double sheared = fabs(l->strain - l->strain_then) * (l->spheres->neighbours.reach + skin);
    const double most = (skin - sheared) / 2 / sqrt(l->spheres->dim); /* a coordinate */
    for (size_t k = 0; k < l->m; k++)
        if (!(fabs(l->x[k] - l->known[k]) < most)) return false;
    return true;
}

void energy_surface_set_axes(struct energy_surface *l, int along, int across)
{
    assert(along < across);
    l->along = along, l->across = across;
}

void energy_surface_shear(struct energy_surface *l, double strain)
{
    const size_t dim = (size_t)l->spheres->dim, a = (size_t)l->along, b = (size_t)l->across;
    for (size_t k = 0; k < l->m; k += dim) {
        l->x[k + a] += strain * l->x[k + b];
        l->known[k + a] += strain * l->known[k + b]; /* motion relative to the shear remains */
    }
    energy_surface_set_strain(l, l->strain + strain);
}

void energy_surface_set_strain(struct energy_surface *l, double strain)
{
    memcpy(l->tilt, l->spheres->tilt, sizeof l->tilt);
    box_shear(l->tilt, l->along, l->across, strain);
    l->strain = strain;
}

double energy_surface_gradient(struct energy_surface *l, double *g)
{
    if (!listed(l)) make_list(l);
    const struct potential *const v = l->spheres->potential;
    const size_t dim = (size_t)l->spheres->dim;
    double energy = 0, r[3];
    memset(g, 0, l->m * sizeof *g);
    for (const struct energy_surface_pair *p = l->pair; p < l->pair + l->pairs; p++) {
        const double r2 = pair_distance(l, *p, r);
        if (!potentials_within(v, r2, p->bond)) continue;
        energy += potentials_energy(v, r2, p->bond);
        const double w = potentials_virial(v, r2, p->bond) / r2;
        for (size_t d = 0; d < dim; d++) {
            g[p->i * dim + d] -= w * r[d];
            g[p->j * dim + d] += w * r[d];
        }
    }
    return energy;
}

/* The block K (dim, dim) of a pair; false beyond its cut-off. */
static bool block(const struct energy_surface *l, struct energy_surface_pair p, double (*K)[3])
{
    const struct potential *const v = l->spheres->potential;
    double r[3];
    const double r2 = pair_distance(l, p, r);
    if (!potentials_within(v, r2, p.bond)) return false;
    const double w = potentials_virial(v, r2, p.bond) / r2,
                 c = potentials_curvature(v, r2, p.bond) / r2;
    for (int a = 0; a < l->spheres->dim; a++)
        for (int b = 0; b < l->spheres->dim; b++)
            K[a][b] = (c + w) * r[a] * r[b] / r2 - (a == b ? w : 0);
    return true;
}

void energy_surface_multiply(struct energy_surface *l, const double *v, double *y)
{
    if (!listed(l)) make_list(l);
    const size_t dim = (size_t)l->spheres->dim;
    double K[3][3];
    memset(y, 0, l->m * sizeof *y);
    for (const struct energy_surface_pair *p = l->pair; p < l->pair + l->pairs; p++) {
        if (!block(l, *p, K)) continue;
        for (size_t a = 0; a < dim; a++)
            for (size_t b = 0; b < dim; b++) {
                const double f = K[a][b] * (v[p->i * dim + b] - v[p->j * dim + b]);
                y[p->i * dim + a] += f;
                y[p->j * dim + a] -= f;
            }
    }
}

void energy_surface_hessian(struct energy_surface *l, double *H)
{
    if (!listed(l)) make_list(l);
    const size_t dim = (size_t)l->spheres->dim, m = l->m;
    double K[3][3];
    memset(H, 0, m * m * sizeof *H);
    for (const struct energy_surface_pair *p = l->pair; p < l->pair + l->pairs; p++) {
        if (!block(l, *p, K)) continue;
        for (size_t a = 0; a < dim; a++)
            for (size_t b = 0; b < dim; b++) {
                const size_t i = p->i * dim, j = p->j * dim;
                H[(i + a) * m + i + b] += K[a][b], H[(j + a) * m + j + b] += K[a][b];
                H[(i + a) * m + j + b] -= K[a][b], H[(j + a) * m + i + b] -= K[a][b];
            }
    }
}

void energy_surface_stress(struct energy_surface *l, double (*stress)[3])
{
    if (!listed(l)) make_list(l);
    const struct potential *const v = l->spheres->potential;
    const int dim = l->spheres->dim;
    const double V = pow(l->spheres->L, dim);
    memset(stress, 0, 9 * sizeof(double));
    for (const struct energy_surface_pair *p = l->pair; p < l->pair + l->pairs; p++) {
        double r[3];
        const double r2 = pair_distance(l, *p, r);
        if (!potentials_within(v, r2, p->bond)) continue;
        const double w = potentials_virial(v, r2, p->bond) / r2 / V;
        for (int a = 0; a < dim; a++)
            for (int b = 0; b < dim; b++) stress[a][b] -= w * r[a] * r[b];
    }
}

/* With s = u r: dU/de = -w r s / r^2 and d2U/de2 = s K s, summed over pairs. */
double energy_surface_affine(struct energy_surface *l, const double (*u)[3], double *born,
                             double *xi)
{
    if (!listed(l)) make_list(l);
    const struct potential *const v = l->spheres->potential;
    const size_t dim = (size_t)l->spheres->dim;
    double K[3][3], r[3], first = 0, second = 0;
    memset(xi, 0, l->m * sizeof *xi);
    for (const struct energy_surface_pair *p = l->pair; p < l->pair + l->pairs; p++) {
        if (!block(l, *p, K)) continue;
        const double r2 = pair_distance(l, *p, r);
        const double w = potentials_virial(v, r2, p->bond) / r2;
        double s[3] = {0};
        for (size_t a = 0; a < dim; a++)
            for (size_t b = 0; b < dim; b++) s[a] += u[a][b] * r[b];
        for (size_t a = 0; a < dim; a++) {
            double f = 0;
            for (size_t b = 0; b < dim; b++) f += K[a][b] * s[b];
            first -= w * r[a] * s[a], second += s[a] * f;
            xi[p->i * dim + a] += f, xi[p->j * dim + a] -= f;
        }
    }
    *born = second;
    return first;
}
