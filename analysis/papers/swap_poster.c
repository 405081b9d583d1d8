/* poster: training with swaps against training without. Table: every protocol, named after the folder
   of its seeds. Intensity: mean squared change per step of the swapped values. */
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/read/group_parts.h"
#include "analysis/papers/claims.h"
#include "analysis/papers/papers.h"
#include "analysis/papers/swap_campaign.h"
#include "analysis/papers/swap_poster_figure.h"
#include "analysis/figure/plot.h"
#include "analysis/read/swap_protocol.h"
#include "analysis/figure/result_table.h"
#include "analysis/read/table.h"
#include "common/core/base.h"

/* Folders of one name in different places: the legends of the groups, which are unique. */
static void separate_labels(const struct swap_poster *a)
{
    bool *const again = base_alloc(a->n, sizeof *again);
    for (size_t i = 0; i < a->n; i++)
        for (size_t k = 0; k < a->n; k++)
            again[i] = again[i] || (k != i && strcmp(a->p[i].label, a->p[k].label) == 0);
    for (size_t i = 0; i < a->n; i++) {
        if (!again[i]) continue;
        base_free(a->p[i].label);
        a->p[i].label = base_text("%s", a->p[i].group->legend);
    }
    base_free(again);
}

/* ---- claims ---------------------------------------------------------------------------------- */

static const char claim_1[] = "1 feature swaps speed training up",
                  claim_2[] = "2 weight swaps impede in proportion to their intensity",
                  claim_3[] = "3 swaps carry local information";

/* Interval of the largest of several numbers: that of each covers with 1 - 0.05 / tried. */
static struct verdict_interval largest_of(const struct first_passage_ratio *r, double tried)
{
    const double wide =
        2 * gsl_cdf_ugaussian_Qinv(0.025 / fmax(1, tried)) / gsl_cdf_ugaussian_Qinv(0.025);
    return (struct verdict_interval){exp(r->log.value - wide * r->log.error),
                                     exp(r->log.value + wide * r->log.error)};
}

static void claim_open(struct claims *s, const char *claim, const char *where)
{
    claims_row(s, claim,
               (struct claims_result){.where = where,
                                      .ours = {NAN, NAN},
                                      .verdict = VERDICT_UNKNOWN,
                                      .otherwise = "cannot tell"});
}

static void claim_speedup(struct claims *s, const struct swap_poster *a)
{
    const struct swap_protocol *best = NULL;
    double tried = 0;
    int at = 0;
    for (size_t i = 0; i < a->n; i++)
        for (int k = 0; k < SWAP_PROTOCOL_LEVELS; k++) {
            const struct swap_protocol *const p = &a->p[i];
            if (!swap_protocol_is_code(p->name)) continue;
            tried += isfinite(p->speedup[k].value);
            if (best && !(p->speedup[k].value > best->speedup[at].value)) continue;
            best = p, at = k;
        }
    if (!best) return;
    const struct first_passage_ratio r = best->speedup[at];
    const double paper = published_value(&s->published, claim_1).value;
    const struct verdict_interval range = largest_of(&r, tried);
    char *const limits = isnan(range.low)
                             ? base_text("too few pairs for an interval")
                             : base_text("95 %%: %.2f ... %.2f", range.low, range.high),
                *const where = base_text("the largest of all codes, %s (%s)", best->label, limits);
    const enum verdict faster = verdict_of(range, verdict_above(1)),
                       by_two = verdict_of(range, verdict_above(paper));
    claims_row(s, claim_1,
               (struct claims_result){.where = where,
                                      .ours = first_passage_speedup_error(&r),
                                      .verdict = faster,
                                      .otherwise = "does not hold"});
    claims_row(s, claim_1,
               (struct claims_result){.where = "by the published factor",
                                      .ours = first_passage_speedup_error(&r),
                                      .verdict = by_two,
                                      .otherwise = "does not hold"});
    base_free(where), base_free(limits);
}

/* Rank correlation with a quarter of its 95 % interval as the error. */
static struct statistics_estimate with_error(struct verdict_rank k)
{
    return (struct statistics_estimate){k.r, (k.range.high - k.range.low) / 4};
}

/* Swaps of weights against the main reference. The null swap, which keeps the function, only with
   measures of the function. */
static bool is_dose(const struct swap_poster *a, const struct swap_protocol *p, bool null)
{
    return p->weights && p->reference == a->reference && p->intensity > 0 &&
           (null || strcmp(p->name, "null") != 0);
}

static double weight_change(const struct swap_protocol *p)
{
    return p->intensity;
}

static double disturbance(const struct swap_protocol *p)
{
    return p->disturbance;
}

static double loss_of_swap(const struct swap_protocol *p)
{
    return p->dL;
}

static double final_loss(const struct swap_protocol *p)
{
    return p->loss.value;
}

/* Steps with swaps over without; a loss that is not reached is slowest. */
static double slowdown(const struct swap_protocol *p)
{
    return p->speedup[1].value > 0 ? 1 / p->speedup[1].value : 1e9;
}

