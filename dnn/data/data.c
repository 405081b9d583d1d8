/* The table of data sets, the choice of a subset, standardisation and gathering.
*/
#include "dnn/data/data.h"

#include <math.h>
#include <string.h>
#include <xxhash.h>

#include "common/config/runfile.h"
#include "dnn/data/data_notes.h"
#include "dnn/data/data_parts.h"
#include "dnn/data/label_noise.h"
#include "dnn/data/preprocess.h"
#include "dnn/data/standardise.h"
#include "dnn/kernels/elementwise.h"
#include "dnn/network/losses.h"

const struct data_kind data_kinds[] = {
    {.name = "fashion_mnist",
     .doc = "clothes, 10 classes, 28 x 28 grey, 60000 and 10000 (IDX files)",
     .load = idx_files_fashion_mnist},
    {.name = "mnist",
     .doc = "digits, 10 classes, 28 x 28 grey, 60000 and 10000 (IDX files)",
     .load = idx_files_mnist},
    {.name = "cifar10",
     .doc = "photographs, 10 classes, 32 x 32 colour, 50000 and 10000 (binary or Python batches, "
            "or either tar.gz)",
     .load = cifar_files_cifar10},
    {.name = "cifar100",
     .doc = "photographs, 100 classes, 32 x 32 colour, 50000 and 10000 (binary or Python files, or "
            "either tar.gz)",
     .load = cifar_files_cifar100},
    {.name = "emnist_balanced",
     .doc = "EMNIST: digits and letters, 47 classes, 28 x 28 grey, 112800 and 18800 (IDX files)",
     .load = idx_files_emnist},
    {.name = "emnist_byclass",
     .doc = "EMNIST: digits, upper and lower case, 62 classes, 28 x 28 grey, 697932 and 116323 "
            "(IDX files)",
     .load = idx_files_emnist},
    {.name = "emnist_bymerge",
     .doc = "EMNIST: the same, similar cases merged, 47 classes, 28 x 28 grey, 697932 and 116323 "
            "(IDX files)",
     .load = idx_files_emnist},
    {.name = "emnist_digits",
     .doc = "EMNIST: digits, 10 classes, 28 x 28 grey, 240000 and 40000 (IDX files)",
     .load = idx_files_emnist},
    {.name = "emnist_letters",
     .doc = "EMNIST: letters without case, 26 classes, 28 x 28 grey, 124800 and 20800 (IDX files)",
     .load = idx_files_emnist},
    {.name = "emnist_mnist",
     .doc = "EMNIST: digits, 10 classes, 28 x 28 grey, 60000 and 10000 (IDX files)",
     .load = idx_files_emnist},
    {.name = "npy",
     .doc =
         "inputs.npy, labels.npy in [data] path, test_inputs.npy, test_labels.npy or `validation`",
     .load = npy_dataset_load,
     .targets = true},
    {.name = "teacher",
     .doc = "normal inputs, two classes: the majority of `hidden` random projections",
     .load = synthetic_teacher,
     .noisy = true,
     .made = true},
    {.name = "random_labels",
     .doc = "normal inputs, two classes at random",
     .load = synthetic_random_labels,
     .made = true},
    {.name = "patterns",
     .doc = "inputs -1 or +1, two classes at random (storage of random patterns)",
     .load = synthetic_patterns,
     .made = true},
    {.name = "manifold",
     .doc = "inputs of `hidden` latent dimensions, two classes by a projection there",
     .load = synthetic_manifold,
     .noisy = true,
     .made = true},
    {.name = "mixture",
     .doc = "normal inputs around one random centre per class, `separation` apart",
     .load = synthetic_mixture,
     .made = true,
     .any_classes = true},
    {.name = "sequences",
     .doc = "as npy, inputs (samples, steps, features) or symbols (samples, steps), a label per "
            "sequence or step",
     .load = sequence_files_load,
     .sequences = true},
    {.name = "periodic",
     .doc = "next symbol of a random sequence of `num_classes` symbols and `period`, `steps` seen",
     .load = sequences_periodic,
     .noisy = true,
     .made = true,
     .sequences = true,
     .any_classes = true},
    {.name = "recurrent_teacher",
     .doc = "normal inputs of `dim` features, `steps` labels of a random network of `hidden` rnn "
            "units",
     .load = sequences_recurrent_teacher,
     .noisy = true,
     .made = true,
     .sequences = true,
     .any_classes = true},
    {.name = "random_sequence",
     .doc = "patterns -1 or +1 of `dim` units, each with the pattern that follows as `dim` labels",
     .load = sequences_random,
     .noisy = true,
     .made = true},
    {0},
};

