/* Semi-grand ensemble: the weight of a configuration is exp(-U/T) times the product over spheres of
   exp(h(s_i)), where T h(s) is the chemical potential of a sphere of diameter s. A trial draws a sphere
   and a diameter s' uniformly within +- step/2 of the present one. The draw is symmetric, so
       log_q = h(s') - h(s)
   keeps that weight; diameters outside those of the start are refused. Compare Kapteijns, Ji, Brito, Wyart,
   Lerner, PRE 99, 012106 (2019); Brito, Lerner, Wyart, PRX 8, 031050 (2018).

   The field that keeps a distribution of sizes is its logarithm plus the excess chemical potential over T,
   which is not known in advance. Warm-up estimates it: at every [run] tune, h falls where there are more
   spheres than at the start and rises where there are fewer, by the logarithm of their ratio times a gain
   that falls as 1/rounds. From t = 0 on h is constant, and the ensemble exact. */
#include "glass/spheres/dynamics/semi_grand.h"

#include <math.h>
#include <stdlib.h>

#include "common/io/checkpoint.h"
#include "common/core/vector.h"
#include "glass/spheres/dynamics/liquid.h"

enum { QUICK = 20 /* rounds before the gain falls */ };

/* ln of the density between two knots. */
static double density(const struct semi_grand *f, int bin)
{
    return -log(SEMI_GRAND_BINS * (f->knot[bin + 1] - f->knot[bin]));
}

static double beside(const double *of_bin, int knot)
{
    if (knot == 0) return of_bin[0];
    return knot == SEMI_GRAND_BINS ? of_bin[SEMI_GRAND_BINS - 1]
                                   : (of_bin[knot - 1] + of_bin[knot]) / 2;
}

struct semi_grand *semi_grand_create(struct spheres *s, const char *where)
{
    struct semi_grand *const f = base_alloc(1, sizeof *f);
    double *const sorted = base_alloc(s->n, sizeof *sorted), ideal[SEMI_GRAND_BINS];
    for (size_t i = 0; i < s->n; i++) sorted[i] = s->p[i].s;
    qsort(sorted, s->n, sizeof *sorted, vector_compare);
    for (size_t k = 0; k <= SEMI_GRAND_BINS; k++)
        f->knot[k] = sorted[(s->n - 1) * k / SEMI_GRAND_BINS];
    base_free(sorted);
    for (int k = 0; k < SEMI_GRAND_BINS; k++) {
        require(f->knot[k] < f->knot[k + 1] && !s->model->mixture,
                "%s: trials of single diameters need at least %d different ones, no species", where,
                SEMI_GRAND_BINS + 1);
        ideal[k] = density(f, k);
    }
    for (int k = 0; k <= SEMI_GRAND_BINS; k++) f->h[k] = beside(ideal, k);
    spheres_limit_sizes(s, (float)f->knot[SEMI_GRAND_BINS]);
    return f;
}

void semi_grand_free(struct semi_grand *f)
{
    base_free(f);
}

/* The bin of a diameter; -1 or SEMI_GRAND_BINS beyond the knots. */
static int bin_of(const struct semi_grand *f, double diameter)
{
    int k = -1;
    while (k < SEMI_GRAND_BINS && diameter >= f->knot[k + 1]) k++;
    return k == SEMI_GRAND_BINS && diameter == f->knot[k] ? k - 1 : k;
}

double semi_grand_at(const struct semi_grand *f, double diameter)
{
    const int k = bin_of(f, diameter);
    if (k < 0 || k == SEMI_GRAND_BINS) return -INFINITY;
    const double part = (diameter - f->knot[k]) / (f->knot[k + 1] - f->knot[k]);
    return f->h[k] + part * (f->h[k + 1] - f->h[k]);
}

void semi_grand_require(const struct liquid *l, const char *where)
{
    const struct spheres *const s = &l->s;
    const struct semi_grand *const f = l->field;
    for (size_t i = 0; f && i < s->n; i++)
        require(
            isfinite(semi_grand_at(f, s->p[i].s)),
            "%s: diameter %zu is %.9g; [move.resize] allows those of [system] sizes, %.6g to %.6g",
            where, i, (double)s->p[i].s, f->knot[0], f->knot[SEMI_GRAND_BINS]);
}