static struct verdict_rank rank_of(const struct swap_poster *a, bool null,
                                   double (*x)(const struct swap_protocol *),
                                   double (*y)(const struct swap_protocol *))
{
    double *const u = base_alloc(2 * a->n, sizeof *u), *const v = u + a->n;
    size_t n = 0;
    for (size_t i = 0; i < a->n; i++)
        if (is_dose(a, &a->p[i], null)) u[n] = x(&a->p[i]), v[n++] = y(&a->p[i]);
    const struct verdict_rank r = verdict_rank(n, u, v, n);
    base_free(u);
    return r;
}

/* Claim 2 for both measures of intensity, the null swap as control; and claim 3. */
static void claim_weights(struct claims *s, const struct swap_poster *a)
{
    static const struct {
        const char *x, *y;
        bool null;
        double (*of)(const struct swap_protocol *), (*against)(const struct swap_protocol *);
    } rows[] = {
        {"final loss", "change of the weights", false, weight_change, final_loss},
        {"final loss", "change of the function", true, disturbance, final_loss},
        {"slow-down", "change of the weights", false, weight_change, slowdown},
        {"slow-down", "change of the function", true, disturbance, slowdown},
    };
    if (rank_of(a, false, weight_change, final_loss).points < 4) return;
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        const struct verdict_rank r = rank_of(a, rows[k].null, rows[k].of, rows[k].against);
        char *const where = base_text("rank correlation of %s and %s, %zu doses%s", rows[k].x,
                                      rows[k].y, r.points, rows[k].null ? " with null" : "");
        claims_row(s, claim_2,
                   (struct claims_result){.where = where,
                                          .ours = with_error(r),
                                          .verdict = verdict_of(r.range, verdict_above(0.9)),
                                          .otherwise = r.range.low > 0 ? "holds as a tendency"
                                                                       : "does not hold"});
        base_free(where);
    }
    for (size_t i = 0; i < a->n; i++)
        if (is_dose(a, &a->p[i], true) && strcmp(a->p[i].name, "null") == 0) {
            char *const where =
                base_text("control, final loss with %s less without", a->p[i].label);
            claims_measured(s, claim_2, where,
                            first_passage_end(a->p[i].reference, a->p[i].group, "energy"));
            base_free(where);
        }
    claims_measured(s, claim_3, "rank correlation of a swap's change of loss and the final loss",
                    with_error(rank_of(a, false, loss_of_swap, final_loss)));
    claims_measured(s, claim_3, "rank correlation of a swap's displacement and change of loss",
                    with_error(rank_of(a, false, weight_change, loss_of_swap)));
}

static int by_kind(const void *a, const void *b)
{
    const struct swap_protocol *const p = a, *const q = b;
    const double x = swap_protocol_number(group_first(p->group), "train.batch_size"),
                 y = swap_protocol_number(group_first(q->group), "train.batch_size");
    if (x != y) return x < y ? -1 : 1;
    if (p->weights != q->weights) return p->weights ? 1 : -1;
    return p->loss.value < q->loss.value ? -1 : 1;
}

static void add_speedup_cell(struct result_table *s, const struct first_passage_ratio *r)
{
    if (!(r->value > 0))
        result_table_text(s, "not-reached");
    else if (!isfinite(r->value))
        result_table_text(s, "not-reached-without");
    else if (isfinite(r->low) && isfinite(r->high))
        result_table_text(s, "%.2f(%.2f-%.2f)", r->value, r->low, r->high);
    else if (isfinite(r->low) && r->low > 0)
        result_table_text(s, "%.2f(above-%.2f)", r->value, r->low);
    else
        result_table_text(s, "%.2f(%zu-pairs)", r->value, r->n);
}

/* Neighbouring levels whose speed-ups differ. */
static void warn(struct result_table *s, const struct swap_protocol *p)
{
    for (int k = 0; p->group != p->reference && k + 1 < SWAP_PROTOCOL_LEVELS; k++) {
        const struct statistics_estimate d = first_passage_change(
            p->reference, p->group, swap_protocol_loss_after(p->reference, swap_protocol_shares[k]),
            swap_protocol_loss_after(p->reference, swap_protocol_shares[k + 1]));
        if (first_passage_depends(d))
            result_table_note(s,
                              "Warning: %s: the speed-up depends on the level: at %g of the run "
                              "it is %.2f times that at %g.",
                              p->label, swap_protocol_shares[k + 1], exp(d.value),
                              swap_protocol_shares[k]);
    }
}

