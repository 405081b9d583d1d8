/* [train]: update rule, schedule and rates by layer, limits of the gradient, order of the samples,
   random streams. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/config/runfile.h"
#include "dnn/system/parts.h"

const struct runfile_key training_keys[] = {
    {.name = "layer_rates",
     .doc = "factors of the learning rate, one per layer with weights, with blanks between; all: 1",
     .type = RUNFILE_TEXT,
     .value = "all",
     .added = true},
    {.name = "clip_value",
     .doc = "largest magnitude of a component of the gradient, without decay; 0 = unlimited",
     .type = RUNFILE_REAL,
     .value = "0",
     .min = 0,
     .max = 1e9,
     .unit = "loss/weight",
     .added = true},
    {.name = "clip_norm",
     .doc = "largest norm of the gradient, after clip_value; 0 = unlimited",
     .type = RUNFILE_REAL,
     .value = "0",
     .min = 0,
     .max = 1e9,
     .unit = "loss/weight",
     .added = true},
    {.name = "entropy_steps",
     .doc = "entropy_sgd: steps of an exploration",
     .type = RUNFILE_INT,
     .value = "20",
     .min = 1,
     .max = 1e6,
     .added = true},
    {.name = "entropy_pull",
     .doc = "entropy_sgd: force constant to the centre of an exploration",
     .type = RUNFILE_REAL,
     .value = "1e-4",
     .min = 0,
     .max = 1e6,
     .unit = "loss/weight^2",
     .added = true},
    {.name = "entropy_growth",
     .doc = "entropy_sgd: relative growth of the pull per exploration",
     .type = RUNFILE_REAL,
     .value = "1e-3",
     .min = 0,
     .max = 10,
     .added = true},
    {.name = "entropy_noise",
     .doc = "entropy_sgd: noise of a step over the square root of the rate",
     .type = RUNFILE_REAL,
     .value = "1e-4",
     .min = 0,
     .max = 1e3,
     .unit = "weight",
     .added = true},
    {0},
};

static size_t layers_with_weights(const struct network *net)
{
    size_t n = 0;
    for (size_t i = 0; i < net->depth; i++) n += layer_weights(&net->layer[i]) > 0;
    return n;
}

/* [train] layer_rates as factors (depth). */
static double *layer_rates(const struct network *net, const char *text, const char *where)
{
    double *const factor = base_alloc(net->depth, sizeof *factor);
    const char *at = text;
    size_t found = 0;
    for (size_t i = 0; i < net->depth; i++) {
        if (!layer_weights(&net->layer[i])) continue;
        char *end;
        factor[i] = strtod(at, &end);
        const bool good = end > at && (*end == ' ' || !*end) && factor[i] >= 0 && factor[i] <= 1e6;
        if (!good) break;
        at = end, found++;
    }
    require(found == layers_with_weights(net) && !at[strspn(at, " ")],
            "%s = %s: needs %zu factors from 0 to 1e6 with blanks between, one per layer with "
            "weights (`describe` lists them); or all",
            where, text, layers_with_weights(net));
    return factor;
}

/* Limits and rates of one kind of dynamics alone: elsewhere a key would have no effect. */
static void open_limits(struct dnn_state *st, const struct runfile *f)
{
    static const char *const keys[] = {"layer_rates", "clip_value", "clip_norm"};
    const bool gradient = strcmp(runfile_text(f, "run", "dynamics"), "gradient") == 0;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const char *const text = runfile_text(f, "train", keys[i]);
        const bool given = i ? runfile_real(f, "train", keys[i]) > 0 : strcmp(text, "all") != 0;
        require(!given || (gradient && !st->training.rule->thermal),
                "%s = %s: needs [run] dynamics = gradient and an optimiser without a temperature",
                runfile_where(f, "train", keys[i]), text);
        if (given && i == 0)
            st->training.layer_rate =
                layer_rates(&st->net, text, runfile_where(f, "train", keys[i]));
    }
    st->training.clip_value = runfile_real(f, "train", "clip_value");
    st->training.clip_norm = runfile_real(f, "train", "clip_norm");
}

static void open_rule(struct dnn_state *st, const struct runfile *f)
{
    const enum unit_sizes_role role = st->units.kind->role;
    st->training.rule = runfile_row(f, "train", "optimiser");
    rate_schedule_init(&st->training.plan, f);
    st->training.rate = st->training.plan.rate;
    st->training.memory = runfile_real(f, "train", "beta2");
    st->training.momentum = runfile_real(f, "train", "momentum");
    st->training.decay = runfile_real(f, "train", "weight_decay");
    require(!st->training.rule->decays_apart || role == UNIT_SIZES_NONE || role == UNIT_SIZES_GAIN,
            "%s: %s needs [units] property = none or gain: sizes act on the gradient of the decay",
            runfile_where(f, "train", "optimiser"), st->training.rule->name);
    require(!st->training.rule->thermal || isfinite(st->sampling.T),
            "%s: %s needs a temperature, [system] T", runfile_where(f, "train", "optimiser"),
            st->training.rule->name);
    if (st->training.rule->squares) st->training.square = base_alloc(st->net.weights, sizeof(real));
}

void training_open(struct dnn_state *st, const struct runfile *f)
{
    const uint64_t seed = (uint64_t)runfile_int(f, "run", "seed");
    const uint32_t replica = (uint32_t)runfile_int(f, "run", "replica");
    const size_t n = st->data.train.n, evaluate = (size_t)runfile_int(f, "train", "eval_samples");
    require(evaluate <= n, "%s = %zu: there are %zu training samples",
            runfile_where(f, "train", "eval_samples"), evaluate, n);
    st->training.evaluate = evaluate ? evaluate : n;
    open_rule(st, f);
    open_limits(st, f);
    pseudo_langevin_init(st);
    entropy_sgd_init(st, f);
    st->training.order = base_alloc(n, sizeof *st->training.order);
    for (size_t i = 0; i < n; i++) st->training.order[i] = (uint32_t)i;
    st->training.next = n;
    gradient_seed(&st->gradient, seed, replica);
    rng_init(&st->training.batch_rng, seed, replica, RNG_BATCH);
    rng_init(&st->training.swap_rng, seed, replica, RNG_SWAP);
    rng_init(&st->sampling.noise_rng, seed, replica, RNG_NOISE);
}
