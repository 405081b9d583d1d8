/* zmtz: the claims of Zambon, Malatesta, Tiana and Zecchina, arXiv:2503.08266, one by one, on the
   runs of runs/zmtz: a tree committee machine of N = 1000 weights, random labels, alpha samples a
   weight. T is that of U = P u, u = mean loss + (lambda/2) |w|^2. Rows appear as their runs are
   there. */
#include "analysis/papers/committee.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/figure/command_output.h"
#include "analysis/figure/plot_draw.h"
#include "analysis/figure/result_table.h"
#include "analysis/read/table.h"
#include "common/core/base.h"

static const double weights = 1000, samples = 1800;

static void row(struct result_table *s, const char *claim, char *paper, char *ours, char *error,
                bool holds, const char *otherwise)
{
    result_table_text(s, "%s", claim);
    result_table_text(s, "%s", paper);
    result_table_text(s, "%s", ours);
    result_table_text(s, "%s", error);
    result_table_text(s, "%s", holds ? "agrees" : otherwise);
    base_free(paper), base_free(ours), base_free(error);
}

static char *error_of(struct statistics_estimate e)
{
    return isnan(e.error) ? base_text("-") : base_text("%.2g", e.error);
}

/* ---- temperatures ---------------------------------------------------------------------------- */

/* Cooled down from the temperature above, in chains from several solutions. */
static void add_temperature(struct result_table *s, const char *out,
                            const struct committee_reference *r)
{
    char *const name = base_text("sample/%s", r->T);
    const struct committee_state x = committee_state(out, name);
    if (x.chains && !isnan(r->u)) {
        char *claim = base_text("u at T = %s", r->T);
        row(s, claim, base_text("%.4g", r->u), base_text("%.4g", x.u.value), error_of(x.u),
            fabs(x.u.value / r->u - 1) < 0.03, "differs by more than 3 %");
        base_free(claim);
        claim = base_text("error at T = %s", r->T);
        row(s, claim, base_text("%.4f", r->error), base_text("%.4f", x.error.value),
            error_of(x.error), fabs(x.error.value - r->error) < 0.01, "differs by more than 0.01");
        base_free(claim);
        claim = base_text("norm^2 at T = %s", r->T);
        row(s, claim, base_text("%.4g", r->norm2), base_text("%.4g", x.norm2.value),
            error_of(x.norm2), fabs(x.norm2.value / r->norm2 - 1) < 0.05,
            "differs by more than 5 %");
        base_free(claim);
    }
    base_free(name);
}

/* Loss is homogeneous of degree 1 where |w| is large. */
static void add_virial(struct result_table *s, const char *out, const char *T)
{
    char *const name = base_text("sample/%s", T), *const claim = base_text(
                                                      "(loss + lambda |w|^2) P / N T, T = %s", T);
    const struct committee_state x = committee_state(out, name);
    if (x.chains) {
        const double unit = samples / (weights * strtod(T, NULL)), ratio = x.heat.value * unit;
        row(s, claim, base_text("1"), base_text("%.4f", ratio),
            base_text("%.2g", unit * x.heat.error), fabs(ratio - 1) < 0.02,
            "differs by more than 2 %");
    }
    base_free(name), base_free(claim);
}

/* ---- gradient descent ------------------------------------------------------------------------ */

static double last(const char *out, const char *name, const char *table, const char *column)
{
    char *const folder = base_text("%s/%s", out, name);
    struct table t = table_read(folder, table);
    const double x = table_at(&t, t.rows - 1, table_column(&t, column));
    table_free(&t);
    base_free(folder);
    return x;
}

/* Mean of a column of overlaps.dat or solutions.dat, of rows below `limit` in column i and j. */
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
    base_free(x), table_free(&t), base_free(folder);
    return e;
}

