/* exchanges: moves that keep the function of a network (permuted, rescaled, teleported units), training
   by permutations of the first weights, and rules without plain gradients, against training
   without. Pairs of runs of one seed; 90 % intervals by Student's t. A run with [swap] is compared
   with that of the same rule without, another rule with `none-sgd`. */
#include <math.h>
#include <string.h>

#include "analysis/figure/plot.h"
#include "analysis/figure/result_table.h"
#include "analysis/papers/claims.h"
#include "analysis/papers/papers.h"
#include "analysis/read/group_parts.h"
#include "analysis/read/swap_protocol.h"
#include "common/core/base.h"

static const double level = 0.9;
static const char plain[] = "none-sgd";

struct exchange {
    struct swap_protocol p;
    const struct group *reference;
    const char *against;                            /* label of the reference */
    struct first_passage_ratio speedup;             /* to the loss of the reference after 0.3 */
    struct verdict_interval faster, loss, accuracy; /* of ln speed-up; changes at the end */
    struct statistics_estimate d_loss, d_accuracy;
};

static const struct exchange *of_group(const struct exchange *e, const struct group *g)
{
    while (e->p.group != g) e++;
    return e;
}

static const struct exchange *without_exchanges(const struct exchange *e, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(e[i].p.label, plain) == 0) return &e[i];
    return NULL;
}

static void measure(struct exchange *all, size_t n, struct exchange *e)
{
    e->reference = e->p.reference;
    const bool other_rule = !group_first(e->p.group)->swaps && strncmp(e->p.label, "none", 4) != 0;
    const struct exchange *const without = without_exchanges(all, n);
    require(!other_rule || without, "%s: %s is not among the folders", e->p.label, plain);
    if (other_rule) e->reference = without->p.group;
    e->against = of_group(all, e->reference)->p.label;
    struct rng rng;
    rng_init(&rng, 1, 0, RNG_NOISE);
    e->speedup = first_passage_speedup(
        e->reference, e->p.group, swap_protocol_loss_after(e->reference, swap_protocol_shares[1]),
        &rng);
    e->d_loss = first_passage_end(e->reference, e->p.group, "energy");
    e->d_accuracy = first_passage_end(e->reference, e->p.group, "test_accuracy");
    e->faster = verdict_interval_at(e->speedup.log, e->speedup.n, level);
    e->loss = verdict_interval_at(e->d_loss, e->p.group->n, level);
    e->accuracy = verdict_interval_at(e->d_accuracy, e->p.group->n, level);
}

static const char *word(struct verdict_interval x, const char *above, const char *below)
{
    return x.low > 0 ? above : x.high < 0 ? below : verdict_text(VERDICT_UNKNOWN);
}

static bool is_reference(const struct exchange *e)
{
    return e->p.group == e->reference;
}

static struct result_table *table_of(const struct exchange *e, size_t n)
{
    static const char *const limits[] = {"speedup",    "speedup_low",    "speedup_high",
                                         "d_loss",     "d_loss_low",     "d_loss_high",
                                         "d_accuracy", "d_accuracy_low", "d_accuracy_high"};
    struct result_table *const s = result_table_create(
        "Exchanges of weights against training without, with %g %% intervals: speed-up to the loss "
        "after %g of the run, changes of final training loss and test accuracy. function: mean "
        "|change of the loss| by an exchange per step.",
        100 * level, swap_protocol_shares[1]);
    result_table_column(s, "exchange", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "against", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "runs", NULL, RESULT_TABLE_NUMBER);
    result_table_column(s, "function", "loss", RESULT_TABLE_NUMBER);
    for (size_t k = 0; k < 9; k++)
        result_table_column(s, limits[k], k / 3 == 1 ? "loss" : NULL, RESULT_TABLE_NUMBER);
    for (size_t i = 0; i < n; i++) {
        if (is_reference(&e[i])) continue;
        const double x[] = {e[i].speedup.value,    exp(e[i].faster.low), exp(e[i].faster.high),
                            e[i].d_loss.value,     e[i].loss.low,        e[i].loss.high,
                            e[i].d_accuracy.value, e[i].accuracy.low,    e[i].accuracy.high};
        result_table_text(s, "%s", e[i].p.label);
        result_table_text(s, "%s", e[i].against);
        result_table_number(s, (double)e[i].p.group->n);
        result_table_number(s, e[i].p.disturbance);
        for (size_t k = 0; k < 9; k++) result_table_number(s, x[k]);
    }
    return s;
}

static void claim(struct claims *c, const char *of, const char *measured, const char *against,
                  struct statistics_estimate ours, const char *verdict)
{
    char *const name = base_text("%s: %s", of, measured), *const where =
                                                              base_text("against %s", against);
    claims_row(c, name,
               (struct claims_result){
                   .where = where, .ours = ours, .unclaimed = true, .otherwise = verdict});
    base_free(name), base_free(where);
}

static void add_claims(struct claims *c, const struct exchange *e, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (is_reference(&e[i])) continue;
        claim(c, e[i].p.label, "speed-up", e[i].against, first_passage_speedup_error(&e[i].speedup),
              word(e[i].faster, "faster", "slower"));
        claim(c, e[i].p.label, "test accuracy", e[i].against, e[i].d_accuracy,
              word(e[i].accuracy, "higher", "lower"));
    }
}

static void draw(struct plot *f, const struct exchange *e, size_t n)
{
    struct plot_column *const c = plot_column(f, "exchanges", "Exchanges of weights", 3);
    struct plot_panel *const loss = plot_panel(c, "loss", "t  [steps]", "training loss"),
                             *const test = plot_panel(c, "accuracy", "t  [steps]", "test accuracy");
    loss->log_y = loss->joined = true;
    size_t used = 0;
    for (size_t i = 0; i < n; i++) {
        const bool reference = is_reference(&e[i]);
        const unsigned colour = reference ? 0x999999 : plot_colour(1 + used++ % 6, 0);
        for (int k = 0; k < 2; k++) {
            struct plot_series *const s =
                swap_protocol_curve(k ? test : loss, e[i].p.group, k ? "test_accuracy" : "energy",
                                    e[i].p.label, colour, reference ? 3 : 1.4);
            const bool again = used > 6 && !reference, rule = reference && i > 0;
            if (again || (rule && strcmp(e[i].p.label, plain) != 0)) s->style = PLOT_DASHES;
        }
    }
}

void function_exchanges_command(const struct command_arguments *a)
{
    struct groups all = groups_read(a->n, a->folder);
    group_parts_require_one(&all);
    struct exchange *const e = base_alloc(all.n, sizeof *e);
    for (size_t i = 0; i < all.n; i++) swap_protocol_measure(&e[i].p, &all, &all.group[i]);
    for (size_t i = 0; i < all.n; i++) measure(e, all.n, &e[i]);
    struct claims c = claims_init(a, "Exchanges of weights in training: published claims and ours");
    struct plot *const f = plot_create(a->output);
    struct result_table *const s = c.notes = table_of(e, all.n);
    draw(f, e, all.n);
    add_claims(&c, e, all.n);
    claims_save(&c, a);
    command_output_show(a, s, f);
    result_table_free(c.table);
    claims_clear(&c);
    for (size_t i = 0; i < all.n; i++) base_free(e[i].p.label);
    base_free(e);
    groups_clear(&all);
}
