/* Averages of two-time tables. Every row belongs to one lag and one block; all results follow from
   sums over these. */
#include "analysis/read/curve.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "analysis/read/table.h"
#include "common/core/base.h"
#include "common/core/rng.h"
#include "common/numerics/statistics.h"
#include "common/core/vector.h"

enum { BLOCKS_LEAST = 4, BLOCKS_MOST = 32, REPLICAS_LEAST = 3 };

/* Sorts n numbers and removes repeats; returns the number that remains. */
static size_t distinct(size_t n, double *x)
{
    qsort(x, n, sizeof *x, vector_compare);
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || x[i] != x[kept - 1]) x[kept++] = x[i];
    return kept;
}

static size_t place(size_t n, const double *sorted, double x)
{
    const double *found = bsearch(&x, sorted, n, sizeof x, vector_compare);
    assert(found);
    return (size_t)(found - sorted);
}

/* ---- rows ------------------------------------------------------------------------------------ */

static void append(struct curve_rows *all, const struct group *g, const struct table *t,
                   size_t member, const char *column)
{
    const size_t waiting = table_column(t, "t_w"), lag = table_column(t, "lag"),
                 value = table_column(t, column);
    struct curve_row *row = reallocarray(all->row, all->n + t->rows, sizeof *row);
    require(row, "%s: out of memory", t->path);
    all->row = row;
    for (size_t i = 0; i < t->rows; i++) {
        const struct curve_row r = {member, table_at(t, i, waiting), table_at(t, i, lag),
                                    table_at(t, i, value)};
        require(isfinite(r.waiting) && isfinite(r.lag) && r.waiting >= 0 && r.lag >= 0,
                "%s: t_w and lag must be 0 or more (t_w = %g, lag = %g)", t->path, r.waiting,
                r.lag);
        if (isfinite(r.value) && temperature_stages_has_pair(&g->part, r.waiting, r.lag))
            row[all->n++] = r;
    }
}

struct curve_rows curve_rows_read(const struct group *g, const char *observable)
{
    char *const table = group_table_of(g, observable);
    const struct curve_rows rows = curve_rows_column(g, table, observable);
    base_free(table);
    return rows;
}

struct curve_rows curve_rows_column(const struct group *g, const char *table, const char *column)
{
    struct curve_rows all = {.members = g->n, .independent = g->independent};
    for (size_t m = 0; m < g->n; m++) {
        struct table t = table_read(g->member[m]->path, table);
        append(&all, g, &t, m, column);
        table_clear(&t);
    }
    require(all.n > 0 || g->part.to == 0,
            "%s/%s.dat: no finite values at %g <= t_w, t_w + lag <= %g (T = %g)",
            group_first(g)->path, table, g->part.from, g->part.to, g->part.T);
    require(all.n > 0, "%s/%s.dat: no finite values", group_first(g)->path, table);
    all.waiting = base_alloc(all.n, sizeof *all.waiting);
    for (size_t i = 0; i < all.n; i++) all.waiting[i] = all.row[i].waiting;
    all.waitings = distinct(all.n, all.waiting);
    return all;
}

struct curve_rows curve_rows_part(const struct curve_rows *r, size_t first, size_t last,
                                  double until, struct curve_row *row)
{
    struct curve_rows part = *r;
    part.row = row;
    part.n = 0;
    part.waiting = r->waiting + first;
    part.waitings = last - first;
    for (const struct curve_row *k = r->row; k < r->row + r->n; k++)
        if (k->waiting >= r->waiting[first] && k->waiting <= r->waiting[last - 1] &&
            k->waiting + k->lag <= until)
            row[part.n++] = *k;
    return part;
}

void curve_shift(struct curve_rows *r, double begin)
{
    for (size_t i = 0; i < r->n; i++) r->row[i].waiting -= begin;
    for (size_t w = 0; w < r->waitings; w++) r->waiting[w] -= begin;
}

void curve_rows_clear(struct curve_rows *r)
{
    free(r->row);
    base_free(r->waiting);
    *r = (struct curve_rows){0};
}

