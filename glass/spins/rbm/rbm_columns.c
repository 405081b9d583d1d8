#include "glass/spins/rbm/rbm_columns.h"

#include <math.h>

#include "glass/spins/rbm/rbm.h"

static double retrieval(void *state)
{
    const struct rbm *const g = state;
    double sum = 0;
    for (size_t r = 0; r < g->replicas; r++) sum += g->y[r * g->m] * g->patterns.scale;
    return sum / (double)g->replicas;
}

static double other_overlap(void *state)
{
    const struct rbm *const g = state;
    double sum = 0;
    for (size_t r = 0; r < g->replicas; r++) {
        double largest = 0;
        for (size_t mu = 1; mu < g->m; mu++) largest = fmax(largest, fabs(g->y[r * g->m + mu]));
        sum += largest * g->patterns.scale;
    }
    return sum / (double)g->replicas;
}

/* Mean over pairs of replicas; nan for one replica. */
static double over_pairs(const struct rbm *g,
                         double (*value)(const struct rbm *g, size_t a, size_t b))
{
    double sum = 0;
    for (size_t a = 0; a < g->replicas; a++)
        for (size_t b = 0; b < a; b++) sum += value(g, a, b);
    const double pairs = (double)g->replicas * ((double)g->replicas - 1) / 2;
    return pairs > 0 ? sum / pairs : NAN;
}

static double overlap(void *state)
{
    return over_pairs(state, rbm_overlap);
}

static double hidden_overlap(void *state)
{
    return over_pairs(state, rbm_hidden_overlap);
}

const struct mc_column rbm_columns[] = {
    {"retrieval", "m, overlap of the visible units with the first pattern", "1", retrieval},
    {"other_overlap", "largest |m| of the other patterns", "1", other_overlap},
    {"overlap", "q, mean over pairs of replicas of s.s'/N", "1", overlap},
    {"hidden_overlap", "r, the same of hidden units without the first", "1", hidden_overlap},
    {0}};
