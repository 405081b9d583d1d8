/* The rows of common/mc/mc.h for networks: energy from scratch, frames, checkpoints. Sampling aims
   at e^(-U/T). U = N u is extensive in the N training samples as in Kerr Winter and Janssen,
   arXiv:2405.13098. With U = u, T is N times smaller, as in the code of Zambon et al.,
   arXiv:2503.08266. */
#include "dnn/system/parts.h"

#include <math.h>
#include <string.h>

#include "common/io/checkpoint.h"
#include "dnn/training/data_parallel.h"
#include "dnn/training/divergence.h"
#include "dnn/sampling/dynamics.h"
#include "dnn/sampling/moves.h"
#include "dnn/sampling/swap_protocols.h"
#include "dnn/system/system.h"
#include "dnn/sampling/target.h"
#include "dnn/network/weight_files.h"
#include "dnn/kernels/weight_vector.h"

static double energy(const void *state)
{
    return dnn_energy(state);
}

static double reported_energy(void *state)
{
    return coupled_replicas_mean(state, dnn_loss);
}

static double size(const void *state)
{
    const struct dnn_state *const st = state;
    return st->sampling.scale * (double)st->replicas.n;
}

static const char *header_line(const void *state)
{
    return ((const struct dnn_state *)state)->header;
}

static const char *notes(const void *state)
{
    return ((const struct dnn_state *)state)->data.notes;
}

static size_t trials(const void *state)
{
    return ((const struct dnn_state *)state)->net.weights;
}

static void view(void *state, struct frame *f)
{
    struct dnn_state *st = state;
    const size_t n = st->replicas.n * st->net.weights;
    if (!st->cache.x) st->cache.x = base_alloc(n, sizeof *st->cache.x);
    for (size_t i = 0; i < n; i++) st->cache.x[i] = (double)st->replicas.w[i];
    *f = (struct frame){f->t, f->energy, n, 1, st->cache.x, dnn_layers(st), 0};
}

/* Frees the arrays of a frame, which are larger than weights and gradients and rarely used. */
static void forget_frame(struct dnn_state *st)
{
    base_free(st->cache.x), base_free(st->cache.label);
    st->cache.x = st->cache.label = NULL;
}

/* Samples and labels are part of a run; earlier versions did not save the digest. A branch may have
   other data. */
static void visit_data(const struct dnn_state *st, struct checkpoint *c)
{
    uint64_t digest = st->data_digest;
    if (!checkpoint_has(c, "data_digest")) return;
    checkpoint_u64(c, "data_digest", &digest, 1);
    require(checkpoint_branches(c) || digest == st->data_digest,
            "%s: the data have changed since the run was started (their digest differs). Restore "
            "them, or start a new run",
            st->data_name);
}

static void visit(void *state, struct checkpoint *c)
{
    struct dnn_state *st = state;
    visit_data(st, c);
    if (!checkpoint_loading(c)) divergence_check_weights(&st->net, st->w, st->training.step);
    forget_frame(st);
    coupled_replicas_visit(st, c);
    checkpoint_f64(c, "T", &st->sampling.T, 1);
    checkpoint_real(c, "velocity", st->training.velocity, st->net.weights);
    if (st->training.rule->squares)
        checkpoint_real(c, "square", st->training.square, st->net.weights);
    pseudo_langevin_visit(st, c);
    entropy_sgd_visit(st, c);
    checkpoint_i64(c, "step", &st->training.step, 1);
    checkpoint_require(c, st->training.step >= 0, "step");
    checkpoint_u32(c, "order", st->training.order, st->data.train.n);
    checkpoint_u64(c, "next", &st->training.next, 1);
    for (size_t i = 0; i < st->data.train.n; i++)
        checkpoint_require(c, st->training.order[i] < st->data.train.n, "order");
    checkpoint_require(
        c, st->training.next >= st->gradient.batch && st->training.next <= st->data.train.n,
        "next");
    checkpoint_enter(c, "batch_rng");
    checkpoint_rng(c, &st->training.batch_rng);
    checkpoint_leave(c);
    checkpoint_enter(c, "swap_rng");
    checkpoint_rng(c, &st->training.swap_rng);
    checkpoint_leave(c);
    gradient_visit(&st->gradient, c);
    checkpoint_enter(c, "noise_rng");
    checkpoint_rng(c, &st->sampling.noise_rng);
    checkpoint_leave(c);
    unit_sizes_visit(&st->units, c);
    swap_protocols_visit(st, c);
    validation_visit(st, c);
    checkpoint_enter(c, "hmc");
    hmc_visit(&st->sampling.hmc, c);
    checkpoint_leave(c);
    if (checkpoint_loading(c)) {
        state_changed(st);
        dnn_save_initial(st);
    }
    checkpoint_enter(c, "kept");
    activation_cache_visit(&st->cache.activations, c, st->w, st->cache.version);
    checkpoint_leave(c);
}

