/* Swaps of features are made on the gathered batch, which is thrown away after its step: the
   samples themselves are never written. Where a swap must reach other images, or is to stay, it is
   made in a copy of the training samples, and undone after the step unless it is to stay; losses
   are always measured on the samples as they came. */
#include "dnn/sampling/swap_protocols.h"

#include <math.h>
#include <string.h>

#include "common/io/checkpoint.h"
#include "common/config/runfile.h"
#include "dnn/training/augment.h"
#include "dnn/sampling/target.h"

#define ROW(n, d)        {#n, d},
#define AUGMENT(n, u, d) {#n, d},
const struct base_row swap_protocols_rows[] = {
    {"none", "no swaps"},
    {"swap", "two hidden units of a layer exchange sizes, [units]"},
    WEIGHT_SWAPS_TABLE(ROW) FEATURE_SWAPS_CODES(ROW) AUGMENT_KINDS(AUGMENT){0}};
const struct base_table swap_protocols_table = {"protocol", "what is swapped, in [swap] protocol",
                                                swap_protocols_rows, sizeof *swap_protocols_rows};

/* ---- opening --------------------------------------------------------------------------------- */

static bool says(const struct runfile *f, const char *key, const char *value)
{
    return strcmp(runfile_text(f, "swap", key), value) == 0;
}

static void check(const struct dnn_state *st, const struct runfile *f)
{
    const struct dnn_swaps *s = &st->swaps;
    const char *const name = runfile_text(f, "swap", "protocol");
    const bool features = s->move && dnn_moves_data(s->move);
    if (s->move) dnn_moves_check(st, s->move, runfile_where(f, "swap", "protocol"));
    require(!s->follow || (features && name[0] == 'S'),
            "%s = follow: %s does not exchange values of two images",
            runfile_where(f, "swap", "labels"), name);
    require(!s->keep || features, "%s = never: %s exchanges no features",
            runfile_where(f, "swap", "reset"), name);
    require(!s->set || features, "%s = set: %s exchanges no features",
            runfile_where(f, "swap", "scope"), name);
    require(s->augment || s->amount == 0, "%s: %s has no amount",
            runfile_where(f, "swap", "amount"), name);
    const char *const lack =
        s->augment ? augment_unsupported(s->augment, s->amount, st->data.shape) : NULL;
    require(!lack, "%s: %s with amount %g needs %s", runfile_where(f, "swap", "amount"), name,
            s->amount, lack);
}

/* A swap of all images of the set is one of all images of the batch, unless it stays. */
static void own_samples(struct dnn_state *st)
{
    struct dnn_swaps *s = &st->swaps;
    s->in_data = s->keep || (s->set && s->move->name[0] != 'A');
    st->gradient.changed = s->in_data;
    if (!s->in_data) return;
    const struct data_part *from = &st->data.train;
    struct data_part *to = &st->felt.train;
    const size_t n = from->n * layer_features(st->data.shape);
    if (from->pixel) to->pixel = memcpy(base_alloc(n, 1), from->pixel, n);
    if (from->value) to->value = memcpy(base_alloc(n, sizeof(real)), from->value, n * sizeof(real));
    to->label = memcpy(base_alloc(from->n, 1), from->label, from->n);
}

void swap_protocols_open(struct dnn_state *st, const struct runfile *f)
{
    struct dnn_swaps *s = &st->swaps;
    const char *protocol = runfile_text(f, "swap", "protocol");
    for (size_t i = 0; dnn_moves[i].name; i++)
        if (strcmp(dnn_moves[i].name, protocol) == 0) s->move = &dnn_moves[i], s->entry = i;
    s->augment = base_find(&augment_table, protocol);
    s->amount = runfile_real(f, "swap", "amount");
    if (s->augment && s->amount == 0) s->amount = s->augment->usual;
    s->swaps = (size_t)runfile_int(f, "swap", "swaps");
    s->every = runfile_int(f, "swap", "every");
    s->probability = runfile_real(f, "swap", "probability");
    s->record = runfile_int(f, "swap", "measure_every");
    s->common = says(f, "pair", "common");
    s->follow = says(f, "labels", "follow");
    s->set = says(f, "scope", "set");
    s->keep = says(f, "reset", "never");
    st->made = base_alloc(s->swaps, sizeof *st->made);
    check(st, f);
    own_samples(st);
    if (s->record) s->before = base_alloc(st->gradient.batch * st->net.inputs, sizeof *s->before);
}