const struct base_table data_table = {"data set", "data sets, in [data] name", data_kinds,
                                      sizeof *data_kinds};

/* ---- preparation ----------------------------------------------------------------------------- */

static void to_parity(struct data *d)
{
    struct data_part *parts[DATA_PARTS];
    for (size_t p = data_parts_of(d, parts); p-- > 0;)
        for (size_t i = 0; i < parts[p]->n * data_labels(d); i++)
            if (parts[p]->label[i] != LOSSES_UNLABELLED || data_labels(d) == 1)
                parts[p]->label[i] = parts[p]->label[i] % 2 == 0;
    d->classes = 2;
}

static void prepare(struct data *d, const struct runfile *f)
{
    const struct preprocess_kind *const kind = runfile_row(f, "data", "preprocess");
    const size_t components = (size_t)runfile_int(f, "data", "pca_components");
    if (kind->fit) preprocess_apply(d, kind);
    if (components)
        preprocess_components(d, components, runfile_bool(f, "data", "whiten"), NULL, NULL);
    if (kind->raw)
        standardise_nothing(d);
    else if (d->train.pixel)
        standardise_images(d, strcmp(runfile_text(f, "data", "std"), "images") == 0);
}

/* Number of training samples, from [data] train_samples or alpha. alpha is the number of samples
   per weight, the density of a storage problem. */
static size_t samples(const struct runfile *f, const struct data_kind *kind, data_weights *weights)
{
    const size_t train = (size_t)runfile_int(f, "data", "train_samples"),
                 dim = (size_t)runfile_int(f, "data", "dim"),
                 classes = kind->any_classes ? (size_t)runfile_int(f, "data", "num_classes") : 2;
    const double alpha = runfile_real(f, "data", "alpha");
    if (alpha == 0) return train;
    const char *const where = runfile_where(f, "data", "alpha");
    require(kind->made, "%s: %s has a fixed number of samples; use `train_samples`", where,
            kind->name);
    require(!kind->sequences && strcmp(kind->name, "random_sequence") != 0,
            "%s: samples per weight are not counted for %s; use `train_samples`", where,
            kind->name);
    require(train == 0, "%s: `train_samples` = %zu sets the number of samples already", where,
            train);
    require(!runfile_int(f, "data", "channels") && !runfile_int(f, "data", "pca_components"),
            "%s: needs channels = 0 and pca_components = 0", where);
    const size_t P = weights(f, (struct layer_shape){1, 1, dim}, classes);
    const double n = floor(alpha * (double)P);
    require(n >= 1 && n <= 1e7, "%s = %g: %g samples for %zu weights; must be 1 ... 1e7", where,
            alpha, n, P);
    return (size_t)n;
}

/* One label per sequence, that of the last step. */
static void keep_last(struct data *d, const struct data_kind *kind, const char *where)
{
    struct data_part *parts[] = {&d->train, &d->test};
    const size_t labels = data_labels(d);
    require(kind->sequences, "%s = last: %s has no sequences", where, kind->name);
    d->labels = 1;
    for (int k = 0; k < 2; k++)
        for (size_t i = 0; i < parts[k]->n; i++) {
            parts[k]->label[i] = parts[k]->label[(i + 1) * labels - 1];
            require(parts[k]->label[i] != LOSSES_UNLABELLED,
                    "%s = last: the last step of %s sequence %zu has no label. With label_steps = "
                    "each only steps with a label count",
                    where, k ? "test" : "training", i);
        }
}

