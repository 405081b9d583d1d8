/* Implementation of coherent_scattering.h. The waves of the origin are prepared, so that an item at
   a later time adds Re exp(i k.r) rho(-k, 0). */
#include "common/observe/coherent_scattering.h"

#include "common/observe/scattering.h"

#include <complex.h>
#include <math.h>
#include <stdlib.h>

enum { WAVES = 128, TOP = 1000, GROUPS = OBSERVE_GROUPS + 1 };

const struct observe_column coherent_scattering_columns[] = {
    {"coherent", "1"}, {"F", "1"}, {"S", "1"}, {0}};

const struct runfile_key coherent_scattering_keys[] = {
    SCATTERING_K,
    {0},
};

struct wave {
    int n[OBSERVE_DIM];
    double off;                  /* | |n| - k L / 2 pi | */
    double _Complex rho[GROUPS]; /* at the origin: of all items, then of each group */
};

struct waves {
    size_t n, groups;
    int top;          /* largest component of the wave vectors */
    double S[GROUPS]; /* F(k, 0) */
    struct wave wave[WAVES];
};

const char *coherent_scattering_lacks(const struct frame *f, const double *parameter)
{
    const double n = parameter[0] * f->box / (2 * M_PI);
    if (n < 0.6) return "k is smaller than the waves of the box";
    return n > TOP - 1 ? "k is above 1000 waves in the box" : NULL;
}

static bool closer(const struct wave *a, const struct wave *b)
{
    return a->off < b->off;
}

/* Keeps the WAVES nearest waves, the first found of equal ones. */
static void insert(struct waves *w, const struct wave *new)
{
    if (w->n == WAVES && !closer(new, &w->wave[WAVES - 1])) return;
    size_t at = w->n < WAVES ? w->n++ : WAVES - 1;
    for (; at > 0 && closer(new, &w->wave[at - 1]); at--) w->wave[at] = w->wave[at - 1];
    w->wave[at] = *new;
}

/* Half of the wave vectors in the shell | |n| - at | < 1/2: k and -k give the same. */
static void find(struct waves *w, int dim, double at)
{
    const int top = (int)(at + 0.5), deep = dim == 3 ? top : 0, wide = dim >= 2 ? top : 0;
    for (int x = 0; x <= top; x++)
        for (int y = x ? -wide : 0; y <= wide; y++) {
            const double rest = (at + 0.5) * (at + 0.5) - x * x - y * y;
            const int most = rest > 0 && deep ? (int)sqrt(rest) : 0;
            for (int z = x || y ? -most : 0; z <= most; z++) {
                const struct wave new = {.n = {x, y, z},
                                         .off = fabs(sqrt((double)x * x + y * y + z * z) - at)};
                if ((x || y || z) && new.off < 0.5) insert(w, &new);
            }
        }
    w->top = top;
}

/* Powers of exp(2 pi i x / L) for each direction. */
static void powers_of(const double *x, int dim, double box, int top, double _Complex (*e)[TOP + 1])
{
    for (int d = 0; d < OBSERVE_DIM; d++) {
        e[d][0] = 1;
        if (d >= dim) continue;
        const double turns = x[d] / box - floor(x[d] / box);
        const double _Complex one = cexp(2 * M_PI * I * turns);
        for (int m = 1; m <= top; m++) e[d][m] = e[d][m - 1] * one;
    }
}

static double _Complex phase_of(double _Complex (*e)[TOP + 1], const int *n)
{
    double _Complex product = 1;
    for (int d = 0; d < OBSERVE_DIM; d++) product *= n[d] < 0 ? conj(e[d][-n[d]]) : e[d][n[d]];
    return product;
}

void *coherent_scattering_prepare(const struct frame *origin, const double *parameter,
                                  const struct observe_groups *groups)
{
    struct waves *const w = base_alloc(1, sizeof *w);
    double _Complex e[OBSERVE_DIM][TOP + 1];
    size_t items[GROUPS] = {origin->n};
    w->groups = groups ? groups->n : 0;
    find(w, origin->dim, parameter[0] * origin->box / (2 * M_PI));
    for (size_t i = 0; i < origin->n; i++) {
        const size_t group = w->groups ? 1 + observe_groups_find(groups, origin->label[i]) : 0;
        powers_of(origin->x + i * (size_t)origin->dim, origin->dim, origin->box, w->top, e);
        for (size_t k = 0; k < w->n; k++) {
            const double _Complex phase = phase_of(e, w->wave[k].n);
            w->wave[k].rho[0] += phase;
            if (group) w->wave[k].rho[group] += phase;
        }
        if (group) items[group]++;
    }
    for (size_t g = 0; g <= w->groups; g++)
        for (size_t k = 0; k < w->n; k++)
            w->S[g] += creal(w->wave[k].rho[g] * conj(w->wave[k].rho[g])) /
                       ((double)items[g] * (double)w->n);
    return w;
}

void coherent_scattering_free(void *data)
{
    base_free(data);
}

void coherent_scattering_add(const struct observe_pair *p, size_t i, double *sum)
{
    const struct waves *const w = p->origin_data;
    const size_t dim = (size_t)p->now->dim;
    double _Complex e[OBSERVE_DIM][TOP + 1];
    double x[OBSERVE_DIM], F = 0;
    for (size_t d = 0; d < dim; d++) x[d] = p->now->x[i * dim + d] - p->drift[d];
    powers_of(x, p->now->dim, p->now->box, w->top, e);
    for (size_t k = 0; k < w->n; k++)
        F += creal(phase_of(e, w->wave[k].n) * conj(w->wave[k].rho[p->group]));
    sum[0] += F / (double)w->n;
}

void coherent_scattering_finish(const struct observe_pair *p, const double *sum, size_t n,
                                double *value)
{
    const struct waves *const w = p->origin_data;
    const double S = w->S[p->group];
    value[0] = sum[0] / (double)n / S;
    value[1] = sum[0] / (double)n;
    value[2] = S;
}
