/* Monte Carlo: a system is a state, a table of moves, and an energy computed from scratch. The
   chain selects moves, applies the Metropolis test, and counts. Contract of a move, tested for
   every row of every table by tests/unit/test_moves.c: revert restores every bit of the visited
   state; the chain's running energy equals energy(); saving and loading does not change the
   continuation; all randomness comes from the rng; visit frequencies follow Boltzmann. */
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
struct needs_query;
struct observe_row;
struct run_folder;
struct temperature_schedule;

struct mc_trial {
    double dE;    /* energy change of the whole system [energy]; INFINITY rejects */
    double log_q; /* ln(q_back / q_forth) of the proposal; 0 if it is symmetric */
};

struct mc_move { /* table row: one kind of trial */
    const char *name, *doc;
    struct mc_trial (*propose)(void *state, const struct mc_move *self, struct rng *rng,
                               double step);
    void (*commit)(void *state);
    void (*revert)(void *state); /* NULL: propose does not change the state */
    const char *step;            /* default step as text; NULL: no step */
    double step_min, step_max;   /* limits of tuning [unit of the step]; 0: no lower limit */
    const char *step_unit;
    bool allows_domains; /* needs only a part of the state (mc_fork) */
    uint64_t tune_after; /* trials needed before the step is tuned; 0 = 200 */
    const void *data;    /* argument of functions that several rows share; NULL if unused */
    unsigned needs;      /* bits of needs.h: requirements on the system */
};

struct mc_dynamics { /* table row: a dynamics, which advances a state by one unit of time */
    const char *name, *doc;
    void (*advance)(struct mc_chain *chain);
    unsigned needs; /* bits of needs.h: requirements on the run file and the system */
};

struct mc_column { /* table row: a column of series.dat, after "t energy" */
    const char *name, *doc, *unit;
    double (*value)(void *state);
};

struct mc_watch { /* table row: a column of watch.dat, for numbers that cost more to compute */
    const char *name, *doc, *unit;
    double (*value)(void *state);
    double limit;        /* the log warns when the number exceeds it; 0 = never */
    const char *warning; /* meaning of a number above the limit */
    const char *group;   /* written only if [observe.watch] also has this name; NULL: always */
    bool (*used)(const void *state); /* false: no such column; NULL: always true */
    unsigned needs;                  /* bits of needs.h: requirements of the group on the system */
};

struct mc_table { /* table row: counts of a run in NAME.dat, rewritten at every checkpoint */
    const char *name, *doc;
    const char *columns, *units;                      /* separated by spaces */
    bool (*used)(const void *state);                  /* is the table written */
    void (*write)(const void *state, FILE *out);      /* writes its rows */
    void (*visit)(void *state, struct checkpoint *c); /* its counts; they are not part of the
                                                         chain's state */
};

struct mc_describe {                       /* names and numbers for tables, logs and figures */
    const char *clock;                     /* unit of time, "sweep" or "step" */
    const char *duration;                  /* key of [run] for the length: "sweeps" or "steps" */
    const char *label;                     /* content of frame.label: "diameter", "layer" */
    const char *figure;                    /* gnuplot commands that draw series.dat, or NULL */
    const struct mc_column *columns;       /* NULL if none */
    const struct mc_watch *watches;        /* NULL if none */
    const struct mc_table *tables;         /* NULL if none */
    const struct observe_row *observables; /* two-time observables of this system, or NULL */
    const char *observables_table;         /* their name in `list`: "liquid_observables" */
    /* First line of every table and of the log, which defines T; borrowed. NULL: no line. */
    const char *(*header_line)(const void *state);
    /* Lines for the log of a new run, what its user should know; borrowed. NULL: none. */
    const char *(*notes)(const void *state);
    /* Energy per item in tables, where energy() / size() is not the usual quantity (for a network
       the clean training loss); NULL: energy() / size(). */
    double (*reported_energy)(void *state);
    const char *quantity; /* name and unit of that column; NULL: "energy" */
    /* Text for the progress bar in place of the energy, without extra work; false: none available
       now. NULL: never. */
    bool (*progress_text)(const void *state, char *text, size_t n);
    /* Writes further files of the run into its folder, before every checkpoint; NULL: none. */
    void (*write_files)(void *state, const struct run_folder *folder);
    /* Reason why a single run ends before its time, borrowed; NULL: it continues. Called after every
       unit of time. No function: never. */
    const char *(*ended)(const void *state);
    /* Lines for the log at the end of a run. NULL: none. */
    void (*report)(const void *state, void (*log_line)(void *context, const char *line),
                   void *context);
};

