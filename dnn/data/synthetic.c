/* Data made from random numbers, inputs of variance 1 in every direction unless stated otherwise.
     teacher        labels: majority of the signs of K random projections; a perceptron for K = 1,
                    a committee for odd K (Gardner and Derrida, J. Phys. A 22, 1983 (1989))
     random_labels  normal inputs, random labels; patterns: the same with inputs -1 and +1
     manifold       x = tanh(F z / sqrt(D)) over its standard deviation, labels the sign of a
                    projection of z, F and z normal, z of D dimensions: inputs that are correlated
                    and labels that are not random (Goldt et al., Phys. Rev. X 10, 041044 (2020))
     mixture        x = m_c + normal, centres m_c random with length `separation` */
#include <math.h>

#include "common/core/rng.h"
#include "dnn/data/data.h"

enum { SAMPLES = 10000 }; /* default */

static size_t side_of(const struct data_request *r)
{
    const size_t plane = r->dim / r->channels, side = (size_t)lround(sqrt((double)plane));
    require(r->dim == r->channels * side * side,
            "[data] dim = %zu: not %zu channels of a square image", r->dim, r->channels);
    return side;
}

static struct data_part blank(size_t n, size_t dim)
{
    struct data_part p = {.n = n ? n : SAMPLES};
    p.value = base_alloc(p.n * dim, sizeof *p.value);
    p.label = base_alloc(p.n, 1);
    return p;
}

/* Normal number rounded to 21 significant bits: equal in single and in double precision, and in
   the upper half of a double (gemm.h). */
static real draw_normal(struct rng *rng)
{
    enum { KEPT = 21 };
    int exponent;
    const double x = frexp(rng_normal(rng), &exponent);
    return (real)ldexp(rint(ldexp(x, KEPT)), exponent - KEPT);
}

/* Allocates both parts and draws their inputs; labels are 0. */
static void open_parts(struct data *d, const struct data_request *r, size_t classes, bool binary,
                       struct rng *rng)
{
    const size_t side = r->channels ? side_of(r) : 0;
    d->shape = r->channels ? (struct layer_shape){r->channels, side, side}
                           : (struct layer_shape){1, 1, r->dim};
    d->classes = classes;
    d->train = blank(r->train, r->dim);
    d->test = blank(r->test, r->dim);
    struct data_part *parts[] = {&d->train, &d->test};
    for (int p = 0; p < 2; p++)
        for (size_t i = 0; i < parts[p]->n * r->dim; i++)
            parts[p]->value[i] = binary ? (real)(2 * (int)rng_below(rng, 2) - 1) : draw_normal(rng);
}

static void draw_labels(struct data *d, struct rng *rng)
{
    struct data_part *parts[] = {&d->train, &d->test};
    for (int p = 0; p < 2; p++)
        for (size_t i = 0; i < parts[p]->n; i++)
            parts[p]->label[i] = (uint8_t)rng_below(rng, (uint32_t)d->classes);
}

static uint8_t majority(const real *x, const double *teacher, size_t dim, size_t hidden)
{
    size_t up = 0;
    for (size_t k = 0; k < hidden; k++) {
        double h = 0;
        for (size_t i = 0; i < dim; i++) h += teacher[k * dim + i] * (double)x[i];
        up += h > 0;
    }
    return 2 * up > hidden;
}

void synthetic_teacher(struct data *d, const struct data_request *r)
{
    require(r->hidden % 2 == 1, "[data] hidden = %zu: a committee needs an odd number", r->hidden);
    struct rng rng;
    rng_init(&rng, r->seed, 0, RNG_DATA);
    double *teacher = base_alloc(r->hidden * r->dim, sizeof *teacher);
    for (size_t i = 0; i < r->hidden * r->dim; i++) teacher[i] = rng_normal(&rng);
    open_parts(d, r, 2, false, &rng);
    struct data_part *parts[] = {&d->train, &d->test};
    for (int p = 0; p < 2; p++)
        for (size_t i = 0; i < parts[p]->n; i++) {
            const bool turned = rng_uniform(&rng) < r->noise;
            parts[p]->label[i] =
                majority(parts[p]->value + i * r->dim, teacher, r->dim, r->hidden) ^ turned;
        }
    base_free(teacher);
}

void synthetic_random_labels(struct data *d, const struct data_request *r)
{
    struct rng rng;
    rng_init(&rng, r->seed, 0, RNG_DATA);
    open_parts(d, r, 2, false, &rng);
    draw_labels(d, &rng);
}

void synthetic_patterns(struct data *d, const struct data_request *r)
{
    struct rng rng;
    rng_init(&rng, r->seed, 0, RNG_DATA);
    open_parts(d, r, 2, true, &rng);
    draw_labels(d, &rng);
}

/* x (dim) and the label of one sample, from its z (hidden). */
static uint8_t place(const struct data_request *r, const double *map, const double *teacher,
                     const double *z, real *x)
{
    const double spread = 0.6279287; /* of tanh of a normal number */
    double side = 0;
    for (size_t k = 0; k < r->hidden; k++) side += teacher[k] * z[k];
    for (size_t i = 0; i < r->dim; i++) {
        double h = 0;
        for (size_t k = 0; k < r->hidden; k++) h += map[i * r->hidden + k] * z[k];
        x[i] = (real)(tanh(h / sqrt((double)r->hidden)) / spread);
    }
    return side > 0;
}

void synthetic_manifold(struct data *d, const struct data_request *r)
{
    struct rng rng;
    rng_init(&rng, r->seed, 0, RNG_DATA);
    const size_t D = r->hidden;
    double *const map = base_alloc((r->dim + 2) * D, sizeof *map),
                  *const teacher = map + r->dim * D, *const z = teacher + D;
    open_parts(d, r, 2, false, &rng);
    for (size_t i = 0; i < (r->dim + 1) * D; i++) map[i] = rng_normal(&rng);
    struct data_part *parts[] = {&d->train, &d->test};
    for (int p = 0; p < 2; p++)
        for (size_t i = 0; i < parts[p]->n; i++) {
            for (size_t k = 0; k < D; k++) z[k] = rng_normal(&rng);
            const bool turned = rng_uniform(&rng) < r->noise;
            parts[p]->label[i] = place(r, map, teacher, z, parts[p]->value + i * r->dim) ^ turned;
        }
    base_free(map);
}

/* Random directions in high dimension are nearly orthogonal: centres are about sqrt(2) times the
   separation apart. */
void synthetic_mixture(struct data *d, const struct data_request *r)
{
    struct rng rng;
    rng_init(&rng, r->seed, 0, RNG_DATA);
    double *centre = base_alloc(r->classes * r->dim, sizeof *centre);
    for (size_t c = 0; c < r->classes; c++) {
        double *const m = centre + c * r->dim;
        double squares = 0;
        for (size_t i = 0; i < r->dim; i++) m[i] = rng_normal(&rng), squares += m[i] * m[i];
        for (size_t i = 0; i < r->dim; i++) m[i] *= r->separation / sqrt(squares);
    }
    open_parts(d, r, r->classes, false, &rng);
    draw_labels(d, &rng);
    struct data_part *parts[] = {&d->train, &d->test};
    for (int p = 0; p < 2; p++)
        for (size_t i = 0; i < parts[p]->n; i++)
            for (size_t k = 0; k < r->dim; k++)
                parts[p]->value[i * r->dim + k] += (real)centre[parts[p]->label[i] * r->dim + k];
    base_free(centre);
}
