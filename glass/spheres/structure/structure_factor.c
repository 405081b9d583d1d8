/* Density waves by a fast Fourier transform of the density, spread on a grid by cubic B-splines
   whose own transform is divided out (Hockney and Eastwood, Computer Simulation Using Particles);
   and wave by wave. */
#include "glass/spheres/structure/structure_factor.h"

#include <complex.h>
#include <math.h>
#include <string.h>

#include <fftw3.h>

#include "common/numerics/box.h"
#include "glass/spheres/state/spheres.h"
#include "glass/spheres/structure/size_classes.h"
#include "glass/spheres/structure/size_families.h"

enum { SPLINE = 4 };

void structure_factor_init(struct structure_factor *f, size_t classes, size_t shells)
{
    *f = (struct structure_factor){
        .classes = classes, .shells = shells, .rows = 1 + size_classes_pairs(classes)};
    f->waves = base_alloc(shells, sizeof *f->waves);
    f->k = base_alloc(shells, sizeof *f->k);
    f->power = base_alloc(f->rows * shells, sizeof *f->power);
}

void structure_factor_clear(struct structure_factor *f)
{
    base_free(f->waves);
    base_free(f->k);
    base_free(f->power);
}

void structure_factor_reset(struct structure_factor *f)
{
    memset(f->waves, 0, f->shells * sizeof *f->waves);
    memset(f->k, 0, f->shells * sizeof *f->k);
    memset(f->power, 0, f->rows * f->shells * sizeof *f->power);
}

/* Largest component of the wave vectors in the shells. */
static int largest(const struct structure_factor *f, const struct spheres *s, double spacing)
{
    const double most = ((double)f->shells - 0.5) * spacing * s->L / (2 * M_PI);
    const double *const t = s->tilt;
    const double b = 1 + t[BOX_XY] * t[BOX_XY],
                 c = 1 + t[BOX_XZ] * t[BOX_XZ] + t[BOX_YZ] * t[BOX_YZ];
    return (int)ceil(most * sqrt(fmax(b, c))); /* n = k times an edge / 2 pi */
}

/* Length of the vector n of the reciprocal lattice [2 pi / L]. */
static double size_of(const struct spheres *s, const int *n)
{
    const struct potentials_skew *const k = &s->view.skew;
    const double x = n[0], y = k->used ? n[1] - k->xy * x : n[1],
                 z = k->used ? n[2] - k->xz * x - k->yz * n[1] : n[2];
    return sqrt(x * x + y * y + z * z);
}

/* The transform's last axis comes first in its numbers: of the axes in their order. */
static double size_reversed(const struct spheres *s, const int *n)
{
    return size_of(s, s->dim == 3 ? (const int[]){n[2], n[1], n[0]} : (const int[]){n[1], n[0], 0});
}

static size_t shell_of(const struct spheres *s, double spacing, double size)
{
    return (size_t)lround(2 * M_PI / s->L * size / spacing);
}

struct cell_grid {
    int dim, side; /* points in each direction */
    size_t points; /* of the transform: side^(dim - 1) (side / 2 + 1) */
    size_t classes;
    double *density;
    fftw_complex *wave; /* (classes, points) */
    fftw_plan plan;
};

static void grid_init(struct cell_grid *g, int dim, int side, size_t classes)
{
    size_t rows = 1;
    for (int d = 0; d + 1 < dim; d++) rows *= (size_t)side;
    *g = (struct cell_grid){
        .dim = dim, .side = side, .points = rows * ((size_t)side / 2 + 1), .classes = classes};
    g->density = base_alloc(rows * (size_t)side, sizeof *g->density);
    g->wave = base_alloc(classes * g->points, sizeof *g->wave);
    /* rows of other classes may be aligned otherwise */
    g->plan = fftw_plan_dft_r2c(dim, (const int[]){side, side, side}, g->density, g->wave,
                                FFTW_ESTIMATE | FFTW_UNALIGNED);
}

static void grid_clear(struct cell_grid *g)
{
    fftw_destroy_plan(g->plan);
    base_free(g->density);
    base_free(g->wave);
}

/* Cubic B-spline weights of the four points around u in [0, 1) from the second of them. */
static void spline(double u, double *w)
{
    const double v = 1 - u;
    w[0] = v * v * v / 6;
    w[1] = (4 - 6 * u * u + 3 * u * u * u) / 6;
    w[2] = (4 - 6 * v * v + 3 * v * v * v) / 6;
    w[3] = u * u * u / 6;
}

static void spread(struct cell_grid *g, const uint32_t *x)
{
    double w[3][SPLINE] = {{1}, {1}, {1}};
    int at[3] = {0}, reach[3] = {1, 1, 1};
    for (int d = 0; d < g->dim; d++) {
        const double where = x[d] * 0x1p-32 * g->side;
        at[d] = (int)where - 1 + g->side, reach[d] = SPLINE;
        spline(where - (int)where, w[d]);
    }
    const int side = g->side, planes = g->dim == 3 ? side : 1;
    for (int a = 0; a < reach[0]; a++)
        for (int b = 0; b < reach[1]; b++)
            for (int c = 0; c < reach[2]; c++) {
                const int row = ((at[0] + a) % side) * side + (at[1] + b) % side;
                const int point = row * planes + (g->dim == 3 ? (at[2] + c) % side : 0);
                g->density[point] += w[0][a] * w[1][b] * w[2][c];
            }
}

/* Factor by which the splines change the power of a wave with component n. */
static double window2(const struct cell_grid *g, int n)
{
    const double x = M_PI * n / g->side, sinc = n ? sin(x) / x : 1, sinc2 = sinc * sinc;
    return sinc2 * sinc2 * sinc2 * sinc2;
}

