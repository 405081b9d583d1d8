/* The loss of a batch and its slope, over shards: a batch is cut into a fixed number of shards,
   each shard is one thread's work, and the shards' slopes are added in a fixed tree. Results are
   the same bits for any number of threads. */
#ifndef DNN_GRADIENT_H
#define DNN_GRADIENT_H

#include "dnn/data.h"
#include "dnn/losses.h"
#include "dnn/network.h"

struct gradient {
    const struct network *net; /* these three borrowed */
    const struct losses_kind *loss;
    const struct data *data;
    size_t batch, shards; /* samples a batch; shards <= batch */
    size_t block;         /* samples of a pass when a whole part is measured */
    size_t works;
    int threads;
    struct network_work *work;  /* (works) one a shard and one a thread */
    struct losses_score *score; /* (blocks) of the last measurement */
};

void gradient_open(struct gradient *g, const struct network *net, const struct losses_kind *loss,
                   const struct data *data, size_t batch, size_t shards, int threads);
void gradient_close(struct gradient *g);

/* First sample of shard s of the batch; shard s holds samples [start(s), start(s + 1)). */
size_t gradient_start(const struct gradient *g, size_t shard);
/* Training samples index[0 ... batch - 1] into the shards, standardised. They stay until the next
   gradient_measure. */
void gradient_gather(struct gradient *g, const uint32_t *index);
/* Sample s of the gathered batch: feature i (channel, pixel) stands at [i * *step]. */
real *gradient_sample(struct gradient *g, size_t s, size_t *step);
uint8_t *gradient_label(struct gradient *g, size_t s);
real *gradient_value(struct gradient *g, size_t s, size_t i); /* that feature */
/* Loss of the gathered batch; slope (weights) = d (mean loss) / d w. */
struct losses_score gradient_compute(struct gradient *g, const real *w, real *slope);

/* Loss over the first n samples of a part, forward passes only. Uses the memory of the gathered
   batch. */
struct losses_score gradient_measure(struct gradient *g, const real *w,
                                     const struct data_part *part, size_t n);

#endif
