/* A network in training: the state that moves and dynamics act on. Inside this folder only;
   others see system.h.

   Units: time in steps (one minibatch update) or sweeps of P trials; u = mean loss + (decay/2) |w|^2
   over the N training samples; the energy is U = N u (or u itself, [system] temperature_of), and T its
   temperature; tables show the mean loss a sample, without the decay term. */
#ifndef DNN_SAMPLING_STATE_H
#define DNN_SAMPLING_STATE_H

#include "common/mc/mc.h"
#include "common/core/rng.h"
#include "common/config/runfile.h"
#include "dnn/sampling/pseudo_langevin.h"
#include "dnn/training/feature_swaps.h"
#include "dnn/training/gradient.h"
#include "dnn/sampling/diagnostics.h"
#include "dnn/sampling/activation_cache.h"
#include "dnn/sampling/gradient_noise.h"
#include "dnn/training/optimisers.h"
#include "dnn/sampling/coupled_replicas.h"
#include "dnn/sampling/swap_statistics.h"
#include "dnn/sampling/hmc.h"
#include "dnn/sampling/unit_sizes.h"
#include "dnn/training/weight_swaps.h"

struct augment_kind;
struct run_folder;
struct dynamics_rule;
struct target_extra;

struct dnn_measured { /* a score and the weights it belongs to */
    uint64_t change;  /* of dnn_state.change; 0: none yet */
    struct losses_score score;
};

struct dnn_feature_swap { /* enough to make it again, which undoes it */
    const char *code;     /* NULL: none was made */
    struct rng rng;
};

struct dnn_swaps {                      /* [swap] */
    const struct mc_move *move;         /* NULL: none */
    const struct augment_kind *augment; /* instead of a move; NULL: none */
    double amount;                      /* of augment */
    size_t entry;                       /* of the chain */
    size_t swaps;                       /* a time */
    int64_t every;                      /* steps */
    double probability;
    bool common, follow; /* of feature_swaps_rule */
    bool set;            /* images are drawn from the whole training set */
    bool keep;           /* what was exchanged stays so */
    bool in_data;        /* values change places before a batch is gathered, in dnn_state.felt */
    int64_t record;      /* every so many times a swap is measured; 0: never */
    int64_t times;
    real *before; /* (batch, inputs) as gathered, while a swap of features is measured */
    struct swap_statistics tally;
};

enum dnn_trial_kind { DNN_DISPLACED, DNN_EXCHANGED, DNN_RESIZED };

struct dnn_trial { /* a move of weights or sizes between propose and commit or revert */
    enum dnn_trial_kind kind;
    struct dnn_run { /* displaced weights, whose other values are in stash */
        size_t first, n;
    } run[2];
    struct weight_change touch;
    bool kept; /* its energy comes from kept values */
    struct weight_swaps_drawn drawn;
    struct unit_sizes_pair pair;
    size_t bin; /* of the pair's size difference */
    double U;
};

enum { DNN_NOTE = 160 };

struct dnn_state {
    struct data data;
    struct data felt; /* what batches are gathered from: data, but where swaps are made in it */
    struct network net;
    struct unit_sizes units;
    struct coupled_replicas replicas;
    struct pseudo_langevin controlled;
    struct gradient gradient;
    real *w, *velocity, *slope; /* (P) weights, rate-scaled momentum, slope of target.h */
    uint64_t change;            /* counts changes of w, from 1: what measurements are kept by */
    struct dnn_measured train, test;
    double U; /* energy of w at change U_change */
    uint64_t U_change;
    double u; /* of target_slope at change u_change */
    uint64_t u_change;
    const struct target_extra *extra; /* an energy beside the loss, NULL: none; and what it knows */
    void *extra_self;
    struct hmc flight;
    struct gradient_noise noise;
    struct diagnostics health;
    struct activation_cache kept;
    real *stash; /* (P) other values of displaced weights, where they lie; NULL: none are tried */
    real *begun; /* (P) weights that the process began with, to judge a divergence by; or NULL */
    size_t evaluate; /* training samples measured for tables */
    double T;        /* of U */
    double scale;    /* U / u: N, or 1 */
    double radius;   /* of the sphere that weights stay on; 0: they are free */
    char note[DNN_NOTE];
    const struct dynamics_rule *rule;
    double rate, momentum, decay; /* rate: of this step */
    struct optimisers_plan plan;
    real *square; /* (P) Adam's mean squares */
    int64_t step;
    uint32_t *order; /* (N) this epoch's permutation */
    uint64_t next;   /* first sample of it not yet used */
    bool intact;     /* the gathered batch is all samples, as they are */
    struct rng batch_rng, swap_rng, gradient_noise_rng;
    struct dnn_swaps swaps;
    struct dnn_feature_swap *made; /* (swaps at a time) feature swaps in force */
    size_t n_made;
    struct dnn_trial trial;
    bool blind;        /* trials need no energy: they will all be accepted */
    double *x, *label; /* (copies, P) what frames show: made for them, gone at a checkpoint */
};

extern const struct mc_move dnn_moves[];
extern const struct mc_dynamics dnn_dynamics[];
extern const struct mc_column dnn_columns[];
extern const struct mc_watch dnn_watches[];
extern const char dnn_figure[];           /* of them */
extern const struct mc_system dnn_system; /* one of those in system.h */
extern const struct base_table dnn_tables[];
extern const struct mc_table dnn_gathered[];
extern const struct runfile_section dnn_sections[]; /* what a run file may say */

/* Values of [system] temperature_of. */
extern const struct base_row dnn_energy_rows[];
extern const struct base_table dnn_energies;

/* A trial of what st->trial says: its energy; and one of nothing, which is refused. */
struct mc_trial dnn_moves_tried(struct dnn_state *st);
struct mc_trial dnn_moves_refused(struct dnn_state *st);
bool dnn_moves_data(const struct mc_move *m); /* does it act on the batch, not the weights */
/* Dies naming what is missing if the move cannot be made with these data and this network. */
void dnn_moves_check(const struct dnn_state *st, const struct mc_move *m, const char *where);

void *dnn_create(const struct runfile *f); /* as mc_system has them */
void dnn_begin(void *state, const struct runfile *f);
void dnn_free(void *state);

void dnn_describe(const void *state);
void dnn_classify(void *state, const struct run_folder *d, bool train);

void dnn_save_initial(struct dnn_state *st);         /* w as what the process began with */
double dnn_energy(const struct dnn_state *st);       /* U from scratch */
const double *dnn_layers(struct dnn_state *st);      /* (copies, P) layer of each weight, from 1 */
const real *dnn_weights(const struct dnn_state *st); /* as data meet them: with gains */
const struct losses_score *
dnn_train_score(struct dnn_state *st);       /* of the first `evaluate` training samples */
double dnn_loss(struct dnn_state *st);       /* its mean loss; */
double dnn_u(struct dnn_state *st);          /* with the decay term */
double dnn_norm(const struct dnn_state *st); /* |w|^2 */

#endif
