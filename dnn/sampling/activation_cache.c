/* Let z_r be the input of unit r and a_r = f(z_r) its output. A trial of weight w_ri changes
     z_r += dw x_i,  z'_j += w'_jr (new a_r - old a_r) for all units j of the layer above.
   All layers beyond that one need a forward pass. Rounding errors of the sums grow like a random
   walk with the accepted trials, so all values are computed from scratch after 4096 of them. */
#include "dnn/sampling/activation_cache.h"

#include <assert.h>
#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <string.h>

#include "common/io/checkpoint.h"
#include "dnn/training/gradient_loss.h"

enum { BLOCK = 512, FRESH = 4096, SERIAL = 1 << 18 };
#define UNTOUCHED (SIZE_MAX - 1)

struct block { /* samples first ... first + b - 1 */
    size_t number, first, b;
};

static bool supported(const struct layer *l)
{
    return l->kind->elementwise || l->kind->propagate;
}

/* ---- memory ---------------------------------------------------------------------------------- */

static size_t features(const struct network *net, size_t v)
{
    return v ? layer_features(net->layer[v - 1].out) : net->inputs;
}

void activation_cache_init(struct activation_cache *k, const struct network *net,
                           const struct gradient *g, const struct data *data)
{
    *k = (struct activation_cache){.net = net, .gradient = g, .data = data, .n = data->train.n};
    k->blocks = (k->n + BLOCK - 1) / BLOCK;
    for (size_t i = 0; i < net->depth; i++)
        if (!supported(&net->layer[i])) k->net = NULL;
}

bool activation_cache_possible(const struct activation_cache *k)
{
    return k->net;
}

static struct block block_of(const struct activation_cache *k, size_t i)
{
    const size_t first = i * k->n / k->blocks;
    return (struct block){i, first, (i + 1) * k->n / k->blocks - first};
}

static real *at(const struct activation_cache *k, real *const *values, size_t v,
                const struct block *b)
{
    return values[v] + b->first * features(k->net, v);
}

static size_t most_scratch(const struct network *net)
{
    size_t most = 1;
    for (size_t i = 0; i < net->depth; i++) {
        const struct layer *const l = &net->layer[i];
        const size_t need = l->kind->scratch ? l->kind->scratch(l, BLOCK) : 0;
        if (need > most) most = need;
    }
    return most;
}

static real *targets_of(const struct activation_cache *k, const struct block *b)
{
    return k->target ? k->target + b->first * k->data->targets : NULL;
}

static void allocate(struct activation_cache *k)
{
    const size_t threads = (size_t)k->gradient->threads;
    for (size_t v = 0; v <= k->net->depth; v++) {
        k->value[v] = base_alloc(k->n * features(k->net, v), sizeof(real));
        if (v) k->tried[v] = base_alloc(k->n * features(k->net, v), sizeof(real));
    }
    k->label = base_alloc(k->n * k->net->labels, 1);
    k->target = gradient_alloc_targets(k->gradient, k->n);
    k->block_loss = base_alloc(k->blocks, sizeof *k->block_loss);
    k->scratch = base_alloc(threads, sizeof *k->scratch);
    k->difference = base_alloc(threads, sizeof *k->difference);
    for (size_t t = 0; t < threads; t++) {
        k->scratch[t] = base_alloc(most_scratch(k->net), sizeof(real));
        k->difference[t] = base_alloc(BLOCK, sizeof(real));
    }
    for (size_t i = 0; i < k->blocks; i++) {
        const struct block b = block_of(k, i);
        data_gather(k->data, &k->data->train, NULL, b.first, b.b, at(k, k->value, 0, &b),
                    k->label + b.first * k->net->labels);
        data_gather_targets(k->data, &k->data->train, NULL, b.first, b.b, targets_of(k, &b));
    }
}

void activation_cache_clear(struct activation_cache *k)
{
    for (int t = 0; k->label && t < k->gradient->threads; t++)
        base_free(k->scratch[t]), base_free(k->difference[t]);
    for (size_t v = 0; v <= NETWORK_DEPTH; v++) base_free(k->value[v]), base_free(k->tried[v]);
    void *const owned[] = {k->label, k->target, k->block_loss, k->scratch, k->difference};
    for (size_t i = 0; i < sizeof owned / sizeof *owned; i++) base_free(owned[i]);
}

/* ---- passes ---------------------------------------------------------------------------------- */

static void forward(const struct activation_cache *k, const real *w, size_t i, const real *x,
                    real *y, size_t b)
{
    const struct layer *const l = &k->net->layer[i];
    l->kind->forward(l, &(struct layer_pass){.b = b,
                                             .w = w + l->offset,
                                             .x = x,
                                             .y = y,
                                             .scratch = k->scratch[omp_get_thread_num()]});
}

