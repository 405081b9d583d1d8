/* Layer normalisation (Ba, Kiros and Hinton, arXiv:1607.06450),
     y(i) = g(i) (x(i) - m) / sqrt(v + e) + b(i),  e = 1e-5,
   with mean m and variance v over values i of one sample: all of them, or the channels of each
   pixel or time step. Training and measurement are the same. In memory both forms are a matrix
   (values, columns) whose columns are normalised: columns are the samples, or pixels and
   samples. */
#include <math.h>
#include <string.h>

#include "common/core/minmax.h"
#include "dnn/kernels/smooth.h"
#include "dnn/network/layer.h"

static const double epsilon = 1e-5;

static const char *shape_of(struct layer *l, size_t values)
{
    l->rows = values;
    l->columns = 1;
    l->out = l->in;
    return values > 1 ? NULL : "one value has no variance";
}

static const char *shape(struct layer *l, const double *number, size_t n)
{
    (void)number, (void)n;
    return shape_of(l, layer_features(l->in));
}

static const char *shape_of_channels(struct layer *l, const double *number, size_t n)
{
    (void)number, (void)n;
    return shape_of(l, l->in.channels);
}

static size_t columns(const struct layer *l, size_t b)
{
    return layer_features(l->in) / l->rows * b;
}

static struct smooth_columns matrix(const struct layer *l, const struct layer_pass *p)
{
    return (struct smooth_columns){.terms = l->rows,
                                   .row = columns(l, p->b),
                                   .epsilon = epsilon,
                                   .w = p->w,
                                   .bias = layer_bias(l, p->w)};
}

static void forward(const struct layer *l, const struct layer_pass *p)
{
    const struct smooth_columns c = matrix(l, p);
    for (size_t j = 0; j < c.row; j += SMOOTH_LANES)
        smooth()->normalise(&c, p->x + j, min_size(SMOOTH_LANES, c.row - j), p->y + j);
}

static size_t scratch(const struct layer *l, size_t b)
{
    (void)b;
    return 2 * l->rows * sizeof(double) / sizeof(real);
}

static void backward(const struct layer *l, const struct layer_pass *p)
{
    const struct smooth_columns c = matrix(l, p);
    double *const dw = (double *)(void *)p->scratch, *const db = dw + l->rows;
    memset(dw, 0, 2 * l->rows * sizeof *dw);
    for (size_t j = 0; j < c.row; j += SMOOTH_LANES)
        smooth()->normalise_back(&c, p->x + j, p->dy + j, min_size(SMOOTH_LANES, c.row - j),
                                 p->dx ? p->dx + j : NULL, dw, db);
    for (size_t i = 0; p->dw && i < l->rows; i++) {
        p->dw[i] = (real)dw[i];
        if (l->bias) p->dw[l->rows + i] = (real)db[i];
    }
}

/* ---- second derivatives ---------------------------------------------------------------------- */

struct column {           /* means over the values of a column, and their rates of change */
    double mean, inverse; /* of x, and 1 / standard deviation */
    double mean_rate, inverse_rate;
    double along; /* < z x' > */
};

static double rate_at(const struct layer_rates *t, size_t at)
{
    return t->x ? (double)t->x[at] : 0;
}

static struct column column_of(const struct smooth_columns *c, const real *x,
                               const struct layer_rates *t, size_t j)
{
    struct column k = {0};
    const double n = (double)c->terms;
    double squares = 0, sum = 0;
    for (size_t i = j; i < c->terms * c->row; i += c->row)
        k.mean += (double)x[i] / n, k.mean_rate += rate_at(t, i) / n;
    for (size_t i = j; i < c->terms * c->row; i += c->row) {
        const double gap = (double)x[i] - k.mean;
        squares += gap * gap / n, sum += gap * rate_at(t, i) / n;
    }
    k.inverse = 1 / sqrt(squares + c->epsilon);
    k.along = k.inverse * sum;
    k.inverse_rate = -k.inverse * k.inverse * k.along;
    return k;
}

