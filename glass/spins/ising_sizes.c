#include "glass/spins/ising_sizes.h"

#include <math.h>
#include <string.h>

#include "common/config/runfile.h"
#include "common/io/checkpoint.h"
#include "glass/spins/ising.h"

static double weight(const struct runfile *f, const char *section)
{
    return runfile_has(f, section) ? runfile_real(f, section, "weight") : 0;
}

static void require_moves(const struct ising *g, const struct runfile *f)
{
    const char *const where = runfile_where(f, "system", "sizes");
    require(g->d || weight(f, "move.swap") == 0, "%s = equal: [move.swap] needs sizes that differ",
            where);
    require(!g->d || (g->clusters == 0 && weight(f, "move.cluster") == 0),
            "%s: cluster moves need sizes = equal: replicas have sizes in different order", where);
}

void ising_sizes_init(struct ising *g, const struct runfile *f)
{
    const struct size_distribution_law *const law = runfile_row(f, "system", "sizes");
    const char *const where = runfile_where(f, "system", "sizes");
    const double asked = runfile_real(f, "system", "spread"),
                 spread = asked > 0 ? asked : law->spread;
    require(law->inverse && (law->spread > 0 || !strcmp(law->name, "equal")),
            "%s = %s: must be equal, power, uniform or gaussian", where, law->name);
    require(spread <= law->spread_max, "%s = %g: must be at most %g for sizes = %s",
            runfile_where(f, "system", "spread"), spread, law->spread_max, law->name);
    if (law->spread > 0) {
        const struct size_distribution_shape shape = {.spread = spread};
        float *const s = base_alloc(g->n, sizeof *s);
        double square = 0;
        size_distribution_draw(base_row(&size_distribution_table, 0), law, &shape,
                               (uint64_t)runfile_int(f, "system", "sample"), 0, s, g->n);
        for (size_t i = 0; i < g->n; i++) square += (double)s[i] * (double)s[i] / (double)g->n;
        g->d = base_alloc(g->n * g->replicas, sizeof *g->d);
        for (size_t k = 0; k < g->n * g->replicas; k++)
            g->d[k] = (double)s[k % g->n] / sqrt(square);
        base_free(s);
    }
    require_moves(g, f);
}

void ising_sizes_visit(struct ising *g, struct checkpoint *c)
{
    if (!g->d) return;
    const size_t all = g->n * g->replicas;
    checkpoint_f64(c, "sizes", g->d, all);
    for (size_t k = 0; k < all; k++) checkpoint_require(c, g->d[k] > 0, "sizes");
}

double ising_sizes_coupling(const struct ising *g, size_t replica, size_t i, size_t j, double eps)
{
    const double *const d = g->d + replica * g->n;
    return g->d ? d[i] * d[j] * eps : eps;
}

/* The bond between both sites keeps its energy. */
struct mc_trial ising_sizes_swap(void *state, const struct mc_move *self, struct rng *rng,
                                 double step)
{
    (void)self, (void)step;
    struct ising *const g = state;
    if (!g->d) return (struct mc_trial){.dE = INFINITY};
    const size_t r = g->replicas > 1 ? rng_below(rng, (uint32_t)g->replicas) : 0;
    const uint32_t i = rng_below(rng, (uint32_t)g->n), j = rng_below(rng, (uint32_t)g->n);
    if (i == j) return (struct mc_trial){.dE = INFINITY};
    g->replica[0] = g->replica[1] = r;
    g->flip[0] = i, g->flip[1] = j;
    const double *const d = g->d + r * g->n, *const h = g->h + r * g->n;
    const int8_t *const s = g->s + r * g->n;
    const double eps = bonds_coupling(&g->bonds, i, j);
    const double mine = s[i] * (h[i] / d[i] - eps * d[j] * s[j]),
                 other = s[j] * (h[j] / d[j] - eps * d[i] * s[i]);
    return (struct mc_trial){.dE = (d[i] - d[j]) * (mine - other)};
}

/* Field of a site from its neighbours. */
static double field(const struct ising *g, size_t r, size_t i)
{
    const struct bonds *const b = &g->bonds;
    const double *const d = g->d + r * g->n;
    double sum = 0;
    for (size_t k = b->first[i]; k < b->first[i + 1]; k++)
        sum += b->J[k] * d[b->to[k]] * g->s[r * g->n + b->to[k]];
    return d[i] * sum;
}

/* The field of the neighbours of a site, whose size grows by `change`. */
static void pass_on(struct ising *g, size_t r, size_t i, double change)
{
    const struct bonds *const b = &g->bonds;
    for (size_t k = b->first[i]; k < b->first[i + 1]; k++) {
        const size_t j = r * g->n + b->to[k];
        g->h[j] += change * b->J[k] * g->d[j] * g->s[r * g->n + i];
    }
}

void ising_sizes_commit(void *state)
{
    struct ising *const g = state;
    const size_t r = g->replica[0], i = g->flip[0], j = g->flip[1];
    double *const d = g->d + r * g->n;
    const double change = d[j] - d[i];
    pass_on(g, r, i, change);
    pass_on(g, r, j, -change);
    const double old = d[i];
    d[i] = d[j], d[j] = old;
    g->h[r * g->n + i] = field(g, r, i);
    g->h[r * g->n + j] = field(g, r, j);
}
