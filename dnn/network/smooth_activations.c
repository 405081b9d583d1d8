/* Smooth relatives of relu:
     silu       x / (1 + exp(-x)); Elfwing et al., arXiv:1702.03118
     gelu       x Phi(x), Phi the share of the normal distribution below x; Hendrycks and Gimpel,
                arXiv:1606.08415
     gelu_tanh  the same with Phi(x) = (1 + tanh(a (x + 0.044715 x^3))) / 2, a = sqrt(2 / pi) */
#include <math.h>

#include "dnn/kernels/smooth.h"
#include "dnn/network/jvp.h"
#include "dnn/network/layer.h"

static const char *shape(struct layer *l, const double *number, size_t n)
{
    (void)number, (void)n;
    l->out = l->in;
    return NULL;
}

/* f'' = s (1 - s) (2 + x (1 - 2 s)) */
static double silu_curvature(double x)
{
    const double s = 1 / (1 + exp(-x));
    return s * (1 - s) * (2 + x * (1 - 2 * s));
}

/* f'' = (2 - x^2) phi(x) */
static double gelu_curvature(double x)
{
    return (2 - x * x) * exp(-x * x / 2) / sqrt(2 * M_PI);
}

/* With t = tanh(u): f'' = (1 - t^2) (u' + x (u'' / 2 - t u'^2)) */
static double gelu_tanh_curvature(double x)
{
    const double a = sqrt(2 / M_PI), c = 0.044715, t = tanh(a * (x + c * x * x * x)),
                 first = a * (1 + 3 * c * x * x), second = 6 * a * c * x;
    return (1 - t * t) * (first + x * (second / 2 - t * first * first));
}

static void pull(const struct layer *l, const struct layer_pass *p, const struct layer_rates *t,
                 double (*curvature)(double))
{
    jvp_pull_linear(l, p, t);
    const size_t n = layer_features(l->in) * p->b;
    for (size_t i = 0; t->dx && i < n; i++)
        t->dx[i] += (real)curvature((double)p->x[i]) * t->x[i] * p->dy[i];
}

#define SMOOTH(f, text)                                                                            \
    static void f##_forward(const struct layer *l, const struct layer_pass *p)                     \
    {                                                                                              \
        smooth()->f(p->x, p->y, layer_features(l->in) * p->b);                                     \
    }                                                                                              \
    static void f##_backward(const struct layer *l, const struct layer_pass *p)                    \
    {                                                                                              \
        if (p->dx) smooth()->f##_slope(p->x, p->dy, p->dx, layer_features(l->in) * p->b);          \
    }                                                                                              \
    static void f##_pull(const struct layer *l, const struct layer_pass *p,                        \
                         const struct layer_rates *t)                                              \
    {                                                                                              \
        pull(l, p, t, f##_curvature);                                                              \
    }                                                                                              \
    const struct layer_kind smooth_activations_##f##_layer = {                                     \
        .name = #f,                                                                                \
        .doc = text,                                                                               \
        .shape = shape,                                                                            \
        .forward = f##_forward,                                                                    \
        .backward = f##_backward,                                                                  \
        .channels = LAYER_KEEPS,                                                                   \
        .elementwise = true,                                                                       \
        .push = jvp_push_diagonal,                                                                 \
        .pull = f##_pull,                                                                          \
    };

SMOOTH(silu, "silu: x / (1 + exp(-x))")
SMOOTH(gelu, "gelu: x times the normal distribution below x")
SMOOTH(gelu_tanh, "gelu_tanh: gelu with the usual approximation by tanh, faster")
