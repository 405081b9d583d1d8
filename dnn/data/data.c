/* The table of data sets, the choice of a subset, standardisation and gathering.
*/
#include "dnn/data/data.h"

#include <math.h>
#include <string.h>
#include <xxhash.h>

#include "common/core/rng.h"
#include "common/config/runfile.h"
#include "dnn/data/data_notes.h"
#include "dnn/data/preprocess.h"
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
     .load = npy_dataset_load},
    {.name = "teacher",
     .doc = "normal inputs, two classes: the majority of `hidden` random projections",
     .load = synthetic_teacher,
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
     .made = true,
     .sequences = true,
     .any_classes = true},
    {.name = "recurrent_teacher",
     .doc = "normal inputs of `dim` features, `steps` labels of a random network of `hidden` rnn "
            "units",
     .load = sequences_recurrent_teacher,
     .made = true,
     .sequences = true,
     .any_classes = true},
    {.name = "random_sequence",
     .doc = "patterns -1 or +1 of `dim` units, each with the pattern that follows as `dim` labels",
     .load = sequences_random,
     .made = true},
    {0},
};

const struct base_table data_table = {"data set", "data sets, in [data] name", data_kinds,
                                      sizeof *data_kinds};

/* ---- subset and standardisation -------------------------------------------------------------- */

static void close_part(struct data_part *p)
{
    base_free(p->pixel);
    base_free(p->value);
    base_free(p->label);
}

/* A copy of samples index[0 ... n - 1] of p. */
static struct data_part copy_of(const struct data *d, const struct data_part *p,
                                const uint32_t *index, size_t n)
{
    const size_t features = layer_features(d->shape), labels = data_labels(d);
    struct data_part kept = {.n = n, .label = base_alloc(n * labels, 1)};
    if (p->pixel) kept.pixel = base_alloc(n * features, 1);
    if (p->value) kept.value = base_alloc(n * features, sizeof *kept.value);
    for (size_t i = 0; i < n; i++) {
        const size_t from = index[i] * features, to = i * features;
        memcpy(kept.label + i * labels, p->label + index[i] * labels, labels);
        if (p->pixel) memcpy(kept.pixel + to, p->pixel + from, features);
        if (p->value) memcpy(kept.value + to, p->value + from, features * sizeof *kept.value);
    }
    return kept;
}

enum { CHOICE = 1, SPLIT = 2 }; /* streams */

static uint32_t *shuffled(size_t n, uint64_t seed, uint32_t stream)
{
    struct rng rng;
    rng_init(&rng, seed, stream, RNG_DATA);
    uint32_t *const index = base_alloc(n, sizeof *index);
    for (uint32_t i = 0; i < n; i++) index[i] = i;
    rng_shuffle(&rng, index, (uint32_t)n);
    return index;
}

/* Keeps n random samples of p, in random order; 0 keeps all, in their order. */
static void choose(const struct data *d, struct data_part *p, size_t n,
                   const struct data_request *r, const char *key)
{
    require(n <= p->n, "[data] %s = %zu: %s has %zu samples", key, n, r->name, p->n);
    if (n == 0 || n == p->n) return;
    uint32_t *const index = shuffled(p->n, r->seed, CHOICE);
    const struct data_part kept = copy_of(d, p, index, n);
    base_free(index);
    close_part(p);
    *p = kept;
}

/* Random training samples become the test part; the original test part is discarded. */
static void split(struct data *d, const struct data_request *r)
{
    const size_t n = d->train.n, held = (size_t)lround(r->validation * (double)n);
    require(held > 0 && held < n, "[data] validation = %g: of %zu samples leaves %zu and %zu",
            r->validation, n, n - held, held);
    uint32_t *const index = shuffled(n, r->seed, SPLIT);
    const struct data_part test = copy_of(d, &d->train, index, held),
                           train = copy_of(d, &d->train, index + held, n - held);
    base_free(index);
    close_part(&d->train);
    close_part(&d->test);
    d->train = train, d->test = test;
}

struct moments { /* of bytes; sums of integers are exact in any order */
    uint64_t n, sum, squares;
};

static void add_plane(struct moments *m, const uint8_t *pixel, size_t n)
{
    m->n += n;
    for (size_t i = 0; i < n; i++) {
        m->sum += pixel[i];
        m->squares += (uint64_t)pixel[i] * pixel[i];
    }
}

static double mean_of(struct moments m)
{
    return (double)m.sum / (double)m.n;
}

