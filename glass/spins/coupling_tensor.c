#include "glass/spins/coupling_tensor.h"

#include <math.h>

#include "common/core/base.h"
#include "common/core/rng.h"
#include "glass/spins/sparse_couplings.h"
#include "glass/spins/spin_kernels.h"

/* Indices of a level run below `top`; those of the next level below the present index + slack. */
static size_t slack(const struct coupling_tensor *t)
{
    return !t->distinct;
}

static size_t below(const struct coupling_tensor *t, int d, size_t top)
{
    return t->below[(size_t)d * (t->n + 1) + top];
}

double coupling_tensor_count(int p, size_t n, bool distinct)
{
    double count = 1;
    for (int d = 0; d < p; d++)
        count *= distinct ? ((double)n - d) / (d + 1) : ((double)n + d) / (d + 1);
    return count > 0 ? round(count) : 0;
}

static void count_below(struct coupling_tensor *t)
{
    t->below = base_alloc((size_t)(t->p + 1) * (t->n + 1), sizeof *t->below);
    for (size_t m = 0; m <= t->n; m++)
        for (int d = 0; d <= t->p; d++)
            t->below[(size_t)d * (t->n + 1) + m] = (size_t)coupling_tensor_count(d, m, t->distinct);
}

/* ---- drawing ---------------------------------------------------------------------------------------------------- */

struct draw {
    struct coupling_tensor *t;
    struct rng *rng;
    const double *planted;
    double beta, unit; /* unit: variance of a coupling of multiplicity 1 */
    float *at;
};

/* run: how many of the last indices were equal to `last`. The multiplicity gains the factor
   (number of indices so far) / (length of the run). */
static void draw_level(struct draw *w, int level, size_t top, size_t last, int run,
                       double multiplicity, double product)
{
    const int placed = w->t->p - level + 1;
    for (size_t i = 0; i < top; i++) {
        const int length = i == last ? run + 1 : 1;
        const double m = multiplicity * placed / length;
        const double s = w->planted ? product * w->planted[i] : 0;
        if (level > 1) {
            draw_level(w, level - 1, i + slack(w->t), i, length, m, s);
        } else {
            const double variance = m * w->unit;
            *w->at++ = (float)(sqrt(variance) * rng_normal(w->rng) + w->beta * variance * s);
        }
    }
}

void coupling_tensor_init(struct coupling_tensor *t, int p, size_t n, bool distinct, double a,
                          struct rng *rng, const double *planted, double beta)
{
    *t = (struct coupling_tensor){.p = p, .n = n, .distinct = distinct};
    count_below(t);
    t->count = below(t, p, n);
    t->value = base_alloc(t->count + !t->count, sizeof *t->value);
    struct draw w = {t, rng, planted, beta, a / (2 * pow((double)n, p - 1)), t->value};
    draw_level(&w, p, n, n, 0, 1, 1);
}

void coupling_tensor_init_sparse(struct coupling_tensor *t, int p, size_t n, size_t count, double a,
                                 struct rng *rng, const double *planted, double beta)
{
    *t = (struct coupling_tensor){.p = p, .n = n, .distinct = true, .count = count};
    t->sparse = sparse_couplings_create(p, n, count, a, rng, planted, beta);
}

void coupling_tensor_clear(struct coupling_tensor *t)
{
    sparse_couplings_free(t->sparse);
    base_free(t->value), base_free(t->below);
    *t = (struct coupling_tensor){0};
}

/* ---- form and gradient ------------------------------------------------------------------------------------------ */

struct walk {
    const struct spin_kernels *kernels;
    const struct coupling_tensor *t;
    const double *s;
    double *g;       /* NULL: the form only */
    const float *at; /* the next coupling */
};

