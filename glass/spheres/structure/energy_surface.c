/* Implementation of energy_surface.h. With r the distance vector of a pair, w = -r v'(r) and
   c = r^2 v''(r), its block of the Hessian is  K = (c + w) r r^T / r^4 - w 1 / r^2, added to both
   diagonal blocks and taken from both off-diagonal ones. */
#include "glass/spheres/structure/energy_surface.h"

#include <math.h>
#include <string.h>

#include "glass/spheres/state/cells.h"
#include "glass/spheres/state/spheres.h"

static const double skin = 0.3; /* [length] */

void energy_surface_init(struct energy_surface *l, const struct spheres *s)
{
    *l = (struct energy_surface){.spheres = s, .m = s->n * (size_t)s->dim};
    l->x = base_alloc(l->m, sizeof *l->x);
    l->known = base_alloc(l->m, sizeof *l->known);
    for (size_t i = 0, k = 0; i < s->n; i++)
        for (int d = 0; d < s->dim; d++) l->x[k++] = s->p[i].x[d] * s->unit;
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

static void add_near(struct energy_surface *l, struct cells *cells, const uint32_t (*at)[3],
                     uint32_t i)
{
    const struct spheres *const s = l->spheres;
    const size_t found = cells_near(cells, at[i], s->neighbours.reach + skin);
    for (size_t k = 0; k < found; k++) {
        const uint32_t j = cells->found[k];
        const float a = s->p[i].s, b = s->p[j].s;
        const struct potentials_bond bond = potentials_bond(&s->view, a, b);
        const double reach = potentials_range(s->potential, &s->view, a, b) + skin;
        if (potentials_distance2(at[i], at[j], s->view.unit2) < reach * reach)
            add(l, (struct energy_surface_pair){i, j, bond});
    }
}

static void make_list(struct energy_surface *l)
{
    const struct spheres *const s = l->spheres;
    uint32_t(*const at)[3] = base_alloc(s->n, sizeof *at);
    struct cells cells;
    cells_init(&cells, s->n, s->dim, s->L, (s->neighbours.reach + skin) / 2);
    l->pairs = 0;
    for (uint32_t i = 0; i < s->n; i++) { /* each pair once: sphere i with those already inserted */
        for (int d = 0; d < s->dim; d++)
            at[i][d] = (uint32_t)llround(l->x[i * (size_t)s->dim + (size_t)d] / s->unit);
        add_near(l, &cells, (const uint32_t(*)[3])at, i);
        cells_insert(&cells, i, at[i]);
    }
    cells_clear(&cells);
    base_free(at);
    memcpy(l->known, l->x, l->m * sizeof *l->x);
}

/* True if the list certainly contains every pair within its cut-off. */
static bool listed(const struct energy_surface *l)
{
    const double most = skin / 2 / sqrt(l->spheres->dim); /* a coordinate */
    for (size_t k = 0; k < l->m; k++)
        if (!(fabs(l->x[k] - l->known[k]) < most)) return false;
    return true;
}

/* Distance vector to the nearest image, and its square. */
static double distance(const struct energy_surface *l, struct energy_surface_pair p, double *r)
{
    const size_t dim = (size_t)l->spheres->dim;
    const double L = l->spheres->L;
    double r2 = 0;
    for (size_t d = 0; d < dim; d++) {
        const double x = l->x[p.i * dim + d] - l->x[p.j * dim + d];
        r[d] = x - L * nearbyint(x / L);
        r2 += r[d] * r[d];
    }
    return r2;
}

double energy_surface_gradient(struct energy_surface *l, double *g)
{
    if (!listed(l)) make_list(l);
    const struct potential *const v = l->spheres->potential;
    const size_t dim = (size_t)l->spheres->dim;
    double energy = 0, r[3];
    memset(g, 0, l->m * sizeof *g);
    for (const struct energy_surface_pair *p = l->pair; p < l->pair + l->pairs; p++) {
        const double r2 = distance(l, *p, r);
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
    const double r2 = distance(l, p, r);
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
