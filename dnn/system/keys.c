/* The keys of a run file for networks, and the tables of `list`. */
#include <math.h>

#include "common/numerics/size_distribution.h"
#include "common/config/runfile.h"
#include "dnn/sampling/dynamics.h"
#include "dnn/system/parts.h"
#include "dnn/sampling/diagnostics.h"
#include "dnn/network/layer_table.h"
#include "dnn/network/network_parser.h"
#include "dnn/data/data_keys.h"
#include "dnn/data/label_noise.h"
#include "dnn/data/preprocess.h"
#include "dnn/sampling/swap_protocols.h"
#include "dnn/sampling/coupled_replicas.h"
#include "dnn/sampling/target.h"
#include "dnn/sampling/hmc.h"
#include "dnn/training/rate_schedule.h"

static const struct base_row pair_rows[] = {
    {"common", "all images of a batch exchange the same two places"},
    {"independent", "every image draws its own places"},
    {0}};
static const struct base_table pair_table = {"pair", "places exchanged where all images take part",
                                             pair_rows, sizeof *pair_rows};

static const struct base_row scope_rows[] = {
    {"minibatch", "images of the batch at hand"},
    {"set", "all training images; most swaps of one or two miss the batch"},
    {0}};
static const struct base_table scope_table = {"scope", "images that swaps of features draw from",
                                              scope_rows, sizeof *scope_rows};

static const struct base_row reset_rows[] = {
    {"always", "features return after the step"},
    {"never", "swapped features stay swapped (tables show losses on the original samples)"},
    {0}};
static const struct base_table reset_table = {"reset", "restoring of swapped features", reset_rows,
                                              sizeof *reset_rows};

static const struct base_row swap_label_rows[] = {
    {"stay", "labels stay with the images"}, {"follow", "labels go with the values"}, {0}};
static const struct base_table swap_label_table = {"labels",
                                                   "labels of two images that exchange values",
                                                   swap_label_rows, sizeof *swap_label_rows};

static const struct base_row precision_rows[] = {
    {"single", "32-bit weights, fast"}, {"double", "64-bit weights"}, {0}};
static const struct base_table precision_table = {"precision", "precision of weights and products",
                                                  precision_rows, sizeof *precision_rows};

/* clang-format off: a key on one or two lines is easier to read than one member per line */
static const struct runfile_key system_keys[] = {
    {.name = "T",
     .doc = "temperature of U, see `temperature_of`; inf accepts every trial",
     .type = RUNFILE_REAL,
     .value = "inf",
     .min = 0,
     .max = INFINITY,
     .unit = "loss"},
    {.name = "temperature_of",
     .doc = "energy U to which T refers",
     .type = RUNFILE_TEXT,
     .value = "total",
     .table = &dnn_energies},
    {.name = "radius",
     .doc = "radius of the sphere to which weights are confined; 0 = free",
     .type = RUNFILE_REAL,
     .value = "0",
     .min = 0,
     .max = 1e9,
     .unit = "weight"},
    {0},
};

static const struct runfile_key network_keys[] = {
    {.name = "layers",
     .doc = "layers with commas between, or a named network and its numbers",
     .type = RUNFILE_TEXT,
     .value = "mlp 100"},
    {.name = "bias", .doc = "layers have biases", .type = RUNFILE_BOOL, .value = "yes"},
    {.name = "init",
     .doc = "first weights",
     .type = RUNFILE_TEXT,
     .value = "pytorch",
     .table = &network_starts_table},
    {.name = "weights",
     .doc = "source of the first weights: a run folder (last frame; FOLDER@T: frame of time T; "
            "FOLDER:K: copy K; FOLDER:centre: mean of the copies), one per copy with blanks "
            "between; or a folder of .npy files or file NAME.h5 from `dnn weights`; none: `init`",
     .type = RUNFILE_TEXT,
     .value = "none"},
    {.name = "precision",
     .doc = "precision of weights and products",
     .type = RUNFILE_TEXT,
     .value = PRECISION_NAME,
     .table = &precision_table},
    {0},
};

