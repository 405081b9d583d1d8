#include "glass/spins/bonds.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "common/core/base.h"
#include "common/core/rng.h"
#include "glass/spins/bond_files.h"

/* Neighbours from pairs, in the order of the pairs. */
static void connect(struct bonds *b)
{
    b->first = base_alloc(b->n + 1, sizeof *b->first);
    b->to = base_alloc(2 * b->m + 1, sizeof *b->to);
    b->J = base_alloc(2 * b->m + 1, sizeof *b->J);
    for (size_t k = 0; k < b->m; k++) b->first[b->pair[k].i + 1]++, b->first[b->pair[k].j + 1]++;
    for (size_t i = 0; i < b->n; i++) b->first[i + 1] += b->first[i];
    size_t *const next = memcpy(base_alloc(b->n + 1, sizeof *next), b->first, b->n * sizeof *next);
    for (const struct bond *p = b->pair; p < b->pair + b->m; p++) {
        b->to[next[p->i]] = p->j, b->J[next[p->i]++] = p->J;
        b->to[next[p->j]] = p->i, b->J[next[p->j]++] = p->J;
    }
    base_free(next);
}

static double draw(enum bonds_law law, double positive, struct rng *rng)
{
    if (law == BONDS_GAUSSIAN) return rng_normal(rng);
    return rng_uniform(rng) < positive ? 1 : -1;
}

/* (a / P): a^((P - 1)/2) mod P, as +1 or -1; P is prime, a no multiple of it. */
static double legendre(uint64_t a, uint64_t P)
{
    uint64_t result = 1, power = a % P;
    for (uint64_t e = (P - 1) / 2; e; e >>= 1, power = power * power % P)
        if (e & 1) result = result * power % P;
    return result == 1 ? 1 : -1;
}

void bonds_init_lattice(struct bonds *b, int dim, size_t L, enum bonds_law law, double positive,
                        struct rng *rng)
{
    const size_t n = dim == 2 ? L * L : L * L * L;
    *b = (struct bonds){.n = n, .m = n * (size_t)dim};
    b->pair = base_alloc(b->m, sizeof *b->pair);
    for (size_t i = 0; i < n; i++)
        for (size_t d = 0, stride = 1; d < (size_t)dim; d++, stride *= L) {
            const size_t k = i * (size_t)dim + d, x = i / stride % L;
            const double J =
                law == BONDS_LEGENDRE ? legendre(1000 + k, 10007) : draw(law, positive, rng);
            b->pair[k] = (struct bond){
                (uint32_t)i, (uint32_t)(x + 1 < L ? i + stride : i + stride - L * stride), J};
        }
    connect(b);
}

void bonds_init_complete(struct bonds *b, size_t n, enum bonds_law law, struct rng *rng)
{
    *b = (struct bonds){.n = n, .m = n * (n - 1) / 2};
    b->pair = base_alloc(b->m, sizeof *b->pair);
    const double scale = 1 / sqrt((double)n);
    size_t k = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++) {
            const double J = law == BONDS_LEGENDRE ? legendre(j - i, n) : draw(law, 0.5, rng);
            b->pair[k++] = (struct bond){(uint32_t)i, (uint32_t)j, scale * J};
        }
    connect(b);
}

void bonds_init_file(struct bonds *b, const char *path, double factor)
{
    *b = (struct bonds){0};
    b->pair = bond_files_read(path, &b->n, &b->m);
    for (size_t k = 0; k < b->m; k++) b->pair[k].J *= factor;
    connect(b);
}

void bonds_clear(struct bonds *b)
{
    base_free(b->pair), base_free(b->first), base_free(b->to), base_free(b->J);
    *b = (struct bonds){0};
}

/* Neighbours of a complete graph are in ascending order. */
double bonds_coupling(const struct bonds *b, size_t i, size_t j)
{
    const size_t guess = b->first[i] + (j < i ? j : j - 1);
    if (i != j && guess < b->first[i + 1] && b->to[guess] == j) return b->J[guess];
    for (size_t k = b->first[i]; k < b->first[i + 1]; k++)
        if (b->to[k] == j) return b->J[k];
    return 0;
}
