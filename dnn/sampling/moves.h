/* The table of moves. */
#ifndef DNN_SAMPLING_MOVES_H
#define DNN_SAMPLING_MOVES_H

#include "common/mc/mc.h"
#include "dnn/training/weight_swaps.h"

struct dnn_state;

struct moves_kind { /* mc_move.data of every row */
    /* Fatal, naming `where`, if the move cannot be made with these data and this network. */
    void (*check)(const struct dnn_state *st, const struct mc_move *m, const char *where);
    bool on_data;                /* acts on the batch or the samples, not on the weights */
    bool one_step;               /* hmc: trajectories of one step */
    enum weight_swaps_kind swap; /* of propose_exchange */
};

extern const struct mc_move dnn_moves[];

bool moves_on_data(const struct mc_move *m);
void moves_check(const struct dnn_state *st, const struct mc_move *m, const char *where);

#endif