static void count_labels(struct data *d)
{
    struct data_part *parts[DATA_PARTS];
    for (size_t k = data_parts_of(d, parts); k-- > 0;) {
        const size_t all = parts[k]->n * data_labels(d);
        size_t n = 0;
        for (size_t i = 0; i < all; i++) n += parts[k]->label[i] != LOSSES_UNLABELLED;
        require(n > 0 || data_labels(d) == 1, "[data] no step of the %s samples has a label",
                k == 2 ? "validation"
                : k    ? "test"
                       : "training");
        parts[k]->labelled = data_labels(d) == 1 ? 1 : (double)n / (double)parts[k]->n;
    }
}

static enum data_answers answers_of(const struct runfile *f, const struct data_kind *kind)
{
    const char *const labels = runfile_text(f, "data", "labels");
    const enum data_answers a = strcmp(labels, "soft") == 0   ? DATA_SOFT
                                : strcmp(labels, "real") == 0 ? DATA_REAL
                                                              : DATA_LABELS;
    require(a == DATA_LABELS || kind->targets, "%s = %s: %s has no targets; npy has them",
            runfile_where(f, "data", "labels"), labels, kind->name);
    return a;
}

/* Held-out samples come on top of the training samples that are generated. */
static size_t generated(const struct runfile *f, const struct data_kind *kind, size_t train)
{
    enum { SAMPLES = 10000 }; /* of a synthetic set, by default */
    const size_t held = (size_t)runfile_int(f, "validation", "samples");
    return kind->made && held ? (train ? train : SAMPLES) + held : train;
}

static struct data_request request_of(const struct runfile *f, const struct data_kind *kind,
                                      data_weights *weights)
{
    const char *const path = runfile_text(f, "data", "path");
    return (struct data_request){.name = kind->name,
                                 .folder = strcmp(path, "auto") == 0 ? NULL : path,
                                 .train = generated(f, kind, samples(f, kind, weights)),
                                 .test = (size_t)runfile_int(f, "data", "test_samples"),
                                 .seed = (uint64_t)runfile_int(f, "run", "seed"),
                                 .dim = (size_t)runfile_int(f, "data", "dim"),
                                 .steps = (size_t)runfile_int(f, "data", "steps"),
                                 .period = (size_t)runfile_int(f, "data", "period"),
                                 .hidden = (size_t)runfile_int(f, "data", "hidden"),
                                 .noise = runfile_real(f, "data", "label_noise"),
                                 .classes = (size_t)runfile_int(f, "data", "num_classes"),
                                 .channels = (size_t)runfile_int(f, "data", "channels"),
                                 .validation = runfile_real(f, "data", "validation"),
                                 .answers = answers_of(f, kind),
                                 .separation = runfile_real(f, "data", "separation")};
}

static void load(struct data *d, const struct runfile *f, const struct data_kind *kind,
                 const struct data_request *r)
{
    const char *const folder = runfile_text(f, "validation", "path");
    const bool file = strcmp(folder, "none") != 0;
    *d = (struct data){0};
    kind->load(d, r);
    require(!file || data_labels(d) == 1, "%s = %s: needs one label per sample",
            runfile_where(f, "validation", "path"), folder);
    if (file) npy_dataset_validation(d, r, folder);
    data_parts_number(d);
}

static void choose_classes(struct data *d, const struct runfile *f, const struct data_kind *kind)
{
    const char *const keep = runfile_text(f, "data", "keep_classes"), *const where = runfile_where(
                                                                          f, "data",
                                                                          "keep_classes");
    if (strcmp(runfile_text(f, "data", "label_steps"), "last") == 0)
        keep_last(d, kind, runfile_where(f, "data", "label_steps"));
    if (strcmp(keep, "all") != 0) {
        require(data_labels(d) == 1,
                "%s = %s: samples of %s have %zu labels, so that classes cannot be chosen", where,
                keep, kind->name, data_labels(d));
        require(!d->targets, "%s = %s: samples have targets", where, keep);
        preprocess_select_classes(d, keep, where);
    }
    if (strcmp(runfile_text(f, "data", "labels"), "parity") == 0) to_parity(d);
}

static void choose_samples(struct data *d, const struct runfile *f, const struct data_kind *kind,
                           const struct data_request *r)
{
    const size_t held = (size_t)runfile_int(f, "validation", "samples");
    if (r->validation > 0) data_parts_split(d, r);
    require(!held || !d->validation.n, "%s = %zu: the validation part is that of `path`",
            runfile_where(f, "validation", "samples"), held);
    if (held) data_parts_hold_out(d, held, r);
    if (kind->made) return;
    data_parts_choose(d, &d->train, r->train, r, "train_samples");
    data_parts_choose(d, &d->test, r->test, r, "test_samples");
}

