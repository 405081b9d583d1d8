/* Distribution of a batch or a measurement, and the messages. Rank 0 broadcasts the weights. A
   rank that cannot gather its samples itself (they were swapped or changed) receives them. Scores,
   moments and gradients are sent back. Rank 0 computes its own share meanwhile. */
#include "dnn/training/data_parallel.h"

#include <string.h>

#include "common/core/comm.h"

enum inputs { AS_BEFORE, BY_NUMBER, SENT };

struct request {        /* of rank 0 */
    bool batch;         /* gradients of the batch; otherwise a loss */
    size_t part;        /* of a loss: training, test, validation */
    enum inputs inputs; /* of a batch */
    size_t n;           /* samples of a measurement */
    uint64_t key;       /* of dropout */
};

static struct gradient_span share_of(size_t n, size_t rank)
{
    const size_t size = (size_t)comm_size();
    return (struct gradient_span){rank * n / size, (rank + 1) * n / size};
}

static size_t owner(const struct gradient *g, size_t group)
{
    return ((group + 1) * (size_t)comm_size() - 1) / g->groups;
}

static size_t pair_owner(const struct gradient *g, size_t i, size_t gap)
{
    const size_t end = i + 2 * gap < g->groups ? i + 2 * gap : g->groups;
    return owner(g, i) == owner(g, end - 1) ? owner(g, i) : 0;
}

/* Group i has not been added to another group by its owner. */
static bool is_partial_sum(const struct gradient *g, size_t i)
{
    const size_t gap = i & -i;
    return i == 0 || pair_owner(g, i - gap, gap) != owner(g, i);
}

/* Broadcasts from rank 0, which only reads the bytes. */
static void broadcast(const void *bytes, size_t n)
{
    comm_bcast((void *)bytes, n);
}

static void send_request(struct gradient *g, const struct request *o, const real *w)
{
    broadcast(&(int){COMM_WORK}, sizeof(int));
    broadcast(o, sizeof *o);
    broadcast(w, g->net->weights * sizeof *w);
}

enum way { TO, FROM };

static void carry(enum way way, int process, void *bytes, size_t n)
{
    if (way == TO)
        comm_send(bytes, n, process);
    else
        comm_recv(bytes, n, process);
}

/* ---- a batch --------------------------------------------------------------------------------- */

static void carry_samples(struct gradient *g, struct gradient_span groups, enum way way,
                          int process)
{
    const struct gradient_span shards = gradient_shards(g, groups);
    for (size_t s = shards.first; s < shards.end; s++) {
        const size_t n = gradient_first(g, s + 1) - gradient_first(g, s);
        carry(way, process, g->work[s].value[0], n * g->net->inputs * sizeof(real));
        carry(way, process, g->work[s].label, n * g->net->labels);
        if (g->data->targets)
            carry(way, process, g->work[s].target, n * g->data->targets * sizeof(real));
    }
}

static void carry_results(struct gradient *g, struct gradient_span groups, enum way way,
                          int process)
{
    const struct gradient_span shards = gradient_shards(g, groups);
    carry(way, process, g->score + shards.first, (shards.end - shards.first) * sizeof *g->score);
    for (size_t s = shards.first; g->net->averages && s < shards.end; s++)
        carry(way, process, g->work[s].moments, g->net->averages * sizeof(real));
    for (size_t i = groups.first; i < groups.end; i++)
        if (is_partial_sum(g, i)) carry(way, process, g->group[i], g->net->weights * sizeof(real));
}

static void compute(struct gradient *g, const real *w, uint64_t key)
{
    if (g->changed) gradient_gather_now(g);
    const struct request o = {.batch = true,
                              .inputs = g->wanted    ? BY_NUMBER
                                        : g->touched ? SENT
                                                     : AS_BEFORE,
                              .key = key};
    send_request(g, &o, w);
    if (g->wanted) broadcast(g->wanted, g->batch * sizeof *g->wanted);
    for (int p = 1; o.inputs == SENT && p < comm_size(); p++)
        carry_samples(g, share_of(g->groups, (size_t)p), TO, p);
    gradient_groups(g, w, share_of(g->groups, 0), key);
    for (int p = 1; p < comm_size(); p++) carry_results(g, share_of(g->groups, (size_t)p), FROM, p);
}

static void serve_batch(struct gradient *g, const real *w, const struct request *o)
{
    const struct gradient_span mine = share_of(g->groups, (size_t)comm_rank());
    g->wanted = o->inputs == BY_NUMBER ? g->numbers : NULL;
    if (o->inputs == BY_NUMBER) comm_bcast(g->numbers, g->batch * sizeof *g->numbers);
    if (o->inputs == SENT) carry_samples(g, mine, FROM, 0);
    gradient_groups(g, w, mine, o->key);
    gradient_add(g, (size_t)comm_rank());
    carry_results(g, mine, TO, 0);
}

/* ---- a measurement --------------------------------------------------------------------------- */

static void carry_scores(struct gradient *g, struct gradient_span blocks, enum way way, int process)
{
    carry(way, process, g->score + blocks.first, (blocks.end - blocks.first) * sizeof *g->score);
}

static void measure(struct gradient *g, const real *w, const struct data_part *part, size_t n)
{
    const struct data *const d = g->data;
    const struct request o = {.part = part->label == d->test.label         ? 1
                                      : part->label == d->validation.label ? 2
                                                                           : 0,
                              .n = n};
    const size_t blocks = gradient_count(g, n);
    send_request(g, &o, w);
    broadcast(g->average, g->net->averages * sizeof *g->average);
    gradient_blocks(g, w, part, n, share_of(blocks, 0));
    for (int p = 1; p < comm_size(); p++) carry_scores(g, share_of(blocks, (size_t)p), FROM, p);
}

static void serve_measure(struct gradient *g, const real *w, const struct request *o)
{
    const struct gradient_span mine = share_of(gradient_count(g, o->n), (size_t)comm_rank());
    const struct data_part *const part[] = {&g->data->train, &g->data->test, &g->data->validation};
    comm_bcast(g->average, g->net->averages * sizeof *g->average);
    gradient_blocks(g, w, part[o->part], o->n, mine);
    carry_scores(g, mine, TO, 0);
}

void data_parallel_serve(struct gradient *g, real *w, real *dw)
{
    struct request o;
    g->group[0] = dw;
    comm_bcast(&o, sizeof o);
    comm_bcast(w, g->net->weights * sizeof *w);
    (o.batch ? serve_batch : serve_measure)(g, w, &o);
}

const struct gradient_distributed data_parallel = {pair_owner, compute, measure};
