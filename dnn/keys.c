/* What a run file may say about a network. */
#include <math.h>

#include "common/diameters.h"
#include "common/runfile.h"
#include "dnn/dynamics.h"
#include "dnn/layout.h"
#include "dnn/protocols.h"

static const struct base_row label_rows[] = {
    {"class", "the classes of the data set"},
    {"parity", "two classes: even (1) and odd (0) class numbers"},
    {0}};
static const struct base_table label_table = {"labels", "what samples are labelled by", label_rows,
                                              sizeof *label_rows};

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
    {"never", "features stay where they were swapped to (tables show losses on those that came)"},
    {0}};
static const struct base_table reset_table = {"reset", "what becomes of swapped features",
                                              reset_rows, sizeof *reset_rows};

static const struct base_row swap_label_rows[] = {
    {"stay", "labels stay with the images"}, {"follow", "labels go with the values"}, {0}};
static const struct base_table swap_label_table = {"labels",
                                                   "labels of two images that exchange values",
                                                   swap_label_rows, sizeof *swap_label_rows};

static const struct base_row spread_rows[] = {
    {"pixels", "standard deviation over all pixels of a channel"},
    {"images", "mean over images of each image's own (the constants often quoted for CIFAR-10)"},
    {0}};
static const struct base_table spread_table = {"spread", "what a channel is divided by",
                                               spread_rows, sizeof *spread_rows};

static const struct base_row precision_rows[] = {
    {"single", "32-bit weights, fast"}, {"double", "64-bit weights"}, {0}};
static const struct base_table precision_table = {"precision", "of weights and products",
                                                  precision_rows, sizeof *precision_rows};

/* clang-format off: a key reads better as a sentence than as a column */
static const struct runfile_key system_keys[] = {
    {.name = "T",
     .doc = "temperature of U = samples x (loss + decay |w|^2 / 2); inf accepts every trial",
     .type = RUNFILE_REAL,
     .value = "inf",
     .min = 0,
     .max = INFINITY,
     .unit = "loss"},
    {0},
};

static const struct runfile_key network_keys[] = {
    {.name = "layers",
     .doc = "layers with commas between, or a named network and its numbers",
     .type = RUNFILE_TEXT,
     .value = "mlp 100"},
    {.name = "bias", .doc = "do layers have biases", .type = RUNFILE_BOOL, .value = "yes"},
    {.name = "init",
     .doc = "first weights",
     .type = RUNFILE_TEXT,
     .value = "torch",
     .table = &network_starts_table},
    {.name = "precision",
     .doc = "of weights and products",
     .type = RUNFILE_TEXT,
     .value = REAL_NAME,
     .table = &precision_table},
    {0},
};

static const struct runfile_key data_keys[] = {
    {.name = "name",
     .doc = "data set",
     .type = RUNFILE_TEXT,
     .value = "fashion_mnist",
     .table = &data_table},
    {.name = "path",
     .doc = "its folder; auto: the usual one, or below SWAPGLASS_DATA",
     .type = RUNFILE_TEXT,
     .value = "auto"},
    {.name = "train",
     .doc = "training samples, chosen by the seed; 0: all (10000 of a synthetic set)",
     .type = RUNFILE_INT,
     .value = "0",
     .min = 0,
     .max = 1e7},
    {.name = "test",
     .doc = "test samples, likewise",
     .type = RUNFILE_INT,
     .value = "0",
     .min = 0,
     .max = 1e7},
    {.name = "labels",
     .doc = "what samples are labelled by",
     .type = RUNFILE_TEXT,
     .value = "class",
     .table = &label_table},
    {.name = "spread",
     .doc = "what the values of a channel, less their mean, are divided by",
     .type = RUNFILE_TEXT,
     .value = "pixels",
     .table = &spread_table},
    {.name = "dim",
     .doc = "synthetic sets: inputs",
     .type = RUNFILE_INT,
     .value = "100",
     .min = 1,
     .max = 1e5},
    {.name = "hidden",
     .doc = "teacher: hidden units, odd",
     .type = RUNFILE_INT,
     .value = "1",
     .min = 1,
     .max = 9999},
    {.name = "noise",
     .doc = "teacher: share of labels turned",
     .type = RUNFILE_REAL,
     .value = "0",
     .min = 0,
     .max = 1},
    {0},
};

