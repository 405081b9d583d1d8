/* The table of systems, one row each. A new system is a new row: no other file distinguishes
   systems. */
#ifndef ANALYSIS_READ_SYSTEM_KIND_H
#define ANALYSIS_READ_SYSTEM_KIND_H

#include <stdbool.h>
#include <stddef.h>

#include "common/observe/observe.h"

struct plot;

struct system_kind {            /* table row */
    const char *name, *plural;  /* "liquid", "liquids" */
    const char *title;          /* "Liquid", over its column of a figure */
    const char *program, *kind; /* values of [run] program and [system] kind */
    const char *word;           /* in tables, "glass ea"; NULL: the program */
    const char *unswapped;      /* protocol of runs without swaps; NULL: "no swap" */
    const char *items;          /* "spheres" */
    struct {                    /* what the title adds from run.ini; key NULL: none */
        const char *before, *key;
    } about[2];
    /* ---- time, by SYSTEM_KIND_CLOCK ---- */
    const char *clock, *clocks, *length;    /* "sweep", "sweeps", the key "run.sweeps" */
    const char *time, *lag, *waiting, *tau; /* axis labels */
    /* ---- observables ---- */
    const char *energy;       /* name of the column energy of series.dat */
    const char *energy_label; /* axis labels; NULL: column_symbol's */
    const char *overlap_label, *msd_label, *fs_label;
    const char *replica_overlap;           /* observable that compares replicas */
    const struct observe_row *observables; /* besides the shared ones; or NULL */
    /* ---- properties ---- */
    bool trained;         /* energy is a loss */
    const char *dynamics; /* the default of [run] dynamics; NULL: there is one alone */
    const char *ageing;   /* [run] dynamics whose runs age, the default; NULL: none */
    const char *sampled, *sampled_title; /* its column for runs that do not age; NULL: as name */
    const char *trials; /* [run] dynamics that draw [move.NAME], the default first; NULL: all */
    bool in_legend;     /* T is part of a legend */
    bool per_item;      /* energy is a mean over the items, so that it gives heat capacities */
    bool in_box;        /* items have positions in a box of [system] dim dimensions */
    const char
        *displacing; /* moves that exchange no values, all others do; NULL: `swap` in a name */
    int key_columns; /* of a legend */
};

/* Time labels for a clock unit: SYSTEM_KIND_CLOCK("sweep"). */
#define SYSTEM_KIND_CLOCK(unit)                                                                    \
    .clock = unit, .clocks = unit "s", .length = "run." unit "s", .time = "t  [" unit "s]",        \
    .lag = "lag  t  [" unit "s]", .waiting = "waiting time  t_w  [" unit "s]",                     \
    .tau = "relaxation time  τ  [" unit "s]"

extern const struct system_kind system_kind_liquid, system_kind_gibbs, system_kind_network;

/* All rows in the order of figures; ends with NULL. */
extern const struct system_kind *const system_kinds[];

/* The row of a program and a kind; kind NULL or empty: the program's first. NULL if there is none. */
const struct system_kind *system_kind_find(const char *program, const char *kind);

const char *system_kind_word(const struct system_kind *k); /* in the column `program` of tables */

/* True if the blank-separated list holds the word. */
bool system_kind_listed(const char *list, const char *word);

/* The allowed values: "glass with kind = spheres, ..."; free with base_free. */
char *system_kind_names(void);

/* A list, NULL at first, with one more: "liquids in sweeps, networks in steps"; free with base_free. */
char *system_kind_clocks(char *list, const struct system_kind *k);

/* Axis label of a column of a table. Free with base_free. */
char *system_kind_label(const struct system_kind *k, const char *column);

/* The figure's column of a system; added if absent. */
struct plot_column *system_kind_column(struct plot *p, const struct system_kind *k,
                                       int key_columns);
/* That of relaxation times: against t_w for runs that age, or else, in another column, against T. */
struct plot_column *system_kind_tau_column(struct plot *p, const struct system_kind *k, bool ages);

#endif