/* The form of the last `level` indices; product: of the spins of the indices before them. */
static double walk_level(struct walk *w, int level, size_t top, double product)
{
    if (level == 1) {
        const float *const J = w->at;
        w->at += top;
        return w->g ? w->kernels->dot_add(J, top, w->s, product, w->g)
                    : w->kernels->dot(J, top, w->s);
    }
    double sum = 0;
    for (size_t i = 0; i < top; i++) {
        const double form = walk_level(w, level - 1, i + slack(w->t), product * w->s[i]);
        if (w->g) w->g[i] += product * form;
        sum += w->s[i] * form;
    }
    return sum;
}

double coupling_tensor_form(const struct coupling_tensor *t, const double *s)
{
    if (t->sparse) return sparse_couplings_form(t->sparse, s);
    struct walk w = {spin_kernels(), t, s, NULL, t->value};
    return walk_level(&w, t->p, t->n, 1);
}

double coupling_tensor_gradient(const struct coupling_tensor *t, const double *s, double *g)
{
    if (t->sparse) return sparse_couplings_gradient(t->sparse, s, g);
    struct walk w = {spin_kernels(), t, s, g, t->value};
    return walk_level(&w, t->p, t->n, 1);
}

/* ---- change of two entries -------------------------------------------------------------------------------------- */

struct change {
    const struct spin_kernels *kernels;
    const struct coupling_tensor *t;
    const double *s;
    size_t i, j;
    double a, b; /* new values of entries i and j */
    const float *at;
};

static double new_value(const struct change *w, size_t k)
{
    return k == w->i ? w->a : k == w->j ? w->b : w->s[k];
}

static double change_row(struct change *w, size_t top, double old, double new, bool touched)
{
    const float *const J = w->at;
    w->at += top;
    double d = 0;
    if (w->i < top) d += (double)J[w->i] * (w->a - w->s[w->i]);
    if (w->j < top && w->j != w->i) d += (double)J[w->j] * (w->b - w->s[w->j]);
    return new *d + (touched ? (new - old) * w->kernels->dot(J, top, w->s) : 0);
}

/* old, new: products of the spins of the indices before; touched: one of these is i or j. */
static double change_level(struct change *w, int level, size_t top, double old, double new,
                           bool touched)
{
    if (!touched && top <= w->i && top <= w->j) {
        w->at += below(w->t, level, top);
        return 0;
    }
    if (level == 1) return change_row(w, top, old, new, touched);
    double sum = 0;
    for (size_t k = 0; k < top; k++)
        sum += change_level(w, level - 1, k + slack(w->t), old * w->s[k], new *new_value(w, k),
                            touched || k == w->i || k == w->j);
    return sum;
}

double coupling_tensor_change(const struct coupling_tensor *t, const double *s, size_t i, double a,
                              size_t j, double b)
{
    if (t->sparse) return sparse_couplings_change(t->sparse, s, i, a, j, b);
    struct change w = {spin_kernels(), t, s, i, j, a, b, t->value};
    return change_level(&w, t->p, t->n, 1, 1, false);
}

/* ---- Hessian ---------------------------------------------------------------------------------------------------- */

/* Every pair of two of the p indices contributes J times the spins of the others. */
static void hessian_level(struct walk *w, int level, size_t top, size_t *index)
{
    const int p = w->t->p;
    for (size_t i = 0; i < top; i++) {
        index[p - level] = i;
        if (level > 1) {
            hessian_level(w, level - 1, i + slack(w->t), index);
            continue;
        }
        const double J = (double)*w->at++;
        for (int a = 0; a < p; a++)
            for (int b = 0; b < p; b++) {
                double product = a == b ? 0 : J;
                for (int c = 0; c < p; c++)
                    if (c != a && c != b) product *= w->s[index[c]];
                w->g[index[a] * w->t->n + index[b]] += product;
            }
    }
}

void coupling_tensor_hessian(const struct coupling_tensor *t, const double *s, double *h)
{
    if (t->sparse) {
        sparse_couplings_hessian(t->sparse, s, h);
        return;
    }
    size_t index[16];
    struct walk w = {spin_kernels(), t, s, h, t->value};
    hessian_level(&w, t->p, t->n, index);
}
