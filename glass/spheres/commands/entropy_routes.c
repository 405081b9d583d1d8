/* Implementation of entropy_routes.h. */
#include "glass/spheres/commands/entropy_routes.h"

#include <math.h>
#include <string.h>

#include "common/core/base.h"
#include "common/numerics/spline_integral.h"

static const struct entropy_value unknown = {{NAN, NAN}, NAN};

/* ---- means over runs ------------------------------------------------------------------------- */

/* Mean of the estimates of several runs, each with its own error. */
static struct statistics_estimate mean_of(size_t n, const struct statistics_estimate *e)
{
    struct statistics_estimate sum = {n ? 0 : NAN, 0};
    for (size_t i = 0; i < n; i++)
        sum.value += e[i].value / (double)n, sum.error += e[i].error * e[i].error;
    return (struct statistics_estimate){sum.value, sqrt(sum.error) / (double)n};
}

/* Mean of values of several samples: the larger of their scatter and their own errors. */
static struct entropy_value mean_of_samples(size_t n, const struct entropy_value *v)
{
    if (n == 0) return unknown;
    struct statistics_estimate *const e = base_alloc(n, sizeof *e);
    double *const x = base_alloc(n, sizeof *x), spacing = 0;
    for (size_t i = 0; i < n; i++)
        e[i] = v[i].s, x[i] = v[i].s.value, spacing += v[i].spacing / (double)n;
    struct statistics_estimate s = mean_of(n, e);
    const double scatter = statistics_mean(n, x).error;
    if (scatter > s.error) s.error = scatter;
    base_free(e), base_free(x);
    return (struct entropy_value){s, spacing};
}

/* Mean of a member of the liquids at T. */
static struct statistics_estimate liquid_mean(const struct entropy_runs *a, double T, size_t member,
                                              bool structures)
{
    struct statistics_estimate *const e = base_alloc(a->n + 1, sizeof *e);
    size_t n = 0;
    for (const struct entropy_run *r = a->run; r < a->run + a->n; r++)
        if (r->kind == ENTROPY_LIQUID && r->T == T && (r->structures || !structures))
            e[n++] = *(const struct statistics_estimate *)((const char *)r + member);
    const struct statistics_estimate mean = mean_of(n, e);
    base_free(e);
    return mean;
}

struct statistics_estimate entropy_routes_energy(const struct entropy_runs *a, double T)
{
    return liquid_mean(a, T, offsetof(struct entropy_run, u), false);
}

struct statistics_estimate entropy_routes_inherent(const struct entropy_runs *a, double T)
{
    return liquid_mean(a, T, offsetof(struct entropy_run, inherent), true);
}

size_t entropy_routes_temperatures(const struct entropy_runs *a, double *T)
{
    size_t n = 0;
    for (const struct entropy_run *r = a->run; r < a->run + a->n; r++)
        if (r->kind == ENTROPY_LIQUID && (n == 0 || r->T != T[n - 1])) T[n++] = r->T;
    return n;
}

/* ---- integrals ------------------------------------------------------------------------------- */

struct curve { /* an integrand y at rising x, each a factor times a measured value */
    size_t n;
    double *x, *y, *factor, *weight; /* (n); weight: of y in the integral */
    struct statistics_estimate *of;  /* (n) the measured values */
};

static struct curve curve_create(size_t room)
{
    double *const x = base_alloc(4 * room, sizeof *x);
    return (struct curve){.x = x,
                          .y = x + room,
                          .factor = x + 2 * room,
                          .weight = x + 3 * room,
                          .of = base_alloc(room, sizeof(struct statistics_estimate))};
}

static void curve_add(struct curve *c, double x, double factor, struct statistics_estimate of)
{
    c->x[c->n] = x, c->factor[c->n] = factor, c->of[c->n] = of;
    c->y[c->n++] = factor * of.value;
}

/* The integral up to the last point, plus `more` times the last value (for its error: the same
   measured number enters twice). */
static struct entropy_value curve_integral(struct curve *c, double more)
{
    const size_t last = c->n - 1;
    double sum = 0, square = 0;
    spline_integral_weights(c->n, c->x, last, c->weight);
    for (size_t i = 0; i < c->n; i++) {
        const double each = c->weight[i] * c->factor[i] + (i == last ? more : 0);
        sum += each * c->of[i].value;
        square += pow(each * c->of[i].error, 2);
    }
    const double coarse = spline_integral_coarse(c->n, c->x, c->y, last);
    const double spacing = coarse + more * c->of[last].value - sum;
    return (struct entropy_value){{sum, sqrt(square)}, spacing};
}

static void curve_clear(struct curve *c)
{
    base_free(c->x), base_free(c->of);
}

/* u dbeta = power^-1 y^(1/power - 1) u dy, y = beta^power. */
static void add_energy(struct curve *c, double T, double power, struct statistics_estimate u)
{
    const double y = pow(1 / T, power);
    curve_add(c, y, pow(y, 1 / power - 1) / power, u);
}

/* ---- routes ---------------------------------------------------------------------------------- */

struct entropy_value entropy_routes_total(const struct entropy_runs *a, double T)
{
    if (!isfinite(a->high.power)) return unknown;
    double *const every = base_alloc(a->n + 1, sizeof *every);
    const size_t n = entropy_routes_temperatures(a, every);
    struct curve c = curve_create(n + 1);
    curve_add(&c, 0, 1, (struct statistics_estimate){a->high.slope, 0});
    for (size_t k = 0; k < n && every[k] >= T; k++)
        add_energy(&c, every[k], a->high.power, entropy_routes_energy(a, every[k]));
    struct entropy_value v = curve_integral(&c, -1 / T);
    v.s.value = a->dim / 2.0 + 1 - log(a->rho) + a->dim / 2.0 * log(2 * M_PI * T) - v.s.value;
    v.spacing = -v.spacing;
    curve_clear(&c);
    base_free(every);
    return v;
}

