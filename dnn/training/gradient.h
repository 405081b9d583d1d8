/* Loss and gradient of a batch, in shards. A batch is cut into a fixed number of shards, each
   processed by one thread. Their gradients are added in order within fixed groups, and those of
   the groups in a fixed tree. The bits do not depend on the number of threads. */
#ifndef DNN_TRAINING_GRADIENT_H
#define DNN_TRAINING_GRADIENT_H

#include "dnn/data/data.h"
#include "dnn/network/losses.h"
#include "dnn/network/network.h"

struct checkpoint;

struct gradient_span { /* groups, shards, blocks: first ... end - 1 */
    size_t first, end;
};

struct gradient_answers { /* of b samples */
    const uint8_t *label; /* (labels, b) */
    const real *target;   /* (outputs, b); NULL: data without targets */
};

struct gradient_recent { /* running sums over the last batches, of total weight `weight` */
    double weight, loss, accuracy;
};

struct gradient;

struct gradient_distributed { /* how several processes share the work (data_parallel.c) */
    /* Rank that adds groups i and i + gap of the tree of sums. */
    size_t (*owner)(const struct gradient *g, size_t i, size_t gap);
    /* Rank 0: gradients, scores and moments of all groups, summed as far as other ranks sum
       them. */
    void (*compute)(struct gradient *g, const real *w, uint64_t key);
    /* Rank 0: scores of all blocks. */
    void (*measure)(struct gradient *g, const real *w, const struct data_part *part, size_t n);
};

struct gradient {
    const struct network *net; /* borrowed, like the next two */
    const struct losses_kind *loss;
    const struct data *data;
    double parameter;             /* of the loss */
    size_t batch, shards, groups; /* samples per batch; groups <= shards <= batch */
    size_t block;                 /* samples of a pass when a whole part is measured */
    int threads;
    const uint32_t *wanted; /* (batch) samples not yet gathered, borrowed; NULL: all are */
    real *inputs;           /* (batch, inputs) of all shards, one after the other */
    real *pairs;            /* the same packed two per word, or NULL */
    bool paired;            /* pairs is valid */
    bool touched;           /* samples were read or changed since the last batch */
    const struct gradient_distributed *distributed; /* NULL: one process */
    bool changed;                                   /* data differ from the data on other ranks */
    uint32_t *numbers; /* (batch) sample numbers that rank 0 sends to the other ranks */
    struct network_work
        *work; /* (shards) inputs, labels and moments; the other members are unused */
    struct network_work *memory; /* (threads) memory of a pass */
    real **group;  /* (groups) gradients (weights); the first is borrowed and receives the sum */
    real **spare;  /* (threads) gradients of a further shard of a group; NULL if no group has any */
    real *average; /* (net->averages) running averages */
    struct rng noise; /* keys of the dropout of each batch */
    struct gradient_recent recent;
    struct losses_score *score; /* (shards or blocks) of the last measurement */
};

/* shards = 0: a number for which the values of a shard stay in the cache. */
void gradient_init(struct gradient *g, const struct network *net, const struct losses_kind *loss,
                   const struct data *data, size_t batch, size_t shards, int threads);
/* Seed of dropout; 0 after gradient_init. */
void gradient_seed(struct gradient *g, uint64_t seed, uint32_t replica);
void gradient_visit(struct gradient *g, struct checkpoint *c); /* averages and noise, if any */
void gradient_clear(struct gradient *g);
/* Memory for the targets of b samples, if the data have them: a member of network_work. */
real *gradient_alloc_targets(const struct gradient *g, size_t b);

/* First sample of shard s of the batch; shard s holds samples [start(s), start(s + 1)). */
size_t gradient_first(const struct gradient *g, size_t shard);
/* Sets the batch to training samples index[0 ... batch - 1]. They are gathered when first needed;
   index and data are borrowed until gradient_compute returns. */
void gradient_gather(struct gradient *g, const uint32_t *index);
/* Declares the gathered batch constant. If the inputs fit into half the mantissa and the first
   layer supports it, they are packed two per word until the next call that reads a sample. */
void gradient_pack_inputs(struct gradient *g);
/* Sample s of the gathered batch: feature i (channel, pixel) has index i * *step. */
real *gradient_sample(struct gradient *g, size_t s, size_t *step);
uint8_t *gradient_label(struct gradient *g, size_t s);        /* the first label of sample s */
real *gradient_value(struct gradient *g, size_t s, size_t i); /* that feature */
real *gradient_target(struct gradient *g, size_t s,
                      size_t *step); /* its targets, likewise; NULL: none */
/* Loss of the gathered batch; dw (weights) = d (mean loss) / d w. */
struct losses_score gradient_compute(struct gradient *g, const real *w, real *dw);

/* Loss over the first n samples of a part, forward passes only. */
struct losses_score gradient_measure(struct gradient *g, const real *w,
                                     const struct data_part *part, size_t n);

/* ---- in pieces, for data_parallel.c
   --------------------------------------------------------------------- */

struct gradient_span gradient_shards(const struct gradient *g, struct gradient_span groups);
size_t gradient_count(const struct gradient *g, size_t n); /* blocks of n samples */
void gradient_gather_now(struct gradient *g);
/* Gradients of these groups, scores and moments of their shards. */
void gradient_groups(struct gradient *g, const real *w, struct gradient_span groups, uint64_t key);
/* Sums the pairs of the tree that this rank owns; at the end rank 0 has the sum in group 0. */
void gradient_add(struct gradient *g, size_t process);
/* Scores of these blocks of the first n samples of a part. */
void gradient_blocks(struct gradient *g, const real *w, const struct data_part *part, size_t n,
                     struct gradient_span blocks);

#endif