struct mc_adapt { /* optional; NULL: the state needs nothing */
    void (*set_temperature)(void *state, double T);
    void (*tune)(void *state);        /* in warm-up, at every [run] tune */
    bool (*tunes)(const void *state); /* has tune anything to do; NULL: no */
    void (*end_warmup)(void *state);  /* at t = 0, when all counters are reset */
    /* Of a branch. Velocities drawn at T, or momentum of an optimiser set to 0; where: for messages. */
    bool (*has_momentum)(const void *state);
    void (*draw_momentum)(void *state, const char *where);
    void (*set_clock)(void *state, int64_t step); /* schedules of rates continue at this step */
};

struct mc_pressure {                     /* optional; NULL members: the volume never changes */
    double (*value)(const void *state);  /* [energy/volume]; 0: this run has a fixed volume */
    double (*volume)(const void *state); /* [length^dim] */
    void (*set)(void *state, double P);  /* takes effect at once */
    /* P as a function of time; n = 0: constant */
    const struct temperature_schedule *(*programme)(const void *state);
};

struct mc_density { /* optional; NULL members: the density has no programme */
    const struct temperature_schedule *(*programme)(const void *state); /* n = 0: constant */
    /* Rescales box and positions, as far as the state allows; false: nothing has changed. */
    bool (*set)(void *state, double rho);
};

struct mc_distribute { /* one run on several processes (comm.h); NULL: one process per run */
    void (*lead)(void *state);  /* rank 0, once: other ranks will serve requests */
    void (*serve)(void *state); /* every other rank: executes one request of rank 0 */
};

struct mc_system { /* table row: the state that a chain acts on */
    const char *name, *doc;
    const struct runfile_section *sections; /* its sections of the run file; [system] must
                                               declare T */
    const struct mc_move *moves;
    const struct mc_dynamics *dynamics; /* [run] dynamics; the first row is the default */
    /* Sets keys that follow from others, before the check; NULL if there are none. */
    void (*resolve)(struct runfile *f);
    /* The reason why the system does not meet a requirement, as a phrase; NULL if it does. A system
       without this function meets all. */
    const char *(*lacks)(const struct needs_query *q);
    /* Fatal if keys of a new run contradict one another, beyond the needs of rows; NULL: never. */
    void (*check)(const struct runfile *f);
    void *(*create)(const struct runfile *f);
    /* Initial state of a new run; not called when a run is resumed. NULL: create does it. */
    void (*set_initial_state)(void *state, const struct runfile *f);
    /* The state of a frame as initial state, in place of set_initial_state. Fatal, naming `where` and the
       run of the name, if the frame does not fit. NULL: not possible. */
    void (*take_frame)(void *state, const struct frame *frame, const struct runfile *f,
                       const char *name, const char *where);
    void (*free)(void *state);
    size_t (*trials)(const void *state); /* trials per sweep */
    double (*energy)(const void *state); /* from scratch [energy, total]: the reference for dE */
    double (*size)(const void *state);   /* number of particles or samples; tables: energy / size */
    /* all members except t and energy; valid until the next advance or visit */
    void (*view)(void *state, struct frame *f);
    void (*visit)(void *state, struct checkpoint *c); /* the complete state for a restart */
    struct mc_describe describe;
    struct mc_adapt adapt;
    struct mc_pressure pressure;
    struct mc_density density;
    struct mc_distribute distribute;
};

