/* Sequences made from random numbers. Sample s has values (features, steps).
     periodic            a random sequence of symbols is repeated for ever; a sample sees `steps` of
                         them from a random place on, one-hot, and predicts the next at each step
     recurrent_teacher   normal inputs x; the label is the largest of V h(t), h(t) = tanh(W x(t) +
                         U h(t - 1)), with normal weights of variance 1/fan-in, U of variance 2/units
     random_sequence     patterns of units -1 or +1; unit i of pattern mu + 1 is label i of pattern
                         mu: a recurrent network of threshold units with the right state before
                         every step, each unit a perceptron (Gardner, J. Phys. A 21, 257 (1988)) */
#include <math.h>
#include <string.h>

#include "common/core/rng.h"
#include "dnn/data/data.h"
#include "dnn/data/data_notes.h"

enum { SAMPLES = 10000 }; /* default */

static struct data_part blank(size_t n, size_t features, size_t labels)
{
    struct data_part p = {.n = n ? n : SAMPLES};
    p.value = base_alloc(p.n * features, sizeof *p.value);
    p.label = base_alloc(p.n * labels, 1);
    return p;
}

static void open_parts(struct data *d, const struct data_request *r, size_t features)
{
    require(r->channels == 0, "[data] channels = %zu: %s has no images", r->channels, r->name);
    require(r->classes <= 255, "[data] num_classes = %zu: sequences have up to 255 classes",
            r->classes);
    d->shape = (struct layer_shape){features, 1, r->steps};
    d->classes = r->classes;
    d->labels = r->steps;
    d->train = blank(r->train, features * r->steps, r->steps);
    d->test = blank(r->test, features * r->steps, r->steps);
}

static void add_noise(struct data *d, double share, struct rng *rng)
{
    struct data_part *parts[] = {&d->train, &d->test};
    for (int p = 0; share > 0 && p < 2; p++)
        for (size_t i = 0; i < parts[p]->n * data_labels(d); i++)
            if (rng_uniform(rng) < share)
                parts[p]->label[i] = (uint8_t)rng_below(rng, (uint32_t)d->classes);
}

/* ---- periodic -------------------------------------------------------------------------------- */

/* Entropy of the next symbol given steps 0 ... t, mean over the steps: no network has a smaller
   loss. same (period, period): the symbols from two places on were equal so far. */
static double floor_of(const uint8_t *symbol, size_t period, size_t steps, double *last)
{
    uint8_t *const same = base_alloc(period * period, 1);
    double sum = 0;
    memset(same, 1, period * period);
    for (size_t t = 0; t < steps; t++) {
        *last = 0;
        for (size_t i = 0; i < period; i++) {
            size_t alike = 0, next = 0;
            for (size_t j = 0; j < period; j++) {
                same[i * period + j] &= symbol[(i + t) % period] == symbol[(j + t) % period];
                alike += same[i * period + j];
                next += same[i * period + j] &&
                        symbol[(i + t + 1) % period] == symbol[(j + t + 1) % period];
            }
            *last += log((double)alike / (double)next) / (double)period;
        }
        sum += *last / (double)steps;
    }
    base_free(same);
    return sum;
}

static void see(const struct data *d, const uint8_t *symbol, size_t period, struct data_part *p,
                struct rng *rng)
{
    const size_t T = d->shape.width, features = d->shape.channels * T;
    for (size_t s = 0; s < p->n; s++) {
        const size_t first = rng_below(rng, (uint32_t)period);
        memset(p->value + s * features, 0, features * sizeof *p->value);
        for (size_t t = 0; t < T; t++) {
            p->value[s * features + symbol[(first + t) % period] * T + t] = 1;
            p->label[s * T + t] = symbol[(first + t + 1) % period];
        }
    }
}

void sequences_periodic(struct data *d, const struct data_request *r)
{
    struct rng rng;
    uint8_t *const symbol = base_alloc(r->period, 1);
    double last = 0;
    rng_init(&rng, r->seed, 0, RNG_DATA);
    open_parts(d, r, r->classes);
    for (size_t i = 0; i < r->period; i++)
        symbol[i] = (uint8_t)rng_below(&rng, (uint32_t)r->classes);
    see(d, symbol, r->period, &d->train, &rng);
    see(d, symbol, r->period, &d->test, &rng);
    add_noise(d, r->noise, &rng);
    const double mean = floor_of(symbol, r->period, r->steps, &last);
    if (r->noise == 0)
        data_notes_add(d,
                       "least loss: %.6g (label_steps = last: %.6g), the entropy of the next "
                       "symbol given those seen",
                       mean, last);
    base_free(symbol);
}

