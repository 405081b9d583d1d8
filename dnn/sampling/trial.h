/* A trial: a change of weights or unit sizes between propose and commit or revert. Moves fill
   st->sampling.trial and call trial_propose; the functions below make and undo the change. */
#ifndef DNN_SAMPLING_TRIAL_H
#define DNN_SAMPLING_TRIAL_H

#include "common/mc/mc.h"
#include "dnn/sampling/activation_cache.h"
#include "dnn/sampling/unit_sizes.h"
#include "dnn/training/weight_swaps.h"

struct dnn_state;

enum trial_kind { TRIAL_DISPLACED, TRIAL_EXCHANGED, TRIAL_RESIZED };

struct trial {
    enum trial_kind kind;
    struct trial_run { /* displaced weights, whose other values are in sampling.backup */
        size_t first, n;
    } run[2];
    struct weight_change touch;
    bool cached; /* its energy comes from the activation cache */
    struct weight_swaps_drawn drawn;
    struct unit_sizes_pair pair;
    size_t bin; /* of the pair's size difference */
    double U;   /* energy after the trial, unless cached */
};

struct mc_trial trial_propose(struct dnn_state *st); /* makes the change; returns its energy */
struct mc_trial trial_refuse(struct dnn_state *st);  /* a trial that changes nothing */
struct mc_trial trial_resize(struct dnn_state *st);  /* trial_propose for a pair of unit sizes */
void trial_commit(void *state);                      /* members of struct mc_move */
void trial_commit_sizes(void *state);
void trial_revert(void *state);
/* mc_move.changes of displaced weights. */
void trial_changes(const void *state, mc_change *visit, void *context);

#endif
