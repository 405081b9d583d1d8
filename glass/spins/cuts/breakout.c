#include "glass/spins/cuts/breakout.h"

#include <math.h>
#include <stdbool.h>

#include "common/core/base.h"
#include "common/core/minmax.h"
#include "common/core/rng.h"
#include "glass/spins/cuts/cut_spins.h"

/* Visits of local minima without progress before a strong perturbation, shortest tabu tenure, least
   probability of a tabu perturbation, share of single flips among these. */
enum { PATIENCE = 1000, TENURE = 3 };
static const double least_tabu = 0.8, single_flips = 0.5;

struct search {
    struct cut_spins *c;
    struct rng *rng;
    size_t *until;            /* (n) a flip is tabu before this move */
    size_t moves, most;       /* so far; allowed */
    size_t length, unchanged; /* of the perturbation; visits without progress */
    double last;              /* energy of the last local minimum */
};

static void flip(struct search *b, size_t i)
{
    const uint32_t extra = rng_below(b->rng, (uint32_t)max_size(b->c->n / 10, 1));
    cut_spins_flip(b->c, i);
    b->until[i] = ++b->moves + TENURE + extra;
}

/* The spin of sign `side` (0: any) whose flip lowers H most; n if all are tabu. A tabu flip is allowed
   if it leads below the best state. */
static size_t best_flip(const struct search *b, double side, bool tabu)
{
    const struct cut_spins *const c = b->c;
    const double record = (c->lowest - c->H) / 2;
    double least = INFINITY;
    size_t at = c->n;
    for (size_t i = 0; i < c->n; i++) {
        const double x = c->s[i] * c->h[i];
        if (x >= least || c->s[i] * side < 0) continue;
        if (tabu && b->until[i] > b->moves && !(x < record)) continue;
        least = x, at = i;
    }
    return at;
}

static void descend(struct search *b)
{
    while (b->moves < b->most) {
        const size_t i = best_flip(b, 0, false);
        if (b->c->s[i] * b->c->h[i] >= -1e-12 * b->c->scale) break;
        flip(b, i);
    }
}

static void perturb_by_tabu(struct search *b, bool single)
{
    for (size_t k = 0; k < b->length && b->moves < b->most; k++) {
        const double side = single ? 0 : k % 2 ? 1 : -1;
        const size_t i = best_flip(b, side, true);
        if (i < b->c->n)
            flip(b, i);
        else
            b->moves++; /* time passes until a flip is allowed */
        cut_spins_note(b->c);
    }
}

static void perturb(struct search *b)
{
    const double calm = exp(-(double)b->unchanged / PATIENCE);
    if (b->unchanged > 0 && rng_uniform(b->rng) < fmax(calm, least_tabu))
        perturb_by_tabu(b, rng_uniform(b->rng) < single_flips);
    else
        for (size_t k = 0; k < b->length && b->moves < b->most; k++)
            flip(b, rng_below(b->rng, (uint32_t)b->c->n));
}

/* Length of the next perturbation, by the local minimum that was reached. */
static void adapt(struct search *b)
{
    const size_t n = b->c->n, least = max_size(n / 100, 1), most = max_size(n / 10, 2);
    const bool same = b->c->H == b->last;
    b->unchanged = b->c->H < b->c->lowest ? 0 : b->unchanged + 1;
    b->last = b->c->H;
    b->length = same ? b->length + 1 : least;
    if (b->unchanged > PATIENCE) b->length = most, b->unchanged = 0;
    if (b->length > most) b->length = most;
}

void breakout_solve(struct cut_spins *c, const struct solver_parameters *p, size_t steps,
                    struct rng *rng)
{
    (void)p;
    struct search b = {.c = c,
                       .rng = rng,
                       .until = base_alloc(c->n, sizeof *b.until),
                       .most = steps * max_size(c->n / 20, 1),
                       .last = INFINITY};
    cut_spins_start(c, rng);
    while (b.moves < b.most) {
        descend(&b);
        adapt(&b);
        cut_spins_note(c);
        perturb(&b);
    }
    cut_spins_note(c);
    base_free(b.until);
}
