/* Several copies of a network on the same samples, moved in turn, that feel each other by an energy
   beside the loss: two ends that a ratchet pulls together, or copies held near their centre. A step
   is one trajectory of each copy that moves. One copy alone is what most runs have. */
#ifndef DNN_SAMPLING_COUPLED_REPLICAS_H
#define DNN_SAMPLING_COUPLED_REPLICAS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/config/runfile.h"
#include "dnn/sampling/target.h"

struct checkpoint;
struct dnn_state;

struct coupled_replicas {
    size_t n, P, now;     /* copies, weights of each, which of them is dnn_state.w */
    size_t moving;        /* the first so many move */
    double strength;      /* of the coupling [loss/weight^2 or loss/weight] */
    double reach;         /* a ratchet rests once the overlap of its ends is as large */
    bool rescale;         /* the centre has the mean length of the copies */
    double nearest, kept; /* ratchet: least distance of the ends so far, and at a trial's start */
    real *w;              /* (n, P) owned */
    double *centre, *sum; /* (P) scratch */
};

extern const struct runfile_key coupled_replicas_keys[]; /* of [replicas] */
extern const struct target_extra coupled_replicas_couplings[];
extern const struct base_table coupled_replicas_table;

/* Memory for the weights of all copies, st->w among them. */
void coupled_replicas_init(struct dnn_state *st, const struct runfile *f);
/* Once training and dynamics are there; dies on what copies cannot do. */
void coupled_replicas_couple(struct dnn_state *st, const struct runfile *f);
/* From the weights that a new run begins with; dies if they are none to begin with. */
void coupled_replicas_start_ratchet(struct dnn_state *st, const struct runfile *f);
void coupled_replicas_clear(struct dnn_state *st);
void coupled_replicas_visit(struct dnn_state *st, struct checkpoint *c);

void coupled_replicas_select(struct dnn_state *st, size_t k); /* copy k is st->w from here on */
bool coupled_replicas_rest(const struct dnn_state *st);       /* have the ends of a ratchet met */
/* Mean of a value over the copies; the first is st->w before and after. */
double coupled_replicas_mean(struct dnn_state *st, double (*value)(struct dnn_state *st));

/* For the table of watches. */
double coupled_replicas_overlap(void *state); /* mean cosine of pairs of copies; 1 for one */
double
coupled_replicas_distance(void *state); /* mean distance of copies from their centre [weight] */
double coupled_replicas_highest(void *state); /* largest u of a copy [loss] */
double coupled_replicas_centre(void *state);  /* u at the centre [loss] */

#endif
