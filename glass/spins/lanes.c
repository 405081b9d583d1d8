#include "glass/spins/lanes.h"

#include <math.h>
#include <string.h>

#include "common/core/base.h"

size_t lanes_next(const struct lanes *g, size_t i, size_t d)
{
    size_t stride = 1;
    while (d-- > 0) stride *= g->L;
    return i / stride % g->L + 1 < g->L ? i + stride : i + stride - g->L * stride;
}

int lanes_bit(const uint64_t *x, size_t i, size_t lane)
{
    return (int)(x[LANES_WORDS * i + lane / 64] >> lane % 64 & 1);
}

struct lanes *lanes_create(size_t dim, size_t L, double positive, uint64_t sample)
{
    struct lanes *const g = base_alloc(1, sizeof *g);
    g->positive = positive;
    g->L = L, g->dim = dim, g->n = dim == 2 ? L * L : L * L * L;
    g->J = base_alloc(g->n * dim * LANES_WORDS, sizeof *g->J);
    g->s[0] = base_alloc(g->n * LANES_WORDS, sizeof *g->s[0]);
    g->s[1] = base_alloc(g->n * LANES_WORDS, sizeof *g->s[1]);
    g->u = base_alloc(g->n, sizeof *g->u);
    for (size_t lane = 0; lane < LANES_NUMBER; lane++) {
        struct rng rng;
        rng_init(&rng, sample + lane, 0, RNG_COUPLINGS);
        for (size_t k = 0; k < g->n * dim; k++)
            if (rng_uniform(&rng) >= positive)
                g->J[LANES_WORDS * k + lane / 64] |= (uint64_t)1 << lane % 64;
    }
    return g;
}

void lanes_free(struct lanes *g)
{
    base_free(g->J), base_free(g->s[0]), base_free(g->s[1]), base_free(g->u), base_free(g);
}

void lanes_draw(struct lanes *g, struct rng *rng)
{
    for (size_t k = 0; k < 2 * g->n * LANES_WORDS; k++) {
        const uint64_t high = rng_u32(rng), low = rng_u32(rng);
        g->s[k % 2][k / 2] = high << 32 | low;
    }
    g->current = false;
}

/* ---- sums over sites, lane by lane -------------------------------------------------------------------------------- */

enum { PLANES = 31 };

struct counter { /* of set bits of each lane: bit p of the counts is plane p */
    uint64_t plane[PLANES][LANES_WORDS];
};

static void count(struct counter *c, const uint64_t *x)
{
    for (size_t w = 0; w < LANES_WORDS; w++) {
        uint64_t carry = x[w];
        for (size_t p = 0; carry; p++) {
            const uint64_t old = c->plane[p][w];
            c->plane[p][w] = old ^ carry;
            carry &= old;
        }
    }
}

static double counted(const struct counter *c, size_t lane)
{
    double sum = 0;
    for (size_t p = 0; p < PLANES; p++)
        sum += ldexp((double)(c->plane[p][lane / 64] >> lane % 64 & 1), (int)p);
    return sum;
}

/* Unsatisfied bonds of both replicas, and bonds that only one of them satisfies. */
static void measure_bonds(struct lanes *g)
{
    struct counter unsatisfied = {0}, differ = {0};
    for (size_t i = 0; i < g->n; i++)
        for (size_t d = 0; d < g->dim; d++) {
            const size_t j = lanes_next(g, i, d);
            uint64_t x[2][LANES_WORDS], y[LANES_WORDS];
            for (size_t w = 0; w < LANES_WORDS; w++) {
                for (size_t r = 0; r < 2; r++)
                    x[r][w] = g->s[r][LANES_WORDS * i + w] ^ g->s[r][LANES_WORDS * j + w] ^
                              g->J[LANES_WORDS * (g->dim * i + d) + w];
                y[w] = x[0][w] ^ x[1][w];
            }
            count(&unsatisfied, x[0]), count(&unsatisfied, x[1]), count(&differ, y);
        }
    const double bonds = (double)(g->n * g->dim);
    for (size_t lane = 0; lane < LANES_NUMBER; lane++) {
        g->sample[lane].e = (counted(&unsatisfied, lane) - bonds) / (double)g->n;
        g->sample[lane].link = 1 - 2 * counted(&differ, lane) / bonds;
    }
}

/* Sites of one plane across direction d in which the replicas differ. */
static void count_plane(const struct lanes *g, size_t d, size_t place, struct counter *c)
{
    size_t stride = 1;
    for (size_t k = 0; k < d; k++) stride *= g->L;
    for (size_t i = 0; i < g->n; i++) {
        if (i / stride % g->L != place) continue;
        uint64_t y[LANES_WORDS];
        for (size_t w = 0; w < LANES_WORDS; w++)
            y[w] = g->s[0][LANES_WORDS * i + w] ^ g->s[1][LANES_WORDS * i + w];
        count(c, y);
    }
}

static void measure_sites(struct lanes *g)
{
    double real[LANES_NUMBER], imaginary[LANES_NUMBER], total[LANES_NUMBER];
    const double area = (double)(g->n / g->L), n = (double)g->n;
    for (size_t lane = 0; lane < LANES_NUMBER; lane++) g->sample[lane].wave = 0;
    for (size_t d = 0; d < g->dim; d++) {
        memset(real, 0, sizeof real), memset(imaginary, 0, sizeof imaginary);
        memset(total, 0, sizeof total);
        for (size_t place = 0; place < g->L; place++) {
            struct counter c = {0};
            count_plane(g, d, place, &c);
            const double angle = 2 * M_PI * (double)place / (double)g->L;
            for (size_t lane = 0; lane < LANES_NUMBER; lane++) {
                const double q = area - 2 * counted(&c, lane);
                total[lane] += q, real[lane] += q * cos(angle), imaginary[lane] += q * sin(angle);
            }
        }
        for (size_t lane = 0; lane < LANES_NUMBER; lane++) {
            struct lanes_sample *const x = &g->sample[lane];
            x->q = total[lane] / n;
            x->wave += (real[lane] * real[lane] + imaginary[lane] * imaginary[lane]) /
                       (n * n * (double)g->dim);
        }
    }
}

void lanes_measure(struct lanes *g)
{
    if (g->current) return;
    measure_bonds(g);
    measure_sites(g);
    g->current = true;
}

/* ---- a sweep ------------------------------------------------------------------------------------------------------ */

static uint32_t threshold(double dE, double T)
{
    return (uint32_t)fmin(floor(exp(-dE / T) * 0x1p32), 0x1p32 - 1);
}

static void add_to_sums(struct lanes *g)
{
    lanes_measure(g);
    for (size_t lane = 0; lane < LANES_NUMBER; lane++) {
        const struct lanes_sample *const x = &g->sample[lane];
        const double q2 = x->q * x->q, value[] = {x->e, q2, q2 * q2, x->link, x->wave};
        for (size_t k = 0; k < 5; k++) g->sums[lane][k] += value[k];
    }
    g->times++;
}

void lanes_advance(struct lanes *g)
{
    const struct lanes_kernels *const kernels = lanes_kernels();
    struct lanes_sweep w = {
        .L = g->L,
        .J = g->J,
        .u = g->u,
        .accept = {threshold(4, g->T), threshold(8, g->T), threshold(12, g->T)}};
    for (size_t r = 0; r < 2; r++) {
        for (size_t i = 0; i < g->n; i++) g->u[i] = rng_u32(&g->rng);
        w.s = g->s[r];
        (g->dim == 2 ? kernels->flat : kernels->cubic)(&w);
    }
    g->current = false;
    if (++g->sweep % g->every == 0) add_to_sums(g);
}
