/* H v = d/dt of the gradient at w + t v. Rates of change of all values are propagated forward,
   those of the gradients at all values backward (struct layer_rates). The gradients at the values
   are needed, the gradient of the weights is not. A gradient costs 2 + 4 products per layer
   (forward; weights and inputs backward), this (2 + 4) + (2 + 8); the first layer, whose inputs
   are constant, costs 4 + 2 instead of 4. Blocks of samples are added in order within a fixed
   number of groups, and the groups in order. */
#include "dnn/landscape/hessian_product.h"

#include <assert.h>
#include <omp.h>
#include <string.h>

#include "dnn/kernels/gemm.h"
#include "dnn/training/gradient_loss.h"

enum { GROUPS = 4 };

struct hessian_product_rates {
    real *value[NETWORK_DEPTH + 1];  /* (out, b); NULL up to the input of the lowest layer with
                                        weights: they do not move */
    real *branch[NETWORK_DEPTH + 1]; /* (out, b) gradients of the values that a `back` or `add`
                                        names */
    real *dy[2], *extra;             /* (widest, b) */
    real *dw, *extra_dw;             /* (weights), (most weights of a layer) */
};

static size_t lowest(const struct network *net)
{
    size_t i = 0;
    while (!net->layer[i].rows) i++;
    return i;
}

static real *reals(size_t n)
{
    return base_alloc(n ? n : 1, sizeof(real));
}

static void rates_init(struct hessian_product_rates *r, const struct network *net, size_t b)
{
    *r = (struct hessian_product_rates){0};
    size_t most = 0;
    for (size_t i = lowest(net); i < net->depth; i++) {
        const size_t n = layer_features(net->layer[i].out) * b;
        r->value[i + 1] = reals(n);
        if (net->named[i + 1]) r->branch[i + 1] = reals(n);
        if (layer_weights(&net->layer[i]) > most) most = layer_weights(&net->layer[i]);
    }
    for (int k = 0; k < 2; k++) r->dy[k] = reals(net->widest * b);
    r->extra = reals(net->widest * b);
    r->dw = reals(net->weights);
    r->extra_dw = reals(most);
}

static void rates_clear(struct hessian_product_rates *r)
{
    for (size_t i = 0; i <= NETWORK_DEPTH; i++) base_free(r->value[i]), base_free(r->branch[i]);
    base_free(r->dy[0]), base_free(r->dy[1]), base_free(r->extra);
    base_free(r->dw), base_free(r->extra_dw);
}

void hessian_product_init(struct hessian_product *c, const struct gradient *g,
                          const struct data_part *part, size_t n, const char *where)
{
    assert(n >= 1 && n <= part->n);
    const struct network *const net = g->net;
    for (size_t i = 0; i < net->depth; i++)
        require(net->layer[i].kind->push && net->layer[i].kind->pull,
                "%s: layer %zu, %s, has no second derivatives here", where, i + 1,
                net->layer[i].kind->name);
    require(g->loss->hvp, "%s: the loss %s has no second derivatives here", where, g->loss->name);
    gemm_init();
    *c = (struct hessian_product){
        .g = g, .part = part, .n = n, .block = g->block, .end = net->weights};
    const size_t blocks = (n + c->block - 1) / c->block, threads = (size_t)g->threads;
    c->groups = blocks < GROUPS ? blocks : GROUPS;
    c->work = base_alloc(threads, sizeof *c->work);
    c->rates = base_alloc(threads, sizeof *c->rates);
    for (size_t t = 0; t < threads; t++) {
        network_work_init(&c->work[t], net, c->block);
        c->work[t].target = gradient_alloc_targets(c->g, c->block);
        rates_init(&c->rates[t], net, c->block);
    }
    c->group = base_alloc(c->groups, sizeof *c->group);
    for (size_t k = 0; k < c->groups; k++) c->group[k] = reals(net->weights);
    c->w = reals(net->weights);
    c->v = reals(2 * net->weights);
}

void hessian_product_clear(struct hessian_product *c)
{
    for (int t = 0; t < c->g->threads; t++) {
        network_work_clear(&c->work[t], c->g->net);
        rates_clear(&c->rates[t]);
    }
    for (size_t k = 0; k < c->groups; k++) base_free(c->group[k]);
    base_free(c->work), base_free(c->rates), base_free(c->group);
    base_free(c->w), base_free(c->v);
}

/* ---- a block of samples ---------------------------------------------------------------------- */

struct block { /* a pass and its rates */
    const struct network *net;
    const real *w, *v;
    struct network_work *work;
    struct hessian_product_rates *r;
    size_t b;
};

static struct layer_pass pass_of(const struct block *k, size_t i)
{
    const struct layer *const l = &k->net->layer[i];
    return (struct layer_pass){.b = k->b,
                               .w = k->w + l->offset,
                               .x = k->work->value[i],
                               .other = l->back ? k->work->value[i + 1 - l->back] : NULL,
                               .y = k->work->value[i + 1],
                               .scratch = k->work->scratch};
}

