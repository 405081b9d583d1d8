/* A state from a run file and back: what the file asks for is made, checked to go together, put into
   its start, and freed. */
#include "dnn/sampling/state.h"

#include <math.h>
#include <string.h>

#include "common/config/runfile.h"
#include "dnn/sampling/dynamics.h"
#include "dnn/network/network_parser.h"
#include "dnn/sampling/swap_protocols.h"
#include "dnn/sampling/spherical.h"
#include "dnn/system/initial_weights.h"
#include "dnn/network/weight_files.h"

static void open_network(struct dnn_state *st, const struct runfile *f)
{
    const struct losses_kind *loss = runfile_row(f, "train", "loss");
    require(!loss->binary || st->data.classes == 2,
            "%s: %s needs two classes, %s has %zu; [data] labels = parity makes two",
            runfile_where(f, "train", "loss"), loss->name, runfile_text(f, "data", "name"),
            st->data.classes);
    network_parser_read(&st->net, runfile_text(f, "network", "layers"), st->data.shape,
                        loss->binary ? 1 : st->data.classes, runfile_bool(f, "network", "bias"),
                        runfile_where(f, "network", "layers"));
    const size_t n = st->data.train.n, batch = (size_t)runfile_int(f, "train", "batch_size");
    require(batch <= n, "%s = %zu: there are %zu training samples",
            runfile_where(f, "train", "batch_size"), batch, n);
    gradient_open(&st->gradient, &st->net, loss, &st->felt, batch ? batch : n,
                  (size_t)runfile_int(f, "train", "shards"), (int)runfile_int(f, "run", "threads"));
    const double parameter = runfile_real(f, "train", "loss_parameter");
    require(parameter == 0 || loss->parameter != 0, "%s: %s has none",
            runfile_where(f, "train", "loss_parameter"), loss->name);
    if (parameter > 0) st->gradient.parameter = parameter;
}

static void place_on_sphere(struct dnn_state *st)
{
    const struct coupled_replicas *const r = &st->replicas;
    for (size_t k = 0; st->radius > 0 && k < r->n; k++)
        spherical_project(r->w + k * r->P, r->P, st->radius);
}

/* First weights that come from elsewhere. */
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

enum { JUDGED = 1 << 20 }; /* weights: eighty slopes of larger networks are not worth the wait */

void dnn_save_initial(struct dnn_state *st)
{
    if (st->begun) memcpy(st->begun, st->w, st->net.weights * sizeof *st->w);
}

static void open_weights(struct dnn_state *st, const struct runfile *f)
{
    const size_t P = st->net.weights;
    require(P < UINT32_MAX, "%s: %zu weights are too many", runfile_where(f, "network", "layers"),
            P);
    coupled_replicas_open(st, f);
    st->velocity = base_alloc(P, sizeof(real));
    st->slope = base_alloc(P, sizeof(real));
    if (P <= JUDGED) st->begun = base_alloc(P, sizeof(real));
    const uint64_t seed = (uint64_t)runfile_int(f, "run", "seed");
    struct rng rng;
    rng_open(&rng, seed, (uint32_t)runfile_int(f, "run", "replica"), RNG_WEIGHTS);
    for (size_t k = 0; k < st->replicas.n; k++)
        network_draw(&st->net, st->replicas.w + k * P, runfile_row(f, "network", "init"), &rng);
    st->change = 1;
    st->radius = runfile_real(f, "system", "radius");
    place_on_sphere(st);
    dnn_save_initial(st);
}

/* Displaced weights wait there, and what health measures; plain training needs neither, and where it
   is large the memory counts. */
static void open_stash(struct dnn_state *st, const struct runfile *f)
{
    const bool sampled = strcmp(runfile_text(f, "run", "dynamics"), "gradient") != 0;
    if (sampled || st->rule->thermal || st->net.weights <= JUDGED)
        st->stash = base_alloc(st->net.weights, sizeof(real));
}

static void open_temperature(struct dnn_state *st, const struct runfile *f)
{
    const size_t n = st->data.train.n;
    const bool total = runfile_row(f, "system", "temperature_of") == &dnn_energy_rows[0];
    st->T = runfile_real(f, "system", "T");
    st->scale = total ? (double)n : 1;
    snprintf(st->note, sizeof st->note,
             "T is the temperature of U = %su, u = mean loss + (decay/2) |w|^2, over %zu samples",
             total ? "samples x " : "", n);
}

