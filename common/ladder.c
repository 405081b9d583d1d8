/* Implementation of ladder.h. */
#include "common/ladder.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/base.h"
#include "common/lists.h"

static int rising(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

struct ladder ladder_parse(const char *text, const char *where)
{
    struct ladder l = {0};
    char **const word = lists_split(text, false, &l.n);
    require(l.n >= 2 && l.n <= LADDER_RUNGS, "%s: must be 2 to %d temperatures", where,
            LADDER_RUNGS);
    for (size_t i = 0; i < l.n; i++) {
        char *end;
        l.T[i] = strtod(word[i], &end);
        require(end != word[i] && !*end && l.T[i] > 0 && isfinite(l.T[i]),
                "%s: %s: must be a positive number", where, word[i]);
        base_free(word[i]);
    }
    base_free(word);
    qsort(l.T, l.n, sizeof *l.T, rising);
    for (size_t i = 1; i < l.n; i++)
        require(l.T[i] > l.T[i - 1], "%s: has %g twice", where, l.T[i]);
    return l;
}

/* To six digits: what a run file then says is the temperature, not nearly. */
static double rounded(double T)
{
    char text[32];
    snprintf(text, sizeof text, "%.6g", T);
    return strtod(text, NULL);
}

void ladder_tune(struct ladder *l, const double *rejection)
{
    const double least = 1e-3; /* a rung apart, whatever a short measurement says */
    double barrier[LADDER_RUNGS] = {0}, T[LADDER_RUNGS];
    for (size_t i = 1; i < l->n; i++) barrier[i] = barrier[i - 1] + fmax(least, rejection[i - 1]);
    for (size_t k = 1, i = 0; k + 1 < l->n; k++) {
        const double wanted = barrier[l->n - 1] * (double)k / (double)(l->n - 1);
        while (barrier[i + 1] < wanted) i++;
        const double share = (wanted - barrier[i]) / (barrier[i + 1] - barrier[i]);
        T[k] = rounded(1 / (1 / l->T[i] + share * (1 / l->T[i + 1] - 1 / l->T[i])));
    }
    for (size_t k = 1; k + 1 < l->n; k++) l->T[k] = T[k];
}