struct entropy_value entropy_routes_harmonic(const struct entropy_runs *a, double T)
{
    const struct statistics_estimate w =
        liquid_mean(a, T, offsetof(struct entropy_run, log_omega), true);
    const double modes = a->dim * (1 - 1 / (double)a->spheres);
    return (struct entropy_value){{modes * (1 + log(2 * M_PI * T)) - w.value, w.error}, NAN};
}

/* Least squares of two powers, T^2 and T^3, to the anharmonic energies. */
struct entropy_value entropy_routes_anharmonic(const struct entropy_runs *a, double T)
{
    double *const every = base_alloc(a->n + 1, sizeof *every), m[3] = {0}, b[2] = {0};
    const size_t n = entropy_routes_temperatures(a, every);
    size_t used = 0;
    for (size_t k = 0; k < n; k++) {
        const double t = every[k], modes = a->dim * (1 - 1 / (double)a->spheres);
        const struct statistics_estimate u = entropy_routes_energy(a, t),
                                         e = entropy_routes_inherent(a, t);
        const double error = hypot(u.error, isfinite(e.error) ? e.error : u.error);
        const double y = u.value - e.value - modes / 2 * t, w = 1 / (error * error);
        if (!isfinite(y * w)) continue;
        used++, m[0] += w * pow(t, 4), m[1] += w * pow(t, 5), m[2] += w * pow(t, 6);
        b[0] += w * t * t * y, b[1] += w * t * t * t * y;
    }
    base_free(every);
    const double det = m[0] * m[2] - m[1] * m[1];
    if (used < 3 || !(det > 0) || !isfinite(entropy_routes_inherent(a, T).value)) return unknown;
    const double A = (m[2] * b[0] - m[1] * b[1]) / det, B = (m[0] * b[1] - m[1] * b[0]) / det;
    const double f = 2 * T, g = 1.5 * T * T;
    const double variance = (f * f * m[2] - 2 * f * g * m[1] + g * g * m[0]) / det;
    return (struct entropy_value){{f * A + g * B, sqrt(variance)}, NAN};
}

/* Runs i to end - 1: one origin and temperature, rising alpha. */
static struct entropy_value tethers(const struct entropy_runs *a, size_t i, size_t end)
{
    const struct entropy_run *const r = a->run, *const last = &r[end - 1];
    const double T = r[i].T, d = a->dim, alpha = r[i].alpha;
    struct curve c = curve_create(end - i);
    for (size_t k = i; k < end; k++) curve_add(&c, log(r[k].alpha), r[k].alpha, r[k].r2);
    struct entropy_value v = curve_integral(&c, 0);
    const double below = alpha * r[i].r2.value;
    const double heat = (r[i].u.value - last->u.value) / T;
    v.s.value += below + heat + d / 2 - d / 2 * log(last->alpha / (2 * M_PI * T) / M_PI);
    v.s.error = sqrt(pow(v.s.error, 2) + pow(alpha * r[i].r2.error, 2) +
                     (pow(r[i].u.error, 2) + pow(last->u.error, 2)) / (T * T));
    curve_clear(&c);
    return v;
}

/* Swap temperatures i to end - 1 of one configuration, falling; the last is that of the liquid. */
static struct entropy_value mixing(const struct entropy_runs *a, size_t i, size_t end)
{
    const double T = a->run[end - 1].T, power = a->high.power;
    struct curve c = curve_create(end - i + 1);
    curve_add(&c, 0, 1, (struct statistics_estimate){0, 0});
    for (size_t k = i; k < end; k++) add_energy(&c, a->run[k].T, power, a->run[k].u);
    struct entropy_value v = curve_integral(&c, -1 / T);
    curve_clear(&c);
    return v;
}

static bool same_sample(const struct entropy_run *x, const struct entropy_run *y, bool same_T)
{
    return x->kind == y->kind && strcmp(x->origin, y->origin) == 0 && (!same_T || x->T == y->T);
}

/* Mean over the samples of a kind whose last temperature is T. */
static struct entropy_value
over_samples(const struct entropy_runs *a, enum entropy_kind kind, double T,
             struct entropy_value (*of)(const struct entropy_runs *a, size_t i, size_t end))
{
    struct entropy_value *const v = base_alloc(a->n + 1, sizeof *v);
    size_t n = 0, end;
    for (size_t i = 0; i < a->n; i = end) {
        for (end = i; end < a->n;) {
            if (!same_sample(&a->run[i], &a->run[end], kind == ENTROPY_TETHERED)) break;
            end++;
        }
        if (a->run[i].kind == kind && a->run[end - 1].T == T && end - i > 2) v[n++] = of(a, i, end);
    }
    const struct entropy_value mean = mean_of_samples(n, v);
    base_free(v);
    return mean;
}

struct entropy_value entropy_routes_tethered(const struct entropy_runs *a, double T)
{
    return over_samples(a, ENTROPY_TETHERED, T, tethers);
}

struct entropy_value entropy_routes_mixing(const struct entropy_runs *a, double T)
{
    return over_samples(a, ENTROPY_FROZEN, T, mixing);
}
