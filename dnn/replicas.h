/* Several copies of a network on the same samples, moved in turn, that feel each other by an energy
   beside the loss: two ends that a ratchet pulls together, or copies held near their centre. A step
   is one trajectory of each copy that moves. One copy alone is what most runs have. */
#ifndef DNN_REPLICAS_H
#define DNN_REPLICAS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/runfile.h"
#include "dnn/target.h"

struct checkpoint;
struct dnn_state;

struct replicas {
    size_t n, P, now;     /* copies, weights of each, which of them is dnn_state.w */
    size_t moving;        /* the first so many move */
    double strength;      /* of the coupling [loss/weight^2 or loss/weight] */
    double reach;         /* a ratchet rests once the overlap of its ends is as large */
    bool rescale;         /* the centre has the mean length of the copies */
    double nearest, kept; /* ratchet: least distance of the ends so far, and at a trial's start */
    real *w;              /* (n, P) owned */
    double *centre, *sum; /* (P) scratch */
};

extern const struct runfile_key replicas_keys[]; /* of [replicas] */
extern const struct target_extra replicas_couplings[];
extern const struct base_table replicas_table;

/* Memory for the weights of all copies, st->w among them. */
void replicas_open(struct dnn_state *st, const struct runfile *f);
/* Once training and dynamics are there; dies on what copies cannot do. */
void replicas_couple(struct dnn_state *st, const struct runfile *f);
/* From the weights that a new run begins with; dies if they are none to begin with. */
void replicas_begin(struct dnn_state *st, const struct runfile *f);
void replicas_close(struct dnn_state *st);
void replicas_visit(struct dnn_state *st, struct checkpoint *c);

void replicas_turn(struct dnn_state *st, size_t k); /* copy k is st->w from here on */
bool replicas_rest(const struct dnn_state *st);     /* have the ends of a ratchet met */
/* Mean of a value over the copies; the first is st->w before and after. */
double replicas_mean(struct dnn_state *st, double (*value)(struct dnn_state *st));

/* For the table of watches. */
double replicas_overlap(void *state);  /* mean cosine of pairs of copies; 1 for one */
double replicas_distance(void *state); /* mean distance of copies from their centre [weight] */
double replicas_highest(void *state);  /* largest u of a copy [loss] */
double replicas_centre(void *state);   /* u at the centre [loss] */

#endif