/* "0, 10, 30"; base_free. */
static char *waitings_of(const struct curve_rows *r)
{
    enum { SHOWN = 12 };
    char *all = base_text("%g", r->waiting[0]);
    for (size_t w = 1; w < r->waitings && w < SHOWN; w++) {
        char *const longer = base_text("%s, %g", all, r->waiting[w]);
        base_free(all);
        all = longer;
    }
    return all;
}

void curve_require_waiting(const struct curve_rows *r, const struct group *g, const char *table,
                           double asked)
{
    bool there = isnan(asked);
    for (size_t w = 0; w < r->waitings; w++) there = there || r->waiting[w] == asked;
    require(there, "%s/%s.dat: has no waiting time t_w = %g. There are %s%s", group_first(g)->path,
            table, asked, waitings_of(r), r->waitings > 12 ? ", ..." : "");
}

double curve_one_waiting(const struct curve_rows *r, const struct group *g, const char *table,
                         double asked)
{
    if (!group_first(g)->ages) return CURVE_ALL;
    require(!isnan(asked) || r->waitings == 1,
            "%s: ages, so that %s depends on the waiting time. Choose it by --waiting: %s%s",
            group_first(g)->path, table, waitings_of(r), r->waitings > 12 ? ", ..." : "");
    curve_require_waiting(r, g, table, asked);
    return isnan(asked) ? r->waiting[0] : asked;
}

double curve_waiting(const struct curve_rows *r, bool ages, double asked)
{
    if (!ages) return CURVE_ALL;
    if (!isnan(asked)) return asked;
    double last = r->waiting[0];
    for (size_t i = 0; i < r->n; i++)
        if (r->row[i].lag >= r->row[i].waiting) last = fmax(last, r->row[i].waiting);
    return last;
}

/* ---- averages -------------------------------------------------------------------------------- */

struct blocking {        /* assignment of rows to blocks */
    size_t each, blocks; /* blocks per member; all blocks */
    double begin, length;
};

static struct blocking choose_blocks(const struct curve_rows *r, double waiting, double length)
{
    if (r->members >= REPLICAS_LEAST) return (struct blocking){1, r->members, 0, INFINITY};
    const double span = r->waiting[r->waitings - 1] - r->waiting[0];
    if (waiting != CURVE_ALL || r->waitings < BLOCKS_LEAST)
        return (struct blocking){1, r->members > 1 ? r->members : 0, 0, INFINITY};
    size_t each = (size_t)fmin(span / length, BLOCKS_MOST);
    if (each * r->members < BLOCKS_LEAST) each = BLOCKS_LEAST / r->members;
    /* Slightly longer than span / each, so that the last origin is in the last block. */
    return (struct blocking){each, each * r->members, r->waiting[0],
                             span / (double)each * (1 + 1e-9)};
}

static size_t block_of(const struct blocking *b, const struct curve_row *row)
{
    const size_t within = isfinite(b->length) ? (size_t)((row->waiting - b->begin) / b->length) : 0;
    assert(within < b->each);
    return row->member * b->each + within;
}

static bool wanted(const struct curve_row *row, double waiting)
{
    return waiting == CURVE_ALL || row->waiting == waiting;
}

static void find_lags(struct curve *c, const struct curve_rows *r, double waiting)
{
    c->lag = base_alloc(r->n, sizeof *c->lag);
    for (size_t i = 0; i < r->n; i++)
        if (wanted(&r->row[i], waiting)) c->lag[c->n++] = r->row[i].lag;
    c->n = distinct(c->n, c->lag);
}

/* sum and count (blocks + 1, n): the last row contains the totals. */
static void add_up(const struct curve *c, const struct curve_rows *r, double waiting,
                   const struct blocking *b, double *sum, double *count)
{
    double *const total = sum + c->blocks * c->n, *const all = count + c->blocks * c->n;
    for (size_t i = 0; i < r->n; i++) {
        if (!wanted(&r->row[i], waiting)) continue;
        const size_t l = place(c->n, c->lag, r->row[i].lag);
        total[l] += r->row[i].value;
        all[l]++;
        if (c->blocks == 0) continue;
        const size_t at = block_of(b, &r->row[i]) * c->n + l;
        sum[at] += r->row[i].value;
        count[at]++;
    }
}