/* Adds Re rho_a rho_b^* of one wave, and |sum rho_a|^2, times `weight`, to shell q. */
static void add_products(struct structure_factor *f, const double _Complex *rho, double weight,
                         size_t q)
{
    double _Complex all = 0;
    for (size_t a = 0; a < f->classes; a++) {
        all += rho[a];
        for (size_t b = a; b < f->classes; b++)
            f->power[(1 + size_classes_pair(f->classes, a, b)) * f->shells + q] +=
                weight * creal(rho[a] * conj(rho[b]));
    }
    f->power[q] += weight * creal(all * conj(all));
}

/* Every wave but k = 0 to its shell. */
static void collect(const struct cell_grid *g, const struct spheres *s, double spacing,
                    struct structure_factor *f)
{
    const int half = g->side / 2 + 1;
    for (size_t p = 1; p < g->points; p++) {
        int n[3] = {(int)(p % (size_t)half)};
        size_t rest = p / (size_t)half;
        for (int d = 1; d < g->dim; d++, rest /= (size_t)g->side) {
            n[d] = (int)(rest % (size_t)g->side);
            if (n[d] > g->side / 2) n[d] -= g->side;
        }
        const double size = size_reversed(s, n);
        const size_t q = shell_of(s, spacing, size);
        if (q >= f->shells) continue;
        const double twice = n[0] ? 2 : 1; /* the transform leaves out the conjugate half */
        double _Complex rho[SIZE_CLASSES];
        double weight = twice;
        for (int d = 0; d < g->dim; d++) weight /= window2(g, n[d]);
        for (size_t a = 0; a < g->classes; a++) rho[a] = g->wave[a * g->points + p];
        add_products(f, rho, weight, q);
        f->waves[q] += twice, f->k[q] += twice * 2 * M_PI / s->L * size;
    }
}

/* Waves of the spheres of one class. */
static void transform(struct cell_grid *g, const struct spheres *s, const unsigned char *of,
                      size_t class)
{
    size_t all = 1;
    for (int d = 0; d < g->dim; d++) all *= (size_t)g->side;
    memset(g->density, 0, all * sizeof *g->density);
    for (size_t i = 0; i < s->n; i++)
        if (of[i] == class) spread(g, s->p[i].x);
    fftw_execute_dft_r2c(g->plan, g->density, g->wave + class * g->points);
}

/* The next even number without prime factors above 5: quick to transform. */
static int side_above(int least)
{
    for (int side = least < 16 ? 16 : least + least % 2;; side += 2) {
        int rest = side;
        for (int factor = 2; factor <= 5; factor++)
            while (rest % factor == 0) rest /= factor;
        if (rest == 1) return side;
    }
}

void structure_factor_add(struct structure_factor *f, const struct spheres *s,
                          const unsigned char *of, double spacing)
{
    struct cell_grid g;
    grid_init(&g, s->dim, side_above(4 * largest(f, s, spacing)), f->classes);
    for (size_t a = 0; a < f->classes; a++) transform(&g, s, of, a);
    collect(&g, s, spacing, f);
    grid_clear(&g);
}

/* ---- wave by wave ---------------------------------------------------------------------------- */

/* rho (classes): the waves of one k. */
static void waves_of(const struct spheres *s, const unsigned char *of, const int *n, size_t classes,
                     double _Complex *rho)
{
    for (size_t a = 0; a < classes; a++) rho[a] = 0;
    for (size_t i = 0; i < s->n; i++) {
        double turns = 0;
        for (int d = 0; d < s->dim; d++) turns += n[d] * (s->p[i].x[d] * 0x1p-32);
        rho[of[i]] += cexp(2 * M_PI * I * turns);
    }
}

static void add_wave(struct structure_factor *f, const struct spheres *s, const unsigned char *of,
                     const int *n, size_t q)
{
    double _Complex rho[SIZE_CLASSES];
    waves_of(s, of, n, f->classes, rho);
    add_products(f, rho, 1, q);
    f->waves[q]++;
}

void structure_factor_add_direct(struct structure_factor *f, const struct spheres *s,
                                 const unsigned char *of, double spacing)
{
    const int top = largest(f, s, spacing), deep = s->dim == 3 ? top : 0;
    for (int x = -top; x <= top; x++)
        for (int y = -top; y <= top; y++)
            for (int z = -deep; z <= deep; z++) {
                const double size = size_of(s, (const int[]){x, y, z});
                const size_t q = shell_of(s, spacing, size);
                if (q >= f->shells || size == 0) continue;
                add_wave(f, s, of, (const int[]){x, y, z}, q);
                f->k[q] += 2 * M_PI / s->L * size;
            }
}

double structure_factor_demixing(const struct spheres *s)
{
    unsigned char *const of = base_alloc(s->n, 1);
    size_families_assign(s, SIZE_FAMILIES, of);
    double power[SIZE_FAMILIES] = {0}, waves = 0, most = 0;
    const int deep = s->dim == 3;
    for (int x = -1; x <= 1; x++)
        for (int y = -1; y <= 1; y++)
            for (int z = -deep; z <= deep; z++) {
                double _Complex rho[SIZE_FAMILIES];
                /* k and -k are the same */
                if (!(x > 0 || (x == 0 && (y > 0 || (y == 0 && z > 0))))) continue;
                waves_of(s, of, (const int[]){x, y, z}, SIZE_FAMILIES, rho);
                for (int a = 0; a < SIZE_FAMILIES; a++) power[a] += creal(rho[a] * conj(rho[a]));
                waves++;
            }
    base_free(of);
    for (int a = 0; a < SIZE_FAMILIES; a++) most = fmax(most, power[a]);
    return most * SIZE_FAMILIES / ((double)s->n * waves);
}