void swap_protocols_close(struct dnn_state *st)
{
    base_free(st->made);
    base_free(st->swaps.before);
    if (!st->swaps.in_data) return;
    base_free(st->felt.train.pixel);
    base_free(st->felt.train.value);
    base_free(st->felt.train.label);
}

void swap_protocols_visit(struct dnn_state *st, struct checkpoint *c)
{
    const struct data_part *part = &st->felt.train;
    const size_t n = part->n * layer_features(st->data.shape);
    checkpoint_i64(c, "swap_times", &st->swaps.times, 1);
    if (!st->swaps.keep) return;
    if (part->pixel) checkpoint_u8(c, "pixels", part->pixel, n);
    if (part->value) checkpoint_real(c, "values", part->value, n);
    checkpoint_u8(c, "labels", part->label, part->n);
    for (size_t i = 0; i < part->n; i++)
        checkpoint_require(c, part->label[i] < st->data.classes, "labels");
}

/* ---- around a step --------------------------------------------------------------------------- */

bool swap_protocols_due(struct dnn_state *st)
{
    struct dnn_swaps *s = &st->swaps;
    const bool due = (s->move || s->augment) && st->step % s->every == 0 &&
                     (s->probability == 1 || rng_uniform(&st->swap_rng) < s->probability);
    s->times += due;
    return due;
}

static bool recorded(const struct dnn_swaps *s)
{
    return s->record && (s->times - 1) % s->record == 0;
}

static void swap_features(struct mc_chain *c, struct dnn_state *st)
{
    struct mc_entry *e = &c->entry[st->swaps.entry];
    for (size_t i = 0; i < st->swaps.swaps; i++) {
        e->move->propose(st, e->move, &st->swap_rng, e->step);
        e->tried++, e->accepted++;
    }
}

static void make(struct mc_chain *c, struct dnn_state *st)
{
    struct dnn_swaps *s = &st->swaps;
    if (s->in_data) swap_features(c, st);
    target_gather(st);
    st->intact = false;
    if (s->augment)
        s->augment->apply(&st->gradient, s->amount, &st->swap_rng);
    else if (!s->in_data)
        swap_features(c, st);
}

/* The batch as it comes, its loss, and the same after the swaps. */
static void make_and_measure(struct mc_chain *c, struct dnn_state *st)
{
    struct gradient *g = &st->gradient;
    struct dnn_swaps *s = &st->swaps;
    const size_t n = g->batch * st->net.inputs, inputs = st->net.inputs;
    target_gather(st);
    for (size_t i = 0; i < n; i++) s->before[i] = *gradient_value(g, i / inputs, i % inputs);
    const double before = gradient_compute(g, dnn_weights(st), st->slope).loss;
    make(c, st);
    double square = 0;
    for (size_t i = 0; i < n; i++) {
        const double d = (double)*gradient_value(g, i / inputs, i % inputs) - (double)s->before[i];
        square += d * d;
    }
    const double after = gradient_compute(g, dnn_weights(st), st->slope).loss;
    swap_statistics_add(&s->tally, square / (double)n, after - before);
}

static bool on_weights(const struct dnn_state *st)
{
    return st->swaps.move && !dnn_moves_data(st->swaps.move);
}

void swap_protocols_gather(struct mc_chain *c, bool due)
{
    struct dnn_state *st = c->state;
    if (!due || on_weights(st))
        target_gather(st);
    else if (recorded(&st->swaps))
        make_and_measure(c, st);
    else
        make(c, st);
}

static double moved2(const struct dnn_state *st) /* mean over what may move */
{
    if (st->trial.kind == DNN_RESIZED) {
        const double d = unit_sizes_difference(&st->units, &st->trial.pair);
        return 2 * d * d / (double)st->units.n;
    }
    return weight_swaps_distance2(&st->trial.drawn, st->w) / (double)st->net.weights;
}

static void swap_weights(struct mc_chain *c, struct dnn_state *st, bool measured)
{
    const double before = measured ? dnn_train_score(st)->loss : 0;
    if (mc_attempt(c, st->swaps.entry) && measured)
        swap_statistics_add(&st->swaps.tally, moved2(st),
                            (dnn_train_score(st)->loss - before) / (double)st->evaluate);
}

void swap_protocols_after(struct mc_chain *c)
{
    struct dnn_state *st = c->state;
    struct dnn_swaps *s = &st->swaps;
    if (on_weights(st)) {
        st->blind = isinf(c->T);
        for (size_t i = 0; i < s->swaps; i++) swap_weights(c, st, i == 0 && recorded(s));
        st->blind = false;
    } else if (s->in_data && !s->keep) {
        while (st->n_made) s->move->revert(st);
    }
    st->n_made = 0;
}
