/* Implementation of langevin.h. */
#include "analysis/estimate/langevin.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/core/base.h"
#include "common/io/trajectory.h"

const double langevin_levels[LANGEVIN_LEVELS] = {0.9, 0.36787944117144233};

static const double fit_to = 1000; /* of t / tau_e, where the exponent is fitted */
static const double fit_least = 3; /* of Q, in errors */
static const double decade = 10;

double langevin_number(const struct run *r, const char *key)
{
    const char *const text = run_value(r, key);
    char *end = NULL;
    const double x = text ? strtod(text, &end) : NAN;
    require(text && end != text && *end == '\0' && isfinite(x),
            "%s/run.ini: %s = '%s' is no number", r->path, key, text ? text : "");
    return x;
}

double langevin_spread(const char *folder, size_t frame)
{
    char *const path = base_text("%s/trajectory.h5", folder);
    struct trajectory *const t = trajectory_open(path);
    require(frame < trajectory_frames(t), "%s: has no frame %zu", path, frame);
    struct frame f;
    trajectory_read(t, frame, &f);
    double last = 0, n = 0, sum = 0, square = 0;
    for (size_t i = 0; i < f.n; i++) last = fmax(last, f.label ? f.label[i] : 0);
    for (size_t i = 0; i < f.n; i++)
        if (f.label && f.label[i] < last) n++, sum += f.x[i], square += f.x[i] * f.x[i];
    trajectory_close(t);
    require(n > 0, "%s: a network of one layer", path);
    base_free(path);
    return sqrt(square / n - sum / n * (sum / n));
}

/* ---- free diffusion -------------------------------------------------------------------------- */

double langevin_free_overlap(const struct langevin *l, double t)
{
    return l->D > 0 && t > 0 ? erf(l->eps / sqrt(4 * l->D * t)) : 1;
}

static double free_time(const struct langevin *l, double level)
{
    const double x = gsl_cdf_ugaussian_Pinv((1 + level) / 2) / sqrt(2); /* erf(x) = level */
    return l->D > 0 ? pow(l->eps / x, 2) / (4 * l->D) : INFINITY;
}

/* ---- slopes ---------------------------------------------------------------------------------- */

double langevin_slope(size_t n, const double *t, const double *y)
{
    double m = 0, sx = 0, sy = 0, sxx = 0, sxy = 0;
    for (size_t i = 0; i < n; i++) {
        if (!(t[i] > 0 && y[i] > 0)) continue;
        const double x = log(t[i]), z = log(y[i]);
        m++, sx += x, sy += z, sxx += x * x, sxy += x * z;
    }
    const double under = m * sxx - sx * sx;
    return m >= 3 && under > 0 ? (m * sxy - sx * sy) / under : NAN;
}

/* Slope over [first, end), with its error from the blocks of the curve. */
static struct statistics_estimate slope_of(const struct curve *c, size_t first, size_t end)
{
    const size_t n = end - first;
    const double slope = langevin_slope(n, c->lag + first, c->value + first);
    double *const left = base_alloc(c->blocks + 1, sizeof *left);
    for (size_t b = 0; b < c->blocks; b++)
        left[b] = langevin_slope(n, c->lag + first, c->left_out + b * c->n + first);
    const struct statistics_estimate e = statistics_jackknife(c->blocks, left, slope);
    base_free(left);
    return (struct statistics_estimate){slope, c->blocks >= 3 ? e.error : NAN};
}

static void fit_tail(struct langevin *l)
{
    const struct curve *const c = &l->overlap;
    const struct relaxation *const x = &l->tau[LANGEVIN_LEVELS - 1];
    l->exponent = (struct statistics_estimate){NAN, NAN};
    l->free_exponent = NAN;
    if (x->bound != RELAXATION_VALUE) return;
    size_t first = 0, end;
    while (first < c->n && c->lag[first] < x->tau.value) first++;
    for (end = first; end < c->n && c->lag[end] <= fit_to * x->tau.value; end++)
        if (!(c->value[end] > 0) || c->value[end] < fit_least * c->error[end]) break;
    if (end < first + 4 || c->lag[end - 1] < decade * x->tau.value) return;
    l->exponent = slope_of(c, first, end);
    double *const free = base_alloc(c->n, sizeof *free);
    for (size_t i = first; i < end; i++) free[i] = langevin_free_overlap(l, c->lag[i]);
    l->free_exponent = langevin_slope(end - first, c->lag + first, free + first);
    base_free(free);
}

