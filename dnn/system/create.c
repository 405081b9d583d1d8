/* Creation of a state from a run file, checks that its keys go together, the initial state, and
   release. */
#include "dnn/system/parts.h"

#include <math.h>
#include <string.h>

#include "common/config/runfile.h"
#include "dnn/data/data_notes.h"
#include "dnn/sampling/dynamics.h"
#include "dnn/network/network_parser.h"
#include "dnn/sampling/moves.h"
#include "dnn/sampling/swap_protocols.h"
#include "dnn/sampling/spherical.h"
#include "dnn/system/initial_weights.h"
#include "dnn/network/weight_files.h"

/* Parses [network] layers; fatal if it is not a network. */
static void parse(struct network *net, const struct runfile *f, struct layer_shape in,
                  size_t classes, size_t labels)
{
    const struct losses_kind *const loss = runfile_row(f, "train", "loss");
    network_parser_read_labels(
        net, runfile_text(f, "network", "layers"), in, loss->binary ? 1 : classes, labels,
        runfile_bool(f, "network", "bias"), runfile_where(f, "network", "layers"));
}

size_t dnn_count_weights(const struct runfile *f, struct layer_shape in, size_t classes)
{
    struct network net;
    parse(&net, f, in, classes, 1);
    return net.weights;
}

/* Batch normalisation is over the batch, unless [train] shards divides it. */
static size_t shards_of(const struct dnn_state *st, const struct runfile *f)
{
    const size_t asked = (size_t)runfile_int(f, "train", "shards");
    return asked ? asked : st->net.averages ? 1 : 0;
}

static void check_batchnorm(struct dnn_state *st, const struct runfile *f)
{
    const struct gradient *const g = &st->gradient;
    const size_t least = g->batch / g->shards;
    for (const struct layer *l = st->net.layer; l < st->net.layer + st->net.depth; l++)
        require(!l->averages || least * l->in.height * l->in.width > 1,
                "%s: batchnorm needs at least two samples in each of %zu shards (%zu samples a "
                "batch): one has no variance",
                runfile_where(f, "train", g->shards > 1 ? "shards" : "batch_size"), g->shards,
                g->batch);
    if (st->net.averages && g->shards > 1)
        data_notes_add(&st->data, "batchnorm: over each of %zu shards of a batch of %zu", g->shards,
                       g->batch);
}

/* The masks of dropout are no part of U. */
static void check_sampled(const struct dnn_state *st, const struct runfile *f)
{
    const char *const dynamics = runfile_text(f, "run", "dynamics");
    const bool gradient = strcmp(dynamics, "gradient") == 0, thermal = st->training.rule->thermal;
    const char *const where = gradient ? runfile_where(f, "train", "optimiser")
                                       : runfile_where(f, "run", "dynamics"),
                      *const name = gradient ? st->training.rule->name : dynamics;
    require(!st->net.noisy || (gradient && !thermal),
            "%s = %s: needs a network without dropout, for which U is not defined", where, name);
}

/* Keys without effect are named in log.txt. */
static void note_idle_keys(struct dnn_state *st, const struct runfile *f)
{
    const struct dynamics_rule *const rule = st->training.rule;
    if (strcmp(runfile_text(f, "run", "dynamics"), "gradient") != 0) return;
    if (!rule->thermal && isfinite(st->sampling.T) && !swap_protocols_any(&st->training.swaps))
        data_notes_add(&st->data, "[system] T = %g: no effect, as %s has no temperature",
                       st->sampling.T, rule->name);
    if (rule->thermal && !rule->inertia && st->training.momentum > 0)
        data_notes_add(&st->data, "[train] momentum = %g: no effect, as %s has no inertia",
                       st->training.momentum, rule->name);
}

