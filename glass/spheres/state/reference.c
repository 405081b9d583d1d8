/* The plain linked-cell liquid. */
#include "glass/spheres/state/reference.h"

#include <math.h>
#include <string.h>

#include "common/mc/mc.h"

static int cell_of(const struct reference *p, const double *x)
{
    int cell = 0;
    for (int d = p->dim - 1; d >= 0; d--) {
        const int k = (int)(x[d] / p->L * p->side);
        cell = cell * p->side + (k < p->side ? k : p->side - 1);
    }
    return cell;
}

static void insert(struct reference *p, size_t i)
{
    int *const head = &p->head[cell_of(p, &p->x[3 * i])];
    p->next[i] = *head;
    *head = (int)i;
}

static void take_out(struct reference *p, size_t i)
{
    int *at = &p->head[cell_of(p, &p->x[3 * i])];
    while (*at != (int)i) at = &p->next[*at];
    *at = p->next[i];
}

static double fold(double x, double L)
{
    const double y = x - L * floor(x / L);
    return y < L ? y : 0;
}

void reference_init(struct reference *p, const struct potential *potential,
                    const struct model *model, size_t n, int dim, double L, double T,
                    const double *x, const double *s)
{
    double largest = 0;
    *p = (struct reference){.n = n,
                            .dim = dim,
                            .L = L,
                            .eps = model->eps,
                            .mixture = model->mixture,
                            .T = T,
                            .potential = potential};
    p->x = base_alloc(n, 3 * sizeof *p->x);
    p->s = base_alloc(n, sizeof *p->s);
    for (size_t i = 0; i < n; i++) {
        for (int d = 0; d < dim; d++)
            p->x[3 * i + (size_t)d] = fold(x[i * (size_t)dim + (size_t)d], L);
        p->s[i] = s[i];
        largest = fmax(largest, s[i]);
    }
    if (p->mixture)
        for (int k = 0; k < p->mixture->kinds; k++)
            for (int l = 0; l < p->mixture->kinds; l++)
                largest = fmax(largest, p->mixture->cross[k][l]);
    const double reach = potential->absolute ? potential->cut : potential->cut * largest;
    p->side = (int)fmax(1, fmin(256, floor(L / reach)));
    const size_t cells = (size_t)p->side * (size_t)p->side * (size_t)(dim == 3 ? p->side : 1);
    p->head = base_alloc(cells, sizeof *p->head);
    p->next = base_alloc(n, sizeof *p->next);
    memset(p->head, 0xff, cells * sizeof *p->head);
    for (size_t i = 0; i < n; i++) insert(p, i);
}

void reference_clear(struct reference *p)
{
    base_free(p->x);
    base_free(p->s);
    base_free(p->head);
    base_free(p->next);
}

static double distance2(const struct reference *p, const double *a, const double *b)
{
    double r2 = 0;
    for (int d = 0; d < p->dim; d++) {
        double r = a[d] - b[d];
        if (r > p->L / 2) r -= p->L;
        if (r < -p->L / 2) r += p->L;
        r2 += r * r;
    }
    return r2;
}

static struct potentials_bond bond(const struct reference *p, double a, double b)
{
    if (p->mixture)
        return potentials_bond(&(struct potentials_view){.mixture = p->mixture}, (float)a,
                               (float)b);
    const double s = 0.5 * (a + b) * (1 - p->eps * fabs(a - b));
    return (struct potentials_bond){s * s, 1, 0};
}

double reference_energy(const struct reference *p, double *virial, size_t *pairs)
{
    double energy = 0, w = 0;
    size_t n = 0;
    for (size_t i = 0; i < p->n; i++)
        for (size_t j = 0; j < i; j++) {
            const struct potentials_bond b = bond(p, p->s[i], p->s[j]);
            const double r2 = distance2(p, &p->x[3 * i], &p->x[3 * j]);
            if (!potentials_within(p->potential, r2, b)) continue;
            energy += potentials_energy(p->potential, r2, b);
            w += potentials_virial(p->potential, r2, b);
            n++;
        }
    if (virial) *virial = w;
    if (pairs) *pairs = n;
    return energy;
}

static double cell_energy(const struct reference *p, int cell, size_t i, const double *at, double s,
                          size_t without)
{
    double sum = 0;
    for (int j = p->head[cell]; j >= 0; j = p->next[j]) {
        if ((size_t)j == i || (size_t)j == without) continue;
        const struct potentials_bond b = bond(p, s, p->s[j]);
        const double r2 = distance2(p, at, &p->x[3 * j]);
        if (potentials_within(p->potential, r2, b)) sum += potentials_energy(p->potential, r2, b);
    }
    return sum;
}

double reference_local(const struct reference *p, size_t i, const double *at, double s,
                       size_t without)
{
    const int low = p->side >= 3 ? -1 : 0,
              high = p->side >= 2 ? 1 : 0; /* one or two cells: each once */
    const int lowz = p->dim == 3 ? low : 0, highz = p->dim == 3 ? high : 0, side = p->side;
    int c[3] = {0};
    for (int d = 0; d < p->dim; d++) c[d] = (int)(at[d] / p->L * side) % side;
    double sum = 0;
    for (int z = lowz; z <= highz; z++)
        for (int y = low; y <= high; y++)
            for (int x = low; x <= high; x++) {
                const int cz = (c[2] + z + side) % side, cy = (c[1] + y + side) % side,
                          cx = (c[0] + x + side) % side;
                sum += cell_energy(p, (cz * side + cy) * side + cx, i, at, s, without);
            }
    return sum;
}

static double displace(struct reference *p, struct rng *rng, double dl)
{
    const size_t i = rng_below(rng, (uint32_t)p->n);
    double to[3] = {0};
    for (int d = 0; d < p->dim; d++)
        to[d] = fold(p->x[3 * i + (size_t)d] + (rng_uniform(rng) - 0.5) * dl, p->L);
    const double dE =
        reference_local(p, i, to, p->s[i], i) - reference_local(p, i, &p->x[3 * i], p->s[i], i);
    if (!mc_accept(p->T, (struct mc_trial){dE, 0}, rng)) return 0;
    take_out(p, i);
    memcpy(&p->x[3 * i], to, sizeof to);
    insert(p, i);
    return dE;
}

static double swap(struct reference *p, struct rng *rng, double ds)
{
    const size_t i = rng_below(rng, (uint32_t)p->n), other = rng_below(rng, (uint32_t)p->n - 1),
                 j = other + (other >= i);
    const double a = p->s[i], b = p->s[j];
    if (fabs(a - b) > ds) return 0;
    const double dE =
        reference_local(p, i, &p->x[3 * i], b, j) - reference_local(p, i, &p->x[3 * i], a, j) +
        reference_local(p, j, &p->x[3 * j], a, i) - reference_local(p, j, &p->x[3 * j], b, i);
    if (!mc_accept(p->T, (struct mc_trial){dE, 0}, rng)) return 0;
    p->s[i] = b, p->s[j] = a;
    return dE;
}

double reference_sweep(struct reference *p, struct rng *rng, double dl, double swaps, double ds)
{
    double sum = 0;
    for (size_t k = 0; k < p->n; k++)
        sum += rng_uniform(rng) < swaps ? swap(p, rng, ds) : displace(p, rng, dl);
    return sum;
}
