/* Pearlmutter's R operator, Neural Computation 6, 147 (1994): forward mode over back-propagation.
   With ' the rate along v, a layer y = W x + b has
     y' = W x' + V x + v_b,  dx' = W^T dy' + V^T dy,  dW' = dy' x^T + dy x'^T,
   which are the layer's own passes with other factors in place of its own: rules here call them, so
   that a layer is written once. What is linear in x passes rates on as it passes values and slopes;
   y = f(x) value by value adds dx' = f' dy' + f'' x' dy. A kink has no f'': rates are those of the
   side that x is on. */
#include "dnn/landscape/jvp.h"

#include <math.h>
#include <string.h>

static void add(real *restrict to, const real *restrict from, size_t n)
{
    for (size_t i = 0; i < n; i++) to[i] += from[i];
}

/* ---- layers with weights --------------------------------------------------------------------- */

static struct layer without_bias(const struct layer *l)
{
    struct layer plain = *l;
    plain.bias = false;
    return plain;
}

static void push_product(const struct layer *l, const struct layer_pass *p,
                         const struct jvp_pass *t)
{
    struct layer_pass q = *p;
    q.w = t->w, q.y = t->y;
    l->kind->forward(l, &q);
    if (!t->x) return;
    const struct layer plain = without_bias(l);
    q.w = p->w, q.x = t->x, q.y = t->extra;
    l->kind->forward(&plain, &q);
    add(t->y, t->extra, layer_features(l->out) * p->b);
}

static void pull_product(const struct layer *l, const struct layer_pass *p,
                         const struct jvp_pass *t)
{
    struct layer_pass q = *p;
    q.dy = t->dy, q.dx = t->dx, q.dw = t->dw;
    l->kind->backward(l, &q);
    if (!t->x) return;
    const struct layer plain = without_bias(l);
    q.w = t->w, q.x = t->x, q.dy = p->dy;
    q.dx = t->dx ? t->extra : NULL, q.dw = t->extra_dw;
    l->kind->backward(&plain, &q);
    if (t->dx) add(t->dx, t->extra, layer_features(l->in) * p->b);
    add(t->dw, t->extra_dw, l->rows * l->columns);
}

/* ---- layers without weights ------------------------------------------------------------------ */

static void push_linear(const struct layer *l, const struct layer_pass *p, const struct jvp_pass *t)
{
    struct layer_pass q = *p;
    q.x = t->x, q.y = t->y;
    l->kind->forward(l, &q);
}

static void pull_linear(const struct layer *l, const struct layer_pass *p, const struct jvp_pass *t)
{
    struct layer_pass q = *p;
    q.dy = t->dy, q.dx = t->dx, q.dother = t->dother;
    l->kind->backward(l, &q);
}

/* The Jacobian of a function value by value is diagonal: its backward is its forward rate. */
static void push_diagonal(const struct layer *l, const struct layer_pass *p,
                          const struct jvp_pass *t)
{
    struct layer_pass q = *p;
    q.dy = t->x, q.dx = t->y;
    l->kind->backward(l, &q);
}

static void pull_tanh(const struct layer *l, const struct layer_pass *p, const struct jvp_pass *t)
{
    pull_linear(l, p, t);
    if (!t->dx) return;
    const size_t n = layer_features(l->in) * p->b;
    for (size_t i = 0; i < n; i++) {
        const real y = p->y[i];
        t->dx[i] -= 2 * y * (1 - y * y) * t->x[i] * p->dy[i];
    }
}

static void pull_sigmoid(const struct layer *l, const struct layer_pass *p,
                         const struct jvp_pass *t)
{
    pull_linear(l, p, t);
    if (!t->dx) return;
    const size_t n = layer_features(l->in) * p->b;
    for (size_t i = 0; i < n; i++) {
        const real y = p->y[i];
        t->dx[i] += (1 - 2 * y) * y * (1 - y) * t->x[i] * p->dy[i];
    }
}

/* The rate of the value that won its window: the first that equals the output, as backward has
   it. */
static void push_largest(const struct layer *l, const struct layer_pass *p,
                         const struct jvp_pass *t)
{
    const size_t k = l->window, b = p->b, width = l->out.width, area = width * l->out.height;
    for (size_t o = 0; o < layer_features(l->out); o++) {
        const size_t row = o / area * l->in.height + o % area / width * k,
                     first = (row * l->in.width + o % width * k) * b;
        real *const y = t->y + o * b;
        memset(y, 0, b * sizeof *y);
        for (size_t j = k * k; j-- > 0;) { /* backwards, so that the first has the last word */
            const size_t at = first + (j / k * l->in.width + j % k) * b;
            for (size_t i = 0; i < b; i++)
                if (p->x[at + i] == p->y[o * b + i]) y[i] = t->x[at + i];
        }
    }
}

static void push_back(const struct layer *l, const struct layer_pass *p, const struct jvp_pass *t)
{
    const size_t size = layer_features(l->out) * p->b * sizeof *t->y;
    if (t->other)
        memcpy(t->y, t->other, size);
    else
        memset(t->y, 0, size);
}

