/* Density waves by a fast Fourier transform of the density, spread on a grid by cubic B-splines
   whose own transform is divided out (Hockney and Eastwood, Computer Simulation Using Particles);
   and wave by wave. */
#include "glass/spheres/structure/structure_factor.h"

#include <complex.h>
#include <math.h>
#include <string.h>

#include <fftw3.h>

#include "glass/spheres/state/spheres.h"

enum { SPLINE = 4 };

struct cell_grid {
    int dim, side; /* points in each direction */
    size_t points; /* of the transform: side^(dim - 1) (side / 2 + 1) */
    double *density;
    fftw_complex *wave;
    fftw_plan plan;
};

static void grid_init(struct cell_grid *g, int dim, int side)
{
    size_t rows = 1;
    for (int d = 0; d + 1 < dim; d++) rows *= (size_t)side;
    *g = (struct cell_grid){.dim = dim, .side = side, .points = rows * ((size_t)side / 2 + 1)};
    g->density = base_alloc(rows * (size_t)side, sizeof *g->density);
    g->wave = base_alloc(g->points, sizeof *g->wave);
    g->plan =
        fftw_plan_dft_r2c(dim, (const int[]){side, side, side}, g->density, g->wave, FFTW_ESTIMATE);
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

/* Adds the power of every wave but k = 0 to its shell; family -1: all spheres, else one family. */
static void collect(const struct cell_grid *g, double unit, size_t shells,
                    struct structure_factor_shell *shell, int family)
{
    const int half = g->side / 2 + 1;
    for (size_t p = 1; p < g->points; p++) {
        int n[3] = {(int)(p % (size_t)half)};
        size_t rest = p / (size_t)half;
        for (int d = 1; d < g->dim; d++, rest /= (size_t)g->side) {
            n[d] = (int)(rest % (size_t)g->side);
            if (n[d] > g->side / 2) n[d] -= g->side;
        }
        const double size = sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
        const size_t q = (size_t)lround(size);
        if (q >= shells) continue;
        const double twice = n[0] ? 2 : 1; /* the transform leaves out the conjugate half */
        const double amplitude = cabs(g->wave[p]);
        double power = twice * amplitude * amplitude;
        for (int d = 0; d < g->dim; d++) power /= window2(g, n[d]);
        if (family >= 0)
            shell[q].family[family] += power;
        else
            shell[q].power += power, shell[q].waves += twice, shell[q].k += twice * unit * size;
    }
}

static void transform(struct cell_grid *g, const struct spheres *s, const unsigned char *of,
                      int family)
{
    size_t all = 1;
    for (int d = 0; d < g->dim; d++) all *= (size_t)g->side;
    memset(g->density, 0, all * sizeof *g->density);
    for (size_t i = 0; i < s->n; i++)
        if (family < 0 || of[i] == family) spread(g, s->p[i].x);
    fftw_execute(g->plan);
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

void structure_factor_sum(const struct spheres *s, size_t shells,
                          struct structure_factor_shell *shell)
{
    const int side = side_above(4 * (int)shells);
    struct cell_grid g;
    grid_init(&g, s->dim, side);
    unsigned char *const of = base_alloc(s->n, 1);
    size_families_assign(s, of);
    for (int family = -1; family < SIZE_FAMILIES; family++) {
        transform(&g, s, of, family);
        collect(&g, 2 * M_PI / s->L, shells, shell, family);
    }
    base_free(of);
    grid_clear(&g);
}

/* ---- wave by wave ---------------------------------------------------------------------------- */

static void add_wave(const struct spheres *s, const unsigned char *of, const int *n,
                     struct structure_factor_shell *shell)
{
    double _Complex rho[SIZE_FAMILIES] = {0}, all = 0;
    for (size_t i = 0; i < s->n; i++) {
        double turns = 0;
        for (int d = 0; d < s->dim; d++) turns += n[d] * (s->p[i].x[d] * 0x1p-32);
        rho[of[i]] += cexp(2 * M_PI * I * turns);
    }
    for (int a = 0; a < SIZE_FAMILIES; a++) {
        all += rho[a];
        shell->family[a] += creal(rho[a] * conj(rho[a]));
    }
    shell->power += creal(all * conj(all));
    shell->waves++;
}

void structure_factor_direct(const struct spheres *s, size_t shells,
                             struct structure_factor_shell *shell)
{
    unsigned char *const of = base_alloc(s->n, 1);
    size_families_assign(s, of);
    const int top = (int)shells, deep = s->dim == 3 ? top : 0;
    for (int x = -top; x <= top; x++)
        for (int y = -top; y <= top; y++)
            for (int z = -deep; z <= deep; z++) {
                const double size = sqrt(x * x + y * y + z * z);
                const size_t q = (size_t)lround(size);
                if (q >= shells || size == 0) continue;
                add_wave(s, of, (const int[]){x, y, z}, &shell[q]);
                shell[q].k += 2 * M_PI / s->L * size;
            }
    base_free(of);
}

double structure_factor_demixing(const struct spheres *s)
{
    unsigned char *const of = base_alloc(s->n, 1);
    size_families_assign(s, of);
    struct structure_factor_shell sum = {0};
    const int deep = s->dim == 3;
    for (int x = -1; x <= 1; x++)
        for (int y = -1; y <= 1; y++)
            for (int z = -deep; z <= deep; z++)
                if (x > 0 || (x == 0 && (y > 0 || (y == 0 && z > 0)))) /* k and -k are the same */
                    add_wave(s, of, (const int[]){x, y, z}, &sum);
    base_free(of);
    double most = 0;
    for (int a = 0; a < SIZE_FAMILIES; a++) most = fmax(most, sum.family[a]);
    return most * SIZE_FAMILIES / ((double)s->n * sum.waves);
}
