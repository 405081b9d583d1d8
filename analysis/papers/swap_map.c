/* corners: speed-up by codes of feature swaps over batch, learning rate, dose, pair and reset. A corner
   is one group of runs. "Some corner is above 1.1" holds if Holm's correction over all corners of
   the arm rejects a speed-up of 1.1 or less for one of them at 0.05, one-sided. It does not hold if
   the 95 % intervals of all corners lie below: an intersection-union test (Berger, Technometrics
   24, 295 (1982)) needs no correction. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/estimate/multiple_tests.h"
#include "analysis/figure/plot.h"
#include "analysis/figure/result_table.h"
#include "analysis/papers/claims.h"
#include "analysis/papers/papers.h"
#include "analysis/papers/swap_campaign.h"
#include "analysis/read/group_parts.h"
#include "common/core/base.h"

static const double corner = 1.1; /* the speed-up that is asked for */
enum { LEVEL = 2 };               /* of swap_protocol_shares */

static const char claim[] = "1 some corner of the map speeds training up by more than 1.1";

/* ---- a corner -------------------------------------------------------------------------------- */

static double number(const struct swap_protocol *p, const char *key)
{
    return swap_protocol_number(group_first(p->group), key);
}

static bool has(const struct swap_protocol *p, const char *key, const char *value)
{
    const char *const text = run_value(group_first(p->group), key);
    return text && strcmp(text, value) == 0;
}

static bool all_images(const struct swap_protocol *p)
{
    return p->name[0] == 'A';
}

/* Swaps that an image meets in a step. */
static double dose(const struct swap_protocol *p)
{
    const double images = p->name[0] == 'S' ? 2 : 1;
    return number(p, "swap.swaps") * (all_images(p) ? 1 : images / number(p, "train.batch_size"));
}

static bool is_corner(const struct swap_protocol *p)
{
    return p->group != p->reference && swap_protocol_is_code(p->name);
}

/* One-sided p of a speed-up of `corner` or less; NAN: unknown. */
static double p_of(const struct swap_protocol *p)
{
    const struct first_passage_ratio *const r = &p->speedup[LEVEL];
    if (isfinite(r->high) && r->high < corner) return 1;
    const struct statistics_estimate e = {r->log.value - log(corner), r->log.error};
    const double two = multiple_tests_p(e, r->n);
    return e.value > 0 ? two / 2 : 1 - two / 2;
}

/* p (a->n) of the corners, NAN for others, after Holm's correction. */
static void correct(const struct swap_poster *a, const struct swap_campaign *c, double *p)
{
    const size_t room = a->n + c->n;
    double *const alone = base_alloc(2 * room, sizeof *alone), *const holm = alone + room;
    size_t n = 0, at = 0;
    for (size_t i = 0; i < a->n; i++)
        if (is_corner(&a->p[i]))
            alone[n++] = swap_campaign_finished(c, &a->p[i]) ? p_of(&a->p[i]) : NAN;
    const size_t family = swap_campaign_family(c);
    while (n < family) alone[n++] = NAN;
    multiple_tests_holm(n, alone, holm);
    for (size_t i = 0; i < a->n; i++) p[i] = is_corner(&a->p[i]) ? holm[at++] : NAN;
    base_free(alone);
}

/* ---- table and claim ------------------------------------------------------------------------- */

static struct result_table *table_of(const struct swap_poster *a, const double *p)
{
    struct result_table *const s = result_table_create(
        "Speed-up by swaps of features to the loss of training without swaps after %g of its run, "
        "median over seeds, 95 %% interval; p: Holm's, one-sided, of %g or less.",
        swap_protocol_shares[LEVEL], corner);
    static const char *const names[] = {"batch", "rate", "swaps_an_image"};
    result_table_column(s, "corner", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "code", NULL, RESULT_TABLE_TEXT);
    for (size_t k = 0; k < 3; k++) result_table_column(s, names[k], NULL, RESULT_TABLE_NUMBER);
    result_table_column(s, "reset", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "pair", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "runs", NULL, RESULT_TABLE_NUMBER);
    result_table_column(s, "speedup", NULL, RESULT_TABLE_ESTIMATE);
    result_table_column(s, "low", NULL, RESULT_TABLE_NUMBER);
    result_table_column(s, "high", NULL, RESULT_TABLE_NUMBER);
    result_table_column(s, "p", NULL, RESULT_TABLE_NUMBER);
    for (size_t i = 0; i < a->n; i++) {
        const struct swap_protocol *const q = &a->p[i];
        if (!is_corner(q)) continue;
        result_table_text(s, "%s", q->label);
        result_table_text(s, "%s", q->name);
        result_table_number(s, number(q, "train.batch_size"));
        result_table_number(s, number(q, "train.learning_rate"));
        result_table_number(s, dose(q));
        result_table_text(s, "%s", run_value(group_first(q->group), "swap.reset"));
        result_table_text(s, "%s",
                          all_images(q) ? run_value(group_first(q->group), "swap.pair") : "-");
        result_table_number(s, (double)q->group->n);
        result_table_estimate(s, first_passage_speedup_error(&q->speedup[LEVEL]));
        result_table_number(s, q->speedup[LEVEL].low);
        result_table_number(s, q->speedup[LEVEL].high);
        result_table_number(s, p[i]);
    }
    return s;
}

