/* Mean loss of a batch L = (1/B) sum over samples of l, and dL/dw, by back-propagation in shards.
   Shard s of S holds samples [s B / S, (s + 1) B / S). Gradients of a group's shards are added in
   order, those of the groups as ((0 + 1) + (2 + 3)) + ...: sizes and order depend on batch, network
   and S alone. */
#include "dnn/training/gradient.h"

#include <assert.h>
#include <omp.h>
#include <string.h>

#include "common/io/checkpoint.h"
#include "dnn/kernels/gemm.h"
#include "dnn/kernels/elementwise.h"
#include "dnn/training/gradient_loss.h"
#include "common/core/minmax.h"

enum {
    BLOCK = 128,         /* largest number of samples of a pass, unless the run file requests few
                            shards */
    NEAR = 1 << 19,      /* target number of values of a shard's widest layer */
    GROUPS = 16,         /* largest number of groups ... */
    GRADIENTS = 1 << 21, /* ... and of gradients in all groups; but at least two groups */
    FEWEST = 16,         /* fewest samples of a shard that is made for a second thread */
    SERIAL = 30000000,   /* fewer operations do not pay off on a second thread */
};

/* Number of samples of a pass whose values stay in the cache. */
static size_t near_samples(const struct network *net)
{
    return max_size(FEWEST, min_size(BLOCK, NEAR / net->widest / 16 * 16));
}

/* An even number where two threads would share the work. */
static size_t shards_of(const struct network *net, size_t batch)
{
    const size_t near = near_samples(net), shards = (batch + near - 1) / near;
    const bool shared = batch >= 2 * FEWEST && network_flops(net) * (double)batch > SERIAL;
    return shared ? (shards + 1) / 2 * 2 : shards;
}

/* A power of two, so that equal shards make equal groups. */
static size_t groups_of(const struct network *net, size_t shards)
{
    size_t groups = 2;
    while (groups < GROUPS && 2 * groups * net->weights <= GRADIENTS) groups *= 2;
    return min_size(groups, shards);
}

/* True if products of `samples` samples pay off on several threads. */
static bool worthwhile(const struct gradient *g, size_t samples)
{
    return network_flops(g->net) * (double)samples > SERIAL;
}

void gradient_init(struct gradient *g, const struct network *net, const struct losses_kind *loss,
                   const struct data *data, size_t batch, size_t shards, int threads)
{
    assert(batch >= 1 && threads >= 1);
    gemm_init();
    elementwise_init();
    *g = (struct gradient){.net = net,
                           .loss = loss,
                           .data = data,
                           .parameter = loss->parameter,
                           .batch = batch,
                           .threads = threads};
    g->shards = min_size(shards ? shards : shards_of(net, batch), batch);
    g->groups = groups_of(net, g->shards);
    const size_t largest = (batch + g->shards - 1) / g->shards;
    g->block = max_size(near_samples(net), min_size(largest, 4 * BLOCK));
    g->work = base_alloc(g->shards, sizeof *g->work);
    g->inputs = base_alloc(net->inputs * batch, sizeof(real)); /* in one piece: large pages */
    if (net->layer[0].kind->packed_inputs)
        g->pairs = base_alloc(g->shards * gemm_paired(net->inputs, largest), sizeof(real));
    for (size_t s = 0; s < g->shards; s++) {
        g->work[s].value[0] = g->inputs + gradient_first(g, s) * net->inputs;
        g->work[s].label = base_alloc(net->labels * largest, 1);
        g->work[s].moments = base_alloc(net->averages + 1, sizeof(real));
        g->work[s].target = gradient_alloc_targets(g, largest);
    }
    g->numbers = base_alloc(batch, sizeof *g->numbers);
    g->memory = base_alloc((size_t)threads, sizeof *g->memory);
    for (int t = 0; t < threads; t++) {
        network_work_init(&g->memory[t], net, max_size(largest, g->block));
        g->memory[t].target = gradient_alloc_targets(g, g->memory[t].capacity);
    }
    g->group = base_alloc(g->groups, sizeof *g->group);
    for (size_t i = 1; i < g->groups; i++) g->group[i] = base_alloc(net->weights, sizeof(real));
    g->spare = base_alloc((size_t)threads, sizeof *g->spare);
    for (int t = 0; t < threads && g->shards > g->groups; t++)
        g->spare[t] = base_alloc(net->weights, sizeof(real));
    g->average = base_alloc(net->averages + 1, sizeof(real));
    for (size_t i = 0; i < net->depth; i++)
        for (size_t k = 0; k < net->layer[i].averages; k++) /* means 0, variances 1 */
            g->average[net->layer[i].average + k] = k >= net->layer[i].averages / 2;
    const size_t most = max_size(data->train.n, max_size(data->test.n, data->validation.n));
    g->score = base_alloc(most / g->block + g->shards + 1, sizeof *g->score);
    gradient_seed(g, 0, 0);
}

