/* Swaps of features change the gathered batch, which is discarded after the step; the samples are
   not written. If a swap must reach images outside the batch, or is permanent, it changes a copy of
   the training samples, and is undone after the step unless permanent. Losses are always measured
   on the original samples. */
#include "dnn/sampling/swap_protocols.h"

#include <math.h>
#include <string.h>

#include "common/io/checkpoint.h"
#include "common/config/runfile.h"
#include "dnn/sampling/moves.h"
#include "dnn/sampling/state.h"
#include "dnn/training/augment.h"
#include "dnn/training/feature_swaps.h"
#include "dnn/sampling/target.h"

/* ---- rows, each with its limits
   ---------------------------------------------------------------- */

static bool is(const struct runfile *f, const char *key, const char *value)
{
    return strcmp(runfile_text(f, "swap", key), value) == 0;
}

static void require_no_features(const struct dnn_state *st, const char *name,
                                const struct runfile *f)
{
    const struct swap_protocols *const s = &st->training.swaps;
    require(!s->follow, "%s = follow: %s does not exchange values of two images",
            runfile_where(f, "swap", "labels"), name);
    require(!s->keep, "%s = never: %s exchanges no features", runfile_where(f, "swap", "reset"),
            name);
    require(!s->set, "%s = set: %s exchanges no features", runfile_where(f, "swap", "scope"), name);
}

static void require_no_amount(const struct dnn_state *st, const char *name, const struct runfile *f)
{
    require(st->training.swaps.amount == 0, "%s: %s has no amount",
            runfile_where(f, "swap", "amount"), name);
}

static void check_none(const struct dnn_state *st, const char *name, const struct runfile *f)
{
    require_no_features(st, name, f);
    require_no_amount(st, name, f);
}

static void check_weights(const struct dnn_state *st, const char *name, const struct runfile *f)
{
    moves_check(st, st->training.swaps.move, runfile_where(f, "swap", "protocol"));
    check_none(st, name, f);
}

static void check_features(const struct dnn_state *st, const char *name, const struct runfile *f)
{
    const struct swap_protocols *const s = &st->training.swaps;
    moves_check(st, s->move, runfile_where(f, "swap", "protocol"));
    require(!s->follow || st->net.labels == 1, "%s = follow: needs one label per sample",
            runfile_where(f, "swap", "labels"));
    require(!s->follow || feature_swaps_two_images(name),
            "%s = follow: %s does not exchange values of two images",
            runfile_where(f, "swap", "labels"), name);
    require_no_amount(st, name, f);
}

static void check_augment(const struct dnn_state *st, const char *name, const struct runfile *f)
{
    const struct swap_protocols *const s = &st->training.swaps;
    require_no_features(st, name, f);
    const char *const missing = augment_unsupported(s->augment, s->amount, st->data.shape);
    require(st->net.labels == 1 || !s->augment->labels, "%s = %s: needs one label per sample",
            runfile_where(f, "swap", "protocol"), name);
    require(!missing, "%s: %s with amount %g needs %s", runfile_where(f, "swap", "amount"), name,
            s->amount, missing);
}

#define WEIGHTS(n, d)    {.name = #n, .doc = d, .check = check_weights, .on_weights = true},
#define FEATURES(n, d)   {.name = #n, .doc = d, .check = check_features, .on_features = true},
#define AUGMENT(n, u, d) {.name = #n, .doc = d, .check = check_augment, .augments = true},
const struct swap_protocols_row swap_protocols_rows[] = {
    {.name = "none", .doc = "no swaps", .check = check_none},
    {.name = "swap",
     .doc = "two hidden units of a layer exchange sizes, [units]",
     .check = check_weights,
     .on_weights = true},
    WEIGHT_SWAPS_TABLE(WEIGHTS) FEATURE_SWAPS_CODES(FEATURES) AUGMENT_KINDS(AUGMENT){0}};
const struct base_table swap_protocols_table = {"protocol", "swaps, in [swap] protocol",
                                                swap_protocols_rows, sizeof *swap_protocols_rows};

/* ---- opening --------------------------------------------------------------------------------- */

/* A swap of all images of the set acts on the batch alone, unless it is permanent. */
static void own_samples(struct dnn_state *st)
{
    struct swap_protocols *s = &st->training.swaps;
    s->in_data = s->keep || (s->set && !feature_swaps_all_images(s->move->name));
    st->gradient.changed = s->in_data;
    if (!s->in_data) return;
    const struct data_part *from = &st->data.train;
    struct data_part *to = &st->effective.train;
    const size_t n = from->n * layer_features(st->data.shape);
    if (from->pixel) to->pixel = memcpy(base_alloc(n, 1), from->pixel, n);
    if (from->value) to->value = memcpy(base_alloc(n, sizeof(real)), from->value, n * sizeof(real));
    const size_t labels = from->n * st->net.labels;
    to->label = memcpy(base_alloc(labels, 1), from->label, labels);
}

