/* Implementation of pair_correlations.h. */
#include "glass/spheres/structure/pair_correlations.h"

#include <math.h>
#include <string.h>

#include "glass/spheres/state/spheres.h"
#include "glass/spheres/structure/radial_distribution.h"
#include "glass/spheres/structure/voronoi_order.h"

static double spacing_of(const struct pair_correlations *c, const struct spheres *s)
{
    return c->grid.spacing > 0 ? c->grid.spacing : 2 * M_PI / s->L;
}

void pair_correlations_init(struct pair_correlations *c, const struct spheres *s,
                            const struct size_classes *classes,
                            const struct pair_correlations_grid *grid)
{
    *c = (struct pair_correlations){.classes = *classes, .grid = *grid};
    c->rows = classes->n > 1 ? 1 + size_classes_pairs(classes->n) : 1;
    c->bins = (size_t)(fmin(s->L / 2, grid->rmax) / grid->width);
    c->shells = (size_t)(grid->kmax / spacing_of(c, s)) + 1;
    c->hexatic = s->dim == 2 && !s->tilted;
    c->of = base_alloc(s->n, 1);
    const size_t rows = 1 + size_classes_pairs(classes->n);
    c->count = base_alloc(rows * c->bins, sizeof *c->count);
    for (struct pair_correlations_block *b = c->block; b < c->block + PAIR_CORRELATIONS_BLOCKS;
         b++) {
        b->g = base_alloc(rows * c->bins, sizeof *b->g);
        b->g6 = base_alloc(c->bins, sizeof *b->g6),
        b->pairs = base_alloc(c->bins, sizeof *b->pairs);
        structure_factor_init(&b->S, classes->n, c->shells);
    }
}

void pair_correlations_clear(struct pair_correlations *c)
{
    for (size_t b = 0; b < PAIR_CORRELATIONS_BLOCKS; b++) {
        base_free(c->block[b].g), base_free(c->block[b].g6), base_free(c->block[b].pairs);
        structure_factor_clear(&c->block[b].S);
    }
    base_free(c->of);
    base_free(c->count);
}

void pair_correlations_begin(struct pair_correlations *c, size_t frames)
{
    c->frames = frames;
    c->blocks = frames < PAIR_CORRELATIONS_BLOCKS ? frames : PAIR_CORRELATIONS_BLOCKS;
    for (struct pair_correlations_block *b = c->block; b < c->block + PAIR_CORRELATIONS_BLOCKS;
         b++) {
        b->frames = 0;
        memset(b->g, 0, c->rows * c->bins * sizeof *b->g);
        memset(b->g6, 0, c->bins * sizeof *b->g6), memset(b->pairs, 0, c->bins * sizeof *b->pairs);
        structure_factor_reset(&b->S);
    }
}

/* Number of pairs of spheres in a row. */
static double pairs_of(const struct pair_correlations *c, size_t row, size_t n)
{
    size_t a, b;
    if (row == 0) return (double)n * (double)(n - 1) / 2;
    size_classes_of_pair(c->classes.n, row - 1, &a, &b);
    const double Na = (double)c->classes.count[a], Nb = (double)c->classes.count[b];
    return a == b ? Na * (Na - 1) / 2 : Na * Nb;
}

static void add_hexatic(const struct pair_correlations *c, const struct spheres *s,
                        struct pair_correlations_block *block)
{
    struct voronoi *const v = voronoi_order_cells(s);
    double _Complex *const psi = base_alloc(s->n, sizeof *psi);
    voronoi_order_psi6(v, psi);
    radial_distribution_correlate(s, psi, c->grid.width, c->bins, block->g6, block->pairs);
    base_free(psi);
    voronoi_free(v);
}

void pair_correlations_add(struct pair_correlations *c, const struct spheres *s, size_t frame)
{
    struct pair_correlations_block *const block = &c->block[frame * c->blocks / c->frames];
    size_classes_assign(&c->classes, s, c->of);
    memset(c->count, 0, (1 + size_classes_pairs(c->classes.n)) * c->bins * sizeof *c->count);
    radial_distribution_count(s, c->of, c->classes.n, c->grid.width, c->bins, c->count);
    for (size_t row = 0; row < c->rows; row++)
        for (size_t b = 0; b < c->bins; b++)
            block->g[row * c->bins + b] += c->count[row * c->bins + b] / pairs_of(c, row, s->n) /
                                           radial_distribution_ideal(s, c->grid.width, b);
    structure_factor_add(&block->S, s, c->of, spacing_of(c, s));
    if (c->hexatic) add_hexatic(c, s, block);
    block->frames++;
}

/* sum / weight over all blocks; its error is that of the mean of as many independent blocks. */
static struct statistics_estimate average(size_t n, const double *sum, const double *weight,
                                          double norm)
{
    double mean[PAIR_CORRELATIONS_BLOCKS], all = 0, total = 0;
    size_t used = 0;
    for (size_t b = 0; b < n; b++) {
        all += sum[b], total += weight[b];
        if (weight[b] > 0) mean[used++] = sum[b] / weight[b] / norm;
    }
    const double value = total > 0 && norm > 0 ? all / total / norm : NAN;
    return (struct statistics_estimate){value, statistics_mean(used, mean).error};
}

struct statistics_estimate pair_correlations_g(const struct pair_correlations *c, size_t row,
                                               size_t bin)
{
    double sum[PAIR_CORRELATIONS_BLOCKS], weight[PAIR_CORRELATIONS_BLOCKS];
    for (size_t b = 0; b < c->blocks; b++)
        sum[b] = c->block[b].g[row * c->bins + bin], weight[b] = c->block[b].frames;
    return average(c->blocks, sum, weight, 1);
}

struct statistics_estimate pair_correlations_g6(const struct pair_correlations *c, size_t bin)
{
    double sum[PAIR_CORRELATIONS_BLOCKS], weight[PAIR_CORRELATIONS_BLOCKS];
    for (size_t b = 0; b < c->blocks; b++)
        sum[b] = c->block[b].g6[bin], weight[b] = c->block[b].pairs[bin];
    return average(c->blocks, sum, weight, 1);
}

struct statistics_estimate pair_correlations_S(const struct pair_correlations *c, size_t row,
                                               size_t shell)
{
    double sum[PAIR_CORRELATIONS_BLOCKS], weight[PAIR_CORRELATIONS_BLOCKS], norm = 0;
    size_t a, b;
    for (size_t i = 0; i < c->classes.n; i++) norm += (double)c->classes.count[i];
    if (row > 0) {
        size_classes_of_pair(c->classes.n, row - 1, &a, &b);
        norm = sqrt((double)c->classes.count[a] * (double)c->classes.count[b]);
    }
    for (size_t i = 0; i < c->blocks; i++) {
        sum[i] = c->block[i].S.power[row * c->shells + shell];
        weight[i] = c->block[i].S.waves[shell];
    }
    return average(c->blocks, sum, weight, norm);
}

double pair_correlations_k(const struct pair_correlations *c, size_t shell)
{
    double k = 0, waves = 0;
    for (size_t b = 0; b < c->blocks; b++)
        k += c->block[b].S.k[shell], waves += c->block[b].S.waves[shell];
    return k / waves;
}