/* The decades of lags, one after the other: the next one in [*first, *end); false after the last. */
static bool next_decade(const struct curve *c, size_t *first, size_t *end, bool found)
{
    const double rounded = 0.99; /* lags are integers at nearly equal ratios */
    while (*first < c->n && c->lag[*first] < 1) ++*first;
    if (*first == c->n) return false;
    while (*end < c->n && rounded * c->lag[*end] <= decade * c->lag[*first]) ++*end;
    return !found || c->lag[c->n - 1] >= rounded * decade * c->lag[*first];
}

/* The least slope of y (c->n) over any decade. */
static double least_slope(const struct curve *c, const double *y)
{
    double least = NAN;
    for (size_t first = 0, end = 0; next_decade(c, &first, &end, !isnan(least)); first++)
        least = fmin(langevin_slope(end - first, c->lag + first, y + first), least);
    return least;
}

struct statistics_estimate langevin_least_slope(const struct curve *c,
                                                struct statistics_estimate *last)
{
    bool found = false;
    for (size_t first = 0, end = 0; next_decade(c, &first, &end, found); first++) {
        *last = slope_of(c, first, end);
        found = found || !isnan(last->value);
    }
    const double least = least_slope(c, c->value);
    double *const left = base_alloc(c->blocks + 1, sizeof *left);
    for (size_t b = 0; b < c->blocks; b++) left[b] = least_slope(c, c->left_out + b * c->n);
    const struct statistics_estimate e = statistics_jackknife(c->blocks, left, least);
    base_free(left);
    return (struct statistics_estimate){least, c->blocks >= 3 ? e.error : NAN};
}

/* ---- a group --------------------------------------------------------------------------------- */

static void require_langevin(const struct group *g)
{
    const struct run *const r = group_first(g);
    const char *const rule = run_value(r, "train.optimiser");
    require(r->system->trained && rule && strstr(rule, "langevin"),
            "%s: is not a Langevin run of a network", r->path);
    require(langevin_number(r, "data.train_samples") > 0,
            "%s/run.ini: [data] train_samples = 0: give the number of samples, of which diffusion "
            "depends",
            r->path);
    require(langevin_number(r, "observe.overlap.fraction") > 0,
            "%s/run.ini: [observe.overlap] fraction must be above 0", r->path);
}

static double mean_spread(const struct group *g)
{
    double sum = 0;
    for (size_t i = 0; i < g->n; i++) sum += langevin_spread(g->member[i]->path, 0);
    return sum / (double)g->n;
}

struct langevin langevin_measure(const struct group *g, double waiting)
{
    require_langevin(g);
    const struct run *const r = group_first(g);
    struct langevin l = {.group = g, .T = r->T};
    l.D =
        l.T * langevin_number(r, "train.learning_rate") / langevin_number(r, "data.train_samples");
    l.eps = mean_spread(g) / langevin_number(r, "observe.overlap.fraction");
    struct curve_rows overlap = curve_rows_read(g, "overlap"), msd = curve_rows_read(g, "msd");
    l.waiting = curve_waiting(&overlap, true, waiting);
    for (int k = 0; k < LANGEVIN_LEVELS; k++) {
        curve_clear(&l.overlap);
        l.tau[k] = relaxation_measure(&overlap, l.waiting, langevin_levels[k], &l.overlap);
        l.free[k] = free_time(&l, langevin_levels[k]);
    }
    l.msd = curve_average(&msd, l.waiting, INFINITY);
    require(l.overlap.n > 0 && l.msd.n > 0, "%s: nothing was measured from t_w = %g on", r->path,
            l.waiting);
    fit_tail(&l);
    l.least_slope = langevin_least_slope(&l.msd, &l.slope);
    curve_rows_clear(&overlap);
    curve_rows_clear(&msd);
    return l;
}

void langevin_clear(struct langevin *l)
{
    curve_clear(&l->overlap);
    curve_clear(&l->msd);
}
