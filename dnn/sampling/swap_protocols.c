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
#include "dnn/sampling/swap_items.h"
#include "dnn/training/augment.h"
#include "dnn/training/feature_swaps.h"
#include "dnn/sampling/target.h"

const struct base_table swap_protocols_table = {"protocol", "swaps, in [swap] protocol",
                                                swap_protocols_rows, sizeof *swap_protocols_rows};

/* ---- opening --------------------------------------------------------------------------------- */

/* Batches are gathered from a copy of the samples if swaps change them. */
static void own_samples(struct dnn_state *st)
{
    const struct swap_protocols *s = &st->training.swaps;
    st->gradient.changed = s->in_data;
    if (!s->in_data) return;
    const struct data_part *from = &st->data.train;
    struct data_part *to = &st->effective.train;
    const size_t n = from->n * layer_features(st->data.shape);
    if (from->pixel) to->pixel = memcpy(base_alloc(n, 1), from->pixel, n);
    if (from->value) to->value = memcpy(base_alloc(n, sizeof(real)), from->value, n * sizeof(real));
    const size_t labels = from->n * st->net.labels;
    to->label = memcpy(base_alloc(labels, 1), from->label, labels);
    const size_t targets = from->n * st->data.targets;
    if (targets)
        to->target =
            memcpy(base_alloc(targets, sizeof(real)), from->target, targets * sizeof(real));
}

/* A protocol of the list: "NAME KEY=VALUE ...". The keys of [swap] hold where it names none. */
static struct swap_protocols_item item_of(const struct swap_items *list, size_t k)
{
    struct swap_protocols_item i = {.row = list->item[k].row,
                                    .amount = swap_items_real(list, k, "amount"),
                                    .swaps = (size_t)swap_items_int(list, k, "swaps"),
                                    .every = swap_items_int(list, k, "every"),
                                    .probability = swap_items_real(list, k, "probability"),
                                    .common = swap_items_is(list, k, "pair", "common"),
                                    .follow = swap_items_is(list, k, "labels", "follow"),
                                    .set = swap_items_is(list, k, "scope", "set"),
                                    .keep = swap_items_is(list, k, "reset", "never")};
    for (size_t m = 0; dnn_moves[m].name; m++)
        if (strcmp(dnn_moves[m].name, i.row->name) == 0) i.move = &dnn_moves[m], i.entry = m;
    if (i.row->augments) i.augment = base_find(&augment_table, i.row->name);
    if (i.augment && i.amount == 0) i.amount = i.augment->usual;
    if (i.row->maps) i.map = base_find(&weight_maps_table, i.row->name);
    if (i.map && i.amount == 0) i.amount = i.map->usual;
    /* A swap of all images of the set acts on the batch alone, unless it is permanent. */
    i.in_data = i.keep || (i.set && !feature_swaps_all_images(i.row->name));
    return i;
}

static bool acts(const struct swap_protocols_item *i)
{
    return i->move || i->augment || i->row->joint || i->map;
}

static void check_together(const struct swap_protocols *s, const struct runfile *f)
{
    const char *const where = runfile_where(f, "swap", "protocol");
    for (const struct swap_protocols_item *i = s->item; i < s->item + s->n; i++) {
        require(s->n == 1 || acts(i), "%s: none cannot be joined with others", where);
        require(!s->keep || !i->in_data || i->keep,
                "%s: %s is undone after the step, but another swap in the samples is not: all or "
                "none of them may have reset = never",
                where, i->row->name);
    }
    require(s->n == 1 || !s->record, "%s: measures one protocol, and there are %zu",
            runfile_where(f, "swap", "measure_every"), s->n);
}