/* "yes", "no" or "cannot tell", of the corners that were run. */
static const char *answer(const struct swap_poster *a, const double *p)
{
    bool below = true, any = false;
    for (size_t i = 0; i < a->n; i++) {
        if (!is_corner(&a->p[i])) continue;
        if (p[i] < 0.05) return verdict_text(VERDICT_HOLDS);
        below = below && a->p[i].speedup[LEVEL].high < corner;
        any = true;
    }
    return verdict_text(any && below ? VERDICT_FAILS : VERDICT_UNKNOWN);
}

static void add_claim(struct claims *s, const struct swap_poster *a, const struct swap_campaign *c,
                      const double *p)
{
    char *where = swap_campaign_open(c, true);
    struct claims_result r = {
        .ours = {NAN, NAN}, .unclaimed = true, .otherwise = verdict_text(VERDICT_UNKNOWN)};
    const struct swap_protocol *best = NULL;
    for (size_t i = 0; !where && i < a->n; i++)
        if (is_corner(&a->p[i]) &&
            (!best || a->p[i].speedup[LEVEL].value > best->speedup[LEVEL].value))
            best = &a->p[i];
    if (best) {
        const struct first_passage_ratio *const x = &best->speedup[LEVEL];
        where = base_text("the largest, %s (95 %%: %.2f ... %.2f)", best->label, x->low, x->high);
        r.ours = first_passage_speedup_error(x);
        r.otherwise = answer(a, p);
    }
    r.where = where;
    claims_row(s, claim, r);
    if (where) base_free(where);
}

/* ---- figure ---------------------------------------------------------------------------------- */

static const char *const codes[] = {"1SA", "1AS", "AAS", "11S", NULL};

static struct plot_column *column_of(struct plot *f, const struct swap_protocol *p)
{
    const double batch = number(p, "train.batch_size"), rate = number(p, "train.learning_rate");
    char *const title = base_text("batch %g, learning rate %.3g", batch, rate);
    for (size_t c = 0; c < f->columns; c++)
        if (strcmp(f->column[c].title, title) == 0) {
            base_free(title);
            return &f->column[c];
        }
    if (f->columns == PLOT_COLUMNS) {
        base_free(title);
        return NULL;
    }
    struct plot_column *const c = plot_column(f, "", title, 2);
    c->own = base_text("b%g-r%.3g", batch, rate), c->name = c->own;
    for (const char *const *code = codes; *code; code++) {
        struct plot_panel *const panel = plot_panel(c, *code, "swaps an image and step", "");
        plot_labels(panel, NULL, base_text("speed-up, %s", *code));
        panel->log_x = panel->padded = true, panel->joined = code[1] != NULL;
    }
    base_free(title);
    return c;
}

enum { KINDS = 4 };

/* All panels have the series of all kinds, for the legend. */
static struct plot_series *series_of(struct plot_panel *panel, size_t kind)
{
    static const char *const legend[KINDS] = {"reset", "accumulating", "reset, own pairs",
                                              "accumulating, own pairs"};
    static const size_t colour[KINDS] = {PLOT_BLUE, PLOT_VERMILLION, PLOT_SKY, PLOT_ORANGE};
    for (size_t k = 0; panel->n < KINDS; k++) {
        struct plot_series *const s =
            plot_named(panel, PLOT_SERIES, legend[k], plot_colour(colour[k], 0), 1.6);
        s->style = PLOT_POINTS;
    }
    return &panel->series[kind];
}

