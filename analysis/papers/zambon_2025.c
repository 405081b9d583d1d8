/* zmtz: the claims of Zambon, Malatesta, Tiana and Zecchina, arXiv:2503.08266, on the runs of
   runs/zmtz: a tree committee machine with random labels, alpha samples per weight. T is the
   temperature of U = P u, u = mean loss + (lambda/2) |w|^2. Only claims whose runs exist have a
   row. */
#include "analysis/papers/committee.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/papers/claims.h"
#include "analysis/papers/papers.h"
#include "analysis/figure/plot_draw.h"
#include "analysis/figure/result_table.h"
#include "analysis/read/table.h"
#include "common/core/base.h"

/* An estimate from one realisation, without an error. */
static struct statistics_estimate single(double x)
{
    return (struct statistics_estimate){x, NAN};
}

/* ---- temperatures ---------------------------------------------------------------------------- */

/* Compares chains from several solutions, cooled from the next higher temperature. */
static void add_temperature(struct claims *s, const struct committee *c, const char *T)
{
    const double u = committee_published(c, "u", T).value;
    char *const name = base_text("sample/%s", T), *const claim = base_text("u at T = %s", T),
                *const error = base_text("error at T = %s", T),
                *const norm2 = base_text("norm^2 at T = %s", T);
    const struct committee_state x = committee_state(c, name);
    if (x.chains && !isnan(u)) {
        claims_near(s, claim, x.u, 0.03 * u, "differs by more than 3 %");
        claims_near(s, error, x.error, 0.01, "differs by more than 0.01");
        claims_near(s, norm2, x.norm2, 0.05 * committee_published(c, "norm^2", T).value,
                    "differs by more than 5 %");
    }
    base_free(name), base_free(claim), base_free(error), base_free(norm2);
}

/* Virial theorem: the loss is homogeneous of degree 1 where |w| is large. */
static void add_virial(struct claims *s, const struct committee *c, const char *T)
{
    char *const name = base_text("sample/%s", T),
                *const claim = base_text("virial (loss + lambda |w|^2) P / N T, T = %s", T);
    const struct committee_state x = committee_state(c, name);
    const double unit = c->samples / (c->weights * strtod(T, NULL));
    if (x.chains)
        claims_near(s, claim,
                    (struct statistics_estimate){x.heat.value * unit, x.heat.error * unit}, 0.02,
                    "differs by more than 2 %");
    base_free(name), base_free(claim);
}

/* ---- gradient descent ------------------------------------------------------------------------ */

static double last(const char *out, const char *name, const char *table, const char *column)
{
    char *const folder = base_text("%s/%s", out, name);
    struct table t = table_read(folder, table);
    const double x = table_at(&t, t.rows - 1, table_column(&t, column));
    table_clear(&t);
    base_free(folder);
    return x;
}

/* Mean raw overlap of the pairs with i and j below `limit`. */
static struct statistics_estimate raw_overlap(const char *out, const char *name, size_t limit)
{
    char *const folder = base_text("%s/%s", out, name);
    struct table t = table_read(folder, "overlaps");
    const size_t i = table_column(&t, "i"), j = table_column(&t, "j"), q = table_column(&t, "raw");
    double *const x = base_alloc(t.rows, sizeof *x);
    size_t n = 0;
    for (size_t k = 0; k < t.rows; k++)
        if (table_at(&t, k, i) < (double)limit && table_at(&t, k, j) < (double)limit)
            x[n++] = table_at(&t, k, q);
    const struct statistics_estimate e = statistics_mean(n, x);
    base_free(x), table_clear(&t), base_free(folder);
    return e;
}

/* Last values of u and of the training error over descents: NAME, and NAME-2, NAME-3, ...; with
   `numbered` NAME/1, NAME/2, ... Returns their number. */
static size_t descents(const char *out, const char *name, bool numbered,
                       struct statistics_estimate *u, struct statistics_estimate *error)
{
    enum { MOST = 16 };
    double x[MOST], y[MOST];
    size_t n = 0;
    for (bool more = true; more && n < MOST;) {
        char *const run = numbered ? base_text("%s/%zu", name, n + 1)
                          : n      ? base_text("%s-%zu", name, n + 1)
                                   : base_text("%s", name);
        more = committee_has(out, run, "series");
        if (more) x[n] = last(out, run, "series", "u");
        if (more) y[n++] = 1 - last(out, run, "series", "train_accuracy");
        base_free(run);
    }
    *u = statistics_mean(n, x), *error = statistics_mean(n, y);
    return n;
}