enum { MC_MOVES = 48, MC_WATCH = 16 }; /* largest number of rows in tables of moves and watches */

struct mc_entry { /* a move in use */
    const struct mc_move *move;
    double weight; /* relative share of trials; 0: not selected by mc_sweep */
    double step;
    double target;                          /* acceptance at which tuning aims; 0: no tuning */
    uint64_t tried, accepted;               /* since t = 0 */
    uint64_t window_tried, window_accepted; /* since the last tuning */
};

struct mc_chain {
    const struct mc_system *system;
    void *state;
    double T; /* temperature [energy]; INFINITY accepts all */
    /* running [energy, total]; NAN after dynamics that do not track it */
    double energy;
    size_t n; /* entries: one per row of system->moves, in order */
    struct mc_entry entry[MC_MOVES];
    struct rng rng;
};

/* Declares [move.NAME] (weight, step, target) for every row of a system's table. */
void mc_declare(const struct mc_system *system, struct runfile *f);
/* [move.NAME] weight; 0 without the section. */
double mc_weight(const struct runfile *f, const struct mc_move *m);
/* Fatal if [run] dynamics selects moves and none has a weight. */
void mc_require_moves(const struct mc_system *system, const struct runfile *f);
/* Creates state and chain from a checked run file ([run] seed and replica, [system] T,
   [move.NAME]). mc_visit or mc_set_initial_state must follow. */
void mc_init(struct mc_chain *c, const struct mc_system *system, const struct runfile *f);
void mc_set_initial_state(struct mc_chain *c, const struct runfile *f);
void mc_clear(struct mc_chain *c);
void mc_visit(struct mc_chain *c, struct checkpoint *p); /* the chain and its state */

void mc_set_temperature(struct mc_chain *c, double T); /* takes effect at once */
double mc_energy(const struct mc_chain *c); /* the running energy, or from scratch if that is NAN */
double mc_pressure(const struct mc_chain *c); /* 0 at a fixed volume [energy/volume] */
double
mc_enthalpy(const struct mc_chain *c); /* U + P V, which exchanges between temperatures compare;
                                                 U at a fixed volume [energy, total] */
/* A chain for a part of the state of c, which may advance in parallel with other parts. Its
   energy and counters start at 0, its random numbers come from rng_part. mc_join adds its energy
   change and counters to c. */
void mc_fork(const struct mc_chain *c, struct mc_chain *part, void *state, uint32_t number);
void mc_join(struct mc_chain *c, const struct mc_chain *part);
/* Exchanges the states of two chains of one system; temperatures, steps and streams stay. */
void mc_swap_states(struct mc_chain *a, struct mc_chain *b);
/* State and energy, for an exchange between processes. A loaded state is set to the chain's
   temperature. */
void mc_state_visit(struct mc_chain *c, struct checkpoint *p);

bool mc_accept(double T, struct mc_trial trial, struct rng *rng); /* the Metropolis test; no other
                                                                     place tests */
/* propose, test, commit or revert; true if accepted */
bool mc_attempt(struct mc_chain *c, size_t entry);
void mc_sweep(struct mc_chain *c);            /* trials(state) attempts of moves selected by
                                                 weight */
void mc_trials(struct mc_chain *c, size_t n); /* n such attempts */
/* At the end of warm-up, before mc_reset_counters: has it tuned a step, or anything of the system. */
bool mc_has_tuned(const struct mc_chain *c);
void mc_tune(struct mc_chain *c); /* adjusts steps to their target acceptance; in warm-up only */
/* Log lines at the end of a run: steps and acceptances of tuned moves, and the system's report. */
void mc_report(const struct mc_chain *c, void (*log_line)(void *context, const char *line),
               void *context);
void mc_reset_counters(struct mc_chain *c);                      /* sets acceptance counters to
                                                                    zero */
struct mc_entry *mc_entry(struct mc_chain *c, const char *name); /* NULL if there is no such move */

#endif
