/* The loss of a batch and its gradient, over shards: a batch is cut into a fixed number of shards, each
   shard is one thread's work, their gradients are added in order within fixed groups, and those of the
   groups in a fixed tree. Results are the same bits for any number of threads. */
#ifndef DNN_TRAINING_GRADIENT_H
#define DNN_TRAINING_GRADIENT_H

#include "dnn/data/data.h"
#include "dnn/network/losses.h"
#include "dnn/network/network.h"

struct checkpoint;

struct gradient_span { /* groups, shards, blocks: first ... end - 1 */
    size_t first, end;
};

struct gradient_recent { /* over the last batches, times `weight` */
    double weight, loss, accuracy;
};

struct gradient;

struct gradient_distributed { /* how several processes share the work (data_parallel.c) */
    /* Rank that adds groups i and i + gap of the tree of sums. */
    size_t (*owner)(const struct gradient *g, size_t i, size_t gap);
    /* Rank 0: gradients, scores and moments of all groups, summed as far as other ranks sum them. */
    void (*compute)(struct gradient *g, const real *w, uint64_t key);
    /* Rank 0: scores of all blocks. */
    void (*measure)(struct gradient *g, const real *w, const struct data_part *part, size_t n);
};

struct gradient {
    const struct network *net; /* these three borrowed */
    const struct losses_kind *loss;
    const struct data *data;
    double parameter;             /* of the loss */
    size_t batch, shards, groups; /* samples a batch; groups <= shards <= batch */
    size_t block;                 /* samples of a pass when a whole part is measured */
    int threads;
    const uint32_t *wanted; /* (batch) samples not yet gathered, borrowed; NULL: all are */
    real *inputs;           /* (batch, inputs) of all shards, one after the other */
    real *pairs;            /* of all shards: the same, two in the place of one, or NULL */
    bool paired;            /* they are there */
    bool touched;           /* somebody looked at those that are, since the last batch */
    const struct gradient_distributed *distributed; /* NULL: one process */
    bool changed;                                   /* data are not as they were read */
    uint32_t *numbers;           /* (batch) sample numbers that rank 0 sends to the other ranks */
    struct network_work *work;   /* (shards) their inputs, labels and moments; the rest is lent */
    struct network_work *memory; /* (threads) what a pass needs */
    real **group;  /* (groups) gradients (weights); the first is borrowed, where their sum goes */
    real **spare;  /* (threads) gradients of a further shard of a group; NULL if no group has any */
    real *average; /* (net->averages) running averages */
    struct rng noise; /* keys of the dropout of each batch */
    struct gradient_recent recent;
    struct losses_score *score; /* (shards or blocks) of the last measurement */
};

/* shards = 0: as many as keep a shard's values near the processor. */
void gradient_init(struct gradient *g, const struct network *net, const struct losses_kind *loss,
                   const struct data *data, size_t batch, size_t shards, int threads);
void gradient_seed(struct gradient *g, uint64_t seed, uint32_t replica); /* of dropout; opened 0 */
void gradient_visit(struct gradient *g, struct checkpoint *c); /* averages and noise, if any */
void gradient_clear(struct gradient *g);

/* First sample of shard s of the batch; shard s holds samples [start(s), start(s + 1)). */
size_t gradient_first(const struct gradient *g, size_t shard);
/* Training samples index[0 ... batch - 1] into the shards, standardised, where and when each is
   first needed; index and data are borrowed until then, which gradient_compute ends. */
void gradient_gather(struct gradient *g, const uint32_t *index);
/* The gathered batch will be used again and again as it is: where its inputs have bits to spare and
   the first layer knows, they are read at half the cost until the next look at a sample. */
void gradient_pack_inputs(struct gradient *g);
/* Sample s of the gathered batch: feature i (channel, pixel) stands at [i * *step]. */
real *gradient_sample(struct gradient *g, size_t s, size_t *step);
uint8_t *gradient_label(struct gradient *g, size_t s);
real *gradient_value(struct gradient *g, size_t s, size_t i); /* that feature */
/* Loss of the gathered batch; gradient (weights) = d (mean loss) / d w. */
struct losses_score gradient_compute(struct gradient *g, const real *w, real *dw);

/* Loss over the first n samples of a part, forward passes only. */
struct losses_score gradient_measure(struct gradient *g, const real *w,
                                     const struct data_part *part, size_t n);

/* ---- in pieces, for data_parallel.c --------------------------------------------------------------------- */

struct gradient_span gradient_shards(const struct gradient *g, struct gradient_span groups);
size_t gradient_count(const struct gradient *g, size_t n); /* blocks of n samples */
void gradient_gather_now(struct gradient *g);
/* Gradients of these groups, scores and moments of their shards. */
void gradient_groups(struct gradient *g, const real *w, struct gradient_span groups, uint64_t key);
/* Adds up what this process adds of the tree of groups: in the end all are in the first. */
void gradient_add(struct gradient *g, size_t process);
/* Scores of these blocks of the first n samples of a part. */
void gradient_blocks(struct gradient *g, const real *w, const struct data_part *part, size_t n,
                     struct gradient_span blocks);

#endif