static void open_network(struct dnn_state *st, const struct runfile *f)
{
    const struct losses_kind *loss = runfile_row(f, "train", "loss");
    require(!loss->binary || st->data.classes == 2 || st->data.targets,
            "%s: %s needs two classes, %s has %zu; [data] labels = parity makes two",
            runfile_where(f, "train", "loss"), loss->name, runfile_text(f, "data", "name"),
            st->data.classes);
    require(!st->data.targets ||
                (st->data.regression ? loss->regression : loss->measure_targets != NULL),
            "%s = %s: needs labels; targets need loss = mean_square%s",
            runfile_where(f, "train", "loss"), loss->name,
            st->data.regression ? "" : " or cross_entropy");
    parse(&st->net, f, st->data.shape, st->data.classes, data_labels(&st->data));
    require(loss->masks || (st->data.train.labelled == (double)st->net.labels &&
                            st->data.test.labelled == (double)st->net.labels &&
                            (!st->data.validation.n ||
                             st->data.validation.labelled == (double)st->net.labels)),
            "%s = %s: needs a label at every step; some of %s have none",
            runfile_where(f, "train", "loss"), loss->name, runfile_text(f, "data", "name"));
    const size_t n = st->data.train.n, batch = (size_t)runfile_int(f, "train", "batch_size");
    require(batch <= n, "%s = %zu: there are %zu training samples",
            runfile_where(f, "train", "batch_size"), batch, n);
    gradient_init(&st->gradient, &st->net, loss, &st->effective, batch ? batch : n,
                  shards_of(st, f), (int)runfile_int(f, "run", "threads"));
    check_batchnorm(st, f);
    const double parameter = runfile_real(f, "train", "loss_parameter");
    require(parameter == 0 || loss->parameter != 0, "%s: %s has none",
            runfile_where(f, "train", "loss_parameter"), loss->name);
    if (parameter > 0) st->gradient.parameter = parameter;
}

static void place_on_sphere(struct dnn_state *st)
{
    const struct coupled_replicas *const r = &st->replicas;
    for (size_t k = 0; st->sampling.radius > 0 && k < r->n; k++)
        spherical_project(r->w + k * r->P, r->P, st->sampling.radius);
}

/* First weights from another run or from files. */
static void take_start(struct dnn_state *st, const struct runfile *f)
{
    const char *const start = runfile_text(f, "network", "weights"), *const where = runfile_where(
                                                                         f, "network", "weights");
    if (strcmp(start, "none") == 0) return;
    if (st->replicas.n == 1 && weight_files_exist(start))
        weight_files_read(&st->net, st->w, st->gradient.average, start, where);
    else
        initial_weights_load_all(start, st->replicas.n, st->net.weights, dnn_layers(st), st->w,
                                 where);
}

enum {
    JUDGED = 1 << 20
}; /* weights above which the stability limit is not estimated: it takes eighty gradients */

static void open_weights(struct dnn_state *st, const struct runfile *f)
{
    const size_t P = st->net.weights;
    require(P < UINT32_MAX, "%s: %zu weights are too many", runfile_where(f, "network", "layers"),
            P);
    coupled_replicas_init(st, f);
    st->training.velocity = base_alloc(P, sizeof(real));
    st->dw = base_alloc(P, sizeof(real));
    if (P <= JUDGED) st->training.initial = base_alloc(P, sizeof(real));
    const uint64_t seed = (uint64_t)runfile_int(f, "run", "seed");
    struct rng rng;
    rng_init(&rng, seed, (uint32_t)runfile_int(f, "run", "replica"), RNG_WEIGHTS);
    for (size_t k = 0; k < st->replicas.n; k++)
        network_draw(&st->net, st->replicas.w + k * P, runfile_row(f, "network", "init"), &rng);
    st->cache.version = 1;
    st->sampling.radius = runfile_real(f, "system", "radius");
    place_on_sphere(st);
    dnn_save_initial(st);
}

/* Memory for displaced weights and for diagnostics. Plain training of large networks does not need
   it. */
static void open_stash(struct dnn_state *st, const struct runfile *f)
{
    const bool sampled = strcmp(runfile_text(f, "run", "dynamics"), "gradient") != 0;
    if (sampled || st->training.rule->thermal || st->net.weights <= JUDGED)
        st->sampling.backup = base_alloc(st->net.weights, sizeof(real));
}

static void open_temperature(struct dnn_state *st, const struct runfile *f)
{
    const size_t n = st->data.train.n;
    const bool total = runfile_row(f, "system", "temperature_of") == &dnn_energy_rows[0];
    st->sampling.T = runfile_real(f, "system", "T");
    st->sampling.scale = total ? (double)n : 1;
    snprintf(st->header, sizeof st->header,
             "T is the temperature of U = %su, u = mean loss + (decay/2) |w|^2, over %zu samples",
             total ? "samples x " : "", n);
}

/* Under Metropolis dynamics U is that of the unchanged data, so features cannot be exchanged. */
static void check_metropolis(const struct dnn_state *st, const struct runfile *f)
{
    require(!swap_protocols_any(&st->training.swaps),
            "%s: swaps of gradient dynamics; under metropolis use [move.%s] weight",
            runfile_where(f, "swap", "protocol"), runfile_text(f, "swap", "protocol"));
    for (const struct mc_move *m = dnn_moves; m->name; m++) {
        if (mc_weight(f, m) == 0) continue;
        char *const section = base_text("move.%s", m->name);
        const char *const where = runfile_where(f, section, "weight");
        require(!moves_on_data(m), "%s: must be 0 under metropolis, which does not change the data",
                where);
        moves_check(st, m, where);
        base_free(section);
    }
}

