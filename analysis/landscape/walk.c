/* landscape --of walk: the loss around a solution. Rays: mean loss against distance. Walks: mean
   loss against the number of steps, and the autocorrelation rho of the loss. The length -1 / ln
   |rho(1)| measures ruggedness (Weinberger, Biol. Cybern. 63, 325 (1990)). A steady rise gives a
   large length as well; the length after removal of a linear trend is therefore added. Returns:
   share of walkers whose descent ends where no barrier separates them from the solution. */
#include <math.h>
#include <string.h>

#include "analysis/landscape/landscape.h"
#include "analysis/figure/plot.h"
#include "analysis/estimate/verdict.h"
#include "analysis/figure/number_format.h"
#include "analysis/figure/result_table.h"
#include "analysis/read/table.h"
#include "common/core/base.h"
#include "common/numerics/statistics.h"

static const struct kind { /* table row: values of the column `kind`, in order */
    const char *name, *doc;
} kinds[] = {{"free", "free"}, {"sphere", "constant length"}, {"filter", "filter-wise"}, {0}};

/* Draws mean and error of `value` over rows of a kind, one point per value of `by`. */
static void add_mean(struct plot_panel *panel, const struct table *t, size_t kind, const char *by,
                     const char *value)
{
    const size_t k = table_column(t, "kind"), b = table_column(t, by), v = table_column(t, value);
    double *const x = base_alloc(t->rows, sizeof *x);
    struct plot_series *const s =
        plot_add(panel, t->rows, kinds[kind].doc, plot_colour(kind + 1, 0), 1.6);
    s->n = 0;
    for (size_t r = 0; r < t->rows; r++) {
        const double here = table_at(t, r, b);
        bool met = table_at(t, r, k) != (double)kind;
        for (size_t i = 0; i < s->n && !met; i++) met = s->x[i] == here;
        if (met) continue;
        size_t n = 0;
        for (size_t q = r; q < t->rows; q++)
            if (table_at(t, q, k) == (double)kind && table_at(t, q, b) == here)
                x[n++] = table_at(t, q, v);
        const struct statistics_estimate e = statistics_mean(n, x);
        plot_point(s, here, e.value, e.error);
    }
    base_free(x);
}

/* End of the walk that begins at row `first`. */
static size_t walk_end(const struct table *t, size_t first)
{
    const size_t k = table_column(t, "kind"), w = table_column(t, "walk");
    size_t end = first;
    while (end < t->rows && table_at(t, end, k) == table_at(t, first, k) &&
           table_at(t, end, w) == table_at(t, first, w))
        end++;
    return end;
}

static void straighten(size_t n, double *x)
{
    double a = 0, b = 0, tt = 0;
    const double middle = (double)(n - 1) / 2;
    for (size_t i = 0; i < n; i++) {
        const double t = (double)i - middle;
        a += x[i] / (double)n, b += t * x[i], tt += t * t;
    }
    for (size_t i = 0; i < n; i++) x[i] -= a + b / tt * ((double)i - middle);
}

struct ruggedness {
    struct statistics_estimate length, straight; /* [steps] */
};

static double length_of(size_t n, const double *x, double *rho)
{
    statistics_autocorrelation(n, x, rho);
    return -1 / log(fmin(1 - 1e-12, fabs(rho[1])));
}

static struct ruggedness add_walks(struct plot_panel *panel, const struct table *t, size_t kind)
{
    enum { MOST = 10000 };
    const size_t k = table_column(t, "kind"), l = table_column(t, "loss");
    double *const x = base_alloc(t->rows, sizeof *x), *const rho = base_alloc(t->rows, sizeof *x),
                  *const sum = base_alloc(t->rows, sizeof *x), plain[MOST], straight[MOST];
    size_t walks = 0, steps = t->rows;
    for (size_t first = 0, end; first < t->rows; first = end) {
        end = walk_end(t, first);
        const size_t n = end - first;
        if (table_at(t, first, k) != (double)kind || n < 3 || walks == MOST) continue;
        for (size_t i = 0; i < n; i++) x[i] = table_at(t, first + i, l);
        plain[walks] = length_of(n, x, rho);
        straighten(n, x);
        straight[walks++] = length_of(n, x, rho);
        for (size_t i = 0; i < n; i++) sum[i] += rho[i];
        steps = n < steps ? n : steps;
    }
    require(walks > 0, "%s: no walk of kind %zu", t->path, kind);
    struct plot_series *const s =
        plot_add(panel, steps / 2, kinds[kind].doc, plot_colour(kind + 1, 0), 1.6);
    s->n = 0;
    for (size_t i = 0; i < steps / 2; i++) plot_point(s, (double)i, sum[i] / (double)walks, NAN);
    base_free(x), base_free(rho), base_free(sum);
    return (struct ruggedness){statistics_mean(walks, plain), statistics_mean(walks, straight)};
}

/* True if the barrier is below a hundredth of the loss. */
static bool returned(const struct table *t, size_t row)
{
    return table_at(t, row, table_column(t, "barrier")) <
           0.01 * table_at(t, row, table_column(t, "loss_after"));
}

/* Draws the share of walkers that return, by distance in logarithmic bins; returns the share of
   all in *share, and its interval. */