/* Row r of an elementwise layer. */
static void forward_row(const struct activation_cache *k, size_t i, const real *x, real *y,
                        size_t b)
{
    struct layer one = k->net->layer[i];
    one.in = one.out = (struct layer_shape){1, 1, 1};
    one.kind->forward(&one, &(struct layer_pass){.b = b, .x = x, .y = y});
}

static double loss_of(const struct activation_cache *k, const real *y, const struct block *b)
{
    const struct gradient *const g = k->gradient;
    const struct gradient_answers answers = {k->label + b->first * k->net->labels,
                                             targets_of(k, b)};
    return gradient_loss(g, &k->data->train, y, &answers, b->b, 0, NULL).loss;
}

static double all_losses(const struct activation_cache *k)
{
    double sum = 0;
    for (size_t i = 0; i < k->blocks; i++) sum += k->block_loss[i];
    return sum;
}

static bool worthwhile(const struct activation_cache *k, double operations)
{
    return k->gradient->threads > 1 && operations > SERIAL;
}

/* Computes all values from the weights; if loaded, only those that a checkpoint does not
   contain. */
static void compute(struct activation_cache *k, const real *w, bool loaded)
{
#pragma omp parallel for num_threads(k->gradient->threads) schedule(static) if (k->blocks > 1)
    for (size_t n = 0; n < k->blocks; n++) {
        const struct block b = block_of(k, n);
        for (size_t i = 0; i < k->net->depth; i++)
            if (!loaded || k->net->layer[i].kind->elementwise)
                forward(k, w, i, at(k, k->value, i, &b), at(k, k->value, i + 1, &b), b.b);
        k->block_loss[n] = loss_of(k, at(k, k->value, k->net->depth, &b), &b);
    }
    k->loss = all_losses(k);
}

double activation_cache_loss(struct activation_cache *k, const real *w, uint64_t version)
{
    if (!k->label) allocate(k);
    if (k->version != version) {
        compute(k, w, false);
        k->version = version;
        k->age = 0;
    }
    return k->loss;
}

/* ---- trials ---------------------------------------------------------------------------------- */

static void row_again(const struct activation_cache *k, const real *w,
                      const struct weight_change *t, const struct block *b)
{
    const struct layer *const l = &k->net->layer[t->layer];
    const real *const row = w + l->offset + t->row * l->columns,
                      *const bias = layer_bias(l, w + l->offset),
                      *const x = at(k, k->value, t->layer, b) + t->row * l->first_input * b->b;
    const real scale = (real)(1 / l->divisor);
    real *const y = at(k, k->tried, t->layer + 1, b) + t->row * b->b;
    for (size_t s = 0; s < b->b; s++) y[s] = bias ? bias[t->row] : 0;
    for (size_t i = 0; i < l->columns; i++)
        layer_add_times(y, y, scale * row[i], x + i * b->b, b->b);
}

static void one_weight(const struct activation_cache *k, const struct weight_change *t,
                       const struct block *b)
{
    const struct layer *const l = &k->net->layer[t->layer];
    const size_t input = t->column + t->row * l->first_input, from = t->row * b->b;
    const real change = (real)(t->change / l->divisor);
    const real *const old = at(k, k->value, t->layer + 1, b) + from;
    real *const new = at(k, k->tried, t->layer + 1, b) + from;
    if (t->column == l->columns)
        for (size_t s = 0; s < b->b; s++) new[s] = old[s] + (real)t->change;
    else
        layer_add_times(new, old, change, at(k, k->value, t->layer, b) + input * b->b, b->b);
}

/* Computes the changed outputs of the layer with the changed weights. Returns their row, or
   LAYER_ALL. */
static size_t touch(const struct activation_cache *k, const real *w, const struct weight_change *t,
                    const struct block *b)
{
    if (t->row == LAYER_ALL)
        forward(k, w, t->layer, at(k, k->value, t->layer, b), at(k, k->tried, t->layer + 1, b),
                b->b);
    else if (t->column == LAYER_ALL)
        row_again(k, w, t, b);
    else
        one_weight(k, t, b);
    return t->row;
}

