/* Relaxation times. The jackknife needs blocks that are long against tau. tau is therefore measured
   twice: first to choose the blocks, then with its error. */
#include "analysis/estimate/relaxation.h"

#include <math.h>

#include "analysis/figure/result_table.h"
#include "common/core/base.h"
#include "common/numerics/kww_fit.h"
#include "common/core/rng.h"

const double relaxation_level = 0.36787944117144233;

const struct relaxation_observable relaxation_observables[] = {
    {"fs", "self-intermediate scattering function"},
    {"overlap", "self overlap"},
    {"collective", "collective overlap"},
    {"cosine", "cosine of the weights then and now"},
    {"bonds", "bonds between neighbours"},
    {"diameter", "autocorrelation of the diameters"},
    {"coherent", "collective intermediate scattering function, F(k, t) / F(k, 0)"},
    {"cage_fs", "cage-relative self-intermediate scattering function"},
    {NULL, NULL},
};

enum { BLOCK = 3 };                              /* length of a block of origins [tau] */
static const double fit_from = 0.1, fit_to = 10; /* lags fitted [tau] */
static const double misfit =
    0.003; /* least error of a point in the fit: a stretched exponential is no better than this */

void relaxation_require(const struct groups *all)
{
    for (const struct group *g = all->group; g < all->group + all->n; g++) {
        bool any = false;
        for (const struct relaxation_observable *o = relaxation_observables; o->name; o++)
            any = any || group_has(g, o->name);
        require(any,
                "%s: has neither fs.dat nor overlap.dat: nothing to measure a relaxation time from",
                group_first(g)->path);
    }
}

void relaxation_columns(struct result_table *s)
{
    result_table_column(s, "program", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "run", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "T", "energy", RESULT_TABLE_NUMBER);
    result_table_column(s, "of", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "t_w", "time", RESULT_TABLE_TEXT);
}

void relaxation_row(struct result_table *s, const struct group *g, const char *observable,
                    double waiting)
{
    result_table_text(s, "%s", system_kind_word(group_system(g)));
    result_table_text(s, "%s", g->legend);
    result_table_number(s, group_T(g));
    result_table_text(s, "%s", observable);
    if (waiting == CURVE_ALL)
        result_table_text(s, "all");
    else
        result_table_text(s, "%g", waiting);
}

void relaxation_cell(struct result_table *s, const struct relaxation *x)
{
    if (x->bound == RELAXATION_VALUE)
        result_table_estimate(s, x->tau);
    else
        result_table_bound(s, x->bound == RELAXATION_LOWER ? '>' : '<', x->tau.value);
}

/* Between (t0, y0) and (t1, y1), y0 > level >= y1. */
static double interpolate(double t0, double y0, double t1, double y1, double level)
{
    const double part = (y0 - level) / (y0 - y1);
    return t0 > 0 ? t0 * pow(t1 / t0, part) : t1 * part;
}

struct relaxation relaxation_crossing(size_t n, const double *lag, const double *value,
                                      double level)
{
    struct relaxation r = {.bound = RELAXATION_LOWER, .tau = {NAN, NAN}, .beta = {NAN, NAN}};
    size_t before = n; /* last point above the level; NAN values are skipped */
    for (size_t i = 0; i < n; i++) {
        if (isnan(value[i])) continue;
        r.tau.value = lag[i];
        if (value[i] <= level) {
            r.bound = before < n ? RELAXATION_VALUE : RELAXATION_UPPER;
            if (before < n)
                r.tau.value = interpolate(lag[before], value[before], lag[i], value[i], level);
            return r;
        }
        before = i;
    }
    return r;
}

/* Jackknife of tau. NAN if the curve without a block does not cross the level inside its data. */
double relaxation_error(const struct curve *c, double level, double tau)
{
    double *left = base_alloc(c->blocks + 1, sizeof *left);
    size_t found = 0;
    for (size_t b = 0; b < c->blocks; b++) {
        const struct relaxation r =
            relaxation_crossing(c->n, c->lag, c->left_out + b * c->n, level);
        if (r.bound == RELAXATION_VALUE) left[found++] = r.tau.value;
    }
    const double error = found == c->blocks ? statistics_jackknife(found, left, tau).error : NAN;
    base_free(left);
    return error;
}

