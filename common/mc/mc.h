/* Monte Carlo: a system is a state, a table of moves, and an energy computed from scratch; the
   chain draws moves, applies the one Metropolis test, and counts.

   Contract of a move, checked for every row of every table by tests/unit/test_moves.c:
   after revert no bit of the visited state differs; the chain's running energy equals energy();
   save, load, continue equals continue; randomness comes from the rng alone; visit frequencies are
   Boltzmann's. */
#ifndef COMMON_MC_MC_H
#define COMMON_MC_MC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "common/core/base.h"
#include "common/io/frame.h"
#include "common/core/rng.h"

struct checkpoint;
struct runfile;
struct runfile_key;
struct runfile_section;
struct mc_chain;
struct observe_row;

struct mc_trial {
    double dE;    /* energy change of the whole system [energy]; INFINITY refuses */
    double log_q; /* ln(q_back / q_forth) of the proposal; 0 if it is symmetric */
};

struct mc_move { /* a row: one kind of trial */
    const char *name, *doc;
    struct mc_trial (*propose)(void *state, const struct mc_move *self, struct rng *rng,
                               double step);
    void (*commit)(void *state);
    void (*revert)(void *state); /* NULL: propose left the state untouched */
    const char *step;            /* default step as text; NULL: the move has none */
    double step_min, step_max;   /* tuning never goes beyond [step's unit]; 0: no lower limit */
    const char *step_unit;
    bool allows_domains; /* needs only a part of the state (mc_fork) */
    uint64_t tune_after; /* trials needed before the step is tuned; 0: 200 */
    const void *data;    /* argument of rows that share functions; NULL: none */
};

struct mc_dynamics { /* a row: how a state advances by one unit of time */
    const char *name, *doc;
    void (*advance)(struct mc_chain *chain);
    bool draws; /* trials of moves drawn by weight */
};

struct mc_column { /* a row: one number a time, a column of series.dat after "t energy" */
    const char *name, *doc, *unit;
    double (*value)(void *state);
};

struct mc_watch { /* a row: one number a time that costs more, a column of watch.dat */
    const char *name, *doc, *unit;
    double (*value)(void *state);
    double limit;        /* the log warns when the number passes it; 0: never */
    const char *warning; /* what it then means */
};

struct mc_table { /* a row: what a run counts, in NAME.dat, written anew at every checkpoint */
    const char *name, *doc;
    const char *columns, *units;                      /* words with spaces between */
    bool (*used)(const void *state);                  /* is it written */
    void (*write)(const void *state, FILE *out);      /* its rows */
    void (*visit)(void *state, struct checkpoint *c); /* its counts, no part of the chain's state */
};

struct mc_describe {      /* what tables, logs and figures call things, and what they show */
    const char *clock;    /* unit of time, "sweep" or "step" */
    const char *duration; /* key of [run] with the length: "sweeps" or "steps" */
    const char *label;    /* content of frame.label: "diameter", "layer" */
    const char *figure;   /* gnuplot commands that draw series.dat, or NULL */
    const struct mc_column *columns;       /* NULL if none */
    const struct mc_watch *watches;        /* NULL if none */
    const struct mc_table *tables;         /* NULL if none */
    const struct observe_row *observables; /* two-time observables of this system, or NULL */
    const char *observables_table;         /* their name in `list`: "liquid_observables" */
    /* First line of every table and of the log, which defines T; borrowed. NULL: no line. */
    const char *(*header_line)(const void *state);
    /* Energy per item in tables, where energy() / size() is not the usual quantity (for a network
       the clean training loss); NULL: energy() / size(). */
    double (*reported_energy)(void *state);
    const char *quantity; /* name and unit of that column; NULL: "energy" */
    /* Text for the progress bar in place of the energy, without extra work; false: none available
       now. NULL: never. */
    bool (*progress_text)(const void *state, char *text, size_t n);
    /* Lines for the log at the end of a run. NULL: none. */
    void (*report)(const void *state, void (*log_line)(void *context, const char *line),
                   void *context);
};

struct mc_adapt { /* optional; NULL: the state needs nothing */
    void (*set_temperature)(void *state, double T);
    void (*tune)(void *state);       /* in warm-up, at every [run] tune */
    void (*end_warmup)(void *state); /* at t = 0, where all counters restart from zero */
};

struct mc_distribute { /* one run on several processes (comm.h); NULL: one process per run */
    void (*lead)(void *state);  /* rank 0, once: other ranks will serve requests */
    void (*serve)(void *state); /* every other rank: executes one request of rank 0 */
};

