/* Swaps around a step of gradient dynamics, [swap]: values of images are exchanged before the step,
   weights after it. [swap] protocol may join several, which act in every step in this order:
   swaps in the training samples (scope = set, reset = never), as listed; the batch is gathered;
   swaps of its features and augmentations, as listed, with those of columns of the first layer; the
   step; columns are put back; swaps and maps of weights, as listed; swaps in the samples are undone,
   last first. */
#ifndef DNN_SAMPLING_SWAP_PROTOCOLS_H
#define DNN_SAMPLING_SWAP_PROTOCOLS_H

#include "common/core/base.h"
#include "common/core/rng.h"
#include "common/mc/mc.h"
#include "dnn/kernels/precision.h"
#include "dnn/sampling/swap_statistics.h"
#include "dnn/training/joint_swaps.h"
#include "dnn/training/weight_maps.h"

struct augment_kind;
struct dnn_state;
struct runfile;

struct swap_protocols_item;

struct swap_protocols_row { /* table row: no swaps, a move, or an augmentation */
    const char *name, *doc;
    /* Fatal if the keys of [swap], the data or the network do not allow it. */
    void (*check)(const struct dnn_state *st, const struct swap_protocols_item *item,
                  const struct runfile *f);
    bool on_weights;   /* a move after the step; otherwise the data are changed before it */
    bool on_features;  /* a move of features */
    bool augments;     /* a row of augment_table */
    bool maps;         /* a row of weight_maps_table: all weights change, after the step */
    const char *joint; /* code of a swap of features with the columns of the first layer, or NULL */
};

extern const struct swap_protocols_row swap_protocols_rows[];
extern const struct base_table swap_protocols_table;

struct swap_protocols_item { /* one protocol of the list, with its values of [swap] */
    const struct swap_protocols_row *row;
    const struct mc_move *move; /* of the row, or NULL */
    size_t entry;               /* index of the move in the chain */
    const struct augment_kind *augment;
    const struct weight_maps_kind *map;
    double amount;       /* of augment or map */
    size_t swaps;        /* per step with swaps */
    int64_t every;       /* steps */
    double probability;  /* probability that due swaps are made */
    bool common, follow; /* of feature_swaps_rule */
    bool set;            /* images are drawn from the whole training set */
    bool keep;           /* exchanged values are not put back */
    bool in_data; /* values are exchanged in dnn_state.effective, before a batch is gathered */
    bool due;     /* in this step */
};

struct swap_protocols_made { /* a swap of features that has been made; the same random numbers undo
                                it */
    const char *code;        /* NULL: none was made */
    struct rng rng;
    const struct swap_protocols_item *item;
};

enum { SWAP_PROTOCOLS_ITEMS = 8 };

struct swap_protocols { /* [swap] */
    size_t n;           /* protocols; `none` is one */
    struct swap_protocols_item item[SWAP_PROTOCOLS_ITEMS];
    const struct swap_protocols_item *now; /* its swaps are being made; not NULL */
    bool in_data, keep;                    /* of any */
    int64_t record;                        /* every `record`-th time a swap is measured; 0: never */
    int64_t times;
    real *before; /* (batch, inputs) as gathered, while a swap of features is measured */
    size_t room, n_made;
    struct swap_protocols_made *made; /* (room) n_made of this step */
    struct joint_swaps_pair
        *joint; /* (room) n_joint, exchanged in weights until the step is done */
    size_t n_joint;
    real *first; /* (P) weights at the first step, for maps; or NULL */
    int64_t first_known;
    struct swap_statistics tally;
};

void swap_protocols_init(struct dnn_state *st,
                         const struct runfile *f); /* [swap]; fatal on misfits */
void swap_protocols_clear(struct dnn_state *st);
void swap_protocols_visit(struct dnn_state *st, struct checkpoint *c);

bool swap_protocols_any(const struct swap_protocols *s);     /* false: `none` alone */
bool swap_protocols_on_data(const struct swap_protocols *s); /* any of features, or augmentation */
bool swap_protocols_due(struct dnn_state *st); /* true if swaps are due in this step; draws random
                                                  numbers */
/* Gathers the next batch; if due, with swaps of features or an augmentation. */
void swap_protocols_gather(struct mc_chain *c, bool due);
/* After the step: undoes swaps in the samples, or makes swaps of weights. */
void swap_protocols_after(struct mc_chain *c);

#endif
