/* Implementation of elasticity.h. H^-1 xi is found by conjugate gradients: xi has no component of a
   translation, nor of a sphere without contacts. */
#include "glass/spheres/structure/elasticity.h"

#include <math.h>

#include "common/core/base.h"
#include "common/core/vector.h"
#include "common/numerics/conjugate_gradient.h"
#include "glass/spheres/structure/energy_surface.h"
#include "glass/spheres/state/spheres.h"

static void multiply(void *surface, const double *v, double *y)
{
    energy_surface_multiply(surface, v, y);
}

/* Derivatives of U along e: the first is returned, second and relaxation go to *m, times V. */
static double along(struct energy_surface *l, const double (*u)[3], struct elasticity *m)
{
    const struct lanczos_matrix H = {l->m, multiply, l};
    double *const xi = base_alloc(l->m, sizeof *xi), *const x = base_alloc(l->m, sizeof *x);
    const double first = energy_surface_affine(l, u, &m->born, xi);
    m->residual = conjugate_gradient(&H, xi, 1e-9, 20 * l->m, x);
    m->nonaffine = isfinite(m->residual) ? vector_dot(l->m, xi, x) : NAN;
    base_free(xi), base_free(x);
    return first;
}

static double volume(const struct energy_surface *l)
{
    return pow(l->spheres->L, l->spheres->dim);
}

struct elasticity elasticity_shear(struct energy_surface *l, int a, int b)
{
    double u[3][3] = {{0}};
    struct elasticity m;
    u[a][b] = 1;
    along(l, (const double(*)[3])u, &m);
    m.born /= volume(l), m.nonaffine /= volume(l);
    m.modulus = m.born - m.nonaffine;
    return m;
}

/* V = V_0 (1 + e)^d, hence U_ee = U_VV (d V)^2 + U_V d (d - 1) V, and B = V U_VV. */
struct elasticity elasticity_bulk(struct energy_surface *l)
{
    const double d = l->spheres->dim, V = volume(l);
    const double one[3][3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, d > 2 ? 1 : 0}};
    struct elasticity m;
    const double first = along(l, one, &m);
    m.born = (m.born - (d - 1) * first) / (d * d * V), m.nonaffine /= d * d * V;
    m.modulus = m.born - m.nonaffine;
    return m;
}