static void add_descent(struct claims *s, const char *out)
{
    static const char *const runs[][2] = {{"density/0.2", "0.2"},
                                          {"density/1.0", "1.0"},
                                          {"solution", "1.8"},
                                          {"density/2.0", "2.0"},
                                          {"density/2.1", "2.1"}};
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
        struct statistics_estimate loss, wrong;
        if (!descents(out, runs[i][0], i == 2, &loss, &wrong)) continue;
        char *const u = base_text("gradient descent, alpha = %s: u", runs[i][1]),
                    *const error = base_text("gradient descent, alpha = %s: error", runs[i][1]);
        claims_near(s, u, loss, 0.1 * published_value(&s->published, u).value,
                    "differs by more than 10 %");
        claims_near(s, error, wrong, 0.002, "differs by more than 0.002");
        base_free(u), base_free(error);
    }
    if (!committee_has(out, "overlap/solutions", "overlaps")) return;
    const struct statistics_estimate paper = published_value(&s->published, "overlap of solutions");
    claims_near(s, "overlap of solutions", raw_overlap(out, "overlap/solutions", 5), paper.error,
                "outside");
}

/* ---- overlaps of runs ------------------------------------------------------------------------ */

/* Overlaps of two runs at one temperature. Frozen runs stay apart; runs of one phase mix. */
static void add_pair(struct claims *s, const char *out, const char *runs, const char *of,
                     bool frozen)
{
    char *const a = base_text("%s-1", runs), *const b = base_text("%s-2", runs),
                *const within = base_text("overlap within a run, %s", of),
                *const between = base_text("overlap between runs, %s", of);
    if (committee_has(out, a, "series") && committee_has(out, b, "series")) {
        const struct statistics_estimate x = committee_overlap(out, a, NULL),
                                         y = committee_overlap(out, b, NULL),
                                         both = committee_overlap(out, a, b),
                                         intra = {(x.value + y.value) / 2,
                                                  hypot(x.error, y.error) / 2};
        const struct statistics_estimate apart = {intra.value - both.value,
                                                  hypot(intra.error, both.error)};
        const enum verdict verdict =
            frozen ? verdict_both(verdict_of(verdict_interval(intra), verdict_above(0.95)),
                                  verdict_of(verdict_interval(both), verdict_below(0.9)))
                   : verdict_of(verdict_interval(apart), verdict_near(0, 0.02));
        const char *const otherwise = frozen ? "not frozen" : "not one phase";
        claims_row(
            s, within,
            (struct claims_result){.ours = intra, .verdict = verdict, .otherwise = otherwise});
        claims_row(
            s, between,
            (struct claims_result){.ours = both, .verdict = verdict, .otherwise = otherwise});
    }
    base_free(a), base_free(b), base_free(within), base_free(between);
}

static void add_overlaps(struct claims *s, const char *out)
{
    add_pair(s, out, "cold/0.0054", "T = 0.0054", true);
    add_pair(s, out, "medium/18", "T = 18", false);
    add_pair(s, out, "thin/0.0006", "alpha = 0.2, T = 0.0006", false);
    add_pair(s, out, "thin/0.002", "alpha = 0.2, T = 0.002", false);
    add_pair(s, out, "thin/0.006", "alpha = 0.2, T = 0.006", false);
}

/* ---- paths ----------------------------------------------------------------------------------- */

struct heights {
    double first, top, last;
};

static struct heights heights_of(const char *out, const char *name, size_t path, const char *of)
{
    struct committee_profile p = committee_profile(out, name, path, of);
    const struct heights h = {p.u[0], p.top, p.u[p.n - 1]};
    committee_profile_clear(&p);
    return h;
}

static struct heights heights(const char *out, const char *name, size_t path)
{
    return heights_of(out, name, path, "u");
}

static double rise(struct heights h)
{
    return h.top - fmax(h.first, h.last);
}

/* Adds a number of one realisation, as part `what` of a claim. */
static void add_part(struct claims *s, const char *claim, const char *what, double x, bool holds,
                     const char *otherwise)
{
    char *const name = base_text("%s: %s", claim, what);
    claims_row(s, name,
               (struct claims_result){
                   .ours = single(x), .verdict = verdict_exact(holds), .otherwise = otherwise});
    base_free(name);
}