void swap_protocols_init(struct dnn_state *st, const struct runfile *f)
{
    struct swap_protocols *s = &st->training.swaps;
    s->row = runfile_row(f, "swap", "protocol");
    for (size_t i = 0; dnn_moves[i].name; i++)
        if (strcmp(dnn_moves[i].name, s->row->name) == 0) s->move = &dnn_moves[i], s->entry = i;
    if (s->row->augments) s->augment = base_find(&augment_table, s->row->name);
    s->amount = runfile_real(f, "swap", "amount");
    if (s->augment && s->amount == 0) s->amount = s->augment->usual;
    s->swaps = (size_t)runfile_int(f, "swap", "swaps");
    s->every = runfile_int(f, "swap", "every");
    s->probability = runfile_real(f, "swap", "probability");
    s->record = runfile_int(f, "swap", "measure_every");
    s->common = is(f, "pair", "common");
    s->follow = is(f, "labels", "follow");
    s->set = is(f, "scope", "set");
    s->keep = is(f, "reset", "never");
    s->made = base_alloc(s->swaps, sizeof *s->made);
    s->row->check(st, s->row->name, f);
    own_samples(st);
    if (s->record) s->before = base_alloc(st->gradient.batch * st->net.inputs, sizeof *s->before);
}

void swap_protocols_clear(struct dnn_state *st)
{
    base_free(st->training.swaps.made);
    base_free(st->training.swaps.before);
    if (!st->training.swaps.in_data) return;
    base_free(st->effective.train.pixel);
    base_free(st->effective.train.value);
    base_free(st->effective.train.label);
}

void swap_protocols_visit(struct dnn_state *st, struct checkpoint *c)
{
    const struct data_part *part = &st->effective.train;
    const size_t n = part->n * layer_features(st->data.shape), labels = part->n * st->net.labels;
    checkpoint_i64(c, "swap_times", &st->training.swaps.times, 1);
    if (!st->training.swaps.keep) return;
    if (part->pixel) checkpoint_u8(c, "pixels", part->pixel, n);
    if (part->value) checkpoint_real(c, "values", part->value, n);
    checkpoint_u8(c, "labels", part->label, labels);
    for (size_t i = 0; i < labels; i++)
        checkpoint_require(c,
                           part->label[i] < st->data.classes ||
                               (st->net.labels > 1 && part->label[i] == LOSSES_UNLABELLED),
                           "labels");
}

/* ---- around a step --------------------------------------------------------------------------- */

bool swap_protocols_due(struct dnn_state *st)
{
    struct swap_protocols *s = &st->training.swaps;
    const bool due = (s->move || s->augment) && st->training.step % s->every == 0 &&
                     (s->probability == 1 || rng_uniform(&st->training.swap_rng) < s->probability);
    s->times += due;
    return due;
}

static bool recorded(const struct swap_protocols *s)
{
    return s->record && (s->times - 1) % s->record == 0;
}

static void swap_features(struct mc_chain *c, struct dnn_state *st)
{
    struct mc_entry *e = &c->entry[st->training.swaps.entry];
    for (size_t i = 0; i < st->training.swaps.swaps; i++) {
        e->move->propose(st, e->move, &st->training.swap_rng, e->step);
        e->tried++, e->accepted++;
    }
}

static void make(struct mc_chain *c, struct dnn_state *st)
{
    struct swap_protocols *s = &st->training.swaps;
    if (s->in_data) swap_features(c, st);
    target_gather(st);
    st->training.full_batch = false;
    if (s->augment)
        s->augment->apply(&st->gradient, s->amount, &st->training.swap_rng);
    else if (!s->in_data)
        swap_features(c, st);
}

/* The loss of the batch before and after the swaps. */
static void make_and_measure(struct mc_chain *c, struct dnn_state *st)
{
    struct gradient *g = &st->gradient;
    struct swap_protocols *s = &st->training.swaps;
    const size_t n = g->batch * st->net.inputs, inputs = st->net.inputs;
    target_gather(st);
    for (size_t i = 0; i < n; i++) s->before[i] = *gradient_value(g, i / inputs, i % inputs);
    const double before = gradient_compute(g, dnn_weights(st), st->dw).loss;
    make(c, st);
    double square = 0;
    for (size_t i = 0; i < n; i++) {
        const double d = (double)*gradient_value(g, i / inputs, i % inputs) - (double)s->before[i];
        square += d * d;
    }
    const double after = gradient_compute(g, dnn_weights(st), st->dw).loss;
    swap_statistics_add(&s->tally, square / (double)n, after - before);
}

void swap_protocols_gather(struct mc_chain *c, bool due)
{
    struct dnn_state *st = c->state;
    if (!due || st->training.swaps.row->on_weights)
        target_gather(st);
    else if (recorded(&st->training.swaps))
        make_and_measure(c, st);
    else
        make(c, st);
}

static double moved2(const struct dnn_state *st) /* mean squared change per exchangeable value */
{
    if (st->sampling.trial.kind == TRIAL_RESIZED) {
        const double d = unit_sizes_difference(&st->units, &st->sampling.trial.pair);
        return 2 * d * d / (double)st->units.n;
    }
    return weight_swaps_distance2(&st->sampling.trial.drawn, st->w) / (double)st->net.weights;
}

static void swap_weights(struct mc_chain *c, struct dnn_state *st, bool measured)
{
    const double before = measured ? dnn_train_score(st)->loss : 0;
    if (mc_attempt(c, st->training.swaps.entry) && measured)
        swap_statistics_add(&st->training.swaps.tally, moved2(st),
                            (dnn_train_score(st)->loss - before) / (double)st->training.evaluate);
}

void swap_protocols_after(struct mc_chain *c)
{
    struct dnn_state *st = c->state;
    struct swap_protocols *s = &st->training.swaps;
    if (st->training.swaps.row->on_weights) {
        st->sampling.accept_all = isinf(c->T);
        for (size_t i = 0; i < s->swaps; i++) swap_weights(c, st, i == 0 && recorded(s));
        st->sampling.accept_all = false;
    } else if (s->in_data && !s->keep) {
        while (s->n_made) s->move->revert(st);
    }
    s->n_made = 0;
}