real *gradient_alloc_targets(const struct gradient *g, size_t b)
{
    return g->data->targets ? base_alloc(g->data->targets * b, sizeof(real)) : NULL;
}

void gradient_seed(struct gradient *g, uint64_t seed, uint32_t replica)
{
    rng_init(&g->noise, seed, replica, RNG_DROPOUT);
}

void gradient_visit(struct gradient *g, struct checkpoint *c)
{
    if (g->net->averages) checkpoint_real(c, "averages", g->average, g->net->averages);
    if (!g->net->noisy) return;
    checkpoint_enter(c, "dropout_rng");
    checkpoint_rng(c, &g->noise);
    checkpoint_leave(c);
}

void gradient_clear(struct gradient *g)
{
    for (size_t s = 0; s < g->shards; s++) {
        base_free(g->work[s].label);
        base_free(g->work[s].moments);
        base_free(g->work[s].target);
    }
    for (int t = 0; t < g->threads; t++) {
        network_work_clear(&g->memory[t], g->net);
        base_free(g->spare[t]);
    }
    for (size_t i = 1; i < g->groups; i++) base_free(g->group[i]);
    void *const owned[] = {g->inputs, g->pairs,   g->work,  g->memory, g->spare,
                           g->group,  g->average, g->score, g->numbers};
    for (size_t i = 0; i < sizeof owned / sizeof *owned; i++) base_free(owned[i]);
}

size_t gradient_first(const struct gradient *g, size_t shard)
{
    return shard * g->batch / g->shards;
}

static size_t shard_size(const struct gradient *g, size_t shard)
{
    return gradient_first(g, shard + 1) - gradient_first(g, shard);
}

static void gather_shard(struct gradient *g, size_t s)
{
    data_gather(g->data, &g->data->train, g->wanted, gradient_first(g, s), shard_size(g, s),
                g->work[s].value[0], g->work[s].label);
    data_gather_targets(g->data, &g->data->train, g->wanted, gradient_first(g, s), shard_size(g, s),
                        g->work[s].target);
}

void gradient_gather(struct gradient *g, const uint32_t *index)
{
    g->wanted = index;
    g->paired = false;
}

void gradient_gather_now(struct gradient *g)
{
    for (size_t s = 0; g->wanted && s < g->shards; s++) gather_shard(g, s);
    g->wanted = NULL;
    g->touched = true;
    g->paired = false;
}

static real *shard_pairs(const struct gradient *g, size_t s)
{
    const size_t largest = (g->batch + g->shards - 1) / g->shards;
    return g->pairs + s * gemm_paired(g->net->inputs, largest);
}

void gradient_pack_inputs(struct gradient *g)
{
    if (!g->pairs) return;
    gradient_gather_now(g);
    g->paired = true;
    for (size_t s = 0; s < g->shards && g->paired; s++)
        g->paired =
            gemm_pair(g->work[s].value[0], g->net->inputs, shard_size(g, s), shard_pairs(g, s));
}