static void add_pull(struct claims *s, const char *out, const char *which)
{
    char *const before = base_text("profile/before-%s", which),
                *const after = base_text("profile/after-%s", which),
                *const claim = base_text("pull %s", which);
    if (committee_has(out, before, "barriers") && committee_has(out, after, "barriers")) {
        const struct heights a = heights(out, before, 0), b = heights(out, after, 0);
        const bool holds = rise(a) > 0.05 && rise(b) < 0.2 * rise(a);
        add_part(s, claim, "top of u between the ends, before", a.top, holds, "a barrier is left");
        add_part(s, claim, "top of u between the ends, after", b.top, holds, "a barrier is left");
    }
    base_free(before), base_free(after), base_free(claim);
}

static void add_way(struct claims *s, const char *out, const char *name, const char *claim)
{
    if (!committee_has(out, name, "watch")) return;
    char *const folder = base_text("%s/%s", out, name);
    struct table t = table_read(folder, "watch");
    const size_t u = table_column(&t, "highest"), q = table_column(&t, "overlap");
    double top = 0;
    for (size_t i = 0; i < t.rows; i++) top = fmax(top, table_at(&t, i, u));
    const double from = table_at(&t, 0, u), reached = table_at(&t, t.rows - 1, q);
    const bool low = top < from + 0.01, holds = low && reached > 0.99;
    const char *const otherwise = low ? "no barrier, not there yet" : "a barrier";
    add_part(s, claim, "u at first", from, holds, otherwise);
    add_part(s, claim, "u at most on the way", top, holds, otherwise);
    add_part(s, claim, "overlap reached", reached, holds, otherwise);
    table_clear(&t), base_free(folder);
}

/* The spring k = 1e-5 of the published example. The entropy of N directions is a force N T / P d
   against any pull, which holds the ends apart by N sqrt(T / P k), more than |w| here. */
static void add_weak(struct claims *s, const char *out)
{
    if (!committee_has(out, "pull/weak", "watch")) return;
    const double q = last(out, "pull/weak", "watch", "overlap");
    add_part(s, "pull 1 by a spring of 1e-5, not 1e-2", "overlap after 2000 moves", q, q > 0.99,
             "stays behind: entropy");
}

/* Adds u at the first end of a path, its maximum, and u at the last end, a centre. */
static void add_centre(struct claims *s, const char *claim, struct heights h, bool holds,
                       const char *otherwise)
{
    add_part(s, claim, "u of the solution", h.first, holds, otherwise);
    add_part(s, claim, "u at most", h.top, holds, otherwise);
    add_part(s, claim, "u of the centre", h.last, holds, otherwise);
}

static void add_paths(struct claims *s, const char *out)
{
    add_pull(s, out, "1");
    add_pull(s, out, "2");
    add_way(s, out, "pull/1", "pull 1");
    add_way(s, out, "pull/2", "pull 2");
    add_weak(s, out);
    for (int k = 1; k <= 3; k++) {
        char *const name = base_text("profile/solution-%d", k), *const claim = base_text(
                                                                    "solution to centre %d", k);
        if (committee_has(out, name, "barriers")) {
            const struct heights h = heights(out, name, 0);
            add_centre(s, claim, h, rise(h) > 0.05 && h.last < h.first,
                       h.last < h.first ? "low barrier" : "the centre is higher");
        }
        base_free(name), base_free(claim);
    }
    add_way(s, out, "pull/centre", "pulled to a centre");
    if (committee_has(out, "overlap/centres", "overlaps")) {
        const struct statistics_estimate q = raw_overlap(out, "overlap/centres", 3),
                                         paper =
                                             published_value(&s->published, "overlap of centres");
        claims_within(s, "overlap of centres", NULL, q, verdict_above(paper.value - paper.error),
                      "farther apart");
        for (size_t k = 0; k < committee_profiles(out, "profile/centres"); k++) {
            const struct heights h = heights(out, "profile/centres", k);
            add_part(s, "centre to centre", "u at most", h.top, rise(h) < 0.03, "higher barrier");
        }
    }
}