static void add_descent(struct result_table *s, const char *out)
{
    static const struct {
        const char *name, *alpha;
        double u, error;
    } published[] = {{"density/0.2", "0.2", 0.00374, 0},
                     {"density/1.0", "1.0", 0.0200, 0},
                     {"solution/1", "1.8", 0.0849, 0},
                     {"density/2.0", "2.0", 0.1208, 0.0012},
                     {"density/2.1", "2.1", 0.1325, 0.0047}};
    for (size_t i = 0; i < sizeof published / sizeof *published; i++) {
        if (!committee_has(out, published[i].name, "series")) continue;
        const double u = last(out, published[i].name, "series", "u"),
                     error = 1 - last(out, published[i].name, "series", "train_accuracy");
        char *const claim = base_text("gradient descent, alpha = %s: u, error", published[i].alpha);
        row(s, claim, base_text("%.4g, %.4f", published[i].u, published[i].error),
            base_text("%.4g, %.4f", u, error), base_text("-"),
            fabs(u / published[i].u - 1) < 0.1 && fabs(error - published[i].error) < 0.002,
            "differs by more than 10 %, 0.002");
        base_free(claim);
    }
    if (!committee_has(out, "overlap/solutions", "overlaps")) return;
    const struct statistics_estimate q = raw_overlap(out, "overlap/solutions", 5);
    row(s, "overlap of solutions", base_text("0.52-0.64"), base_text("%.3f", q.value), error_of(q),
        q.value > 0.52 && q.value < 0.64, "outside");
}

/* ---- overlaps of runs ------------------------------------------------------------------------ */

static void add_pair(struct result_table *s, const char *out, const char *claim, const char *a,
                     const char *b, const char *paper, bool frozen)
{
    if (!committee_has(out, a, "series") || !committee_has(out, b, "series")) return;
    const struct statistics_estimate x = committee_overlap(out, a, NULL),
                                     y = committee_overlap(out, b, NULL),
                                     both = committee_overlap(out, a, b);
    const double intra = (x.value + y.value) / 2;
    const bool one = fabs(intra - both.value) < 0.02 + 3 * both.error;
    row(s, claim, base_text("%s", paper), base_text("%.3f, %.3f", intra, both.value),
        base_text("%.2g, %.2g", hypot(x.error, y.error) / 2, both.error),
        frozen ? intra > 0.95 && both.value < 0.9 : one, frozen ? "not frozen" : "not one phase");
}

static void add_overlaps(struct result_table *s, const char *out)
{
    add_pair(s, out, "T = 0.0054: frozen; overlaps within a run, between", "cold/0.0054-1",
             "cold/0.0054-2", "0.979-0.990, 0.628", true);
    add_pair(s, out, "T = 18: one phase; the same", "medium/18-1", "medium/18-2",
             "0.527-0.529, 0.526", false);
    add_pair(s, out, "alpha = 0.2, T = 0.0006: one phase", "thin/0.0006-1", "thin/0.0006-2",
             "0.676, 0.676", false);
    add_pair(s, out, "alpha = 0.2, T = 0.002: one phase", "thin/0.002-1", "thin/0.002-2",
             "0.409, 0.409", false);
    add_pair(s, out, "alpha = 0.2, T = 0.006: one phase", "thin/0.006-1", "thin/0.006-2",
             "0.243, 0.243", false);
}

/* ---- paths ----------------------------------------------------------------------------------- */

struct heights {
    double first, top, last;
};

