/* The state of a network that moves and dynamics act on. Used inside dnn; others include system.h.

   Units. Time: steps (one minibatch update), or sweeps of P trials. loss: mean over the N training
   samples. u = loss + (decay/2) |w|^2. U = N u is the energy, or u if [system] temperature_of = mean; T is
   the temperature of U. */
#ifndef DNN_SAMPLING_STATE_H
#define DNN_SAMPLING_STATE_H

#include "common/config/runfile.h"
#include "common/core/rng.h"
#include "common/mc/mc.h"
#include "dnn/sampling/activation_cache.h"
#include "dnn/sampling/coupled_replicas.h"
#include "dnn/sampling/diagnostics.h"
#include "dnn/sampling/entropy_sgd.h"
#include "dnn/sampling/gradient_noise.h"
#include "dnn/sampling/hmc.h"
#include "dnn/sampling/pseudo_langevin.h"
#include "dnn/sampling/swap_protocols.h"
#include "dnn/sampling/trial.h"
#include "dnn/sampling/unit_sizes.h"
#include "dnn/sampling/validation.h"
#include "dnn/training/batch_losses.h"
#include "dnn/training/gradient.h"
#include "dnn/training/optimisers.h"
#include "dnn/training/rate_schedule.h"

struct dynamics_rule;

struct dnn_training { /* gradient dynamics: update rule, batches, swaps */
    const struct dynamics_rule *rule;
    struct rate_schedule plan;
    double rate, momentum, decay; /* rate: of this step */
    double memory;                /* share of the mean squares kept at every step */
    double clip_value, clip_norm; /* limits of the gradient; 0: none */
    double *layer_rate;           /* (depth) factors of the rate; NULL: all 1 */
    int64_t step;
    real *velocity;  /* (P) momentum times the learning rate */
    real *square;    /* (P) mean squares of Adam, or NULL */
    real *initial;   /* (P) weights at the start of this process, for messages; or NULL */
    size_t evaluate; /* training samples measured for tables */
    uint32_t *order; /* (N) permutation of this epoch */
    uint64_t next;   /* index in it of the first sample not yet used */
    bool full_batch; /* the gathered batch is all samples, unchanged */
    struct rng batch_rng, swap_rng;
    struct swap_protocols swaps;
    struct validation validation;
    struct batch_losses batches;
    struct entropy_sgd entropy;
};

struct dnn_sampling {                 /* the distribution e^(-U/T), and trials */
    double T;                         /* of U */
    double scale;                     /* U / u: N, or 1 */
    double radius;                    /* weights stay on this sphere; 0: they are free */
    const struct target_extra *extra; /* a term added to u, or NULL ... */
    void *extra_self;                 /* ... and its argument */
    struct hmc hmc;
    struct pseudo_langevin pseudo_langevin;
    struct diagnostics diagnostics;
    struct trial trial;
    real *backup;    /* (P) the other values of displaced weights; NULL: no moves of weights */
    bool accept_all; /* all trials will be accepted: their energy is not computed */
    struct rng noise_rng;
};

struct dnn_measured { /* a score and the weights it belongs to */
    uint64_t version; /* 0: none yet */
    struct losses_score score;
};

struct dnn_caches { /* numbers that belong to a version of the weights (state_changed) */
    uint64_t version;
    struct dnn_measured train, test;
    double U; /* energy, of version U_version */
    uint64_t U_version;
    double u; /* of target_gradient, which also fills dw; of version u_version */
    uint64_t u_version;
    struct gradient_noise noise;
    struct activation_cache activations;
    double *x, *label; /* (copies, P) contents of frames, freed at every checkpoint; or NULL */
};

enum { DNN_HEADER = 160 };

struct dnn_state {
    struct data data;      /* as read */
    uint64_t data_digest;  /* of it */
    bool samples_listed;   /* samples.dat is written, or not wanted */
    char *data_name;       /* for messages; owned */
    struct data effective; /* batches are gathered from it: data, or a copy that swaps change */
    struct network net;
    struct unit_sizes units;
    struct coupled_replicas replicas;
    struct gradient gradient;
    real *w;                 /* (P) weights of the selected copy; state_changed after every write */
    real *dw;                /* (P) gradient of u at w, without the term of the decay */
    char header[DNN_HEADER]; /* first line of tables */
    struct dnn_training training;
    struct dnn_sampling sampling;
    struct dnn_caches cache;
};

/* Every function that writes st->w or unit sizes calls one of these afterwards; nothing cached for
   the old values is used again. The second one sets U as the energy of the new values. The third
   one is for callers whose cache.u and dw already belong to the new values. */
void state_changed(struct dnn_state *st);
void state_changed_energy(struct dnn_state *st, double U);
void state_changed_gradient(struct dnn_state *st);

extern const struct base_row dnn_energy_rows[]; /* [system] temperature_of */
extern const struct base_table dnn_energies;

double dnn_energy(const struct dnn_state *st); /* U from scratch */
double dnn_energy_now(struct dnn_state *st);   /* U, computed only if w has changed */
double dnn_extra_energy(const struct dnn_state *st, const real *w); /* [loss]; 0: none */
const real *dnn_weights(const struct dnn_state *st); /* the weights that act on the data: with
                                                        gains */
double dnn_norm(const struct dnn_state *st);         /* |w|^2 */
const double *dnn_layers(struct dnn_state *st);      /* (copies, P) layer of each weight, from 1 */
void dnn_save_initial(struct dnn_state *st);         /* training.initial = w */
/* Scores of the first `evaluate` training samples, and of the test samples. */
const struct losses_score *dnn_train_score(struct dnn_state *st);
const struct losses_score *dnn_test_score(struct dnn_state *st);
double dnn_loss(struct dnn_state *st); /* mean training loss */
double dnn_u(struct dnn_state *st);    /* with the decay term */

#endif
