#include "glass/spins/mean_field_doubling.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "common/core/base.h"
#include "common/io/checkpoint.h"
#include "glass/spins/doubling_row.h"
#include "glass/spins/mean_field.h"

static size_t triangle(size_t points)
{
    return (points + 1) * (points + 2) / 2;
}

double mean_field_doubling_memory(size_t points)
{
    return (double)triangle(points) * DOUBLING_FIELDS * sizeof(double);
}

static size_t past_room(const struct mean_field_doubling *g)
{
    return 4 * (2 * g->near + 1);
}

void mean_field_doubling_init(struct mean_field_doubling *g, const struct covariance *f, double T,
                              double beta, double step, size_t points)
{
    assert(points >= 64 && points % 2 == 0);
    *g = (struct mean_field_doubling){.f = *f,
                                      .T = T,
                                      .beta = beta,
                                      .step = step,
                                      .points = points,
                                      .near = points < 384 ? 2 : points / 128};
    for (int k = 0; k < DOUBLING_FIELDS; k++)
        g->field[k] = base_alloc(triangle(points), sizeof **g->field);
    g->mu = base_alloc(points + 1, sizeof *g->mu);
    g->e = base_alloc(points + 1, sizeof *g->e);
    g->limit = base_alloc(2 * DOUBLING_FIELDS * (g->near + 1), sizeof *g->limit);
    g->past = base_alloc(DOUBLING_LEVELS * past_room(g), sizeof *g->past);
    g->work = base_alloc(9 * (points + 1), sizeof *g->work);
    anderson_init(&g->mixing, 2 * (points + 1));
}

void mean_field_doubling_clear(struct mean_field_doubling *g)
{
    for (int k = 0; k < DOUBLING_FIELDS; k++) base_free(g->field[k]);
    base_free(g->mu), base_free(g->e), base_free(g->limit), base_free(g->past), base_free(g->work);
    anderson_clear(&g->mixing);
    *g = (struct mean_field_doubling){0};
}

/* ---- the first grid --------------------------------------------------------------------------------------------- */

/* Integrals over intervals of a row, in which R and f'' R are linear. */
static void take_row(struct mean_field_doubling *g, size_t i, const double *C, const double *R)
{
    const double h = g->step;
    double *row[DOUBLING_FIELDS];
    for (int f = 0; f < DOUBLING_FIELDS; f++) row[f] = doubling_row(g, f, i);
    memcpy(row[DOUBLING_C], C, (i + 1) * sizeof *C);
    row[DOUBLING_X][i] = 0;
    for (size_t k = i; k > 0; k--) {
        const double K = covariance_curvature(&g->f, C[k]) * R[k],
                     K_before = covariance_curvature(&g->f, C[k - 1]) * R[k - 1];
        row[DOUBLING_X][k - 1] = row[DOUBLING_X][k] + h * (R[k] + R[k - 1]) / 2;
        row[DOUBLING_R1][k] = h * h * (R[k] / 6 + R[k - 1] / 3);
        row[DOUBLING_K0][k] = h * (K + K_before) / 2;
        row[DOUBLING_K1][k] = h * h * (K / 6 + K_before / 3);
        row[DOUBLING_P][k] =
            h / 2 *
            (covariance_slope(&g->f, C[k]) * R[k] + covariance_slope(&g->f, C[k - 1]) * R[k - 1]);
        row[DOUBLING_Q][k] = h / 2 * (K * C[k] + K_before * C[k - 1]);
        row[DOUBLING_CV][k] = (C[k] + C[k - 1]) / 2;
    }
    for (size_t j = 0; j < i; j++) {
        row[DOUBLING_CH][j] = (row[DOUBLING_C][j] + doubling_row(g, DOUBLING_C, i - 1)[j]) / 2;
        row[DOUBLING_XH][j] = (row[DOUBLING_X][j] + doubling_row(g, DOUBLING_X, i - 1)[j]) / 2;
    }
}

