/* Implementation of temperature_ladder.h. */
#include "common/run/temperature_ladder.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/core/base.h"
#include "common/config/value_lists.h"
#include "common/core/vector.h"

/* Rounds to six digits, so that a run file contains the exact temperature. */
static double rounded(double T)
{
    char text[32];
    snprintf(text, sizeof text, "%.6g", T);
    return strtod(text, NULL);
}

bool temperature_ladder_is_even(const char *text)
{
    return strncmp(text, "even", 4) == 0;
}

/* Parses "even LOW HIGH N"; false if the text has another form. */
static bool parse_even(struct temperature_ladder *l, const char *text, const char *where)
{
    double low, high;
    long n;
    char rest;
    if (!temperature_ladder_is_even(text)) return false;
    require(sscanf(text, "even %lf %lf %ld %c", &low, &high, &n, &rest) == 3 && low > 0 &&
                high > low && isfinite(high) && n >= 2 && n <= TEMPERATURE_LADDER_RUNGS,
            "%s: must be \"even LOW HIGH N\", 0 < LOW < HIGH, N from 2 to %d", where,
            TEMPERATURE_LADDER_RUNGS);
    l->n = (size_t)n;
    for (long i = 0; i < n; i++) {
        const double share = (double)i / (double)(n - 1);
        l->T[i] = rounded(1 / ((1 - share) / low + share / high));
    }
    return true;
}

static void parse_list(struct temperature_ladder *l, const char *text, const char *where)
{
    char **const word = value_lists_split(text, false, &l->n, where);
    require(l->n >= 2 && l->n <= TEMPERATURE_LADDER_RUNGS,
            "%s = %s: must be 2 to %d temperatures with commas between, or even LOW HIGH N", where,
            text, TEMPERATURE_LADDER_RUNGS);
    static const struct runfile_key T = {.name = "T", .type = RUNFILE_REAL};
    value_lists_require_distinct(&T, text, l->n, word, where);
    for (size_t i = 0; i < l->n; i++) {
        char *end;
        l->T[i] = strtod(word[i], &end);
        require(end != word[i] && !*end && l->T[i] > 0 && isfinite(l->T[i]),
                "%s: %s: must be a positive number", where, word[i]);
        base_free(word[i]);
    }
    base_free(word);
    qsort(l->T, l->n, sizeof *l->T, vector_compare);
}

struct temperature_ladder temperature_ladder_parse(const char *text, const char *where)
{
    struct temperature_ladder l = {0};
    if (!parse_even(&l, text, where)) parse_list(&l, text, where);
    for (size_t i = 1; i < l.n; i++)
        require(l.T[i] > l.T[i - 1], "%s: has %g twice; rungs must differ in six digits", where,
                l.T[i]);
    return l;
}

void temperature_ladder_tune(struct temperature_ladder *l, const double *rejection)
{
    const double least = 1e-3; /* minimum distance of rungs, against noise in short measurements */
    double barrier[TEMPERATURE_LADDER_RUNGS] = {0}, T[TEMPERATURE_LADDER_RUNGS];
    for (size_t i = 1; i < l->n; i++) barrier[i] = barrier[i - 1] + fmax(least, rejection[i - 1]);
    for (size_t k = 1, i = 0; k + 1 < l->n; k++) {
        const double wanted = barrier[l->n - 1] * (double)k / (double)(l->n - 1);
        while (barrier[i + 1] < wanted) i++;
        const double share = (wanted - barrier[i]) / (barrier[i + 1] - barrier[i]);
        T[k] = rounded(1 / (1 / l->T[i] + share * (1 / l->T[i + 1] - 1 / l->T[i])));
    }
    for (size_t k = 1; k + 1 < l->n; k++) l->T[k] = T[k];
}
