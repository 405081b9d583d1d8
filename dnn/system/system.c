/* The system that common code drives: energy from scratch, frames, what a restart needs, and the
   table of all that. e^(-U/T) is the distribution that all sampling aims at. U = N u is extensive
   in the N training samples as in Kerr Winter and Janssen, arXiv:2405.13098; with U = u, T is N
   times smaller, as in the code of Zambon et al., arXiv:2503.08266. */
#include "dnn/sampling/state.h"

#include <math.h>
#include <string.h>

#include "common/io/checkpoint.h"
#include "dnn/training/data_parallel.h"
#include "dnn/training/divergence.h"
#include "dnn/sampling/dynamics.h"
#include "dnn/sampling/swap_protocols.h"
#include "dnn/system/system.h"
#include "dnn/sampling/target.h"
#include "dnn/network/weight_files.h"
#include "dnn/kernels/weight_vector.h"

const struct base_row dnn_energy_rows[] = {
    {"total", "U = samples x u, u = mean loss + (decay/2) |w|^2; langevin's noise has variance 2 T "
              "rate / samples a step (Kerr Winter and Janssen)"},
    {"mean", "U = u; langevin's noise has variance 2 T rate a step (the textbook's, and that of "
             "Zambon et al.)"},
    {0}};

const struct base_table dnn_energies = {"energy", "energies U that T may be the temperature of",
                                        dnn_energy_rows, sizeof *dnn_energy_rows};

double dnn_norm(const struct dnn_state *st)
{
    return weight_vector_dot(st->net.weights, st->w, st->w);
}

const real *dnn_weights(const struct dnn_state *st)
{
    return unit_sizes_apply(&st->units, st->w);
}

double dnn_energy(const struct dnn_state *st)
{
    struct gradient scratch =
        st->gradient; /* its arrays are working memory, no part of the state */
    const size_t n = st->data.train.n;
    double u = target_extra_energy(st, st->w);
    for (size_t k = 0; k < st->replicas.n; k++) {
        const real *const w = st->replicas.w + k * st->replicas.P;
        u += gradient_measure(&scratch, unit_sizes_apply(&st->units, w), &st->data.train, n).loss /
                 (double)n +
             st->decay / 2 * unit_sizes_norm2(&st->units, w);
    }
    return st->scale * u;
}

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
    return st->scale * (double)st->replicas.n;
}

static const char *header_line(const void *state)
{
    return ((const struct dnn_state *)state)->note;
}

static size_t trials(const void *state)
{
    return ((const struct dnn_state *)state)->net.weights;
}

const double *dnn_layers(struct dnn_state *st)
{
    const size_t P = st->net.weights;
    if (st->label) return st->label;
    st->label = base_alloc(st->replicas.n * P, sizeof *st->label);
    for (size_t i = 0, number = 0; i < st->net.depth; i++) {
        const struct layer *const l = &st->net.layer[i];
        if (l->rows) number++;
        for (size_t k = 0; k < layer_weights(l); k++) st->label[l->offset + k] = (double)number;
    }
    for (size_t k = 1; k < st->replicas.n; k++)
        memcpy(st->label + k * P, st->label, P * sizeof *st->label);
    return st->label;
}

static void view(void *state, struct frame *f)
{
    struct dnn_state *st = state;
    const size_t n = st->replicas.n * st->net.weights;
    if (!st->x) st->x = base_alloc(n, sizeof *st->x);
    for (size_t i = 0; i < n; i++) st->x[i] = (double)st->replicas.w[i];
    *f = (struct frame){f->t, f->energy, n, 1, st->x, dnn_layers(st), 0};
}

/* A large network's frame takes more memory than its weights and slopes, and few are looked at. */
static void forget_frame(struct dnn_state *st)
{
    base_free(st->x), base_free(st->label);
    st->x = st->label = NULL;
}