void mean_field_doubling_start(struct mean_field_doubling *g)
{
    struct mean_field m;
    mean_field_init(&m, &g->f, g->T, g->beta, g->step, g->points + 1);
    for (size_t i = 0;; i++) {
        g->mu[i] = m.mu, g->e[i] = m.e;
        take_row(g, i, m.C + mean_field_row(i), m.R + mean_field_row(i));
        if (i == g->points) break;
        mean_field_step(&m);
    }
    mean_field_clear(&m);
    g->n = g->points;
}

/* ---- doubling --------------------------------------------------------------------------------------------------- */

/* a + b / row through entries at the distance d of two rows. */
static void fit(const struct mean_field_doubling *g, int field, size_t late, size_t early, size_t d,
                double *pair)
{
    const double y = doubling_row(g, field, late)[late - d],
                 before = doubling_row(g, field, early)[early - d];
    pair[1] = (y - before) / (1 / (double)late - 1 / (double)early);
    pair[0] = y - pair[1] / (double)late;
}

static void remember(struct mean_field_doubling *g)
{
    require(g->level < DOUBLING_LEVELS, "mean_field: more than %d doublings", DOUBLING_LEVELS);
    double *const past = g->past + g->level * past_room(g);
    for (size_t d = 0; d <= 2 * g->near; d++)
        for (int f = 0; f < 2; f++)
            fit(g, f, g->points, g->points / 2, d, past + 4 * d + 2 * (size_t)f);
}

/* Entry k of row i of the new grid, from rows 2i and 2i - 1 of the old one. */
static void join(const struct mean_field_doubling *g, size_t i, size_t k, double *value)
{
    const double *row[DOUBLING_FIELDS];
    for (int f = 0; f < DOUBLING_FIELDS; f++) row[f] = doubling_row(g, f, 2 * i), value[f] = 0;
    value[DOUBLING_C] = row[DOUBLING_C][2 * k];
    value[DOUBLING_X] = row[DOUBLING_X][2 * k];
    if (k < i)
        for (int f = DOUBLING_CH; f <= DOUBLING_XH; f++)
            value[f] = (row[f][2 * k] + doubling_row(g, f, 2 * i - 1)[2 * k]) / 2;
    if (k == 0) return;
    for (int f = DOUBLING_R1; f < DOUBLING_FIELDS; f++)
        value[f] = row[f][2 * k] + row[f][2 * k - 1];
    value[DOUBLING_R1] += g->step * (row[DOUBLING_X][2 * k - 2] - row[DOUBLING_X][2 * k - 1]);
    value[DOUBLING_K1] += g->step * row[DOUBLING_K0][2 * k - 1];
    value[DOUBLING_CV] /= 2;
}

/* In place: entries go to lower addresses, in ascending order. */
static void contract(struct mean_field_doubling *g)
{
    const size_t half = g->points / 2;
    remember(g);
    for (size_t i = 0; i <= half; i++) {
        for (size_t k = 0; k <= i; k++) {
            double value[DOUBLING_FIELDS];
            join(g, i, k, value);
            for (int f = 0; f < DOUBLING_FIELDS; f++) doubling_row(g, f, i)[k] = value[f];
        }
        g->mu[i] = g->mu[2 * i], g->e[i] = g->e[2 * i];
    }
    for (int f = 0; f < DOUBLING_FIELDS; f++)
        for (size_t d = 0; d <= g->near; d++) fit(g, f, half, half / 2, d, doubling_limit(g, f, d));
    g->step *= 2;
    g->level++;
    g->n = half;
}

void mean_field_doubling_reach(struct mean_field_doubling *g, double t)
{
    const double allowed = t * (1 - 1e-12);
    while ((double)g->n * g->step < allowed) {
        if (g->n == g->points) contract(g);
        doubling_row_solve(g, ++g->n);
    }
}