static void add_others(struct claims *s, const char *out)
{
    static const char *const T[] = {"0.0006", "0.002", "0.006"};
    for (int k = 0; k < 3; k++) {
        char *const name = base_text("profile/thin-%s", T[k]), *const claim = base_text(
                                                                   "alpha = 0.2, T = %s", T[k]);
        if (committee_has(out, name, "barriers")) {
            const struct heights h = heights_of(out, name, 0, "loss");
            add_part(s, claim, "loss at most between samples", h.top,
                     rise(h) < (k < 2 ? 1e-9 : 0.004), "a barrier");
        }
        base_free(name), base_free(claim);
    }
    if (!committee_has(out, "profile/images", "barriers")) return;
    const struct heights h = heights(out, "profile/images", 0);
    add_centre(s, "correlated data", h, rise(h) > 0.03 && h.last < h.first, "another picture");
}

/* ---- other committees ------------------------------------------------------------------------ */

/* Measures two chains at a temperature, and their ends with hidden units as they are and aligned.
   */
static void add_committee(struct claims *s, const struct committee *c, const char *net,
                          const char *of, const char *T)
{
    const char *const out = c->out;
    char *const runs = base_text("%s/%s", net, T), *const a = base_text("%s-1", runs),
                *const b = base_text("%s-2", runs),
                *const ends = base_text("overlap/%s-%s", net, T),
                *const where = base_text("%s, T = %s", of, T);
    const struct committee_state x = committee_state(c, runs);
    if (x.chains == 2 && committee_has(out, ends, "overlaps")) {
        const struct statistics_estimate p = committee_overlap(out, a, NULL),
                                         q = committee_overlap(out, b, NULL),
                                         between = committee_overlap(out, a, b),
                                         within = {(p.value + q.value) / 2,
                                                   hypot(p.error, q.error) / 2};
        const double aligned = last(out, ends, "overlaps", "weights");
        const struct statistics_estimate apart = {within.value - between.value,
                                                  hypot(within.error, between.error)};
        const enum verdict one = verdict_of(verdict_interval(apart), verdict_near(0, 0.02));
        claims_measured(s, "u", where, x.u);
        claims_measured(s, "error", where, x.error);
        claims_measured(s, "overlap within a run", where, within);
        claims_row(s, "overlap between runs",
                   (struct claims_result){
                       .where = where, .ours = between, .verdict = one, .otherwise = "apart"});
        claims_measured(s, "overlap between runs, units aligned", where,
                        single(isnan(aligned) ? between.value : aligned));
    }
    base_free(runs), base_free(a), base_free(b), base_free(ends), base_free(where);
}

static void add_committees(struct claims *s, const struct committee *c)
{
    static const char *const net[][2] = {{"tanh", "tree, tanh"},
                                         {"dense", "all inputs to each of 10 units"},
                                         {"dense_tanh", "the same, tanh"}};
    for (size_t k = 0; k < sizeof net / sizeof *net; k++) {
        add_committee(s, c, net[k][0], net[k][1], "18");
        add_committee(s, c, net[k][0], net[k][1], "0.018");
    }
}

static void add_claims(struct claims *s, const struct committee *c)
{
    const char *T[COMMITTEE_TEMPERATURES];
    const size_t n = committee_temperatures(c, T);
    for (size_t i = 0; i < n; i++) add_temperature(s, c, T[i]);
    add_virial(s, c, "18");
    add_virial(s, c, "54");
    add_virial(s, c, "180");
    add_descent(s, c->out);
    add_overlaps(s, c->out);
    add_paths(s, c->out);
    add_others(s, c->out);
    add_committees(s, c);
}

void zambon_2025_command(const struct command_arguments *a)
{
    require(a->n == 1, "zmtz: the folder that runs/zmtz fills, not %zu folders", a->n);
    const char *const out = a->folder[0];
    require(committee_has(out, "solution/1", "series"),
            "%s: holds no solution/1; make -C runs/zmtz quick", out);
    if (a->output) {
        char *const path = base_text("%s-paths", a->output);
        struct plot *const paths = committee_figure_paths(out, path), *const main =
                                                                          plot_create(a->output);
        command_output_require(a, main);
        command_output_require(a, paths);
        plot_draw(paths);
        plot_free(main);
        plot_free(paths);
        base_free(path);
    }
    struct claims s = claims_init(a, "Zambon, Malatesta, Tiana and Zecchina, arXiv:2503.08266: "
                                     "published values beside ours.");
    const struct committee c = committee_init(out, &s.published);
    add_claims(&s, &c);
    claims_save(&s, a);
    command_output_show(a, s.table, committee_figure_temperatures(&c, a->output));
    claims_clear(&s);
}