static void tune(void *state)
{
    hmc_adapt(&((struct dnn_state *)state)->sampling.hmc);
}

static bool tunes(const void *state)
{
    return ((const struct dnn_state *)state)->sampling.hmc.warm;
}

static void end_warmup(void *state)
{
    hmc_end_warmup(&((struct dnn_state *)state)->sampling.hmc);
    diagnostics_reset(&((struct dnn_state *)state)->sampling.diagnostics);
}

static void report(const void *state, void (*log_line)(void *context, const char *line),
                   void *context)
{
    hmc_report(&((const struct dnn_state *)state)->sampling.hmc, log_line, context);
    diagnostics_report(&((const struct dnn_state *)state)->sampling.diagnostics, log_line, context);
    validation_report(&((const struct dnn_state *)state)->training.validation, log_line, context);
}

static const char *ended(const void *state)
{
    return validation_ended(state);
}

/* Averages over the last batches, available without extra work; sweeps have no batches. */
static bool progress_text(const void *state, char *text, size_t n)
{
    const struct gradient *const g = &((const struct dnn_state *)state)->gradient;
    if (g->recent.weight == 0) return false;
    snprintf(text, n, "loss %.4g, accuracy %.3f of the last batches",
             g->recent.loss / g->recent.weight, g->recent.accuracy / g->recent.weight);
    return true;
}

static void lead(void *state)
{
    ((struct dnn_state *)state)->gradient.distributed = &data_parallel;
}

static void serve(void *state)
{
    struct dnn_state *const st = state;
    st->gradient.distributed = &data_parallel;
    data_parallel_serve(&st->gradient, st->w, st->dw);
}

/* Thermal velocities are rescaled, which keeps replica exchange exact (Sugita and Okamoto, Chem.
   Phys. Lett. 314, 141 (1999)). */
static void set_temperature(void *state, double T)
{
    struct dnn_state *const st = state;
    if (st->sampling.T == T) return;
    const double scale = sqrt(T / st->sampling.T);
    for (size_t i = 0; st->training.rule->inertia && isfinite(scale) && i < st->net.weights; i++)
        st->training.velocity[i] *= (real)scale;
    diagnostics_reset(&st->sampling.diagnostics);
    st->sampling.T = T;
}

static bool has_momentum(const void *state)
{
    const struct dnn_training *const t = &((const struct dnn_state *)state)->training;
    return t->rule->inertia || t->rule->squares || t->momentum > 0;
}

static void draw_momentum(void *state, const char *where)
{
    struct dnn_state *const st = state;
    const size_t n = st->net.weights;
    require(!st->training.rule->squares || st->training.step == 0,
            "%s: the mean squares of %s count from step 0: set branch.clock=restart as well", where,
            st->training.rule->name);
    memset(st->training.velocity, 0, n * sizeof *st->training.velocity);
    if (st->training.square) memset(st->training.square, 0, n * sizeof *st->training.square);
}

static void set_clock(void *state, int64_t step)
{
    ((struct dnn_state *)state)->training.step = step;
}

const struct mc_system dnn_system = {
    .name = PRECISION_NAME,
    .doc = "network with " PRECISION_NAME "-precision weights",
    .sections = dnn_sections,
    .moves = dnn_moves,
    .dynamics = dnn_dynamics,
    .create = dnn_create,
    .set_initial_state = dnn_begin,
    .take_frame = dnn_take_frame,
    .free = dnn_free,
    .trials = trials,
    .energy = energy,
    .size = size,
    .view = view,
    .visit = visit,
    .describe =
        {
            .clock = "step",
            .duration = "steps",
            .columns = dnn_columns,
            .watches = dnn_watches,
            .figure = dnn_figure,
            .tables = dnn_gathered,
            .label = "layer",
            .report = report,
            .write_files = dnn_write_files,
            .ended = ended,
            .header_line = header_line,
            .notes = notes,
            .reported_energy = reported_energy,
            .quantity = "loss",
            .progress_text = progress_text,
        },
    .adapt =
        {
            .set_temperature = set_temperature,
            .tune = tune,
            .tunes = tunes,
            .end_warmup = end_warmup,
            .has_momentum = has_momentum,
            .draw_momentum = draw_momentum,
            .set_clock = set_clock,
        },
    .distribute =
        {
            .lead = lead,
            .serve = serve,
        },
};

static void weights(const void *state, const char *to, const struct output *o)
{
    const struct dnn_state *const st = state;
    weight_files_write(&st->net, st->w, st->gradient.average, to, o);
}

const struct dnn_actions dnn_actions = {dnn_describe, dnn_classify, weights, dnn_show,
                                        dnn_take_weights};