static struct verdict_interval add_returns(struct plot_panel *panel, const struct table *t,
                                           size_t kind, struct statistics_estimate *share)
{
    enum { BINS = 40 };
    const size_t k = table_column(t, "kind"), d = table_column(t, "distance");
    double came[BINS] = {0}, all[BINS] = {0}, sum = 0, rows = 0;
    for (size_t r = 0; r < t->rows; r++) {
        if (table_at(t, r, k) != (double)kind) continue;
        const double bin = floor(20 + 5 * log10(fmax(1e-12, table_at(t, r, d))));
        const size_t b = (size_t)fmin(BINS - 1, fmax(0, bin));
        all[b]++, came[b] += returned(t, r);
        sum += returned(t, r), rows++;
    }
    struct plot_series *const s =
        plot_add(panel, BINS, kinds[kind].doc, plot_colour(kind + 1, 0), 1.6);
    s->n = 0;
    for (int b = 0; b < BINS; b++)
        if (all[b] > 0) {
            struct statistics_estimate e;
            verdict_share(came[b], all[b], &e);
            plot_point(s, pow(10, (b + 0.5 - 20) / 5), e.value, e.error);
        }
    return verdict_share(sum, rows, share);
}

static void describe(struct plot_column *c)
{
    *c = (struct plot_column){
        .name = "walk", .title = base_text("Around a solution"), .key_columns = 2, .panels = 4};
    c->panel[0] = (struct plot_panel){.name = "rays",
                                      .xlabel = "distance along a ray  / |w*|",
                                      .ylabel = "training loss",
                                      .log_y = true};
    c->panel[1] =
        (struct plot_panel){.name = "walks", .xlabel = "step of a walk", .ylabel = "training loss"};
    c->panel[2] = (struct plot_panel){
        .name = "rho", .xlabel = "lag  [steps]", .ylabel = "autocorrelation, trend removed"};
    c->panel[3] = (struct plot_panel){.name = "returns",
                                      .xlabel = "distance from where walkers go down  / |w*|",
                                      .ylabel = "share that returns",
                                      .log_x = true};
}

static struct statistics_estimate loss_at(const struct table *t, size_t kind, double distance)
{
    const size_t k = table_column(t, "kind"), d = table_column(t, "distance"),
                 l = table_column(t, "loss");
    double *const x = base_alloc(t->rows, sizeof *x);
    size_t n = 0;
    for (size_t r = 0; r < t->rows; r++)
        if (table_at(t, r, k) == (double)kind && fabs(fabs(table_at(t, r, d)) - distance) < 1e-6)
            x[n++] = table_at(t, r, l);
    const struct statistics_estimate e = statistics_mean(n, x);
    base_free(x);
    return e;
}

/* Rugged: the correlation length is below two steps. */
static void add_verdict(struct result_table *s, const char *kind, struct statistics_estimate length,
                        struct verdict_interval share)
{
    const enum verdict rugged = verdict_of(verdict_interval(length), verdict_below(2)),
                       back = verdict_of(share, verdict_above(0.9));
    result_table_note(s, "%s: rugged on the scale of a step: %s (length %s +- %s steps)", kind,
                      verdict_text(rugged), number_format_value(length),
                      number_format_error(length));
    result_table_note(s,
                      "%s: nine walkers in ten that go down return to the solution: %s (95 %%: "
                      "%.2f to %.2f)",
                      kind, verdict_text(back), share.low, share.high);
}

void walk_command(const struct command_arguments *a)
{
    require(a->n == 1, "landscape --of walk: one folder, not %zu", a->n);
    struct table rays = table_read(a->folder[0], "rays"), walks = table_read(a->folder[0], "walks"),
                 returns = table_read(a->folder[0], "returns");
    struct result_table *const s =
        result_table_create("Rays and random walks from a solution; lengths of the "
                            "loss's autocorrelation -1/ln|rho(1)| in steps.");
    result_table_column(s, "kind", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "loss_0", "loss", RESULT_TABLE_ESTIMATE);
    result_table_column(s, "loss_half", "loss", RESULT_TABLE_ESTIMATE);
    result_table_column(s, "loss_1", "loss", RESULT_TABLE_ESTIMATE);
    result_table_column(s, "length", "step", RESULT_TABLE_ESTIMATE);
    result_table_column(s, "detrended", "step", RESULT_TABLE_ESTIMATE);
    result_table_column(s, "returned", NULL, RESULT_TABLE_ESTIMATE);
    struct plot *const p = plot_create(a->output);
    struct plot_column *const c = &p->column[p->columns++];
    describe(c);
    for (size_t k = 0; kinds[k].name; k++) {
        add_mean(&c->panel[0], &rays, k, "distance", "loss");
        add_mean(&c->panel[1], &walks, k, "step", "loss");
        const struct ruggedness r = add_walks(&c->panel[2], &walks, k);
        result_table_text(s, "%s", kinds[k].doc);
        result_table_estimate(s, loss_at(&rays, k, 0));
        result_table_estimate(s, loss_at(&rays, k, 0.5));
        result_table_estimate(s, loss_at(&rays, k, 1));
        result_table_estimate(s, r.length);
        result_table_estimate(s, r.straight);
        struct statistics_estimate share;
        const struct verdict_interval back = add_returns(&c->panel[3], &returns, k, &share);
        result_table_estimate(s, share);
        add_verdict(s, kinds[k].doc, r.straight, back);
    }
    command_output_show(a, s, p);
    table_clear(&rays), table_clear(&walks), table_clear(&returns);
}