struct mc_trial semi_grand_resize(void *state, const struct mc_move *self, struct rng *rng,
                                  double step)
{
    (void)self;
    struct liquid *const l = state;
    struct spheres *const s = &l->s;
    if (!l->field) return (struct mc_trial){INFINITY, 0};
    struct liquid_trial *const t = &l->trial;
    t->i = liquid_pick(l, rng_below(rng, l->within.n));
    t->to = s->p[t->i];
    t->to.s = (float)(t->to.s + (rng_uniform(rng) - 0.5) * step);
    const double log_q = semi_grand_at(l->field, t->to.s) - semi_grand_at(l->field, s->p[t->i].s);
    if (isinf(log_q)) return (struct mc_trial){INFINITY, 0};
    return (struct mc_trial){spheres_resize(s, t->i, t->to.s), log_q};
}

void semi_grand_commit(void *state)
{
    struct liquid *const l = state;
    spheres_update(&l->s, l->trial.i, l->trial.to);
}

void semi_grand_tune(void *state)
{
    const struct liquid *const l = state;
    const struct spheres *const s = &l->s;
    struct semi_grand *const f = l->field;
    if (!f) return;
    double count[SEMI_GRAND_BINS] = {0}, wrong[SEMI_GRAND_BINS];
    for (size_t i = 0; i < s->n; i++) count[bin_of(f, s->p[i].s)]++;
    const double gain = f->rounds < QUICK ? 1 : (double)QUICK / (double)f->rounds;
    for (int k = 0; k < SEMI_GRAND_BINS; k++)
        wrong[k] = fmax(-1, fmin(1, log((count[k] + 1) / ((double)s->n / SEMI_GRAND_BINS + 1))));
    for (int k = 0; k <= SEMI_GRAND_BINS; k++) f->h[k] -= gain * beside(wrong, k);
    f->rounds++;
}

void semi_grand_visit(struct liquid *l, struct checkpoint *c)
{
    struct semi_grand *const f = l->field;
    if (!f) return;
    checkpoint_enter(c, "field");
    checkpoint_f64(c, "knot", f->knot, SEMI_GRAND_BINS + 1);
    for (int k = 0; k <= SEMI_GRAND_BINS; k++)
        checkpoint_require(c, f->knot[k] > (k ? f->knot[k - 1] : 0) && f->knot[k] < 100, "knot");
    checkpoint_f64(c, "h", f->h, SEMI_GRAND_BINS + 1);
    checkpoint_u64(c, "rounds", &f->rounds, 1);
    checkpoint_leave(c);
    if (!checkpoint_loading(c)) return;
    spheres_limit_sizes(&l->s, (float)f->knot[SEMI_GRAND_BINS]);
    neighbours_build(&l->s.neighbours, l->s.p);
}

void semi_grand_report(const void *state, void (*log_line)(void *context, const char *line),
                       void *context)
{
    const struct liquid *const l = state;
    if (!l->field) return;
    const struct spheres *const s = &l->s;
    const double *const knot = l->field->knot;
    double mean = 0, square = 0, initial = 0;
    for (int k = 0; k < SEMI_GRAND_BINS; k++)
        initial += (knot[k] + knot[k + 1]) / (2 * SEMI_GRAND_BINS);
    for (size_t i = 0; i < s->n; i++) {
        mean += s->p[i].s / (double)s->n;
        square += (double)s->p[i].s * s->p[i].s / (double)s->n;
    }
    const double usual = sqrt((square - mean * mean) / (double)s->n);
    char *const line = base_text("resize: mean diameter %.4g, %.4g at the start%s", mean, initial,
                                 fabs(mean - initial) < 4 * usual
                                     ? ""
                                     : ": the field is not learnt yet, take a longer warm-up");
    log_line(context, line);
    base_free(line);
}

void semi_grand_write(const void *state, FILE *out)
{
    const struct liquid *const l = state;
    const struct spheres *const s = &l->s;
    for (int k = 0; k <= SEMI_GRAND_BINS; k++) {
        size_t below = 0;
        for (size_t i = 0; i < s->n; i++) below += s->p[i].s < l->field->knot[k];
        fprintf(out, "%.8g %.8g %zu\n", l->field->knot[k], l->field->h[k], below);
    }
}
