/* Passes through the layers, first weights, and the memory of a pass. Weights have no unit; inputs
   are standardised. */
#include "dnn/network/network.h"
#include "common/core/minmax.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static void draw_uniform(real *w, size_t n, double low, double high, struct rng *rng)
{
    for (size_t i = 0; i < n; i++) w[i] = (real)(low + (high - low) * rng_uniform(rng));
}

static void draw_torch(real *w, size_t n, size_t in, size_t out, bool bias, struct rng *rng)
{
    (void)bias, (void)out;
    const double bound = 1 / sqrt((double)in);
    for (size_t i = 0; i < n; i++) w[i] = (real)((2 * rng_uniform(rng) - 1) * bound);
}

static void draw_gauss(real *w, size_t n, double sd, bool bias, struct rng *rng)
{
    for (size_t i = 0; i < n; i++) w[i] = bias ? 0 : (real)(sd * rng_normal(rng));
}

static void draw_normal(real *w, size_t n, size_t in, size_t out, bool bias, struct rng *rng)
{
    (void)out;
    draw_gauss(w, n, 1 / sqrt((double)in), bias, rng);
}

static void draw_he(real *w, size_t n, size_t in, size_t out, bool bias, struct rng *rng)
{
    (void)out;
    draw_gauss(w, n, sqrt(2 / (double)in), bias, rng);
}

static void draw_unit(real *w, size_t n, size_t in, size_t out, bool bias, struct rng *rng)
{
    (void)in, (void)out, (void)bias;
    draw_gauss(w, n, 1, false, rng);
}

static void draw_glorot(real *w, size_t n, size_t in, size_t out, bool bias, struct rng *rng)
{
    const double bound = bias ? 0 : sqrt(6 / (double)(in + out));
    draw_uniform(w, n, -bound, bound, rng);
}

static void draw_narrow(real *w, size_t n, size_t in, size_t out, bool bias, struct rng *rng)
{
    (void)in, (void)out, (void)bias;
    for (size_t i = 0; i < n; i++) w[i] = (real)((2 * rng_uniform(rng) - 1) * 0.02);
}

static void draw_wide(real *w, size_t n, size_t in, size_t out, bool bias, struct rng *rng)
{
    (void)in, (void)out, (void)bias;
    draw_uniform(w, n, -1, 1, rng);
}

static void draw_positive(real *w, size_t n, size_t in, size_t out, bool bias, struct rng *rng)
{
    (void)in, (void)out, (void)bias;
    draw_uniform(w, n, 0, 1, rng);
}

const struct network_start network_starts[] = {
    {"pytorch", "uniform in +-1/sqrt(fan-in), biases too (PyTorch's default)", draw_torch},
    {"normal", "normal of variance 1/fan-in, biases 0", draw_normal},
    {"he", "normal of variance 2/fan-in, biases 0", draw_he},
    {"glorot", "uniform in +-sqrt(6/(fan-in + fan-out)), biases 0", draw_glorot},
    {"narrow", "uniform in +-0.02, biases too", draw_narrow},
    {"wide", "uniform in +-1, biases too", draw_wide},
    {"positive", "uniform in 0 ... 1, biases too", draw_positive},
    {"unit", "normal of variance 1, biases too", draw_unit},
    {0},
};

const struct base_table network_starts_table = {
    "initialisation", "first weights, in [network] init", network_starts, sizeof *network_starts};

void network_draw(const struct network *net, real *w, const struct network_start *start,
                  struct rng *rng)
{
    for (size_t i = 0; i < net->depth; i++) {
        const struct layer *l = &net->layer[i];
        if (!l->rows) continue;
        if (l->kind->constant_start) {
            for (size_t k = 0; k < layer_weights(l); k++) w[l->offset + k] = k < l->rows;
            continue;
        }
        const size_t n = l->rows * l->columns, out = l->rows * max_size(l->window * l->window, 1);
        start->draw(w + l->offset, n, l->columns, out, false, rng);
        if (l->bias) start->draw(w + l->offset + n, l->rows, l->columns, out, true, rng);
    }
}

/* True if backward of the layer below needs values that layer l changes in place. */
static bool spoils(const struct layer *below, const struct layer *l)
{
    return below->kind->spoiled && l->kind->in_place >= below->kind->spoiled;
}

bool network_shares(const struct network *net, size_t i)
{
    if (i == 0 || !net->layer[i].kind->in_place || net->named[i]) return false;
    size_t below = i - 1; /* the layer that writes this memory first, through those in between */
    while (!spoils(&net->layer[below], &net->layer[i]) && network_shares(net, below)) below--;
    return !spoils(&net->layer[below], &net->layer[i]);
}