void swap_protocols_init(struct dnn_state *st, const struct runfile *f)
{
    struct swap_protocols *s = &st->training.swaps;
    struct swap_items list = swap_items_read(f, &swap_protocols_table);
    s->n = list.n, s->now = s->item;
    for (size_t k = 0; k < s->n; k++) {
        s->item[k] = item_of(&list, k);
        s->item[k].row->check(st, &s->item[k], f);
        s->in_data |= s->item[k].in_data, s->keep |= s->item[k].keep;
        s->room += s->item[k].swaps;
        if (s->item[k].map && s->item[k].map->first && !s->first)
            s->first = base_alloc(st->net.weights, sizeof *s->first);
    }
    swap_items_clear(&list);
    s->record = runfile_int(f, "swap", "measure_every");
    st->training.batches.used = runfile_bool(f, "swap", "batch_loss");
    check_together(s, f);
    s->made = base_alloc(s->room, sizeof *s->made);
    s->joint = base_alloc(s->room, sizeof *s->joint);
    own_samples(st);
    if (s->record) s->before = base_alloc(st->gradient.batch * st->net.inputs, sizeof *s->before);
}

void swap_protocols_clear(struct dnn_state *st)
{
    base_free(st->training.swaps.made);
    base_free(st->training.swaps.joint);
    base_free(st->training.swaps.before);
    base_free(st->training.swaps.first);
    if (!st->training.swaps.in_data) return;
    base_free(st->effective.train.pixel);
    base_free(st->effective.train.value);
    base_free(st->effective.train.label);
    base_free(st->effective.train.target);
}

void swap_protocols_visit(struct dnn_state *st, struct checkpoint *c)
{
    const struct data_part *part = &st->effective.train;
    const size_t n = part->n * layer_features(st->data.shape), labels = part->n * st->net.labels;
    checkpoint_i64(c, "swap_times", &st->training.swaps.times, 1);
    if (st->training.swaps.first) {
        checkpoint_i64(c, "first_known", &st->training.swaps.first_known, 1);
        checkpoint_real(c, "first_weights", st->training.swaps.first, st->net.weights);
    }
    if (!st->training.swaps.keep) return;
    if (part->pixel) checkpoint_u8(c, "pixels", part->pixel, n);
    if (part->value) checkpoint_real(c, "values", part->value, n);
    checkpoint_u8(c, "labels", part->label, labels);
    if (part->target) checkpoint_real(c, "targets", part->target, part->n * st->data.targets);
    for (size_t i = 0; i < labels; i++)
        checkpoint_require(c,
                           part->label[i] < st->data.classes ||
                               (st->net.labels > 1 && part->label[i] == LOSSES_UNLABELLED),
                           "labels");
}

/* ---- around a step --------------------------------------------------------------------------- */

bool swap_protocols_any(const struct swap_protocols *s)
{
    return acts(&s->item[0]);
}

bool swap_protocols_on_data(const struct swap_protocols *s)
{
    for (size_t k = 0; k < s->n; k++)
        if (!s->item[k].row->on_weights && !s->item[k].map && acts(&s->item[k])) return true;
    return false;
}

static bool is_due(struct dnn_state *st, const struct swap_protocols_item *i)
{
    return acts(i) && st->training.step % i->every == 0 &&
           (i->probability == 1 || rng_uniform(&st->training.swap_rng) < i->probability);
}

bool swap_protocols_due(struct dnn_state *st)
{
    struct swap_protocols *s = &st->training.swaps;
    if (s->first && !s->first_known) {
        memcpy(s->first, st->w, st->net.weights * sizeof *s->first);
        s->first_known = 1;
    }
    bool any = false;
    for (size_t k = 0; k < s->n; k++) any |= s->item[k].due = is_due(st, &s->item[k]);
    s->times += any;
    return any;
}

static bool recorded(const struct swap_protocols *s)
{
    return s->record && (s->times - 1) % s->record == 0;
}

static void swap_features(struct mc_chain *c, struct dnn_state *st,
                          const struct swap_protocols_item *i)
{
    struct mc_entry *e = &c->entry[i->entry];
    st->training.swaps.now = i;
    for (size_t k = 0; k < i->swaps; k++) {
        e->move->propose(st, e->move, &st->training.swap_rng, e->step);
        e->tried++, e->accepted++;
    }
}

static void put_columns_back(struct dnn_state *st)
{
    struct swap_protocols *s = &st->training.swaps;
    if (s->n_joint == 0) return;
    while (s->n_joint) joint_swaps_apply(&s->joint[--s->n_joint], &st->net, st->w);
    state_changed(st);
}