static size_t shard_of(const struct gradient *g, size_t s)
{
    size_t shard = s * g->shards / g->batch; /* exact, or one too low by rounding */
    while (gradient_first(g, shard + 1) <= s) shard++;
    return shard;
}

real *gradient_sample(struct gradient *g, size_t s, size_t *step)
{
    const size_t shard = shard_of(g, s);
    gradient_gather_now(g);
    *step = shard_size(g, shard);
    return g->work[shard].value[0] + (s - gradient_first(g, shard));
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
    gradient_gather_now(g);
    return g->work[shard].label + (s - gradient_first(g, shard));
}

real *gradient_target(struct gradient *g, size_t s, size_t *step)
{
    const size_t shard = shard_of(g, s);
    gradient_gather_now(g);
    *step = shard_size(g, shard);
    return g->work[shard].target ? g->work[shard].target + (s - gradient_first(g, shard)) : NULL;
}

/* A shard's pass in the memory of the thread that makes it. */
static void pass(struct gradient *g, const real *w, size_t shard, uint64_t key, real *dw)
{
    struct network_work work = g->memory[omp_get_thread_num()];
    if (g->wanted) gather_shard(g, shard);
    work.value[0] = g->work[shard].value[0];
    work.pairs = g->paired ? shard_pairs(g, shard) : NULL;
    work.moments = g->work[shard].moments;
    work.dw = dw;
    work.training = true;
    if (g->net->noisy) rng_init(&work.noise, key, (uint32_t)shard, RNG_DROPOUT);
    const size_t b = shard_size(g, shard);
    const real *y = network_forward(g->net, w, &work, b);
    g->score[shard] =
        gradient_loss(g, &g->data->train, y,
                      &(struct gradient_answers){g->work[shard].label, g->work[shard].target}, b,
                      1 / (real)g->batch, work.dy[0]);
    network_backward(g->net, w, &work, b);
}

/* The shards of a group, one after the other, into its gradients. */
static void pass_group(struct gradient *g, const real *w, size_t group, uint64_t key)
{
    const size_t first = group * g->shards / g->groups, end = (group + 1) * g->shards / g->groups;
    pass(g, w, first, key, g->group[group]);
    for (size_t s = first + 1; s < end; s++) {
        real *const dw = g->spare[omp_get_thread_num()];
        pass(g, w, s, key, dw);
        elementwise()->add(g->group[group], dw, g->group[group], g->net->weights);
    }
}

struct gradient_span gradient_shards(const struct gradient *g, struct gradient_span groups)
{
    return (struct gradient_span){groups.first * g->shards / g->groups,
                                  groups.end * g->shards / g->groups};
}

void gradient_groups(struct gradient *g, const real *w, struct gradient_span groups, uint64_t key)
{
    if (g->threads > 1 && worthwhile(g, g->batch)) {
#pragma omp parallel for num_threads(g->threads) schedule(dynamic, 1)
        for (size_t i = groups.first; i < groups.end; i++) pass_group(g, w, i, key);
    } else {
        for (size_t i = groups.first; i < groups.end; i++) pass_group(g, w, i, key);
    }
}

/* gradient_add for weights [begin, end) alone. Partial sums remain in the groups. */
static void add_piece(struct gradient *g, size_t process, size_t begin, size_t end)
{
    for (size_t gap = 1; gap < g->groups; gap *= 2)
        for (size_t i = 0; i + gap < g->groups; i += 2 * gap) {
            if ((g->distributed ? g->distributed->owner(g, i, gap) : 0) != process) continue;
            real *const sum = g->group[i] + begin;
            elementwise()->add(sum, g->group[i + gap] + begin, sum, end - begin);
        }
}

void gradient_add(struct gradient *g, size_t process)
{
    enum { PIECE = 4096 };
    const size_t n = g->net->weights, pieces = (n + PIECE - 1) / PIECE;
    if (g->threads > 1 && worthwhile(g, g->batch)) {
#pragma omp parallel for num_threads(g->threads) schedule(static)
        for (size_t p = 0; p < pieces; p++)
            add_piece(g, process, p * PIECE, min_size((p + 1) * PIECE, n));
    } else {
        add_piece(g, process, 0, n);
    }
}