/* Propagates the change of one row of value v to value v + 1; returns the changed row there. */
static size_t pass_on(const struct activation_cache *k, const real *w, size_t v, size_t row,
                      const struct block *b)
{
    const struct layer *const l = &k->net->layer[v];
    const real *const old = at(k, k->value, v, b) + row * b->b, *const new = at(k, k->tried, v, b) +
                                                                             row * b->b;
    if (l->kind->elementwise) {
        forward_row(k, v, new, at(k, k->tried, v + 1, b) + row * b->b, b->b);
        return row;
    }
    real *const difference = k->difference[omp_get_thread_num()];
    for (size_t s = 0; s < b->b; s++) difference[s] = new[s] - old[s];
    return l->kind->propagate(l, w, row, difference, at(k, k->value, v + 1, b),
                              at(k, k->tried, v + 1, b), b->b);
}

/* The loss needs all outputs: unchanged rows are copied. */
static void complete(const struct activation_cache *k, size_t row, const struct block *b)
{
    const real *const old = at(k, k->value, k->net->depth, b);
    real *const new = at(k, k->tried, k->net->depth, b);
    for (size_t r = 0; r < k->net->outputs; r++)
        if (r != row) memcpy(new + r * b->b, old + r * b->b, b->b * sizeof *new);
}

static void try_block(struct activation_cache *k, const real *w, const struct weight_change *t,
                      size_t number)
{
    const struct block here = block_of(k, number), *const b = &here;
    const size_t depth = k->net->depth;
    size_t row = touch(k, w, t, b);
    for (size_t v = t->layer + 1;; v++) {
        if (b->number == 0) k->row[v] = row;
        if (v == depth) break;
        if (row == LAYER_ALL)
            forward(k, w, v, at(k, k->tried, v, b), at(k, k->tried, v + 1, b), b->b);
        else
            row = pass_on(k, w, v, row, b);
    }
    if (row != LAYER_ALL) complete(k, row, b);
    k->block_loss[b->number] = loss_of(k, at(k, k->tried, depth, b), b);
}

/* Number of operations of a trial, roughly. Layers above the first that changes as a whole are
   computed completely. */
static double operations(const struct activation_cache *k, const struct weight_change *t)
{
    double sum = (double)k->net->outputs * 16;
    size_t dense = t->row == LAYER_ALL;
    for (size_t i = t->layer; i < k->net->depth; i++) {
        const struct layer *const l = &k->net->layer[i];
        sum += (double)l->rows * (dense > 1 ? (double)l->columns : 1);
        dense += l->rows > 0;
    }
    return sum * (double)k->n;
}

/* A parallel region, even with one thread, costs more than a small trial. */
double activation_cache_try(struct activation_cache *k, const real *w,
                            const struct weight_change *t)
{
    for (size_t v = 0; v <= k->net->depth; v++) k->row[v] = UNTOUCHED;
    if (worthwhile(k, operations(k, t))) {
#pragma omp parallel for num_threads(k->gradient->threads) schedule(static)
        for (size_t n = 0; n < k->blocks; n++) try_block(k, w, t, n);
    } else {
        for (size_t n = 0; n < k->blocks; n++) try_block(k, w, t, n);
    }
    return k->tried_loss = all_losses(k);
}

static void accept_row(struct activation_cache *k, size_t v)
{
    for (size_t n = 0; n < k->blocks; n++) {
        const struct block b = block_of(k, n);
        memcpy(at(k, k->value, v, &b) + k->row[v] * b.b, at(k, k->tried, v, &b) + k->row[v] * b.b,
               b.b * sizeof(real));
    }
}

void activation_cache_commit(struct activation_cache *k, uint64_t version)
{
    for (size_t v = 1; v <= k->net->depth; v++) {
        if (k->row[v] == LAYER_ALL) {
            real *const old = k->value[v];
            k->value[v] = k->tried[v];
            k->tried[v] = old;
        } else if (k->row[v] != UNTOUCHED) {
            accept_row(k, v);
        }
    }
    k->loss = k->tried_loss;
    k->version = ++k->age < FRESH ? version : 0;
}

/* ---- restarts -------------------------------------------------------------------------------- */

void activation_cache_visit(struct activation_cache *k, struct checkpoint *c, const real *w,
                            uint64_t version)
{
    uint8_t held = k->label && k->version == version && k->age > 0;
    checkpoint_u8(c, "held", &held, 1);
    if (checkpoint_loading(c)) k->version = 0;
    if (!held) return;
    if (!k->label) allocate(k);
    checkpoint_u64(c, "age", &k->age, 1);
    for (size_t v = 1; v <= k->net->depth; v++) {
        char name[24];
        snprintf(name, sizeof name, "values_%zu", v);
        if (!k->net->layer[v - 1].kind->elementwise)
            checkpoint_real(c, name, k->value[v], k->n * features(k->net, v));
    }
    if (!checkpoint_loading(c)) return;
    compute(k, w, true);
    k->version = version;
}