static void visit(void *state, struct checkpoint *c)
{
    struct dnn_state *st = state;
    if (!checkpoint_loading(c)) divergence_check_weights(&st->net, st->w, st->step);
    forget_frame(st);
    coupled_replicas_visit(st, c);
    checkpoint_f64(c, "T", &st->T, 1);
    checkpoint_real(c, "velocity", st->velocity, st->net.weights);
    if (st->rule->update == optimisers_adam)
        checkpoint_real(c, "square", st->square, st->net.weights);
    pseudo_langevin_visit(st, c);
    checkpoint_i64(c, "step", &st->step, 1);
    checkpoint_require(c, st->step >= 0, "step");
    checkpoint_u32(c, "order", st->order, st->data.train.n);
    checkpoint_u64(c, "next", &st->next, 1);
    for (size_t i = 0; i < st->data.train.n; i++)
        checkpoint_require(c, st->order[i] < st->data.train.n, "order");
    checkpoint_require(c, st->next >= st->gradient.batch && st->next <= st->data.train.n, "next");
    checkpoint_enter(c, "batch_rng");
    rng_visit(&st->batch_rng, c);
    checkpoint_leave(c);
    checkpoint_enter(c, "swap_rng");
    rng_visit(&st->swap_rng, c);
    checkpoint_leave(c);
    gradient_visit(&st->gradient, c);
    checkpoint_enter(c, "noise_rng");
    rng_visit(&st->gradient_noise_rng, c);
    checkpoint_leave(c);
    unit_sizes_visit(&st->units, c);
    swap_protocols_visit(st, c);
    checkpoint_enter(c, "hmc");
    hmc_visit(&st->flight, c);
    checkpoint_leave(c);
    if (checkpoint_loading(c)) {
        st->change++;
        dnn_save_initial(st);
    }
    checkpoint_enter(c, "kept");
    activation_cache_visit(&st->kept, c, st->w, st->change);
    checkpoint_leave(c);
}

static void tune(void *state)
{
    hmc_adapt(&((struct dnn_state *)state)->flight);
}

static void end_warmup(void *state)
{
    hmc_end_warmup(&((struct dnn_state *)state)->flight);
    diagnostics_reset(&((struct dnn_state *)state)->health);
}

static void report(const void *state, void (*say)(void *to, const char *line), void *to)
{
    hmc_report(&((const struct dnn_state *)state)->flight, say, to);
    diagnostics_report(&((const struct dnn_state *)state)->health, say, to);
}

/* What a batch at a time shows for nothing; sweeps have no batches. */
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
    ((struct dnn_state *)state)->gradient.crew = true;
}

static void serve(void *state)
{
    struct dnn_state *const st = state;
    st->gradient.crew = true;
    data_parallel_serve(&st->gradient, st->w, st->slope);
}

/* Velocities of thermal motion follow, which keeps replica exchange exact (Sugita and Okamoto, Chem.
   Phys. Lett. 314, 141 (1999)). */
static void set_temperature(void *state, double T)
{
    struct dnn_state *const st = state;
    if (st->T == T) return;
    const double scale = sqrt(T / st->T);
    for (size_t i = 0; st->rule->inertia && isfinite(scale) && i < st->net.weights; i++)
        st->velocity[i] *= (real)scale;
    diagnostics_reset(&st->health);
    st->T = T;
}

const struct mc_system dnn_system = {
    .name = PRECISION_NAME,
    .doc = "network with " PRECISION_NAME "-precision weights",
    .sections = dnn_sections,
    .moves = dnn_moves,
    .dynamics = dnn_dynamics,
    .create = dnn_create,
    .begin = dnn_begin,
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
            .header_line = header_line,
            .reported_energy = reported_energy,
            .quantity = "loss",
            .progress_text = progress_text,
        },
    .adapt =
        {
            .set_temperature = set_temperature,
            .tune = tune,
            .end_warmup = end_warmup,
        },
    .distribute =
        {
            .lead = lead,
            .serve = serve,
        },
};

static void weights(const void *state, const char *to)
{
    const struct dnn_state *const st = state;
    weight_files_write(&st->net, st->w, st->gradient.average, to);
}

const struct dnn_actions dnn_actions = {dnn_describe, dnn_classify, weights};