/* Kinds of corners lie beside each other; a loss that is not reached has no interval. */
static void add_point(struct plot_panel *panel, const struct swap_protocol *p)
{
    const struct first_passage_ratio *const r = &p->speedup[LEVEL];
    const size_t own = all_images(p) && has(p, "swap.pair", "independent"),
                 kept = has(p, "swap.reset", "never"), kind = 2 * own + kept;
    if (!(r->value > 0) && !panel->note) panel->note = base_text("0: loss not reached");
    plot_point(series_of(panel, kind), dose(p) * pow(1.2, (double)kind - 1.5), r->value,
               r->value > 0 ? (r->high - r->low) / 2 : NAN);
}

/* A line at y over the doses of the column. */
static void add_limit(struct plot_column *c, double y, double white)
{
    double least = INFINITY, most = 0;
    for (size_t i = 0; i < c->panels * KINDS; i++) {
        const struct plot_series *const s = &c->panel[i / KINDS].series[i % KINDS];
        for (size_t k = 0; c->panel[i / KINDS].n && k < s->n; k++)
            least = fmin(least, s->x[k]), most = fmax(most, s->x[k]);
    }
    char *const legend = base_text("%g", y);
    for (size_t k = 0; k < c->panels; k++) {
        if (!c->panel[k].n) continue;
        struct plot_series *const s =
            plot_named(&c->panel[k], 2, legend, plot_colour(PLOT_BLACK, white), 1);
        s->style = PLOT_DASHES, s->dashes = white > 0 ? 2 : 0;
        plot_point(s, least / 1.3, y, NAN), plot_point(s, most * 1.3, y, NAN);
    }
    base_free(legend);
}

static void draw(struct plot *f, struct result_table *s, const struct swap_poster *a)
{
    for (size_t i = 0; i < a->n; i++) {
        if (!is_corner(&a->p[i])) continue;
        struct plot_column *const c = column_of(f, &a->p[i]);
        size_t k = 0;
        while (codes[k] && strcmp(codes[k], a->p[i].name) != 0) k++;
        if (c && codes[k])
            add_point(&c->panel[k], &a->p[i]);
        else
            result_table_note(s, "Figure: no room for %s.", a->p[i].label);
    }
    for (struct plot_column *c = f->column; c < f->column + f->columns; c++)
        add_limit(c, 1, 0.5), add_limit(c, corner, 0);
    result_table_note(s, "A speed-up of 0: the loss is not reached.");
}

/* ---- the command ----------------------------------------------------------------------------- */

static int by_place(const void *a, const void *b)
{
    const struct swap_protocol *const p = a, *const q = b;
    static const char *const key[] = {"train.batch_size", "train.learning_rate", "swap.swaps"};
    for (size_t k = 0; k < 3; k++) {
        const double x = number(p, key[k]), y = number(q, key[k]);
        if (x != y) return x < y ? -1 : 1;
    }
    return strcmp(p->label, q->label);
}

void swap_map_command(const struct command_arguments *arguments)
{
    struct groups all = groups_read(arguments->n, arguments->folder);
    group_parts_require_one(&all);
    struct swap_poster a = {all.n, base_alloc(all.n, sizeof *a.p), NULL};
    double *const p = base_alloc(all.n, sizeof *p);
    for (size_t i = 0; i < all.n; i++) swap_protocol_measure(&a.p[i], &all, &all.group[i]);
    qsort(a.p, a.n, sizeof *a.p, by_place);
    struct claims c = claims_init(arguments, "Map of the speed-up by swaps of features");
    struct swap_campaign campaign = swap_campaign_init(&a);
    correct(&a, &campaign, p);
    struct plot *const f = plot_create(arguments->output);
    struct result_table *const table = c.notes = table_of(&a, p);
    require(result_table_rows(table) > 0, "%s: no run with a code of feature swaps",
            group_first(all.group)->path);
    draw(f, table, &a);
    add_claim(&c, &a, &campaign, p);
    claims_save(&c, arguments);
    command_output_show(arguments, table, f);
    result_table_free(c.table);
    claims_clear(&c);
    swap_campaign_clear(&campaign);
    for (size_t i = 0; i < a.n; i++) base_free(a.p[i].label);
    base_free(a.p), base_free(p);
    groups_clear(&all);
}