static double spread_of(struct moments m)
{
    return sqrt((double)m.squares / (double)m.n - mean_of(m) * mean_of(m));
}

/* of_images: divide by the mean over images of the standard deviation of each image. */
static void standardise(struct data *d, bool of_images)
{
    const size_t plane = d->shape.height * d->shape.width, channels = d->shape.channels,
                 n = d->train.n;
    d->standard = base_alloc(channels, sizeof *d->standard);
    for (size_t c = 0; c < channels; c++) {
        struct moments all = {0};
        double own = 0;
        for (size_t i = 0; i < n; i++) {
            struct moments image = {0};
            add_plane(&image, d->train.pixel + (i * channels + c) * plane, plane);
            all =
                (struct moments){all.n + image.n, all.sum + image.sum, all.squares + image.squares};
            own += spread_of(image) / (double)n;
        }
        const double mean = mean_of(all), sd = of_images ? own : spread_of(all);
        d->standard[c] = (struct data_standard){(real)mean, (real)(1 / (sd > 0 ? sd : 1))};
    }
}

static void keep_bytes(struct data *d)
{
    d->standard = base_alloc(d->shape.channels, sizeof *d->standard);
    for (size_t c = 0; c < d->shape.channels; c++) d->standard[c] = (struct data_standard){0, 1};
}

static void to_parity(struct data *d)
{
    struct data_part *parts[] = {&d->train, &d->test};
    for (int p = 0; p < 2; p++)
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
        keep_bytes(d);
    else if (d->train.pixel)
        standardise(d, strcmp(runfile_text(f, "data", "std"), "images") == 0);
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

size_t data_labels(const struct data *d)
{
    return d->labels ? d->labels : 1;
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
    struct data_part *parts[] = {&d->train, &d->test};
    for (int k = 0; k < 2; k++) {
        const size_t all = parts[k]->n * data_labels(d);
        size_t n = 0;
        for (size_t i = 0; i < all; i++) n += parts[k]->label[i] != LOSSES_UNLABELLED;
        require(n > 0 || data_labels(d) == 1, "[data] no step of the %s samples has a label",
                k ? "test" : "training");
        parts[k]->labelled = data_labels(d) == 1 ? 1 : (double)n / (double)parts[k]->n;
    }
}

void data_init(struct data *d, const struct runfile *f, data_weights *weights)
{
    const char *path = runfile_text(f, "data", "path"), *labels = runfile_text(f, "data", "labels");
    const struct data_kind *kind = runfile_row(f, "data", "name");
    const struct data_request r = {.name = kind->name,
                                   .folder = strcmp(path, "auto") == 0 ? NULL : path,
                                   .train = samples(f, kind, weights),
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
                                   .separation = runfile_real(f, "data", "separation")};
    *d = (struct data){0};
    kind->load(d, &r);
    if (strcmp(runfile_text(f, "data", "label_steps"), "last") == 0)
        keep_last(d, kind, runfile_where(f, "data", "label_steps"));
    const char *const keep = runfile_text(f, "data", "keep_classes");
    require(strcmp(keep, "all") == 0 || data_labels(d) == 1,
            "%s = %s: samples of %s have %zu labels, so that classes cannot be chosen",
            runfile_where(f, "data", "keep_classes"), keep, r.name, data_labels(d));
    if (strcmp(keep, "all") != 0)
        preprocess_select_classes(d, keep, runfile_where(f, "data", "keep_classes"));
    if (strcmp(labels, "parity") == 0) to_parity(d);
    if (r.validation > 0) split(d, &r);
    if (!kind->made) {
        choose(d, &d->train, r.train, &r, "train");
        choose(d, &d->test, r.test, &r, "test");
    }
    count_labels(d);
    data_notes_add_classes(d);
    prepare(d, f);
}

void data_clear(struct data *d)
{
    close_part(&d->train);
    close_part(&d->test);
    base_free(d->standard);
    base_free(d->notes);
}

uint64_t data_digest(const struct data *d)
{
    const struct data_part *parts[] = {&d->train, &d->test};
    const size_t features = layer_features(d->shape);
    uint64_t digest = 0;
    for (int i = 0; i < 2; i++) {
        const struct data_part *p = parts[i];
        digest = XXH3_64bits_withSeed(p->label, p->n * data_labels(d), digest);
        if (p->pixel) digest = XXH3_64bits_withSeed(p->pixel, p->n * features, digest);
        if (p->value)
            digest = XXH3_64bits_withSeed(p->value, p->n * features * sizeof(real), digest);
    }
    return digest;
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
