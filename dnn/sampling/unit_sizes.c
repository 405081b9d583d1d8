/* Gain g: the activation is f(g (w x + b)), the network with the unit's weights and bias times g.
   Decay d: adds d (decay/2) |w|^2 of the unit's weights to u. Prior of variance s^2: a decay of
   s^-2, up to a constant that exchanges within a layer do not change. Rate: the mobility of the
   unit's weights; e^(-U/T) does not depend on it. Sizes are drawn like the diameters of the liquid
   (common/numerics/size_distribution.h) and stretched about their mean 1 to the requested
   polydispersity. */
#include "dnn/sampling/unit_sizes.h"

#include <assert.h>
#include <math.h>

#include "common/io/checkpoint.h"
#include "common/numerics/size_distribution.h"
#include "common/config/runfile.h"

static double itself(double size)
{
    return size;
}

static double inverse_square(double size)
{
    return 1 / (size * size);
}

const struct unit_sizes_kind unit_sizes_kinds[] = {
    {"none", "hidden units are all alike", UNIT_SIZES_NONE, itself},
    {"gain", "steepness of the activation", UNIT_SIZES_GAIN, itself},
    {"decay", "strength of the decay of weights and bias", UNIT_SIZES_DECAY, itself},
    {"prior", "decay of weights and bias divided by size^2 (size: width of the prior)",
     UNIT_SIZES_DECAY, inverse_square},
    {"rate", "learning rate, or mobility, of weights and bias", UNIT_SIZES_RATE, itself},
    {0},
};

const struct base_table unit_sizes_table = {"property", "property that unit sizes set",
                                            unit_sizes_kinds, sizeof *unit_sizes_kinds};

/* ---- sizes ----------------------------------------------------------------------------------- */

static const struct layer *last_with_weights(const struct network *net)
{
    const struct layer *l = net->layer + net->depth - 1;
    while (!l->rows) l--;
    return l;
}

static bool hidden(const struct network *net, const struct layer *l)
{
    return l->rows && !l->kind->constant_start && l != last_with_weights(net);
}

static real factor_of(const struct unit_sizes *u, size_t i)
{
    return (real)u->kind->factor(u->size[i]);
}

static void set_factor(struct unit_sizes *u, const struct layer *l, size_t row, real factor)
{
    for (size_t k = 0; k < l->columns; k++) u->factor[l->offset + row * l->columns + k] = factor;
    if (l->bias) u->factor[l->offset + l->rows * l->columns + row] = factor;
}

static void set_factors(struct unit_sizes *u)
{
    for (size_t k = 0; k < u->net->weights; k++) u->factor[k] = 1;
    size_t i = 0;
    for (const struct layer *l = u->net->layer; l < u->net->layer + u->net->depth; l++)
        for (size_t row = 0; hidden(u->net, l) && row < l->rows; row++)
            set_factor(u, l, row, factor_of(u, i++));
}

static void draw_sizes(struct unit_sizes *u, const struct runfile *f)
{
    const struct size_distribution_law *const law = base_find(&size_distribution_laws, "power");
    const struct size_distribution_shape shape = {.spread = law->spread};
    float *const s = base_alloc(u->n, sizeof *s);
    size_distribution_draw(runfile_row(f, "units", "diameters"), law, &shape,
                           (uint64_t)runfile_int(f, "run", "seed"),
                           (uint32_t)runfile_int(f, "run", "replica"), s, u->n);
    double mean = 0, square = 0;
    for (size_t i = 0; i < u->n; i++) mean += (double)s[i] / (double)u->n;
    for (size_t i = 0; i < u->n; i++) square += ((double)s[i] - mean) * ((double)s[i] - mean);
    const double stretch = runfile_real(f, "units", "polydispersity") / sqrt(square / (double)u->n);
    for (size_t i = 0; i < u->n; i++) {
        u->size[i] = 1 + stretch * ((double)s[i] - mean);
        require(u->size[i] >= 0.05, "%s = %g: the smallest unit would have size %.3g; 0.05 or more",
                runfile_where(f, "units", "polydispersity"),
                runfile_real(f, "units", "polydispersity"), u->size[i]);
    }
    base_free(s);
}

void unit_sizes_init(struct unit_sizes *u, const struct network *net, const struct runfile *f)
{
    *u = (struct unit_sizes){.kind = runfile_row(f, "units", "property"), .net = net};
    if (u->kind->role == UNIT_SIZES_NONE) return;
    for (const struct layer *l = net->layer; l < net->layer + net->depth; l++)
        if (hidden(net, l)) u->n += l->rows;
    require(u->n >= 2, "%s = %s: the network needs two hidden units or more",
            runfile_where(f, "units", "property"), u->kind->name);
    u->size = base_alloc(u->n, sizeof *u->size);
    u->factor = base_alloc(net->weights, sizeof *u->factor);
    u->effective = base_alloc(net->weights, sizeof *u->effective);
    draw_sizes(u, f);
    set_factors(u);
}