static real *reals(size_t n)
{
    return base_alloc(n ? n : 1, sizeof(real));
}

void network_work_init(struct network_work *work, const struct network *net, size_t capacity)
{
    *work = (struct network_work){.capacity = capacity};
    work->value[0] = reals(net->inputs * capacity);
    size_t scratch = 0;
    for (size_t i = 0; i < net->depth; i++) {
        const struct layer *l = &net->layer[i];
        const size_t n = layer_features(l->out) * capacity;
        work->value[i + 1] = network_shares(net, i) ? work->value[i] : reals(n);
        if (net->named[i + 1]) work->branch[i + 1] = reals(n);
        const size_t need = l->kind->scratch ? l->kind->scratch(l, capacity) : 0;
        if (need > scratch) scratch = need;
    }
    work->scratch = reals(scratch);
    for (int i = 0; i < 2; i++) work->dy[i] = reals(net->widest * capacity);
    work->label = base_alloc(net->labels * capacity, 1);
    work->moments = reals(net->averages);
}

void network_work_clear(struct network_work *work, const struct network *net)
{
    base_free(work->value[0]);
    for (size_t i = 0; i < net->depth; i++) {
        if (!network_shares(net, i)) base_free(work->value[i + 1]);
        base_free(work->branch[i + 1]);
    }
    void *const owned[] = {work->scratch, work->dy[0],   work->dy[1],
                           work->label,   work->moments, work->target};
    for (size_t i = 0; i < sizeof owned / sizeof *owned; i++) base_free(owned[i]);
}

static struct layer_pass pass_of(const struct network *net, const real *w,
                                 const struct network_work *work, size_t i, size_t b)
{
    const struct layer *l = &net->layer[i];
    struct layer_pass p = {.b = b,
                           .training = work->training,
                           .w = w + l->offset,
                           .x = work->value[i],
                           .pairs = i ? NULL : work->pairs,
                           .other = l->back ? work->value[i + 1 - l->back] : NULL,
                           .y = work->value[i + 1],
                           .average = work->average ? work->average + l->average : NULL,
                           .moments = work->moments + l->average,
                           .scratch = work->scratch};
    if (net->noisy) { /* a separate random stream for every layer */
        p.noise = work->noise;
        p.noise.replica += (uint32_t)i << 16;
    }
    return p;
}

void network_forward_layer(const struct network *net, const real *w, struct network_work *work,
                           size_t i, size_t b)
{
    const struct layer_pass p = pass_of(net, w, work, i, b);
    net->layer[i].kind->forward(&net->layer[i], &p);
}

const real *network_forward(const struct network *net, const real *w, struct network_work *work,
                            size_t b)
{
    assert(b <= work->capacity);
    for (size_t i = 0; i < net->depth; i++) network_forward_layer(net, w, work, i, b);
    return work->value[net->depth];
}

/* Index of the first layer with weights. Back-propagation stops there: the gradient with respect
   to the data is not needed. */
static size_t lowest(const struct network *net)
{
    size_t i = 0;
    while (!net->layer[i].rows) i++;
    return i;
}

static void add_branch(const real *branch, real *dy, size_t n)
{
    for (size_t i = 0; i < n; i++) dy[i] += branch[i];
}

void network_backward(const struct network *net, const real *w, struct network_work *work, size_t b)
{
    real *dy = work->dy[0], *other = work->dy[1];
    const size_t last = lowest(net);
    for (size_t i = 0; i < net->depth; i++)
        if (work->branch[i + 1])
            memset(work->branch[i + 1], 0, layer_features(net->layer[i].out) * b * sizeof(real));
    for (size_t i = net->depth; i-- > last;) {
        const struct layer *l = &net->layer[i];
        struct layer_pass p = pass_of(net, w, work, i, b);
        if (work->branch[i + 1]) add_branch(work->branch[i + 1], dy, layer_features(l->out) * b);
        p.dy = dy;
        p.dx = i == last ? NULL : l->kind->in_place ? dy : other;
        p.dother = l->back ? work->branch[i + 1 - l->back] : NULL;
        p.dw = work->dw + l->offset;
        l->kind->backward(l, &p);
        if (p.dx == other) {
            other = dy;
            dy = p.dx;
        }
    }
}

double network_layer_flops(const struct network *net, size_t i)
{
    const struct layer *l = &net->layer[i];
    const size_t places = l->window ? l->out.height * l->out.width : 1;
    return (i == lowest(net) ? 4.0 : 6.0) * (double)(l->rows * l->columns * places);
}

double network_flops(const struct network *net)
{
    double sum = 0;
    for (size_t i = 0; i < net->depth; i++) sum += network_layer_flops(net, i);
    return sum;
}