static void push_add(const struct layer *l, const struct layer_pass *p, const struct jvp_pass *t)
{
    const size_t n = layer_features(l->out) * p->b;
    memcpy(t->y, t->x, n * sizeof *t->y);
    if (t->other) add(t->y, t->other, n);
}

const struct jvp_layer jvp_layers[] = {
    {"dense", "linear in weights and in inputs", push_product, pull_product},
    {"tree", "likewise", push_product, pull_product},
    {"conv", "likewise", push_product, pull_product},
    {"vote", "linear", push_linear, pull_linear},
    {"avgpool", "linear", push_linear, pull_linear},
    {"maxpool", "linear while the same values win", push_largest, pull_linear},
    {"flatten", "the same values", push_diagonal, pull_linear},
    {"linear", "a multiple", push_linear, pull_linear},
    {"relu", "linear but for its kink", push_diagonal, pull_linear},
    {"leaky_relu", "linear but for its kink", push_diagonal, pull_linear},
    {"tanh", "f'' = -2 y (1 - y^2)", push_diagonal, pull_tanh},
    {"sigmoid", "f'' = (1 - 2 y) y (1 - y)", push_diagonal, pull_sigmoid},
    {"back", "the value named", push_back, pull_linear},
    {"add", "a sum", push_add, pull_linear},
    {0},
};

/* ---- losses ---------------------------------------------------------------------------------- */

static void bend_cross_entropy(const real *y, const real *rate, const uint8_t *label,
                               size_t outputs, size_t b, double parameter, real scale, real *slope)
{
    (void)label, (void)parameter;
    for (size_t i = 0; i < b; i++) {
        double top = -INFINITY, sum = 0, mean = 0;
        for (size_t c = 0; c < outputs; c++) top = fmax(top, (double)y[c * b + i]);
        for (size_t c = 0; c < outputs; c++) {
            const double part = exp((double)y[c * b + i] - top);
            sum += part, mean += part * (double)rate[c * b + i];
        }
        for (size_t c = 0; c < outputs; c++) {
            const double share = exp((double)y[c * b + i] - top) / sum;
            slope[c * b + i] = scale * (real)(share * ((double)rate[c * b + i] - mean / sum));
        }
    }
}

static void bend_mean_square(const real *y, const real *rate, const uint8_t *label, size_t outputs,
                             size_t b, double parameter, real scale, real *slope)
{
    (void)y, (void)label, (void)parameter;
    for (size_t i = 0; i < outputs * b; i++) slope[i] = scale * 2 * rate[i] / (real)outputs;
}

static void bend_quadratic_hinge(const real *y, const real *rate, const uint8_t *label,
                                 size_t outputs, size_t b, double parameter, real scale,
                                 real *slope)
{
    (void)outputs, (void)parameter;
    for (size_t i = 0; i < b; i++) slope[i] = (label[i] ? y[i] : -y[i]) < 1 ? scale * rate[i] : 0;
}

static void bend_logistic(const real *y, const real *rate, const uint8_t *label, size_t outputs,
                          size_t b, double gain, real scale, real *slope)
{
    (void)label, (void)outputs;
    for (size_t i = 0; i < b; i++) { /* even in y: the label does not matter */
        const double e = exp(-fabs((double)y[i]) / gain);
        slope[i] = scale * (real)(e / (gain * (1 + e) * (1 + e))) * rate[i];
    }
}

static void bend_hinge(const real *y, const real *rate, const uint8_t *label, size_t outputs,
                       size_t b, double parameter, real scale, real *slope)
{
    (void)y, (void)rate, (void)label, (void)parameter, (void)scale;
    memset(slope, 0, outputs * b * sizeof *slope);
}

static void bend_hinge_power(const real *y, const real *rate, const uint8_t *label, size_t outputs,
                             size_t b, double power, real scale, real *slope)
{
    (void)outputs;
    for (size_t i = 0; i < b; i++) {
        const double gap = 1 - (label[i] ? 1 : -1) * (double)y[i];
        slope[i] = gap > 0 ? scale * (real)((power - 1) * pow(gap, power - 2)) * rate[i] : 0;
    }
}

static const struct jvp_loss losses[] = {
    {"cross_entropy", "diag p - p p^T", bend_cross_entropy},
    {"mean_square", "2 / C", bend_mean_square},
    {"quadratic_hinge", "1 within the margin", bend_quadratic_hinge},
    {"logistic", "1 / (4 k cosh^2(f / 2 k))", bend_logistic},
    {"hinge", "0", bend_hinge},
    {"hinge_power", "(g - 1) gap^(g - 2)", bend_hinge_power},
    {0},
};

/* ---------------------------------------------------------------------------------------------- */

const struct jvp_layer *jvp_layer(const struct layer *l)
{
    const struct base_table table = {"", "", jvp_layers, sizeof *jvp_layers};
    return base_find(&table, l->kind->name);
}

const struct jvp_loss *jvp_loss(const struct losses_kind *loss)
{
    const struct base_table table = {"", "", losses, sizeof *losses};
    return base_find(&table, loss->name);
}