struct mc_system { /* a row: the state that a chain acts on */
    const char *name, *doc;
    const struct runfile_section *sections; /* its part of the run file; [system] must declare T */
    const struct mc_move *moves;
    const struct mc_dynamics *dynamics; /* [run] dynamics; the first row is the default */
    /* Sets keys that follow from others, before the file is checked; NULL: there are none. */
    void (*resolve)(struct runfile *f);
    void *(*create)(const struct runfile *f);
    /* Initial state of a new run; a resumed run is loaded instead. NULL: create has done all. */
    void (*begin)(void *state, const struct runfile *f);
    void (*free)(void *state);
    size_t (*trials)(const void *state); /* trials per sweep */
    double (*energy)(const void *state); /* from scratch [energy, total]: the oracle */
    double (*size)(const void *state);   /* number of particles or samples; tables: energy / size */
    /* all but t and energy; borrowed until the next advance or visit */
    void (*view)(void *state, struct frame *f);
    void (*visit)(void *state, struct checkpoint *c); /* all that a restart needs */
    struct mc_describe describe;
    struct mc_adapt adapt;
    struct mc_distribute distribute;
};

enum { MC_MOVES = 48, MC_WATCH = 16 }; /* rows that tables of moves and watches may have */

struct mc_entry { /* a move in use */
    const struct mc_move *move;
    double weight; /* share of trials; 0: not drawn by mc_sweep */
    double step;
    double target;            /* acceptance aimed at in warm-up; 0: the step is not tuned */
    uint64_t tried, accepted; /* since t = 0 */
    uint64_t window_tried, window_accepted; /* since the last tuning */
};

struct mc_chain {
    const struct mc_system *system;
    void *state;
    double T; /* temperature [energy]; INFINITY accepts all */
    /* running [energy, total]; dynamics other than Metropolis leave it stale and set NAN */
    double energy;
    size_t n; /* entries: one for each row of system->moves, in order */
    struct mc_entry entry[MC_MOVES];
    struct rng rng;
};

/* Declares [move.NAME] (weight, step, target) for every row of a system's table. */
void mc_declare(const struct mc_system *system, struct runfile *f);
/* [move.NAME] weight; 0 without the section. */
double mc_weight(const struct runfile *f, const struct mc_move *m);
/* Dies if [run] dynamics draws moves and none has a weight. */
void mc_require_moves(const struct mc_system *system, const struct runfile *f);
/* Creates state and chain from a checked run file ([run] seed and replica, [system] T, [move.NAME]).
   The state is for mc_visit to load, or for mc_begin to put into its start. */
void mc_open(struct mc_chain *c, const struct mc_system *system, const struct runfile *f);
void mc_begin(struct mc_chain *c, const struct runfile *f);
void mc_close(struct mc_chain *c);
void mc_visit(struct mc_chain *c, struct checkpoint *p); /* the chain and its state */

void mc_set_temperature(struct mc_chain *c, double T); /* another temperature from here on */
double mc_energy(const struct mc_chain *c); /* running, or from scratch where that is stale */
/* A chain for a part of c's state that may advance beside those for others: its energy and counts
   begin at 0, its random numbers are those of rng_part. mc_join adds what it has done to c. */
void mc_fork(const struct mc_chain *c, struct mc_chain *part, void *state, uint32_t number);
void mc_join(struct mc_chain *c, const struct mc_chain *part);
/* The two chains of one system exchange their states; temperatures, steps and streams stay. */
void mc_swap_states(struct mc_chain *a, struct mc_chain *b);
/* What they exchange, for chains that share no memory: state and energy. Loaded, it is heated to
   the temperature of the chain. */
void mc_state_visit(struct mc_chain *c, struct checkpoint *p);

bool mc_accept(double T, struct mc_trial trial, struct rng *rng); /* the one Metropolis test */
/* propose, test, commit or revert; true if accepted */
bool mc_attempt(struct mc_chain *c, size_t entry);
void mc_sweep(struct mc_chain *c);            /* trials(state) attempts of moves drawn by weight */
void mc_trials(struct mc_chain *c, size_t n); /* n such attempts */
void mc_tune(struct mc_chain *c); /* steps towards their target acceptance; in warm-up only */
/* At the end of a run: what became of the steps that have a target, and what the system reports. */
void mc_report(const struct mc_chain *c, void (*say)(void *to, const char *line), void *to);
void mc_reset_counters(struct mc_chain *c);                      /* acceptance counters to zero */
struct mc_entry *mc_entry(struct mc_chain *c, const char *name); /* NULL if there is no such move */

#endif