/* Trajectories need gradients of U of the unchanged data. */
static void check_trajectories(const struct dnn_state *st, const struct runfile *f,
                               const char *dynamics)
{
    char *const section = base_text("move.%s", dynamics);
    const char *const where = runfile_where(f, "run", "dynamics");
    require(runfile_has(f, section), "%s = %s: its step is missing, [%s] step", where, dynamics,
            section);
    for (const struct mc_move *m = dnn_moves; m->name; m++)
        if (strcmp(m->name, dynamics) == 0) moves_check(st, m, where);
    require(!swap_protocols_on_data(&st->training.swaps),
            "%s = %s: under %s only weights and sizes may be swapped",
            runfile_where(f, "swap", "protocol"), runfile_text(f, "swap", "protocol"), dynamics);
    base_free(section);
}

static void check_dynamics(const struct dnn_state *st, const struct runfile *f)
{
    const char *const dynamics = runfile_text(f, "run", "dynamics");
    if (strcmp(dynamics, "metropolis") == 0) check_metropolis(st, f);
    if (strcmp(dynamics, "hmc") == 0 || strcmp(dynamics, "mala") == 0)
        check_trajectories(st, f, dynamics);
}

void *dnn_create(const struct runfile *f)
{
    struct dnn_state *st = base_alloc(1, sizeof *st);
    data_init(&st->data, f, dnn_count_weights);
    st->data_digest = data_digest(&st->data);
    st->data_name =
        base_text("%s = %s", runfile_where(f, "data", "name"), runfile_text(f, "data", "name"));
    st->effective = st->data;
    open_network(st, f);
    open_weights(st, f);
    unit_sizes_init(&st->units, &st->net, f);
    open_temperature(st, f);
    training_open(st, f);
    open_stash(st, f);
    hmc_init(st, f);
    diagnostics_init(st, f);
    activation_cache_init(&st->cache.activations, &st->net, &st->gradient, &st->data);
    swap_protocols_init(st, f);
    check_dynamics(st, f);
    check_sampled(st, f);
    note_idle_keys(st, f);
    coupled_replicas_couple(st, f);
    validation_init(st, f);
    st->samples_listed = !st->data.train.original && !runfile_bool(f, "data", "list_samples");
    return st;
}

void dnn_begin(void *state, const struct runfile *f)
{
    struct dnn_state *st = state;
    take_start(st, f);
    place_on_sphere(st);
    dnn_save_initial(st);
    state_changed(st);
    coupled_replicas_start_ratchet(st, f);
}

void dnn_take_frame(void *state, const struct frame *frame, const struct runfile *f,
                    const char *name, const char *where)
{
    struct dnn_state *st = state;
    const size_t n = st->replicas.n * st->net.weights;
    const double *const layer = dnn_layers(st);
    require(frame->n == n && frame->dim == 1, "%s: %s: has %zu weights, not %zu", where, name,
            frame->n * (size_t)frame->dim, n);
    for (size_t i = 0; i < n; i++) {
        require(frame->label && frame->label[i] == layer[i],
                "%s: %s is of a network with other layers (weight %zu)", where, name, i);
        st->replicas.w[i] = (real)frame->x[i];
    }
    if (st->net.averages)
        fprintf(stderr,
                "warning: %s: frames have no running means of batchnorm: these start again\n",
                name);
    place_on_sphere(st);
    dnn_save_initial(st);
    state_changed(st);
    coupled_replicas_start_ratchet(st, f);
}

void dnn_free(void *state)
{
    struct dnn_state *st = state;
    gradient_clear(&st->gradient);
    swap_protocols_clear(st);
    validation_clear(st);
    unit_sizes_clear(&st->units);
    hmc_clear(st);
    diagnostics_clear(st);
    coupled_replicas_clear(st);
    pseudo_langevin_clear(st);
    entropy_sgd_clear(st);
    activation_cache_clear(&st->cache.activations);
    data_clear(&st->data);
    base_free(st->data_name);
    void *const owned[] = {st->training.initial,
                           st->sampling.backup,
                           st->training.velocity,
                           st->dw,
                           st->cache.x,
                           st->training.square,
                           st->training.layer_rate,
                           st->cache.label,
                           st->training.order,
                           st};
    for (size_t i = 0; i < sizeof owned / sizeof *owned; i++) base_free(owned[i]);
}
