/* Several copies of a network on the same samples, moved in turn and coupled by an energy added to
   u: two ends that a ratchet pulls together, or copies held near their centre. A step is one
   trajectory of each moving copy. Most runs have one copy. */
#ifndef DNN_SAMPLING_COUPLED_REPLICAS_H
#define DNN_SAMPLING_COUPLED_REPLICAS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/config/runfile.h"
#include "dnn/sampling/target.h"

struct checkpoint;
struct dnn_state;

struct coupled_replicas {
    size_t n, P, now;     /* copies; weights per copy; index of the selected copy */
    size_t moving;        /* the first `moving` copies move */
    double strength;      /* of the coupling [loss/weight^2 or loss/weight] */
    double reach;         /* a ratchet stops when the overlap of its ends reaches this value */
    bool rescale;         /* the centre is scaled to the mean length of the copies */
    double nearest;       /* ratchet: smallest distance of the ends so far */
    double kept;          /* the same at the start of the trial */
    real *w;              /* (n, P) owned */
    double *centre, *sum; /* (P) scratch */
};

extern const struct runfile_key coupled_replicas_keys[]; /* of [replicas] */
extern const struct target_extra coupled_replicas_couplings[];
extern const struct base_table coupled_replicas_table;

/* Allocates the weights of all copies, and sets st->w. */
void coupled_replicas_init(struct dnn_state *st, const struct runfile *f);
/* Called last in creation; fatal if copies do not go with other keys. */
void coupled_replicas_couple(struct dnn_state *st, const struct runfile *f);
/* Start of a new run; fatal unless the ends of a ratchet are solutions. */
void coupled_replicas_start_ratchet(struct dnn_state *st, const struct runfile *f);
void coupled_replicas_clear(struct dnn_state *st);
void coupled_replicas_visit(struct dnn_state *st, struct checkpoint *c);

void coupled_replicas_select(struct dnn_state *st, size_t k); /* makes copy k st->w */
bool coupled_replicas_rest(const struct dnn_state *st);       /* true if the ends of a ratchet have
                                                                 met */
/* Mean of a value over the copies. The first copy is selected before and after. */
double coupled_replicas_mean(struct dnn_state *st, double (*value)(struct dnn_state *st));

/* For the table of watches. */
double coupled_replicas_overlap(void *state);  /* mean cosine of pairs of copies; 1 for a single
                                                  copy */
double coupled_replicas_distance(void *state); /* mean distance from the centre [weight] */
double coupled_replicas_highest(void *state);  /* largest u of a copy [loss] */
double coupled_replicas_centre(void *state);   /* u at the centre [loss] */

#endif
