/* Passes through the layers, first weights, and the memory of a shard. Weights have no unit;
   inputs are standardised. First weights "torch" are PyTorch's: uniform in +-1/sqrt(fan-in),
   biases too. */
#include "dnn/network.h"

#include <assert.h>
#include <math.h>

static void draw_torch(real *w, size_t n, size_t fan_in, bool bias, struct rng *rng)
{
    (void)bias;
    const double bound = 1 / sqrt((double)fan_in);
    for (size_t i = 0; i < n; i++) w[i] = (real)((2 * rng_uniform(rng) - 1) * bound);
}

static void draw_gauss(real *w, size_t n, double sd, bool bias, struct rng *rng)
{
    for (size_t i = 0; i < n; i++) w[i] = bias ? 0 : (real)(sd * rng_normal(rng));
}

static void draw_normal(real *w, size_t n, size_t fan_in, bool bias, struct rng *rng)
{
    draw_gauss(w, n, 1 / sqrt((double)fan_in), bias, rng);
}

static void draw_he(real *w, size_t n, size_t fan_in, bool bias, struct rng *rng)
{
    draw_gauss(w, n, sqrt(2 / (double)fan_in), bias, rng);
}

static void draw_narrow(real *w, size_t n, size_t fan_in, bool bias, struct rng *rng)
{
    (void)fan_in, (void)bias;
    for (size_t i = 0; i < n; i++) w[i] = (real)((2 * rng_uniform(rng) - 1) * 0.02);
}

const struct network_start network_starts[] = {
    {"torch", "uniform in +-1/sqrt(fan-in), biases too (PyTorch's default)", draw_torch},
    {"normal", "normal of variance 1/fan-in, biases 0", draw_normal},
    {"he", "normal of variance 2/fan-in, biases 0", draw_he},
    {"narrow", "uniform in +-0.02, biases too", draw_narrow},
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
        start->draw(w + l->offset, l->rows * l->columns, l->columns, false, rng);
        if (l->bias)
            start->draw(w + l->offset + l->rows * l->columns, l->rows, l->columns, true, rng);
    }
}

static bool shares(const struct network *net, size_t i)
{
    return i > 0 && net->layer[i].kind->in_place;
}

void network_work_open(struct network_work *work, const struct network *net, size_t capacity)
{
    *work = (struct network_work){.capacity = capacity};
    work->value[0] = base_alloc(net->inputs * capacity, sizeof(real));
    size_t scratch = 0;
    for (size_t i = 0; i < net->depth; i++) {
        const struct layer *l = &net->layer[i];
        work->value[i + 1] = shares(net, i)
                                 ? work->value[i]
                                 : base_alloc(layers_features(l->out) * capacity, sizeof(real));
        const size_t need = l->kind->scratch ? l->kind->scratch(l, capacity) : 0;
        if (need > scratch) scratch = need;
    }
    work->scratch = base_alloc(scratch ? scratch : 1, sizeof(real));
    for (int i = 0; i < 2; i++) work->slope[i] = base_alloc(net->widest * capacity, sizeof(real));
    work->label = base_alloc(capacity, 1);
    work->gradient = base_alloc(net->weights, sizeof(real));
}

void network_work_close(struct network_work *work, const struct network *net)
{
    base_free(work->value[0]);
    for (size_t i = 0; i < net->depth; i++)
        if (!shares(net, i)) base_free(work->value[i + 1]);
    base_free(work->scratch);
    for (int i = 0; i < 2; i++) base_free(work->slope[i]);
    base_free(work->label);
    base_free(work->gradient);
}

const real *network_forward(const struct network *net, const real *w, struct network_work *work,
                            size_t b)
{
    assert(b <= work->capacity);
    for (size_t i = 0; i < net->depth; i++) {
        const struct layer *l = &net->layer[i];
        l->kind->forward(l, w + l->offset, work->value[i], work->value[i + 1], b, work->scratch);
    }
    return work->value[net->depth];
}

/* The slope at the input of the first layer with weights is nobody's: neither it nor what is
   below is computed. */
static size_t lowest(const struct network *net)
{
    size_t i = 0;
    while (!net->layer[i].rows) i++;
    return i;
}

void network_backward(const struct network *net, const real *w, struct network_work *work, size_t b)
{
    real *dy = work->slope[0], *other = work->slope[1];
    const size_t last = lowest(net);
    for (size_t i = net->depth; i-- > last;) {
        const struct layer *l = &net->layer[i];
        real *dx = i == last ? NULL : l->kind->in_place ? dy : other;
        l->kind->backward(l, w + l->offset, work->value[i], work->value[i + 1], dy, dx,
                          work->gradient + l->offset, b, work->scratch);
        if (dx == other) {
            other = dy;
            dy = dx;
        }
    }
}

double network_flops(const struct network *net)
{
    double sum = 0;
    for (size_t i = 0; i < net->depth; i++) {
        const struct layer *l = &net->layer[i];
        const double one = 2.0 * (double)(l->rows * l->columns * l->out.height * l->out.width);
        sum += (i == lowest(net) ? 2 : 3) * one;
    }
    return sum;
}