static struct heights heights_of(const char *out, const char *name, size_t path, const char *of)
{
    struct committee_profile p = committee_profile(out, name, path, of);
    const struct heights h = {p.u[0], p.top, p.u[p.n - 1]};
    committee_profile_free(&p);
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

static char *words(struct heights h)
{
    return base_text("%.4f, %.4f, %.4f", h.first, h.top, h.last);
}

static void add_pull(struct result_table *s, const char *out, const char *which, const char *paper)
{
    char *const before = base_text("profile/before-%s", which), *const after = base_text(
                                                                    "profile/after-%s", which);
    if (committee_has(out, before, "barriers") && committee_has(out, after, "barriers")) {
        const struct heights a = heights(out, before, 0), b = heights(out, after, 0);
        char *const claim = base_text("pull %s: top of u between the ends, before -> after", which);
        row(s, claim, base_text("%s", paper), base_text("%.3f -> %.3f", a.top, b.top),
            base_text("-"), rise(a) > 0.05 && rise(b) < 0.2 * rise(a), "a barrier is left");
        base_free(claim);
    }
    base_free(before), base_free(after);
}

static void add_way(struct result_table *s, const char *out, const char *name, const char *claim,
                    const char *paper)
{
    if (!committee_has(out, name, "watch")) return;
    char *const folder = base_text("%s/%s", out, name);
    struct table t = table_read(folder, "watch");
    const size_t u = table_column(&t, "highest"), q = table_column(&t, "overlap");
    double top = 0;
    for (size_t i = 0; i < t.rows; i++) top = fmax(top, table_at(&t, i, u));
    const double from = table_at(&t, 0, u), reached = table_at(&t, t.rows - 1, q);
    row(s, claim, base_text("%s", paper),
        base_text("%.4f, %.4f, q %.3f -> %.3f", from, top, table_at(&t, 0, q), reached),
        base_text("-"), top < from + 0.01 && reached > 0.99,
        top < from + 0.01 ? "no barrier, not there yet" : "a barrier");
    table_free(&t), base_free(folder);
}

/* The spring k = 1e-5 of the published example. Against any pull stands the entropy of N
   directions, a force N T / P d, so that one holds its ends down to distances N sqrt(T / P k),
   beyond |w| here. */
static void add_weak(struct result_table *s, const char *out)
{
    if (!committee_has(out, "pull/weak", "watch")) return;
    const double q = last(out, "pull/weak", "watch", "overlap");
    row(s, "pull 1 by a spring of 1e-5, not 1e-2: q after 2000 moves", base_text("-"),
        base_text("%.3f", q), base_text("-"), q > 0.99, "stays behind: entropy");
}

static void add_paths(struct result_table *s, const char *out)
{
    add_pull(s, out, "1", "0.223 -> 0.069");
    add_pull(s, out, "2", "0.176 -> 0.068");
    add_way(s, out, "pull/1", "pull 1: u at first, at most on the way; q",
            "0.070, 0.072, q -> 0.999");
    add_way(s, out, "pull/2", "pull 2: the same", "0.070, 0.072, q -> 0.999");
    add_weak(s, out);
    for (int k = 1; k <= 3; k++) {
        char *const name = base_text("profile/solution-%d", k),
                    *const claim = base_text("solution to centre %d: u at its ends, at most", k);
        if (committee_has(out, name, "barriers")) {
            const struct heights h = heights(out, name, 0);
            row(s, claim, base_text("0.079-0.092, 0.18-0.25, 0.063-0.066"), words(h),
                base_text("-"), rise(h) > 0.05 && h.last < h.first,
                h.last < h.first ? "low barrier" : "the centre is higher");
        }
        base_free(name), base_free(claim);
    }
    add_way(s, out, "pull/centre", "pulled to a centre: u at first, at most; q",
            "0.0741, 0.0741, q 0.555 -> 0.995");
    if (committee_has(out, "overlap/centres", "overlaps")) {
        const struct statistics_estimate q = raw_overlap(out, "overlap/centres", 3);
        row(s, "overlap of centres", base_text("0.87-0.95"), base_text("%.3f", q.value),
            error_of(q), q.value > 0.87, "farther apart");
        for (size_t k = 0; k < committee_profiles(out, "profile/centres"); k++)
            row(s, "centre to centre: u at its ends, at most",
                base_text("0.065, 0.068-0.088, 0.065"), words(heights(out, "profile/centres", k)),
                base_text("-"), rise(heights(out, "profile/centres", k)) < 0.03, "higher barrier");
    }
}

static void add_others(struct result_table *s, const char *out)
{
    static const char *const T[] = {"0.0006", "0.002", "0.006"};
    static const char *const paper[] = {"0.00082, lower inside: 0.00052", "lower inside",
                                        "small bump: 0.0034"};
    for (int k = 0; k < 3; k++) {
        char *const name = base_text("profile/thin-%s", T[k]),
                    *const claim = base_text("alpha = 0.2, T = %s: loss between samples", T[k]);
        if (committee_has(out, name, "barriers")) {
            const struct heights h = heights_of(out, name, 0, "loss");
            row(s, claim, base_text("%s", paper[k]),
                base_text("%.5f, %.5f, %.5f", h.first, h.top, h.last), base_text("-"),
                rise(h) < (k < 2 ? 1e-9 : 0.004), "a barrier");
        }
        base_free(name), base_free(claim);
    }
    if (!committee_has(out, "profile/images", "barriers")) return;
    const struct heights h = heights(out, "profile/images", 0);
    row(s, "correlated data (even or odd clothes): solution, top, centre",
        base_text("0.051-0.060, 0.12-0.28, 0.042-0.044"), words(h), base_text("-"),
        rise(h) > 0.03 && h.last < h.first, "another picture");
}

/* ---- other committees ------------------------------------------------------------------------ */

/* Two chains at a temperature, and their ends as they are and with hidden units aligned. */
static void add_committee(struct result_table *s, const char *out, const char *net, const char *of,
                          const char *T)
{
    char *const runs = base_text("%s/%s", net, T), *const a = base_text("%s-1", runs),
                *const b = base_text("%s-2", runs),
                *const ends = base_text("overlap/%s-%s", net, T),
                *const claim = base_text("%s, T = %s: u, error; q within, between, aligned", of, T);
    const struct committee_state x = committee_state(out, runs);
    if (x.chains == 2 && committee_has(out, ends, "overlaps")) {
        const double within = (committee_overlap(out, a, NULL).value +
                               committee_overlap(out, b, NULL).value) /
                              2,
                     between = committee_overlap(out, a, b).value,
                     aligned = last(out, ends, "overlaps", "weights");
        row(s, claim, base_text("-"),
            base_text("%.4g, %.4f; %.3f, %.3f, %.3f", x.u.value, x.error.value, within, between,
                      isnan(aligned) ? between : aligned),
            error_of(x.u), false, within - between > 0.02 ? "apart" : "one phase");
    }
    base_free(runs), base_free(a), base_free(b), base_free(ends), base_free(claim);
}

static void add_committees(struct result_table *s, const char *out)
{
    static const char *const net[][2] = {{"tanh", "tree, tanh"},
                                         {"dense", "all inputs to each of 10 units"},
                                         {"dense_tanh", "the same, tanh"}};
    for (size_t k = 0; k < sizeof net / sizeof *net; k++) {
        add_committee(s, out, net[k][0], net[k][1], "18");
        add_committee(s, out, net[k][0], net[k][1], "0.018");
    }
}

static struct result_table *table_of(const char *out)
{
    struct result_table *const s = result_table_create(
        "Zambon, Malatesta, Tiana and Zecchina, arXiv:2503.08266: what they find, and "
        "what these runs give.");
    static const char *const column[] = {"claim", "paper", "ours", "error", "verdict"};
    for (size_t i = 0; i < sizeof column / sizeof *column; i++)
        result_table_column(s, column[i], NULL, RESULT_TABLE_TEXT);
    for (const struct committee_reference *r = committee_references; r->T; r++)
        add_temperature(s, out, r);
    add_virial(s, out, "18");
    add_virial(s, out, "54");
    add_virial(s, out, "180");
    add_descent(s, out);
    add_overlaps(s, out);
    add_paths(s, out);
    add_others(s, out);
    add_committees(s, out);
    return s;
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
    command_output_show(a, table_of(out), committee_figure_temperatures(out, a->output));
}