/* ---- between grid points ---------------------------------------------------------------------------------------- */

/* The rows at both sides of t, and the weight of the second. */
static double between(const struct mean_field_doubling *g, double t, size_t *row)
{
    const double x = t / g->step;
    *row = (size_t)x < g->n ? (size_t)x : g->n - 1;
    return x - (double)*row;
}

void mean_field_doubling_energy(const struct mean_field_doubling *g, double t, double *mu,
                                double *e)
{
    size_t i;
    const double w = between(g, t, &i);
    *mu = (1 - w) * g->mu[i] + w * g->mu[i + 1];
    *e = (1 - w) * g->e[i] + w * g->e[i + 1];
}

/* Near the diagonal: from the finest grid that reaches the distance. True if there is one. */
static bool from_past(const struct mean_field_doubling *g, double t, double distance, double *value)
{
    double step = ldexp(g->step, -(int)g->level);
    for (size_t level = 0; level < g->level; level++, step *= 2) {
        const double x = distance / step, row = t / step;
        if (x >= 2 * (double)g->near) continue;
        const double *const at = g->past + level * past_room(g) + 4 * (size_t)x;
        const double w = x - floor(x);
        for (size_t f = 0; f < 2; f++)
            value[f] = (1 - w) * (at[2 * f] + at[2 * f + 1] / row) +
                       w * (at[4 + 2 * f] + at[5 + 2 * f] / row);
        return true;
    }
    return false;
}

/* Entry x of row i, linear between grid points. */
static double entry(const struct mean_field_doubling *g, int field, size_t i, double x)
{
    const double *const row = doubling_row(g, field, i);
    const double at = fmin(fmax(x, 0), (double)i);
    const size_t k = (size_t)at < i ? (size_t)at : i - (i > 0);
    return i == 0 ? row[0] : row[k] + (at - (double)k) * (row[k + 1] - row[k]);
}

/* Rows are joined at equal distance from the diagonal, or at equal t' if it is closer to 0. */
void mean_field_doubling_at(const struct mean_field_doubling *g, double t, double before,
                            double *value)
{
    if (from_past(g, t, t - before, value)) return;
    size_t i;
    const double w = between(g, t, &i), x = before / g->step, distance = (t - before) / g->step;
    const bool early = x < distance;
    for (int f = 0; f < 2; f++)
        value[f] = (1 - w) * entry(g, f, i, early ? x : (double)i - distance) +
                   w * entry(g, f, i + 1, early ? x : (double)(i + 1) - distance);
    if (g->level > 0 && before > 0 && x < 2) value[0] = value[1] = NAN;
}

void mean_field_doubling_visit(struct mean_field_doubling *g, struct checkpoint *c)
{
    static const char *const names[DOUBLING_FIELDS] = {
        "correlation",     "response",       "correlation_mean", "response_mean",
        "response_moment", "memory",         "memory_moment",    "force",
        "memory_force",    "correlation_row"};
    uint64_t n = g->n, level = g->level;
    checkpoint_u64(c, "row", &n, 1);
    checkpoint_u64(c, "level", &level, 1);
    checkpoint_require(c, n >= g->points / 2 && n <= g->points, "row");
    checkpoint_require(c, level <= DOUBLING_LEVELS, "level");
    checkpoint_f64(c, "step", &g->step, 1);
    g->n = (size_t)n, g->level = (size_t)level;
    for (int f = 0; f < DOUBLING_FIELDS; f++)
        checkpoint_f64(c, names[f], g->field[f], triangle(g->n));
    checkpoint_f64(c, "multiplier", g->mu, g->points + 1);
    checkpoint_f64(c, "energy", g->e, g->points + 1);
    checkpoint_f64(c, "limit", g->limit, 2 * DOUBLING_FIELDS * (g->near + 1));
    checkpoint_f64(c, "past", g->past, DOUBLING_LEVELS * past_room(g));
}