void data_init(struct data *d, const struct runfile *f, data_weights *weights)
{
    const struct data_kind *kind = runfile_row(f, "data", "name");
    const struct data_request r = request_of(f, kind, weights);
    load(d, f, kind, &r);
    choose_classes(d, f, kind);
    choose_samples(d, f, kind, &r);
    count_labels(d);
    data_notes_add_classes(d);
    label_noise_apply(d, f, kind);
    prepare(d, f);
}

void data_clear(struct data *d)
{
    struct data_part *part[DATA_PARTS];
    for (size_t k = data_parts_of(d, part); k-- > 0;) data_parts_clear(part[k]);
    base_free(d->standard);
    base_free(d->notes);
}

uint64_t data_digest(const struct data *d)
{
    const struct data_part *parts[] = {&d->train, &d->test, &d->validation};
    const size_t features = layer_features(d->shape);
    uint64_t digest = 0;
    for (int i = 0; i < 2 + (d->validation.n > 0); i++) {
        const struct data_part *p = parts[i];
        digest = XXH3_64bits_withSeed(p->label, p->n * data_labels(d), digest);
        if (p->pixel) digest = XXH3_64bits_withSeed(p->pixel, p->n * features, digest);
        if (p->value)
            digest = XXH3_64bits_withSeed(p->value, p->n * features * sizeof(real), digest);
        if (p->target)
            digest = XXH3_64bits_withSeed(p->target, p->n * d->targets * sizeof(real), digest);
    }
    return digest;
}

/* ---- gathering ------------------------------------------------------------------------------- */

void data_gather_targets(const struct data *d, const struct data_part *p, const uint32_t *index,
                         size_t first, size_t b, real *target)
{
    for (size_t s = 0; d->targets && s < b; s++) {
        const real *const from = p->target + (index ? index[first + s] : first + s) * d->targets;
        for (size_t k = 0; k < d->targets; k++) target[k * b + s] = from[k];
    }
}

struct together {                       /* samples that are gathered together */
    size_t n, at[ELEMENTWISE_TOGETHER]; /* their indices in the part */
};

static void gather_bytes(const struct data *d, const struct data_part *p, const struct together *t,
                         real *x, size_t b)
{
    const size_t plane = d->shape.height * d->shape.width, features = plane * d->shape.channels;
    for (size_t c = 0; c < d->shape.channels; c++) {
        struct elementwise_bytes from = {.samples = t->n,
                                         .features = plane,
                                         .mean = d->standard[c].mean,
                                         .factor = d->standard[c].factor};
        for (size_t s = 0; s < t->n; s++)
            from.sample[s] = p->pixel + t->at[s] * features + c * plane;
        elementwise()->unpack(&from, x + c * plane * b, b);
    }
}

static void gather_reals(const struct data *d, const struct data_part *p, const struct together *t,
                         real *x, size_t b)
{
    const size_t features = layer_features(d->shape);
    const real *sample[ELEMENTWISE_TOGETHER];
    for (size_t s = 0; s < t->n; s++) sample[s] = p->value + t->at[s] * features;
    elementwise()->deal(sample, t->n, features, x, b);
}

void data_gather(const struct data *d, const struct data_part *p, const uint32_t *index,
                 size_t first, size_t b, real *x, uint8_t *label)
{
    const size_t labels = data_labels(d);
    for (size_t s0 = 0; s0 < b; s0 += ELEMENTWISE_TOGETHER) {
        struct together t = {.n = b - s0 < ELEMENTWISE_TOGETHER ? b - s0 : ELEMENTWISE_TOGETHER};
        for (size_t s = 0; s < t.n; s++) {
            t.at[s] = index ? index[first + s0 + s] : first + s0 + s;
            for (size_t k = 0; k < labels; k++)
                label[k * b + s0 + s] = p->label[t.at[s] * labels + k];
        }
        (p->pixel ? gather_bytes : gather_reals)(d, p, &t, x + s0, b);
    }
}