static const struct runfile_key train_keys[] = {
    {.name = "optimiser",
     .doc = "update rule",
     .type = RUNFILE_TEXT,
     .value = "sgd",
     .table = &dynamics_table},
    {.name = "learning_rate",
     .doc = "learning rate",
     .type = RUNFILE_REAL,
     .value = "0.01",
     .min = 0,
     .max = 1e6},
    {.name = "schedule",
     .doc = "schedule of the learning rate",
     .type = RUNFILE_TEXT,
     .value = "constant",
     .table = &rate_schedule_table},
    {.name = "period",
     .doc = "period of the schedule",
     .type = RUNFILE_INT,
     .value = "1000",
     .min = 1,
     .max = 1e12,
     .unit = "step"},
    {.name = "factor",
     .doc = "factor of the schedule",
     .type = RUNFILE_REAL,
     .value = "0.1",
     .min = 0,
     .max = 1},
    {.name = "beta2",
     .doc = "adam, pseudo_langevin: share of the mean squares kept at every step",
     .type = RUNFILE_REAL,
     .value = "0.999",
     .min = 0,
     .max = 1},
    {.name = "momentum",
     .doc = "momentum: share of the previous change added to the next",
     .type = RUNFILE_REAL,
     .value = "0",
     .min = 0,
     .max = 1},
    {.name = "batch_size",
     .doc = "samples per step; 0 = all",
     .type = RUNFILE_INT,
     .value = "100",
     .min = 0,
     .max = 1e7},
    {.name = "loss",
     .doc = "loss per sample",
     .type = RUNFILE_TEXT,
     .value = "cross_entropy",
     .table = &losses_table},
    {.name = "loss_parameter",
     .doc = "gain of logistic, power of hinge_power; 0: 1 and 3",
     .type = RUNFILE_REAL,
     .value = "0",
     .min = 0,
     .max = 100},
    {.name = "weight_decay",
     .doc = "weight decay: adds weight_decay |w|^2 / 2 to the mean loss",
     .type = RUNFILE_REAL,
     .value = "0",
     .min = 0,
     .max = 1e6},
    {.name = "shards",
     .doc =
         "shards of a batch, one per thread; batchnorm is over each; 0: by size, 1 with batchnorm",
     .type = RUNFILE_INT,
     .value = "0",
     .min = 0,
     .max = 1e5},
    {.name = "eval_samples",
     .doc = "training samples evaluated for tables; 0 = all",
     .type = RUNFILE_INT,
     .value = "0",
     .min = 0,
     .max = 1e7},
    {0},
};

static const struct runfile_key swap_keys[] = {
    {.name = "protocol",
     .doc = "swaps during gradient dynamics: `1SA`, or several joined by +, each with its own "
            "values of the keys below: `1SA swaps=3 + flip_crop + row every=50`",
     .type = RUNFILE_TEXT,
     .value = "none",
     .table = &swap_protocols_table,
     .joined = true},
    {.name = "swaps",
     .doc = "swaps per time",
     .type = RUNFILE_INT,
     .value = "1",
     .min = 1,
     .max = 1e6},
    {.name = "every",
     .doc = "time between swaps",
     .type = RUNFILE_INT,
     .value = "1",
     .min = 1,
     .max = 1e12,
     .unit = "step"},
    {.name = "probability",
     .doc = "probability that due swaps are made",
     .type = RUNFILE_REAL,
     .value = "1",
     .min = 0,
     .max = 1},
    {.name = "pair",
     .doc = "places exchanged where all images take part",
     .type = RUNFILE_TEXT,
     .value = "common",
     .table = &pair_table},
    {.name = "scope",
     .doc = "images that swaps of features draw from",
     .type = RUNFILE_TEXT,
     .value = "minibatch",
     .table = &scope_table},
    {.name = "reset",
     .doc = "restoring of swapped features",
     .type = RUNFILE_TEXT,
     .value = "always",
     .table = &reset_table},
    {.name = "labels",
     .doc = "labels of two images that exchange values",
     .type = RUNFILE_TEXT,
     .value = "stay",
     .table = &swap_label_table},
    {.name = "amount",
     .doc = "strength of an augmentation or map, see protocols; 0: its default",
     .type = RUNFILE_REAL,
     .value = "0",
     .min = 0,
     .max = 100},
    {.name = "batch_loss",
     .doc = "write batches.dat: the mean loss of the batches, as swapped, before the step",
     .type = RUNFILE_BOOL,
     .value = "no",
     .added = true},
    {.name = "measure_every",
     .doc = "measure every N-th time with swaps (all swaps of features, the first of weights); 0: "
            "never",
     .type = RUNFILE_INT,
     .value = "0",
     .min = 0,
     .max = 1e9},
    {0},
};

