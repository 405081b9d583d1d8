/* Mean loss of a batch L = (1/B) sum over samples of l, and dL/dw, by back-propagation in
   shards. Shard s of S holds samples [s B / S, (s + 1) B / S). Slopes are added as ((0 + 1) + (2
   + 3)) + ...: the tree depends on S alone. */
#include "dnn/gradient.h"

#include <assert.h>

#include "dnn/products.h"

enum { BLOCK = 64 }; /* samples of a forward pass at least, unless a batch's shards are larger */

static size_t more(size_t a, size_t b)
{
    return a > b ? a : b;
}

void gradient_open(struct gradient *g, const struct network *net, const struct losses_kind *loss,
                   const struct data *data, size_t batch, size_t shards, int threads)
{
    assert(batch >= 1 && shards >= 1 && threads >= 1);
    products_start();
    *g = (struct gradient){
        .net = net, .loss = loss, .data = data, .batch = batch, .threads = threads};
    g->shards = shards < batch ? shards : batch;
    const size_t largest = (batch + g->shards - 1) / g->shards;
    g->block = largest < BLOCK ? BLOCK : largest > 4 * BLOCK ? 4 * BLOCK : largest;
    g->works = more(g->shards, (size_t)threads);
    g->work = base_alloc(g->works, sizeof *g->work);
    for (size_t i = 0; i < g->works; i++)
        network_work_open(&g->work[i], net, more(largest, g->block));
    g->score = base_alloc(more(data->train.n, data->test.n) / g->block + more(g->shards, 1) + 1,
                          sizeof *g->score);
}

void gradient_close(struct gradient *g)
{
    for (size_t i = 0; i < g->works; i++) network_work_close(&g->work[i], g->net);
    base_free(g->work);
    base_free(g->score);
}

size_t gradient_start(const struct gradient *g, size_t shard)
{
    return shard * g->batch / g->shards;
}

static size_t shard_size(const struct gradient *g, size_t shard)
{
    return gradient_start(g, shard + 1) - gradient_start(g, shard);
}

void gradient_gather(struct gradient *g, const uint32_t *index)
{
#pragma omp parallel for num_threads(g->threads) schedule(static, 1)
    for (size_t s = 0; s < g->shards; s++)
        data_gather(g->data, &g->data->train, index, gradient_start(g, s), shard_size(g, s),
                    g->work[s].value[0], g->work[s].label);
}

static size_t shard_of(const struct gradient *g, size_t s)
{
    size_t shard = s * g->shards / g->batch; /* right, or one too low where the division rounds */
    while (gradient_start(g, shard + 1) <= s) shard++;
    return shard;
}

real *gradient_sample(struct gradient *g, size_t s, size_t *step)
{
    const size_t shard = shard_of(g, s);
    *step = shard_size(g, shard);
    return g->work[shard].value[0] + (s - gradient_start(g, shard));
}

real *gradient_value(struct gradient *g, size_t s, size_t i)
{
    size_t step;
    real *const x = gradient_sample(g, s, &step);
    return x + i * step;
}

uint8_t *gradient_label(struct gradient *g, size_t s)
{
    const size_t shard = shard_of(g, s);
    return g->work[shard].label + (s - gradient_start(g, shard));
}

static struct losses_score pass(struct gradient *g, const real *w, size_t shard)
{
    struct network_work *work = &g->work[shard];
    const size_t b = shard_size(g, shard);
    const real *y = network_forward(g->net, w, work, b);
    const struct losses_score score =
        g->loss->measure(y, work->label, g->net->outputs, b, 1 / (real)g->batch, work->slope[0]);
    network_backward(g->net, w, work, b);
    return score;
}

/* slope[i] = tree sum over shards, for i in [begin, end); leaves partial sums in the shards. */
static void add_tree(struct gradient *g, real *slope, size_t begin, size_t end)
{
    for (size_t gap = 1; gap < g->shards; gap *= 2)
        for (size_t s = 0; s + gap < g->shards; s += 2 * gap) {
            real *to = g->work[s].gradient;
            const real *from = g->work[s + gap].gradient;
            for (size_t i = begin; i < end; i++) to[i] += from[i];
        }
    for (size_t i = begin; i < end; i++) slope[i] = g->work[0].gradient[i];
}

struct losses_score gradient_compute(struct gradient *g, const real *w, real *slope)
{
    enum { PIECE = 4096 };
    const size_t n = g->net->weights, pieces = (n + PIECE - 1) / PIECE;
#pragma omp parallel num_threads(g->threads)
    {
#pragma omp for schedule(dynamic, 1)
        for (size_t s = 0; s < g->shards; s++) g->score[s] = pass(g, w, s);
#pragma omp for schedule(static)
        for (size_t p = 0; p < pieces; p++)
            add_tree(g, slope, p * PIECE, (p + 1) * PIECE < n ? (p + 1) * PIECE : n);
    }
    struct losses_score sum = {0, 0};
    for (size_t s = 0; s < g->shards; s++) {
        sum.loss += g->score[s].loss;
        sum.correct += g->score[s].correct;
    }
    sum.loss /= (double)g->batch;
    return sum;
}

static struct losses_score measure_block(struct gradient *g, const real *w,
                                         const struct data_part *part, size_t first, size_t b,
                                         struct network_work *work)
{
    data_gather(g->data, part, NULL, first, b, work->value[0], work->label);
    const real *y = network_forward(g->net, w, work, b);
    return g->loss->measure(y, work->label, g->net->outputs, b, 0, NULL);
}

struct losses_score gradient_measure(struct gradient *g, const real *w,
                                     const struct data_part *part, size_t n)
{
    assert(n <= part->n);
    const size_t blocks = (n + g->block - 1) / g->block;
    const size_t team = (size_t)g->threads;
#pragma omp parallel for num_threads(g->threads) schedule(static, 1)
    for (size_t t = 0; t < team;
         t++) /* a block's numbers do not depend on the memory it is computed in */
        for (size_t i = t; i < blocks; i += team) {
            const size_t first = i * g->block, b = n - first < g->block ? n - first : g->block;
            g->score[i] = measure_block(g, w, part, first, b, &g->work[t]);
        }
    struct losses_score sum = {0, 0};
    for (size_t i = 0; i < blocks; i++) {
        sum.loss += g->score[i].loss;
        sum.correct += g->score[i].correct;
    }
    return sum;
}