static struct layer_rates rates_of(const struct block *k, size_t i)
{
    const struct layer *const l = &k->net->layer[i];
    return (struct layer_rates){.w = k->v + l->offset,
                                .x = k->r->value[i],
                                .other = l->back ? k->r->value[i + 1 - l->back] : NULL,
                                .y = k->r->value[i + 1],
                                .dother = l->back ? k->r->branch[i + 1 - l->back] : NULL,
                                .dw = k->r->dw + l->offset,
                                .extra = k->r->extra,
                                .extra_dw = k->r->extra_dw};
}

static void push(const struct block *k)
{
    for (size_t i = lowest(k->net); i < k->net->depth; i++) {
        const struct layer_pass p = pass_of(k, i);
        const struct layer_rates t = rates_of(k, i);
        k->net->layer[i].kind->push(&k->net->layer[i], &p, &t);
    }
}

static void add(real *restrict to, const real *restrict from, size_t n)
{
    for (size_t i = 0; i < n; i++) to[i] += from[i];
}

static void clear_branches(const struct block *k)
{
    for (size_t i = 1; i <= k->net->depth; i++) {
        const size_t size = layer_features(k->net->layer[i - 1].out) * k->b * sizeof(real);
        if (k->work->branch[i]) memset(k->work->branch[i], 0, size);
        if (k->r->branch[i]) memset(k->r->branch[i], 0, size);
    }
}

/* Back-propagates the gradients at the outputs, work->dy[0], and their rates, r->dy[0]; writes
   r->dw. */
static void pull(const struct block *k)
{
    const size_t last = lowest(k->net);
    real *dy = k->work->dy[0], *next = k->work->dy[1];
    real *rate = k->r->dy[0], *rate_next = k->r->dy[1];
    clear_branches(k);
    for (size_t i = k->net->depth; i-- > last;) {
        const struct layer *const l = &k->net->layer[i];
        struct layer_pass p = pass_of(k, i);
        struct layer_rates t = rates_of(k, i);
        const size_t n = layer_features(l->out) * k->b;
        if (k->work->branch[i + 1]) add(dy, k->work->branch[i + 1], n);
        if (k->r->branch[i + 1]) add(rate, k->r->branch[i + 1], n);
        p.dy = dy, t.dy = rate;
        t.dx = i == last ? NULL : rate_next;
        l->kind->pull(l, &p, &t);
        if (i == last) break;
        p.dx = l->kind->in_place ? dy : next;
        p.dother = l->back ? k->work->branch[i + 1 - l->back] : NULL;
        l->kind->backward(l, &p);
        if (p.dx == next) next = dy, dy = p.dx;
        rate_next = rate, rate = t.dx;
    }
}

static void multiply_block(struct hessian_product *c, const real *v, size_t first, size_t b)
{
    const struct gradient *const g = c->g;
    const int thread = omp_get_thread_num();
    struct network_work *const work = &c->work[thread];
    struct hessian_product_rates *const r = &c->rates[thread];
    const struct block k = {g->net, c->w, v, work, r, b};
    const real scale = 1 / (real)c->n;
    data_gather(g->data, c->part, NULL, first, b, work->value[0], work->label);
    const real *const y = network_forward(g->net, c->w, work, b);
    data_gather_targets(g->data, c->part, NULL, first, b, work->target);
    gradient_loss(g, c->part, y, &(struct gradient_answers){work->label, work->target}, b, scale,
                  work->dy[0]);
    push(&k);
    gradient_loss_curvature(g, c->part, y, r->value[g->net->depth], work->label, b, scale,
                            r->dy[0]);
    pull(&k);
}

void hessian_product_multiply(struct hessian_product *c, const real *v, real *y)
{
    const size_t P = c->g->net->weights, blocks = (c->n + c->block - 1) / c->block;
#pragma omp parallel for num_threads(c->g->threads) schedule(dynamic, 1)
    for (size_t k = 0; k < c->groups; k++) {
        memset(c->group[k], 0, P * sizeof(real));
        for (size_t i = k * blocks / c->groups; i < (k + 1) * blocks / c->groups; i++) {
            const size_t first = i * c->block, left = c->n - first;
            multiply_block(c, v, first, left < c->block ? left : c->block);
            add(c->group[k], c->rates[omp_get_thread_num()].dw, P);
        }
    }
    memset(y, 0, P * sizeof *y);
    for (size_t k = 0; k < c->groups; k++) add(y, c->group[k], P);
}

static void multiply(void *context, const double *v, double *y)
{
    struct hessian_product *const c = context;
    const size_t P = c->g->net->weights;
    real *const in = c->v, *const out = c->v + P;
    memset(in, 0, P * sizeof *in);
    for (size_t i = c->begin; i < c->end; i++) in[i] = (real)v[i - c->begin];
    hessian_product_multiply(c, in, out);
    for (size_t i = c->begin; i < c->end; i++) y[i - c->begin] = (double)out[i];
}

struct lanczos_matrix hessian_product_matrix(struct hessian_product *c)
{
    return (struct lanczos_matrix){c->end - c->begin, multiply, c};
}