static double value(const struct column *k, double x)
{
    return k->inverse * (x - k->mean);
}

/* z' = (x' - <x'> - z <z x'>) / s */
static double value_rate(const struct column *k, double z, double rate)
{
    return k->inverse * (rate - k->mean_rate - z * k->along);
}

static void push(const struct layer *l, const struct layer_pass *p, const struct layer_rates *t)
{
    const struct smooth_columns c = matrix(l, p);
    const real *const bias = layer_bias(l, t->w);
    for (size_t j = 0; j < c.row; j++) {
        const struct column k = column_of(&c, p->x, t, j);
        for (size_t i = 0; i < c.terms; i++) {
            const size_t at = i * c.row + j;
            const double z = value(&k, (double)p->x[at]), rate = value_rate(&k, z, rate_at(t, at));
            t->y[at] =
                (real)((double)t->w[i] * z + (double)p->w[i] * rate + (bias ? (double)bias[i] : 0));
        }
    }
}

/* The rates of dw, db and, from g = w dy with g' = w' dy + w dy', of dx. */
static void pull_column(const struct layer *l, const struct layer_pass *p,
                        const struct layer_rates *t, const struct smooth_columns *c, size_t j)
{
    const struct column k = column_of(c, p->x, t, j);
    const double n = (double)c->terms;
    double even = 0, tilt = 0, even_rate = 0, tilt_rate = 0;
    for (size_t i = 0; i < c->terms; i++) {
        const size_t at = i * c->row + j;
        const double z = value(&k, (double)p->x[at]), rate = value_rate(&k, z, rate_at(t, at)),
                     dy = (double)p->dy[at], dy_rate = (double)t->dy[at], w = (double)p->w[i],
                     g_rate = (double)t->w[i] * dy + w * dy_rate;
        t->dw[i] += (real)(dy_rate * z + dy * rate);
        if (l->bias) t->dw[l->rows + i] += (real)dy_rate;
        even += w * dy / n, even_rate += g_rate / n;
        tilt += w * dy * z / n, tilt_rate += (g_rate * z + w * dy * rate) / n;
    }
    for (size_t i = 0; t->dx && i < c->terms; i++) {
        const size_t at = i * c->row + j;
        const double z = value(&k, (double)p->x[at]), rate = value_rate(&k, z, rate_at(t, at)),
                     dy = (double)p->dy[at], g = (double)p->w[i] * dy,
                     g_rate = (double)t->w[i] * dy + (double)p->w[i] * (double)t->dy[at];
        t->dx[at] = (real)(k.inverse_rate * (g - even - z * tilt) +
                           k.inverse * (g_rate - even_rate - rate * tilt - z * tilt_rate));
    }
}

static void pull(const struct layer *l, const struct layer_pass *p, const struct layer_rates *t)
{
    const struct smooth_columns c = matrix(l, p);
    memset(t->dw, 0, layer_weights(l) * sizeof *t->dw);
    for (size_t j = 0; j < c.row; j++) pull_column(l, p, t, &c, j);
}

const struct layer_kind layernorm_layer = {
    .name = "layernorm",
    .doc = "layernorm [nobias]: each sample to mean 0 and variance 1, then a weight and a bias per "
           "value",
    .shape = shape,
    .forward = forward,
    .backward = backward,
    .scratch = scratch,
    .constant_start = true,
    .push = push,
    .pull = pull,
};

const struct layer_kind layernorm_channels_layer = {
    .name = "layernorm_channels",
    .doc = "layernorm_channels [nobias]: the channels of each pixel or time step to mean 0 and "
           "variance 1, then a weight and a bias per channel",
    .shape = shape_of_channels,
    .forward = forward,
    .backward = backward,
    .scratch = scratch,
    .constant_start = true,
    .push = push,
    .pull = pull,
};