/* Running averages forget a tenth at every batch; a batch is the mean over its shards. */
static void update_averages(struct gradient *g)
{
    for (size_t i = 0; i < g->net->averages; i++) {
        double sum = 0;
        for (size_t s = 0; s < g->shards; s++) sum += (double)g->work[s].moments[i];
        g->average[i] = (real)(0.9 * (double)g->average[i] + 0.1 * sum / (double)g->shards);
    }
}

static struct losses_score total(const struct losses_score *score, size_t n)
{
    struct losses_score sum = {0, 0};
    for (size_t i = 0; i < n; i++) {
        sum.loss += score[i].loss;
        sum.correct += score[i].correct;
    }
    return sum;
}

/* Forgets a twentieth a batch. */
static void remember(struct gradient_recent *r, double loss, double accuracy)
{
    r->weight += (1 - r->weight) / 20;
    r->loss += (loss - r->loss) / 20;
    r->accuracy += (accuracy - r->accuracy) / 20;
}

/* A parallel region enters the system at every barrier, even with one thread: small batches do
   without. */
struct losses_score gradient_compute(struct gradient *g, const real *w, real *dw)
{
    const uint64_t key =
        g->net->noisy ? (uint64_t)rng_u32(&g->noise) << 32 | rng_u32(&g->noise) : 0;
    g->group[0] = dw;
    if (g->distributed && g->groups > 1)
        g->distributed->compute(g, w, key);
    else
        gradient_groups(g, w, (struct gradient_span){0, g->groups}, key);
    gradient_add(g, 0);
    g->wanted = NULL;
    g->touched = false;
    update_averages(g);
    struct losses_score sum = total(g->score, g->shards);
    sum.loss /= (double)g->batch;
    remember(&g->recent, sum.loss, sum.correct / (double)g->batch);
    return sum;
}

static struct losses_score measure_block(struct gradient *g, const real *w,
                                         const struct data_part *part, size_t first, size_t b,
                                         struct network_work *work)
{
    data_gather(g->data, part, NULL, first, b, work->value[0], work->label);
    data_gather_targets(g->data, part, NULL, first, b, work->target);
    work->training = false;
    work->average = g->average;
    const real *y = network_forward(g->net, w, work, b);
    return gradient_loss(g, part, y, &(struct gradient_answers){work->label, work->target}, b, 0,
                         NULL);
}

/* Every team-th block, in the memory of one thread; results do not depend on the thread. */
static void measure_share(struct gradient *g, const real *w, const struct data_part *part, size_t n,
                          struct gradient_span blocks, size_t t, size_t team)
{
    for (size_t i = blocks.first + t; i < blocks.end; i += team) {
        const size_t first = i * g->block, b = min_size(n - first, g->block);
        g->score[i] = measure_block(g, w, part, first, b, &g->memory[t]);
    }
}

size_t gradient_count(const struct gradient *g, size_t n)
{
    return (n + g->block - 1) / g->block;
}

void gradient_blocks(struct gradient *g, const real *w, const struct data_part *part, size_t n,
                     struct gradient_span blocks)
{
    const size_t team = (size_t)g->threads;
    if (team > 1 && worthwhile(g, n)) {
#pragma omp parallel for num_threads(g->threads) schedule(static, 1)
        for (size_t t = 0; t < team; t++) measure_share(g, w, part, n, blocks, t, team);
    } else {
        measure_share(g, w, part, n, blocks, 0, 1);
    }
}

struct losses_score gradient_measure(struct gradient *g, const real *w,
                                     const struct data_part *part, size_t n)
{
    assert(n <= part->n);
    const size_t blocks = gradient_count(g, n);
    if (g->distributed && worthwhile(g, n))
        g->distributed->measure(g, w, part, n);
    else
        gradient_blocks(g, w, part, n, (struct gradient_span){0, blocks});
    return total(g->score, blocks);
}