static const struct runfile_key units_keys[] = {
    {.name = "property",
     .doc = "property that the size of a hidden unit sets",
     .type = RUNFILE_TEXT,
     .value = "none",
     .table = &unit_sizes_table},
    {.name = "polydispersity",
     .doc = "standard deviation of sizes over their mean",
     .type = RUNFILE_REAL,
     .value = "0.23",
     .min = 0,
     .max = 1},
    {.name = "diameters",
     .doc = "method to draw the sizes from P(s) ~ s^-3",
     .type = RUNFILE_TEXT,
     .value = "quantile",
     .table = &size_distribution_table},
    {0},
};
/* clang-format on */

const struct runfile_section dnn_sections[] = {
    {.name = "system", .doc = "the network as a thermal system", .keys = system_keys},
    {.name = "network", .doc = "layers and first weights", .keys = network_keys},
    {.name = "data", .doc = "training and test data", .keys = data_keys},
    {.name = "validation", .doc = data_keys_validation_doc, .keys = data_keys_validation},
    {.name = "validation", .doc = data_keys_validation_doc, .keys = validation_keys},
    {.name = "train", .doc = "loss and gradient dynamics", .keys = train_keys},
    {.name = "train", .doc = "loss and gradient dynamics", .keys = rate_schedule_keys},
    {.name = "train", .doc = "loss and gradient dynamics", .keys = training_keys},
    {.name = "hmc", .doc = "trajectories of [run] dynamics = hmc", .keys = hmc_keys},
    {.name = "replicas", .doc = "coupled copies of the network", .keys = coupled_replicas_keys},
    {.name = "swap", .doc = "swaps during gradient dynamics", .keys = swap_keys},
    {.name = "units", .doc = "polydisperse hidden units", .keys = units_keys},
    {0}};

const struct base_table dnn_tables[] = {
    {"couplings", "energies between copies of a network, [replicas] coupling",
     coupled_replicas_couplings, sizeof *coupled_replicas_couplings},
    {"energies", "energies U whose temperature is T, [system] temperature_of", dnn_energy_rows,
     sizeof(struct base_row)},
    {"layers", "layers of a network, [network] layers", layer_table_rows, BASE_POINTERS},
    {"networks", "named networks, [network] layers", network_parser_named,
     sizeof *network_parser_named},
    {"initialisations", "first weights, [network] init", network_starts, sizeof *network_starts},
    {"data", "data sets, [data] name", data_kinds, sizeof *data_kinds},
    {"preparations", "inputs, [data] preprocess", preprocess_kinds, sizeof *preprocess_kinds},
    {"label_noise", "changes of training labels, [data] noise_kind", label_noise_kinds,
     sizeof *label_noise_kinds},
    {"losses", "losses per sample, [train] loss", losses_kinds, sizeof *losses_kinds},
    {"checks", "diagnostics of a sampling run: health.dat and the log", diagnostics_checks,
     sizeof *diagnostics_checks},
    {"schedules", "learning rates, [train] schedule", rate_schedule_kinds,
     sizeof *rate_schedule_kinds},
    {"rate_pieces", "pieces of a learning rate, [train] pieces", rate_schedule_forms,
     sizeof *rate_schedule_forms},
    {"optimisers", "update rules, [train] optimiser", dynamics_rules, sizeof *dynamics_rules},
    {"protocols", "swaps and augmentations of gradient dynamics, [swap] protocol",
     swap_protocols_rows, sizeof *swap_protocols_rows},
    {"properties", "property that unit sizes set, [units] property", unit_sizes_kinds,
     sizeof *unit_sizes_kinds},
    {0}};
