/* Groups of replicas: folders whose runs differ in nothing but random numbers and start. */
#ifndef ANALYSIS_READ_GROUP_H
#define ANALYSIS_READ_GROUP_H

#include "analysis/read/families.h"
#include "analysis/read/run.h"
#include "analysis/read/temperature_stages.h"

struct group {
    size_t n;
    struct run **member; /* (n), n >= 1, borrowed */
    char *legend; /* "T = 0.12, swap", or "pixel swap 1AS" where T is no part of it; unique */
    char *family; /* "swap": the same for points of one curve against temperature, unique else */
    struct temperature_stage part; /* its segment of the runs; {0}: all of them */
    double independent; /* runs that the members are worth (families.h); 0: as many as they are */
};

struct groups {
    size_t n;
    struct group
        *group; /* (n) in the order of system_kinds, hot before cold, no swap before swaps */
    size_t runs;
    struct run **run; /* (runs) owned */
};

/* Reads n folders and sorts them into groups. Fatal on n = 0 and on a run given twice. Free with
   groups_clear. */
struct groups groups_read(size_t n, char *const *path);
void groups_clear(struct groups *g);
void groups_set(struct groups *all, size_t n, struct group *group); /* in place of its groups */

static inline const struct run *group_first(const struct group *g)
{
    return g->member[0];
}

static inline const struct system_kind *group_system(const struct group *g)
{
    return g->member[0]->system;
}

/* [energy]; that of its segment */
static inline double group_T(const struct group *g)
{
    return g->part.to > 0 ? g->part.T : g->member[0]->T;
}

/* Factor on errors over members; NAN: they hold no error. */
static inline double group_widening(const struct group *g)
{
    return g->independent > 0 ? families_widening(g->n, g->independent) : 1;
}

bool group_has(const struct group *g, const char *table); /* true if all members have this table */
/* The table of a column of values: "fs" of fs, fs_A, fs_k12_A; base_free. The column's name if no
   table is. */
char *group_table_of(const struct group *g, const char *column);

/* Adds a note for each definition of T in the headers of the runs' series.dat, and those of
   groups_note_families. */
struct result_table;
void groups_note_temperature(const struct groups *all, struct result_table *s);
/* Adds a note for each group of walkers that share ancestors. */
void groups_note_families(const struct groups *all, struct result_table *s);

/* The group without swaps of the same model and temperature; NULL if there is none. The reference of
   a list "A + B" of swap protocols is "A", if it is there. */
const struct group *groups_reference(const struct groups *all, const struct group *g);

double group_number(const struct group *g, const char *key); /* of the run files; NAN: absent */

bool groups_same_dynamics(const struct group *g, const struct group *h); /* one unit of time */

/* Units of time of the systems there are: "liquids in sweeps"; free with base_free. */
char *groups_clocks(const struct groups *all);

/* Fatal, naming two folders and a key, unless all groups of one system are of one model. */
void groups_require_one_model(const struct groups *all);
/* The same, but the pressures may differ. */
void groups_require_one_substance(const struct groups *all);

#endif