static void open_training(struct dnn_state *st, const struct runfile *f)
{
    const uint64_t seed = (uint64_t)runfile_int(f, "run", "seed");
    const uint32_t replica = (uint32_t)runfile_int(f, "run", "replica");
    const size_t n = st->data.train.n, evaluate = (size_t)runfile_int(f, "train", "eval_samples");
    require(evaluate <= n, "%s = %zu: there are %zu training samples",
            runfile_where(f, "train", "eval_samples"), evaluate, n);
    st->evaluate = evaluate ? evaluate : n;
    st->rule = runfile_row(f, "train", "optimiser");
    optimisers_open(st, f);
    pseudo_langevin_open(st);
    st->momentum = runfile_real(f, "train", "momentum");
    st->decay = runfile_real(f, "train", "weight_decay");
    st->order = base_alloc(n, sizeof *st->order);
    for (size_t i = 0; i < n; i++) st->order[i] = (uint32_t)i;
    st->next = n;
    gradient_seed(&st->gradient, seed, replica);
    rng_open(&st->batch_rng, seed, replica, RNG_BATCH);
    rng_open(&st->swap_rng, seed, replica, RNG_SWAP);
    rng_open(&st->gradient_noise_rng, seed, replica, RNG_NOISE);
    require(!st->rule->thermal || isfinite(st->T), "%s: %s needs a temperature, [system] T",
            runfile_where(f, "train", "optimiser"), st->rule->name);
}

/* Under Metropolis dynamics the energy is that of the data as they are: exchanging features
   means nothing. */
static void check_metropolis(const struct dnn_state *st, const struct runfile *f)
{
    require(!st->swaps.move && !st->swaps.augment,
            "%s: swaps of gradient dynamics; under metropolis use [move.%s] weight",
            runfile_where(f, "swap", "protocol"), runfile_text(f, "swap", "protocol"));
    for (const struct mc_move *m = dnn_moves; m->name; m++) {
        if (mc_weight(f, m) == 0) continue;
        char *const section = base_text("move.%s", m->name);
        const char *const where = runfile_where(f, section, "weight");
        require(!dnn_moves_data(m), "%s: must be 0 under metropolis, which never changes the data",
                where);
        dnn_moves_check(st, m, where);
        base_free(section);
    }
}

/* Trajectories need slopes of the energy of the data as they are. */
static void check_trajectories(const struct dnn_state *st, const struct runfile *f,
                               const char *dynamics)
{
    char *const section = base_text("move.%s", dynamics);
    const char *const where = runfile_where(f, "run", "dynamics");
    require(runfile_has(f, section), "%s = %s: its step is missing, [%s] step", where, dynamics,
            section);
    for (const struct mc_move *m = dnn_moves; m->name; m++)
        if (strcmp(m->name, dynamics) == 0) dnn_moves_check(st, m, where);
    require(!st->swaps.augment && !(st->swaps.move && dnn_moves_data(st->swaps.move)),
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
    data_open(&st->data, f);
    st->felt = st->data;
    open_network(st, f);
    open_weights(st, f);
    unit_sizes_open(&st->units, &st->net, f);
    open_temperature(st, f);
    open_training(st, f);
    open_stash(st, f);
    hmc_open(st, f);
    diagnostics_open(st, f);
    activation_cache_open(&st->kept, &st->net, &st->gradient, &st->data);
    swap_protocols_open(st, f);
    check_dynamics(st, f);
    coupled_replicas_couple(st, f);
    return st;
}

void dnn_begin(void *state, const struct runfile *f)
{
    struct dnn_state *st = state;
    take_start(st, f);
    place_on_sphere(st);
    dnn_save_initial(st);
    st->change++;
    coupled_replicas_begin(st, f);
}

void dnn_free(void *state)
{
    struct dnn_state *st = state;
    gradient_close(&st->gradient);
    swap_protocols_close(st);
    unit_sizes_close(&st->units);
    hmc_close(st);
    diagnostics_close(st);
    coupled_replicas_close(st);
    pseudo_langevin_close(st);
    activation_cache_close(&st->kept);
    data_close(&st->data);
    void *const owned[] = {st->begun,  st->stash, st->velocity, st->slope, st->x,
                           st->square, st->label, st->order,    st};
    for (size_t i = 0; i < sizeof owned / sizeof *owned; i++) base_free(owned[i]);
}