/* Blocks of time within a member have the scatter of its origins, not of members. */
static double widening(const struct curve_rows *r, const struct blocking *b)
{
    if (!(r->independent > 0)) return 1;
    return b->each > 1 ? sqrt((double)r->members / r->independent)
                       : families_widening(r->members, r->independent);
}

/* The value x of a part of the data, farther from that of all. */
static double widened(const struct curve *c, size_t lag, double x)
{
    return c->widening == 1 ? x : c->value[lag] + c->widening * (x - c->value[lag]);
}

static void leave_out(struct curve *c, const double *sum, const double *count)
{
    const double *const total = sum + c->blocks * c->n, *const all = count + c->blocks * c->n;
    double *left = base_alloc(c->blocks + 1, sizeof *left);
    for (size_t l = 0; l < c->n; l++) {
        size_t holding = 0;
        c->value[l] = total[l] / all[l];
        for (size_t b = 0; b < c->blocks; b++) {
            const size_t at = b * c->n + l;
            const double remain = all[l] - count[at];
            c->left_out[at] = remain > 0 ? (total[l] - sum[at]) / remain : NAN;
            c->left_out[at] = widened(c, l, c->left_out[at]);
            if (count[at] > 0) left[holding++] = c->left_out[at];
        }
        c->error[l] = statistics_jackknife(holding, left, c->value[l]).error;
    }
    base_free(left);
}

struct curve curve_average(const struct curve_rows *r, double waiting, double length)
{
    const struct blocking b = choose_blocks(r, waiting, length);
    struct curve c = {.blocks = b.blocks, .length = b.length, .widening = widening(r, &b)};
    c.origins = waiting == CURVE_ALL ? r->waitings : 1;
    find_lags(&c, r, waiting);
    c.value = base_alloc(c.n, sizeof *c.value);
    c.error = base_alloc(c.n, sizeof *c.error);
    c.left_out = base_alloc(c.blocks * c.n, sizeof *c.left_out);
    double *sum = base_alloc((c.blocks + 1) * c.n, sizeof *sum);
    double *count = base_alloc((c.blocks + 1) * c.n, sizeof *count);
    add_up(&c, r, waiting, &b, sum, count);
    leave_out(&c, sum, count);
    c.sum = sum, c.count = count;
    return c;
}

struct statistics_estimate curve_last(const struct curve *c)
{
    return c->n > 0 ? (struct statistics_estimate){c->value[c->n - 1], c->error[c->n - 1]}
                    : (struct statistics_estimate){NAN, NAN};
}

void curve_clear(struct curve *c)
{
    base_free(c->lag);
    base_free(c->value);
    base_free(c->error);
    base_free(c->left_out);
    base_free(c->sum);
    base_free(c->count);
    *c = (struct curve){0};
}

void curve_pool_errors(size_t n, struct curve *c)
{
    enum { BINS = 20 };
    double square[BINS] = {0}, found[BINS] = {0};
    for (int assign = 0; assign < 2; assign++)
        for (size_t k = 0; k < n; k++)
            for (size_t i = 0; i < c[k].n; i++) {
                const int b = (int)(BINS * fmax(0, fmin(c[k].value[i], 1 - 1e-9)));
                if (assign)
                    c[k].error[i] = found[b] > 0 ? sqrt(square[b] / found[b]) : NAN;
                else if (!isnan(c[k].error[i]))
                    square[b] += c[k].error[i] * c[k].error[i], found[b]++;
            }
}

void curve_draw(size_t blocks, struct rng *rng, size_t *draw)
{
    for (size_t b = 0; b < blocks; b++) draw[b] = rng_below(rng, (uint32_t)blocks);
}

void curve_resample(const struct curve *c, const size_t *draw, double *value)
{
    for (size_t l = 0; l < c->n; l++) {
        double sum = 0, count = 0;
        for (size_t b = 0; b < c->blocks; b++) {
            sum += c->sum[draw[b] * c->n + l];
            count += c->count[draw[b] * c->n + l];
        }
        value[l] = count > 0 ? widened(c, l, sum / count) : NAN;
    }
}