/* ---- stretched exponential ------------------------------------------------------------------- */

struct fitted { /* the points of a curve that are fitted */
    size_t n;
    size_t *at;
    double *t, *y, *error;
};

static struct fitted choose_points(const struct curve *c, double tau)
{
    struct fitted p = {0, base_alloc(c->n, sizeof *p.at), base_alloc(c->n, sizeof *p.t),
                       base_alloc(c->n, sizeof *p.y), base_alloc(c->n, sizeof *p.error)};
    for (size_t i = 0; i < c->n; i++) {
        const double error = isnan(c->error[i]) ? misfit : hypot(c->error[i], misfit);
        if (c->lag[i] < fit_from * tau || c->lag[i] > fit_to * tau || c->value[i] < 3 * error)
            continue;
        p.at[p.n] = i;
        p.t[p.n] = c->lag[i];
        p.error[p.n++] = error;
    }
    return p;
}

static void free_points(struct fitted *p)
{
    base_free(p->at);
    base_free(p->t);
    base_free(p->y);
    base_free(p->error);
}

/* beta of one curve; NAN if the fit fails. */
static double beta_of(const struct fitted *p, const double *value, double tau)
{
    for (size_t i = 0; i < p->n; i++) {
        p->y[i] = value[p->at[i]];
        if (isnan(p->y[i])) return NAN;
    }
    struct kww_fit f = {.tau.value = tau};
    return kww_fit(p->n, p->t, p->y, p->error, &f) ? f.beta.value : NAN;
}

/* Bootstrap over blocks: the curvature of a single fit ignores correlations between points. */
static struct statistics_estimate stretching(const struct curve *c, double tau)
{
    enum { DRAWS = 100 };
    struct fitted p = choose_points(c, tau);
    size_t *const draw = base_alloc(c->blocks + 1, sizeof *draw);
    double *const y = base_alloc(c->n, sizeof *y), beta[DRAWS];
    struct statistics_estimate e = {p.n >= 6 ? beta_of(&p, c->value, tau) : NAN, NAN};
    struct rng rng;
    rng_init(&rng, 1, 0, RNG_BOOTSTRAP);
    for (int d = 0; d < DRAWS && c->blocks && !isnan(e.value); d++) {
        curve_draw(c->blocks, &rng, draw);
        curve_resample(c, draw, y);
        beta[d] = beta_of(&p, y, tau);
    }
    if (c->blocks && !isnan(e.value)) e = statistics_bootstrap(DRAWS, beta, c->blocks, e.value);
    base_free(draw);
    base_free(y);
    free_points(&p);
    return e.value > 0.1 && e.value < 3 && !(e.error > e.value / 2)
               ? e
               : (struct statistics_estimate){NAN, NAN};
}

static double first_guess(const struct curve_rows *r, double waiting, double level)
{
    struct curve c = curve_average(r, waiting, INFINITY);
    const double tau = relaxation_crossing(c.n, c.lag, c.value, level).tau.value;
    curve_clear(&c);
    return tau;
}

struct relaxation relaxation_measure(const struct curve_rows *r, double waiting, double level,
                                     struct curve *out)
{
    const double length = BLOCK * first_guess(r, waiting, level);
    struct curve c = curve_average(r, waiting, length);
    struct relaxation x = relaxation_crossing(c.n, c.lag, c.value, level);
    if (x.bound == RELAXATION_VALUE) {
        x.tau.error = relaxation_error(&c, level, x.tau.value);
        x.beta = stretching(&c, x.tau.value);
    }
    x.blocks = c.blocks;
    x.origins = c.origins;
    x.members = r->members;
    x.few = c.blocks > 0 && c.length < 2 * x.tau.value;
    if (out)
        *out = c;
    else
        curve_clear(&c);
    return x;
}