static const struct runfile_key train_keys[] = {
    {.name = "optimiser",
     .doc = "update rule",
     .type = RUNFILE_TEXT,
     .value = "sgd",
     .table = &dynamics_table},
    {.name = "rate",
     .doc = "learning rate",
     .type = RUNFILE_REAL,
     .value = "0.01",
     .min = 0,
     .max = 1e6},
    {.name = "momentum",
     .doc = "share of the last change of weights added to the next",
     .type = RUNFILE_REAL,
     .value = "0",
     .min = 0,
     .max = 1},
    {.name = "batch",
     .doc = "samples a step; 0: all",
     .type = RUNFILE_INT,
     .value = "100",
     .min = 0,
     .max = 1e7},
    {.name = "loss",
     .doc = "loss a sample",
     .type = RUNFILE_TEXT,
     .value = "cross_entropy",
     .table = &losses_table},
    {.name = "decay",
     .doc = "weight decay: adds decay |w|^2 / 2 to the loss a sample",
     .type = RUNFILE_REAL,
     .value = "0",
     .min = 0,
     .max = 1e6},
    {.name = "shards",
     .doc = "pieces of a batch, each one thread's work; last bits depend on it",
     .type = RUNFILE_INT,
     .value = "4",
     .min = 1,
     .max = 1024},
    {.name = "evaluate",
     .doc = "training samples measured for tables; 0: all",
     .type = RUNFILE_INT,
     .value = "0",
     .min = 0,
     .max = 1e7},
    {0},
};

static const struct runfile_key swap_keys[] = {
    {.name = "protocol",
     .doc = "what is swapped during gradient dynamics",
     .type = RUNFILE_TEXT,
     .value = "none",
     .table = &protocols_table},
    {.name = "swaps",
     .doc = "swaps at a time",
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
     .doc = "that they are made when their time comes",
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
     .doc = "what becomes of swapped features",
     .type = RUNFILE_TEXT,
     .value = "always",
     .table = &reset_table},
    {.name = "labels",
     .doc = "labels of two images that exchange values",
     .type = RUNFILE_TEXT,
     .value = "stay",
     .table = &swap_label_table},
    {.name = "amount",
     .doc = "of protocols that are no swaps, see there; 0: the usual one",
     .type = RUNFILE_REAL,
     .value = "0",
     .min = 0,
     .max = 100},
    {.name = "record",
     .doc = "every so many times the first swap of weights, or all of features, are measured; 0: "
            "never",
     .type = RUNFILE_INT,
     .value = "0",
     .min = 0,
     .max = 1e9},
    {0},
};

static const struct runfile_key units_keys[] = {
    {.name = "property",
     .doc = "what hidden units' sizes mean",
     .type = RUNFILE_TEXT,
     .value = "none",
     .table = &units_table},
    {.name = "polydispersity",
     .doc = "standard deviation of sizes over their mean",
     .type = RUNFILE_REAL,
     .value = "0.23",
     .min = 0,
     .max = 1},
    {.name = "diameters",
     .doc = "how sizes are drawn from P(s) ~ s^-3",
     .type = RUNFILE_TEXT,
     .value = "quantile",
     .table = &diameters_table},
    {0},
};
/* clang-format on */

const struct runfile_section dnn_sections[] = {
    {.name = "system", .doc = "the network as a thermal system", .keys = system_keys},
    {.name = "network", .doc = "layers and first weights", .keys = network_keys},
    {.name = "data", .doc = "what is learned", .keys = data_keys},
    {.name = "train", .doc = "loss and gradient dynamics", .keys = train_keys},
    {.name = "swap", .doc = "swaps during gradient dynamics", .keys = swap_keys},
    {.name = "units", .doc = "polydisperse hidden units", .keys = units_keys},
    {0}};

const struct base_table dnn_tables[] = {
    {"layers", "layers of a network, [network] layers", layers_kinds, sizeof *layers_kinds},
    {"networks", "named networks, [network] layers", layout_named, sizeof *layout_named},
    {"initialisations", "first weights, [network] init", network_starts, sizeof *network_starts},
    {"data", "data sets, [data] name", data_kinds, sizeof *data_kinds},
    {"losses", "losses a sample, [train] loss", losses_kinds, sizeof *losses_kinds},
    {"optimisers", "update rules, [train] optimiser", dynamics_rules, sizeof *dynamics_rules},
    {"protocols",
     "swaps during gradient dynamics, and what they are compared with, [swap] protocol",
     protocols_rows, sizeof *protocols_rows},
    {"properties", "what sizes of hidden units mean, [units] property", units_kinds,
     sizeof *units_kinds},
    {0}};
