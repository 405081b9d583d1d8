/* Implementation of box.h. */
#include "common/numerics/box.h"

#include <math.h>

void box_to_edges(const double *tilt, int dim, const double *x, double *f)
{
    const double z = dim == 3 ? x[2] : 0, y = x[1] - tilt[BOX_YZ] * z;
    f[0] = x[0] - tilt[BOX_XY] * y - tilt[BOX_XZ] * z;
    f[1] = y;
    if (dim == 3) f[2] = z;
}

void box_from_edges(const double *tilt, int dim, const double *f, double *x)
{
    const double z = dim == 3 ? f[2] : 0, y = f[1];
    x[0] = f[0] + tilt[BOX_XY] * y + tilt[BOX_XZ] * z;
    x[1] = y + tilt[BOX_YZ] * z;
    if (dim == 3) x[2] = z;
}

void box_reduce(double *tilt, double *n)
{
    n[BOX_YZ] = nearbyint(tilt[BOX_YZ]);
    tilt[BOX_YZ] -= n[BOX_YZ], tilt[BOX_XZ] -= n[BOX_YZ] * tilt[BOX_XY];
    n[BOX_XY] = nearbyint(tilt[BOX_XY]), tilt[BOX_XY] -= n[BOX_XY];
    n[BOX_XZ] = nearbyint(tilt[BOX_XZ]), tilt[BOX_XZ] -= n[BOX_XZ];
}

void box_shear(double *tilt, int a, int b, double strain)
{
    tilt[a + b - 1] += strain;
    if (b == 1) tilt[BOX_XZ] += strain * tilt[BOX_YZ];
}

/* The norm of the inverse is at most sqrt(|.|_1 |.|_inf); of one tilt t it is t/2 + sqrt(1 + t^2/4). */
double box_stretch(const double *tilt)
{
    const double xy = fabs(tilt[BOX_XY]), yz = fabs(tilt[BOX_YZ]),
                 xz = fabs(tilt[BOX_XZ] - tilt[BOX_XY] * tilt[BOX_YZ]), t = xy + xz + yz;
    if (t == fmax(xy, fmax(xz, yz))) return t / 2 + sqrt(1 + t * t / 4);
    return sqrt(fmax(1 + xy, 1 + xz + yz) * fmax(1 + xy + xz, 1 + yz));
}

void box_edges(double L, const double *component, int dim, double *edge)
{
    for (int k = 0; k < dim * dim; k++) edge[k] = k % (dim + 1) ? 0 : L;
    edge[dim] = component[BOX_XY];
    if (dim == 3) edge[6] = component[BOX_XZ], edge[7] = component[BOX_YZ];
}

bool box_of_edges(int dim, const double *edge, double error, double *L, double *component)
{
    const double found[BOX_TILTS] = {edge[dim], dim == 3 ? edge[6] : 0, dim == 3 ? edge[7] : 0};
    bool good = isfinite(edge[0]) && edge[0] > 0;
    *L = edge[0];
    for (int k = 0; good && k < dim * dim; k++) {
        const int row = k / dim, column = k % dim;
        good = isfinite(edge[k]);
        if (column >= row) good = good && fabs(edge[k] - (row == column ? *L : 0)) <= error * *L;
    }
    for (int k = 0; k < BOX_TILTS; k++) component[k] = fabs(found[k]) > error * *L ? found[k] : 0;
    return good;
}
