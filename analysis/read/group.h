/* Groups of replicas: folders whose runs differ in nothing but random numbers and start. */
#ifndef ANALYSIS_READ_GROUP_H
#define ANALYSIS_READ_GROUP_H

#include "analysis/read/run.h"

struct group {
    size_t n;
    struct run **member; /* (n), n >= 1, owned */
    /* "T = 0.12, swap" for a liquid, "pixel swap 1AS" for a network; unlike all others' */
    char *legend;
};

struct groups {
    size_t n;
    struct group *group; /* (n) liquids before networks, hot before cold, no swap before swaps */
};

/* Reads n folders and sorts them in groups; dies on n = 0 and on a run given twice. groups_free.
 */
struct groups groups_read(size_t n, char *const *path);
void groups_free(struct groups *g);

static inline const struct run *group_first(const struct group *g)
{
    return g->member[0];
}

bool group_has(const struct group *g, const char *table); /* do all members have this table */

/* A note below the table for each thing that the networks' T is the temperature of, in the words of
   their own tables. */
struct result_table;
void groups_say_temperature(const struct groups *all, struct result_table *s);

/* The group without swaps of the same model at the same temperature; NULL if there is none. */
const struct group *groups_reference(const struct groups *all, const struct group *g);

/* Dies naming two folders and a key if groups of one kind, liquids or networks, are not all of one
   model. */
void groups_require_one_model(const struct groups *all);

#endif
