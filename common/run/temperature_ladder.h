/* A ladder of temperatures for replica exchange, and its tuning. The cumulative rejection rate
   from the lowest rung up is a barrier that increases with T. Rungs that divide it evenly
   exchange at equal rates (Syed, Bouchard-Cote, Deligiannidis, Doucet, J. R. Stat. Soc. B 84,
   321 (2022)). */
#ifndef COMMON_RUN_TEMPERATURE_LADDER_H
#define COMMON_RUN_TEMPERATURE_LADDER_H

#include <stdbool.h>
#include <stddef.h>

enum { TEMPERATURE_LADDER_RUNGS = 256 };

struct temperature_ladder {
    size_t n;
    double T[TEMPERATURE_LADDER_RUNGS]; /* rising [energy] */
};

/* Parses "0.1, 0.12, 0.15" in any order, or "even 0.1 0.15 3" (N temperatures, even in 1/T).
   Fatal, naming `where`, unless they are 2 to 256 distinct positive numbers. */
struct temperature_ladder temperature_ladder_parse(const char *text, const char *where);

bool temperature_ladder_is_even(const char *text); /* true for "even ...", false for a list */

/* Moves all rungs except the first and last so that the rejection rates (n - 1) become equal. */
void temperature_ladder_tune(struct temperature_ladder *l, const double *rejection);

#endif