static struct result_table *table_of(const struct swap_poster *a,
                                     const struct swap_campaign_tests *tests)
{
    static char name[SWAP_PROTOCOL_LEVELS][40];
    struct result_table *const s = result_table_create(
        "Training with swaps against training without: the end of the runs, and speed-up (steps "
        "without / with, median over seeds, 95 %% bootstrap interval) to losses that training "
        "without swaps has "
        "reached after %g, %g and %g of its run.",
        swap_protocol_shares[0], swap_protocol_shares[1], swap_protocol_shares[2]);
    result_table_column(s, "protocol", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "batch", NULL, RESULT_TABLE_NUMBER);
    result_table_column(s, "runs", NULL, RESULT_TABLE_NUMBER);
    result_table_column(s, "intensity", "value^2", RESULT_TABLE_NUMBER);
    result_table_column(s, "dL", "loss", RESULT_TABLE_NUMBER);
    result_table_column(s, "disturbance", "loss", RESULT_TABLE_NUMBER);
    result_table_column(s, "loss", "loss", RESULT_TABLE_ESTIMATE);
    result_table_column(s, "test_accuracy", NULL, RESULT_TABLE_ESTIMATE);
    result_table_column(s, "test_loss", "loss", RESULT_TABLE_ESTIMATE);
    result_table_column(s, "swapped_loss", "loss", RESULT_TABLE_ESTIMATE);
    result_table_column(s, "d_loss", "loss", RESULT_TABLE_ESTIMATE);
    result_table_column(s, "d_test_loss", "loss", RESULT_TABLE_ESTIMATE);
    result_table_column(s, "d_best_test", "loss", RESULT_TABLE_ESTIMATE);
    for (int k = 0; k < SWAP_PROTOCOL_LEVELS; k++) {
        snprintf(name[k], sizeof name[k], "speedup_%g", swap_protocol_shares[k]);
        result_table_column(s, name[k], NULL, RESULT_TABLE_TEXT);
    }
    swap_campaign_columns(s);
    for (size_t i = 0; i < a->n; i++) {
        const struct swap_protocol *const p = &a->p[i];
        result_table_text(s, "%s", p->label);
        result_table_number(s, swap_protocol_number(group_first(p->group), "train.batch_size"));
        result_table_number(s, (double)p->group->n);
        result_table_number(s, p->intensity);
        result_table_number(s, p->dL);
        result_table_number(s, p->disturbance);
        result_table_estimate(s, p->loss);
        result_table_estimate(s, p->test);
        result_table_estimate(s, p->test_loss);
        result_table_estimate(s, p->swapped);
        result_table_estimate(s, first_passage_end(p->reference, p->group, "energy"));
        result_table_estimate(s, first_passage_end(p->reference, p->group, "test_loss"));
        result_table_estimate(s, first_passage_least(p->reference, p->group, "test_loss"));
        for (int k = 0; k < SWAP_PROTOCOL_LEVELS; k++) add_speedup_cell(s, &p->speedup[k]);
        swap_campaign_cells(s, tests, i);
        warn(s, p);
    }
    return s;
}

static const struct group *main_reference(const struct swap_poster *a)
{
    const struct group *best = a->p[0].reference;
    size_t most = 0;
    for (size_t i = 0; i < a->n; i++) {
        size_t n = 0;
        for (size_t k = 0; k < a->n; k++) n += a->p[k].reference == a->p[i].reference;
        if (n > most) most = n, best = a->p[i].reference;
    }
    return best;
}

/* An unfinished campaign decides nothing. */
static void add_claims(struct claims *s, const struct swap_poster *a, const struct swap_campaign *c,
                       const struct swap_campaign_tests *tests)
{
    char *const codes = swap_campaign_open(c, true), *const others = swap_campaign_open(c, false);
    if (codes)
        claim_open(s, claim_1, codes);
    else
        claim_speedup(s, a);
    if (others)
        claim_open(s, claim_2, others), claim_open(s, claim_3, others);
    else
        claim_weights(s, a);
    swap_campaign_claim_test(s, c, a, tests);
    swap_campaign_claim_joint(s, c, a);
    base_free(codes), base_free(others);
}

void swap_poster_command(const struct command_arguments *arguments)
{
    struct groups all = groups_read(arguments->n, arguments->folder);
    group_parts_require_one(&all);
    struct swap_poster a = {all.n, base_alloc(all.n, sizeof *a.p), NULL};
    for (size_t i = 0; i < all.n; i++) swap_protocol_measure(&a.p[i], &all, &all.group[i]);
    separate_labels(&a);
    qsort(a.p, a.n, sizeof *a.p, by_kind);
    a.reference = main_reference(&a);
    struct plot *const plot = plot_create(arguments->output);
    struct claims c =
        claims_init(arguments, "Swaps in the training of networks: claims of a poster");
    struct swap_campaign campaign = swap_campaign_init(&a);
    struct swap_campaign_tests *const tests = swap_campaign_tests_create(&campaign, &a);
    struct result_table *const table = c.notes = table_of(&a, tests);
    swap_poster_figure_draw(plot, table, &a);
    add_claims(&c, &a, &campaign, tests);
    swap_campaign_tests_free(tests);
    claims_save(&c, arguments);
    command_output_show(arguments, table, plot);
    result_table_free(c.table);
    claims_clear(&c);
    swap_campaign_clear(&campaign);
    for (size_t i = 0; i < a.n; i++) base_free(a.p[i].label);
    base_free(a.p);
    groups_clear(&all);
}