/* ---- teacher --------------------------------------------------------------------------------- */

struct teacher {
    size_t features, units, classes;
    double *in, *own, *out; /* (units, features), (units, units), (classes, units) */
    double *h, *before;     /* (units) */
};

static void teacher_init(struct teacher *t, const struct data_request *r, struct rng *rng)
{
    const size_t f = r->dim, n = r->hidden, c = r->classes;
    *t = (struct teacher){.features = f, .units = n, .classes = c};
    t->in = base_alloc((f + n + c + 2) * n, sizeof *t->in);
    t->own = t->in + n * f, t->out = t->own + n * n, t->h = t->out + c * n, t->before = t->h + n;
    for (size_t i = 0; i < n * f; i++) t->in[i] = rng_normal(rng) / sqrt((double)f);
    for (size_t i = 0; i < n * n; i++) t->own[i] = rng_normal(rng) * sqrt(2 / (double)n);
    for (size_t i = 0; i < c * n; i++) t->out[i] = rng_normal(rng) / sqrt((double)n);
}

/* x (features, T) from step t on; returns the label. */
static uint8_t teacher_step(struct teacher *t, const real *x, size_t T)
{
    size_t best = 0;
    double most = -INFINITY;
    memcpy(t->before, t->h, t->units * sizeof *t->h);
    for (size_t i = 0; i < t->units; i++) {
        double z = 0;
        for (size_t k = 0; k < t->features; k++) z += t->in[i * t->features + k] * (double)x[k * T];
        for (size_t k = 0; k < t->units; k++) z += t->own[i * t->units + k] * t->before[k];
        t->h[i] = tanh(z);
    }
    for (size_t c = 0; c < t->classes; c++) {
        double z = 0;
        for (size_t k = 0; k < t->units; k++) z += t->out[c * t->units + k] * t->h[k];
        if (z > most) most = z, best = c;
    }
    return (uint8_t)best;
}

void sequences_recurrent_teacher(struct data *d, const struct data_request *r)
{
    struct rng rng;
    struct teacher teacher;
    rng_init(&rng, r->seed, 0, RNG_DATA);
    open_parts(d, r, r->dim);
    teacher_init(&teacher, r, &rng);
    struct data_part *parts[] = {&d->train, &d->test};
    const size_t T = r->steps, features = r->dim * T;
    for (int p = 0; p < 2; p++)
        for (size_t s = 0; s < parts[p]->n; s++) {
            real *const x = parts[p]->value + s * features;
            for (size_t i = 0; i < features; i++) x[i] = (real)rng_normal(&rng);
            memset(teacher.h, 0, teacher.units * sizeof *teacher.h);
            for (size_t t = 0; t < T; t++)
                parts[p]->label[s * T + t] = teacher_step(&teacher, x + t, T);
        }
    add_noise(d, r->noise, &rng);
    base_free(teacher.in);
}

/* ---- random sequence ------------------------------------------------------------------------- */

void sequences_random(struct data *d, const struct data_request *r)
{
    struct rng rng;
    const size_t N = r->dim;
    require(r->channels == 0, "[data] channels = %zu: %s has no images", r->channels, r->name);
    rng_init(&rng, r->seed, 0, RNG_DATA);
    d->shape = (struct layer_shape){1, 1, N};
    d->classes = 2, d->labels = N;
    struct data_part *parts[] = {&d->train, &d->test};
    for (int k = 0; k < 2; k++) {
        struct data_part *const p = parts[k];
        *p = blank(k ? r->test : r->train, N, N);
        for (size_t i = 0; i < N; i++) p->value[i] = (real)(2 * (int)rng_below(&rng, 2) - 1);
        for (size_t i = 0; i < p->n * N; i++) {
            p->label[i] = (uint8_t)rng_below(&rng, 2);
            if (i + N < p->n * N) p->value[i + N] = (real)(2 * p->label[i] - 1);
        }
    }
    add_noise(d, r->noise, &rng);
}
