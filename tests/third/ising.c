/* The Ising model on a periodic square lattice, H = - sum_<ij> s_i s_j, with single flips and exchanges of two spins. */
#include "tests/third/ising.h"

#include <math.h>
#include <stdlib.h>

#include "common/config/runfile.h"
#include "common/io/checkpoint.h"

struct lattice {
    int32_t L, n;  /* side, spins */
    int8_t *spin;  /* (n) +1 or -1 */
    double *x;     /* (n) the same, for frames */
    int32_t at[2]; /* spins of the proposed trial; equal for a flip */
};

static int neighbours(const struct lattice *l, int i)
{
    const int L = l->L, row = i / L, column = i % L;
    return l->spin[row * L + (column + 1) % L] + l->spin[row * L + (column + L - 1) % L] +
           l->spin[(row + 1) % L * L + column] + l->spin[(row + L - 1) % L * L + column];
}

static bool adjacent(const struct lattice *l, int i, int j)
{
    const int L = l->L, rows = abs(i / L - j / L), columns = abs(i % L - j % L);
    const int d =
        (rows < L - rows ? rows : L - rows) + (columns < L - columns ? columns : L - columns);
    return d == 1;
}

static struct mc_trial flip(void *state, const struct mc_move *self, struct rng *rng, double step)
{
    (void)self, (void)step;
    struct lattice *const l = state;
    const int i = (int)rng_below(rng, (uint32_t)l->n);
    l->at[0] = l->at[1] = i;
    return (struct mc_trial){.dE = 2 * l->spin[i] * neighbours(l, i)};
}

static struct mc_trial exchange(void *state, const struct mc_move *self, struct rng *rng,
                                double step)
{
    (void)self, (void)step;
    struct lattice *const l = state;
    const int i = l->at[0] = (int)rng_below(rng, (uint32_t)l->n);
    const int j = l->at[1] = (int)rng_below(rng, (uint32_t)l->n);
    if (l->spin[i] == l->spin[j]) return (struct mc_trial){.dE = INFINITY};
    const int bonds = l->spin[i] * neighbours(l, i) + l->spin[j] * neighbours(l, j);
    return (struct mc_trial){.dE = 2 * bonds + (adjacent(l, i, j) ? 4 : 0)};
}

static void commit(void *state)
{
    struct lattice *const l = state;
    l->spin[l->at[0]] = (int8_t)-l->spin[l->at[0]];
    if (l->at[1] != l->at[0]) l->spin[l->at[1]] = (int8_t)-l->spin[l->at[1]];
}

static void *create(const struct runfile *f)
{
    struct lattice *const l = base_alloc(1, sizeof *l);
    l->L = (int32_t)runfile_int(f, "system", "L"), l->n = l->L * l->L;
    l->spin = base_alloc((size_t)l->n, 1);
    l->x = base_alloc((size_t)l->n, sizeof *l->x);
    for (int i = 0; i < l->n; i++) l->spin[i] = 1;
    return l;
}

static void destroy(void *state)
{
    struct lattice *const l = state;
    base_free(l->spin), base_free(l->x), base_free(l);
}

static size_t trials(const void *state)
{
    return (size_t)((const struct lattice *)state)->n;
}

static double size(const void *state)
{
    return ((const struct lattice *)state)->n;
}

static double energy(const void *state)
{
    const struct lattice *const l = state;
    int sum = 0;
    for (int i = 0; i < l->n; i++) sum += l->spin[i] * neighbours(l, i);
    return -0.5 * sum;
}

static void view(void *state, struct frame *f)
{
    struct lattice *const l = state;
    for (int i = 0; i < l->n; i++) l->x[i] = l->spin[i];
    f->n = (size_t)l->n, f->dim = 1, f->x = l->x;
}

static void visit(void *state, struct checkpoint *c)
{
    struct lattice *const l = state;
    checkpoint_u8(c, "spins", (uint8_t *)l->spin, (size_t)l->n);
    for (int i = 0; i < l->n; i++) checkpoint_require(c, l->spin[i] * l->spin[i] == 1, "spins");
}

static double magnetisation(void *state)
{
    const struct lattice *const l = state;
    double sum = 0;
    for (int i = 0; i < l->n; i++) sum += l->spin[i];
    return sum / l->n;
}

static const struct runfile_key keys[] = {
    {.name = "kind", .doc = "system", .type = RUNFILE_TEXT, .value = "ising"},
    {.name = "L",
     .doc = "side of the lattice",
     .type = RUNFILE_INT,
     .value = "8",
     .min = 3,
     .max = 1024},
    {.name = "T",
     .doc = "temperature",
     .type = RUNFILE_REAL,
     .value = "3",
     .min = 1e-9,
     .max = INFINITY},
    {0}};
static const struct runfile_section sections[] = {
    {.name = "system", .doc = "the lattice", .keys = keys}, {0}};
static const struct mc_move moves[] = {
    {.name = "flip", .doc = "one spin changes its sign", .propose = flip, .commit = commit},
    {.name = "exchange",
     .doc = "two spins of opposite sign change places",
     .propose = exchange,
     .commit = commit},
    {0}};
static const struct mc_dynamics dynamics[] = {
    {"metropolis", "sweeps of trials of moves, drawn by weight", mc_sweep, true}, {0}};
static const struct mc_column columns[] = {{"magnetisation", "mean spin", "1", magnetisation}, {0}};

const struct mc_system ising = {
    .name = "ising",
    .doc = "Ising model on a square lattice",
    .sections = sections,
    .moves = moves,
    .dynamics = dynamics,
    .create = create,
    .free = destroy,
    .trials = trials,
    .energy = energy,
    .size = size,
    .view = view,
    .visit = visit,
    .describe = {.clock = "sweep", .duration = "sweeps", .columns = columns},
};
