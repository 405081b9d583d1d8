#include "glass/spins/ising_identity.h"

#include <math.h>

#include "common/io/checkpoint.h"
#include "glass/spins/ising.h"

enum kind { NONE, GAUSSIAN, NISHIMORI };

static enum kind kind_of(const struct ising *g)
{
    if (g->d) return NONE; /* the covariance changes with the sizes */
    if (g->law == BONDS_GAUSSIAN && g->replicas > 1) return GAUSSIAN;
    const bool line = g->dim > 0 && g->law == BONDS_PM1;
    return line && identity_on_nishimori_line(g->positive, g->T) ? NISHIMORI : NONE;
}

/* Pairs of variance 1 per spin on a lattice, of variance 1/n for all pairs. */
static double self(const struct ising *g)
{
    const double n = (double)g->n, pairs = (double)g->bonds.m;
    return g->dim ? pairs / n : pairs / (n * n);
}

static double link_overlap(const struct ising *g, size_t a, size_t b)
{
    if (g->dim) return ising_link_overlap(g, a, b);
    const double n = (double)g->n, q = ising_overlap(g, a, b);
    return (n * q * q - 1) / (n - 1);
}

static double covariance(const struct ising *g)
{
    double sum = 0;
    for (size_t a = 0; a < g->replicas; a++)
        for (size_t b = 0; b < a; b++) sum += link_overlap(g, a, b);
    return self(g) * sum / ((double)g->replicas * ((double)g->replicas - 1) / 2);
}

void ising_identity_add(struct ising *g, double energy)
{
    const enum kind kind = kind_of(g);
    if (kind == NONE || ++g->since < IDENTITY_EVERY) return;
    g->since = 0;
    identity_add(&g->identity, energy / (double)(g->n * g->replicas),
                 kind == GAUSSIAN ? covariance(g) : 0);
}

void ising_identity_reset(struct ising *g)
{
    identity_reset(&g->identity);
    g->since = 0;
}

void ising_identity_report(const void *state, void (*log_line)(void *context, const char *line),
                           void *context)
{
    const struct ising *const g = state;
    const enum kind kind = kind_of(g);
    if (kind == NONE) return;
    const double n = (double)g->n, t = tanh(1 / g->T), bonds = (double)g->bonds.m / n;
    const struct identity_side side =
        kind == GAUSSIAN ? identity_gaussian(&g->identity, g->T, self(g), n, INFINITY)
                         : identity_nishimori(&g->identity, -bonds * t, bonds * (1 - t * t), n);
    char *const line =
        identity_line(kind == GAUSSIAN ? IDENTITY_GAUSSIAN : IDENTITY_NISHIMORI, &side);
    if (line) log_line(context, line);
    base_free(line);
}

static bool used(const void *state)
{
    return kind_of(state) != NONE;
}

static void write(const void *state, FILE *out)
{
    identity_write(&((const struct ising *)state)->identity, out);
}

static void visit(void *state, struct checkpoint *c)
{
    struct ising *const g = state;
    identity_visit(&g->identity, c);
    checkpoint_i64(c, "since", &g->since, 1);
}

const struct mc_table ising_identity_tables[] = {
    {"identity", "blocks of the energy per spin, and of its covariance with another replica",
     IDENTITY_COLUMNS, IDENTITY_UNITS, used, write, visit},
    {0}};
