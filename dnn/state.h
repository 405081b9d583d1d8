/* A network in training: the state that moves and dynamics act on. Inside this folder only;
   others see system.h.

   Units: time in steps (one minibatch update) or sweeps of P trials; the energy is U = N (mean
   loss + (decay/2) |w|^2) over the N training samples, and T its temperature; tables show the
   mean loss a sample, without the decay term. */
#ifndef DNN_STATE_H
#define DNN_STATE_H

#include "common/mc.h"
#include "common/rng.h"
#include "common/runfile.h"
#include "dnn/feature_swaps.h"
#include "dnn/gradient.h"
#include "dnn/optimisers.h"
#include "dnn/weight_swaps.h"

struct dynamics_rule;

struct dnn_measured { /* a score and the weights it belongs to */
    uint64_t change;  /* of dnn_state.change; 0: none yet */
    struct losses_score score;
};

struct dnn_feature_swap { /* enough to make it again, which undoes it */
    const char *code;
    struct rng rng;
};

struct dnn_swaps {              /* [swap] */
    const struct mc_move *move; /* NULL: none */
    size_t entry;               /* of the chain */
    size_t swaps;               /* a time */
    int64_t every;              /* steps */
    double probability;
    bool common;
};

struct dnn_trial {  /* a move of weights between propose and commit or revert */
    bool displaced; /* else the pair was exchanged */
    struct weight_swaps_pair pair;
    real kept;
    double U;
};

struct dnn_state {
    struct data data;
    struct network net;
    struct gradient gradient;
    real *w, *velocity, *slope; /* (P) weights, rate-scaled momentum, dL/dw of the last batch */
    uint64_t change;            /* counts changes of w, from 1: what measurements are kept by */
    struct dnn_measured train, test;
    double U; /* energy of w at change U_change */
    uint64_t U_change;
    size_t evaluate; /* training samples measured for tables */
    double T;
    const struct dynamics_rule *rule;
    double rate, momentum, decay; /* rate: of this step */
    struct optimisers_plan plan;
    real *square; /* (P) Adam's mean squares */
    int64_t step;
    uint32_t *order; /* (N) this epoch's permutation */
    uint64_t next;   /* first sample of it not yet used */
    struct rng batch_rng, swap_rng;
    struct dnn_swaps swaps;
    struct dnn_feature_swap *made; /* (swaps at a time) feature swaps in force */
    size_t n_made;
    struct dnn_trial trial;
    bool blind;        /* trials need no energy: they will all be accepted */
    double *x, *label; /* (P) what frames show */
};

extern const struct mc_move dnn_moves[];
extern const struct mc_dynamics dnn_dynamics[];
extern const struct mc_column dnn_columns[];
extern const struct mc_system dnn_system; /* one of those in system.h */
extern const struct base_table dnn_tables[];
extern const struct base_row dnn_protocol_rows[]; /* none, and the moves that are swaps */
extern const struct base_table dnn_protocols;
extern const struct runfile_section dnn_sections[]; /* what a run file may say */

bool dnn_moves_data(const struct mc_move *m); /* does it act on the batch, not the weights */
/* Dies naming what is missing if the move cannot be made with these data and this network. */
void dnn_moves_check(const struct dnn_state *st, const struct mc_move *m, const char *where);

double dnn_energy(const struct dnn_state *st); /* U from scratch */
const struct losses_score *
dnn_train_score(struct dnn_state *st);       /* of the first `evaluate` training samples */
double dnn_norm(const struct dnn_state *st); /* |w|^2 */

#endif
