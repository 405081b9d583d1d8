/* Batch normalisation (Ioffe and Szegedy, arXiv:1502.03167),
     y = g (x - m) / sqrt(v + e) + b,  e = 1e-5,
   with mean m and variance v of each channel over the samples and pixels of a shard. Statistics of
   fixed shards (Hoffer et al., arXiv:1705.08741) do not depend on the number of threads; one shard
   is the usual form. Measurements use running averages of m and of the unbiased v with a decay of
   a tenth per step. */
#include <math.h>

#include "dnn/network/layer.h"
#include "dnn/kernels/elementwise.h"

static const double epsilon = 1e-5;

static const char *shape(struct layer *l, const double *number, size_t n)
{
    (void)number, (void)n;
    l->rows = l->in.channels;
    l->columns = 1;
    l->averages = 2 * l->rows;
    l->out = l->in;
    return NULL;
}

/* Number of values of a channel in b samples; they are contiguous. */
static size_t members(const struct layer *l, size_t b)
{
    return l->in.height * l->in.width * b;
}

struct moments {
    double mean, variance;
};

static struct moments moments_of(const real *x, size_t n)
{
    const double mean = (double)elementwise()->total(x, n) / (double)n;
    double lane[8] = {0};
    for (size_t i = 0; i < n; i++) {
        const double gap = (double)x[i] - mean;
        lane[i % 8] += gap * gap;
    }
    const double sum =
        ((lane[0] + lane[4]) + (lane[2] + lane[6])) + ((lane[1] + lane[5]) + (lane[3] + lane[7]));
    return (struct moments){mean, sum / (double)n};
}

static struct moments moments(const struct layer *l, const struct layer_pass *p, size_t c)
{
    const size_t n = members(l, p->b);
    if (p->training) return moments_of(p->x + c * n, n);
    return (struct moments){(double)p->average[c], (double)p->average[l->rows + c]};
}

static void forward(const struct layer *l, const struct layer_pass *p)
{
    const size_t n = members(l, p->b);
    const real *const bias = layer_bias(l, p->w);
    for (size_t c = 0; c < l->rows; c++) {
        const struct moments m = moments(l, p, c);
        const real scale = (real)((double)p->w[c] / sqrt(m.variance + epsilon)),
                   shift = (bias ? bias[c] : 0) - scale * (real)m.mean;
        const real *const x = p->x + c * n;
        real *const y = p->y + c * n;
        for (size_t i = 0; i < n; i++) y[i] = scale * x[i] + shift;
        if (!p->training) continue;
        p->moments[c] = (real)m.mean;
        p->moments[l->rows + c] = (real)(m.variance * (double)n / (double)(n > 1 ? n - 1 : 1));
    }
}

/* dx = g / s (dy - <dy> - z <z dy>), z = (x - m) / s. */
static void backward(const struct layer *l, const struct layer_pass *p)
{
    const size_t n = members(l, p->b);
    for (size_t c = 0; c < l->rows; c++) {
        const real *const x = p->x + c * n, *const dy = p->dy + c * n;
        const struct moments m = moments(l, p, c);
        const double inverse = 1 / sqrt(m.variance + epsilon);
        double sum = 0, along = 0;
        for (size_t i = 0; i < n; i++) {
            sum += (double)dy[i];
            along += (double)dy[i] * ((double)x[i] - m.mean) * inverse;
        }
        p->dw[c] = (real)along;
        if (l->bias) p->dw[l->rows + c] = (real)sum;
        if (!p->dx) continue;
        const real g = (real)((double)p->w[c] * inverse), mean = (real)m.mean,
                   even = (real)(sum / (double)n), tilt = (real)(along * inverse / (double)n);
        for (size_t i = 0; i < n; i++) p->dx[c * n + i] = g * (dy[i] - even - (x[i] - mean) * tilt);
    }
}

const struct layer_kind batchnorm_layer = {
    .name = "batchnorm",
    .doc = "batchnorm: each channel to mean 0 and variance 1 over a shard's samples, then a weight "
           "and a "
           "bias",
    .shape = shape,
    .forward = forward,
    .backward = backward,
    .constant_start = true,
};