void unit_sizes_clear(struct unit_sizes *u)
{
    base_free(u->size);
    base_free(u->factor);
    base_free(u->effective);
}

void unit_sizes_visit(struct unit_sizes *u, struct checkpoint *c)
{
    if (!u->n) return;
    checkpoint_f64(c, "sizes", u->size, u->n);
    if (checkpoint_loading(c)) set_factors(u);
}

/* ---- exchanges ------------------------------------------------------------------------------- */

static bool allows(const struct unit_sizes *u, const struct layer *l)
{
    return hidden(u->net, l) && l->rows >= 2;
}

bool unit_sizes_possible(const struct unit_sizes *u)
{
    for (const struct layer *l = u->net->layer; u->n && l < u->net->layer + u->net->depth; l++)
        if (allows(u, l)) return true;
    return false;
}

struct unit_sizes_pair unit_sizes_draw(const struct unit_sizes *u, struct rng *rng)
{
    assert(unit_sizes_possible(u));
    const struct layer *const end = u->net->layer + u->net->depth, *l = u->net->layer;
    size_t layers = 0, first = 0;
    for (; l < end; l++) layers += allows(u, l);
    size_t k = rng_below(rng, (uint32_t)layers);
    for (l = u->net->layer; !allows(u, l) || k-- > 0; l++)
        if (hidden(u->net, l)) first += l->rows;
    const size_t i = rng_below(rng, (uint32_t)l->rows), j = rng_below(rng, (uint32_t)l->rows - 1),
                 other = j + (j >= i);
    return (struct unit_sizes_pair){l, first + i, first + other, i, other};
}

void unit_sizes_exchange(struct unit_sizes *u, const struct unit_sizes_pair *p)
{
    const double size = u->size[p->i];
    u->size[p->i] = u->size[p->j];
    u->size[p->j] = size;
    set_factor(u, p->layer, p->row_i, factor_of(u, p->i));
    set_factor(u, p->layer, p->row_j, factor_of(u, p->j));
}

double unit_sizes_difference(const struct unit_sizes *u, const struct unit_sizes_pair *p)
{
    return fabs(u->size[p->i] - u->size[p->j]);
}

static double row_norm2(const struct layer *l, size_t row, const real *w)
{
    const real *const from = w + l->offset + row * l->columns;
    const double bias = l->bias ? (double)w[l->offset + l->rows * l->columns + row] : 0;
    double sum = bias * bias;
    for (size_t k = 0; k < l->columns; k++) sum += (double)from[k] * (double)from[k];
    return sum;
}

double unit_sizes_change(const struct unit_sizes *u, const struct unit_sizes_pair *p, const real *w)
{
    if (u->kind->role != UNIT_SIZES_DECAY) return 0;
    const double more = (double)factor_of(u, p->j) - (double)factor_of(u, p->i);
    return more * (row_norm2(p->layer, p->row_i, w) - row_norm2(p->layer, p->row_j, w));
}

/* ---- what weights and gradients become
   ---------------------------------------------------------- */

const real *unit_sizes_apply(const struct unit_sizes *u, const real *w)
{
    if (u->kind->role != UNIT_SIZES_GAIN) return w;
    for (size_t k = 0; k < u->net->weights; k++) u->effective[k] = u->factor[k] * w[k];
    return u->effective;
}

double unit_sizes_norm2(const struct unit_sizes *u, const real *w)
{
    const bool decays = u->kind->role == UNIT_SIZES_DECAY;
    double sum = 0;
    for (size_t k = 0; k < u->net->weights; k++)
        sum += (decays ? (double)u->factor[k] : 1) * ((double)w[k] * (double)w[k]);
    return sum;
}

void unit_sizes_gradient(const struct unit_sizes *u, const real *w, real decay, real *dw)
{
    if (u->kind->role == UNIT_SIZES_NONE) return;
    const bool gain = u->kind->role == UNIT_SIZES_GAIN, decays = u->kind->role == UNIT_SIZES_DECAY;
    for (size_t k = 0; k < u->net->weights; k++) {
        const real f = u->factor[k], pull = decay * w[k];
        if (gain)
            dw[k] *= f;
        else if (decays)
            dw[k] += (f - 1) * pull;
        else
            dw[k] = f * (dw[k] + pull) - pull;
    }
}