/* The batch, and the weights until the step is done; momenta stay with the places. */
static void swap_jointly(struct dnn_state *st, const struct swap_protocols_item *i)
{
    struct swap_protocols *s = &st->training.swaps;
    const struct feature_swaps_rule rule = {i->row->joint, true, false};
    const struct feature_swaps_images images = {.batch = &st->gradient, .n = st->gradient.batch};
    for (size_t k = 0; k < i->swaps; k++) {
        s->joint[s->n_joint] = joint_swaps_draw(rule.code, &st->net, st->training.swap_rng);
        joint_swaps_apply(&s->joint[s->n_joint++], &st->net, st->w);
        feature_swaps_apply(&rule, &images, &st->training.swap_rng);
    }
    state_changed(st);
}

/* Swaps in the samples, then those of the batch. */
static void make(struct mc_chain *c, struct dnn_state *st)
{
    const struct swap_protocols *s = &st->training.swaps;
    const struct swap_protocols_item *const end = s->item + s->n;
    for (const struct swap_protocols_item *i = s->item; i < end; i++)
        if (i->due && i->in_data) swap_features(c, st, i);
    target_gather(st);
    st->training.full_batch = false;
    for (const struct swap_protocols_item *i = s->item; i < end; i++) {
        if (!i->due || i->in_data || i->row->on_weights || i->map) continue;
        if (i->augment)
            i->augment->apply(&st->gradient, i->amount, &st->training.swap_rng);
        else if (i->row->joint)
            swap_jointly(st, i);
        else
            swap_features(c, st, i);
    }
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

static bool changes_data(const struct swap_protocols *s)
{
    for (size_t k = 0; k < s->n; k++)
        if (s->item[k].due && !s->item[k].row->on_weights && !s->item[k].map) return true;
    return false;
}

void swap_protocols_gather(struct mc_chain *c, bool due)
{
    struct dnn_state *st = c->state;
    if (!due || !changes_data(&st->training.swaps))
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

static void swap_weights(struct mc_chain *c, struct dnn_state *st, size_t entry, bool measured)
{
    const double before = measured ? dnn_train_score(st)->loss : 0;
    if (mc_attempt(c, entry) && measured)
        swap_statistics_add(&st->training.swaps.tally, moved2(st),
                            (dnn_train_score(st)->loss - before) / (double)st->training.evaluate);
}

static void map_weights(struct dnn_state *st, const struct swap_protocols_item *i)
{
    const struct weight_maps_arguments a = {&st->net,
                                            st->w,
                                            i->map->gradient ? st->dw : NULL,
                                            st->training.swaps.first,
                                            i->amount,
                                            &st->training.swap_rng};
    if (a.g) target_batch(st);
    i->map->apply(&a);
    state_changed(st);
}

/* Measured like a swap: mean squared change of the weights, change of the loss. */
static void map_and_measure(struct dnn_state *st, const struct swap_protocols_item *i)
{
    const size_t P = st->net.weights;
    real *const kept = memcpy(base_alloc(P, sizeof *kept), st->w, P * sizeof *kept);
    const double before = dnn_train_score(st)->loss;
    double square = 0;
    map_weights(st, i);
    for (size_t k = 0; k < P; k++) square += pow((double)st->w[k] - (double)kept[k], 2);
    swap_statistics_add(&st->training.swaps.tally, square / (double)P,
                        (dnn_train_score(st)->loss - before) / (double)st->training.evaluate);
    base_free(kept);
}

void swap_protocols_after(struct mc_chain *c)
{
    struct dnn_state *st = c->state;
    struct swap_protocols *s = &st->training.swaps;
    put_columns_back(st);
    st->sampling.accept_all = isinf(c->T);
    for (const struct swap_protocols_item *i = s->item; i < s->item + s->n; i++) {
        for (size_t k = 0; i->due && i->row->on_weights && k < i->swaps; k++)
            swap_weights(c, st, i->entry, k == 0 && recorded(s));
        if (i->due && i->map) (recorded(s) ? map_and_measure : map_weights)(st, i);
    }
    st->sampling.accept_all = false;
    while (s->n_made) {
        const struct swap_protocols_item *const i = s->made[s->n_made - 1].item;
        if (i->in_data && !i->keep)
            i->move->revert(st);
        else
            s->n_made--;
    }
    s->now = s->item;
}
