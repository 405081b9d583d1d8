/* Data from .npy files of one folder: inputs.npy (samples, ...), real or bytes, one, two (height,
   width) or three (channels, height, width) dimensions per sample, and labels.npy (samples), class
   numbers or -1 and +1; test_inputs.npy and test_labels.npy likewise. Bytes stay bytes. In the place
   of labels.npy, targets.npy (samples, targets): real numbers, or probabilities of the classes. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/io/npy.h"
#include "dnn/data/data.h"
#include "dnn/data/data_notes.h"

static struct layer_shape shape_of(const struct npy *a, const char *path)
{
    const size_t *const s = a->shape;
    require(a->rank >= 2 && a->rank <= 4 && a->n > 0,
            "%s: inputs are (samples, features), (samples, height, width) or (samples, channels, "
            "height, width)",
            path);
    if (a->rank == 2) return (struct layer_shape){1, 1, s[1]};
    if (a->rank == 3) return (struct layer_shape){1, s[1], s[2]};
    return (struct layer_shape){s[1], s[2], s[3]};
}

/* Images with the channels last, as other programs store them, would be read as many channels of
   narrow images. */
static void require_channels_first(const struct npy *a, const char *path)
{
    const size_t *const s = a->shape;
    const bool last =
        a->rank == 4 && (s[3] == 1 || s[3] == 3 || s[3] == 4) && s[1] > s[3] && s[2] > s[3];
    require(!last,
            "%s: shape (%zu, %zu, %zu, %zu) has the channels last; save "
            "numpy.ascontiguousarray(inputs.transpose(0, 3, 1, 2))",
            path, s[0], s[1], s[2], s[3]);
}

static void take_inputs(struct data_part *p, struct npy *a, const char *path)
{
    p->n = a->shape[0];
    if (a->kind == 'u' && a->bytes == 1) {
        p->pixel = a->data;
        return;
    }
    p->value = base_alloc(a->n, sizeof *p->value);
    for (size_t i = 0; i < a->n; i++) {
        p->value[i] = (real)npy_value(a, i);
        require(isfinite(p->value[i]), "%s: item %zu is %g", path, i, npy_value(a, i));
    }
    npy_clear(a);
}

enum convention { ANY, SIGNS, NUMBERS }; /* ANY: labels 1 alone mean the same in both */

/* Labels are signs if they are -1 and +1. */
static enum convention convention_of(const struct npy *a)
{
    bool minus = false, only_ones = true;
    for (size_t i = 0; i < a->n; i++) {
        minus = minus || npy_value(a, i) == -1;
        only_ones = only_ones && fabs(npy_value(a, i)) == 1;
    }
    return !only_ones ? NUMBERS : minus ? SIGNS : ANY;
}

/* Labels -1 become 0; returns the number of classes. */
static size_t take_labels(struct data_part *p, struct npy *a, const char *path,
                          enum convention *convention)
{
    size_t classes = 2;
    const bool column = a->rank == 1 || (a->rank == 2 && a->shape[1] == 1);
    require(column && a->n == p->n,
            "%s: %zu numbers for %zu samples; labels are (samples) or (samples, 1) class numbers",
            path, a->n, p->n);
    const enum convention own = convention_of(a);
    require(own == ANY || *convention == ANY || own == *convention,
            "%s: labels are %s, those of the training samples %s; use one convention", path,
            own == SIGNS ? "-1 and +1" : "class numbers",
            own == SIGNS ? "class numbers" : "-1 and +1");
    if (*convention == ANY) *convention = own;
    p->label = base_alloc(a->n, 1);
    for (size_t i = 0; i < a->n; i++) {
        const double label = own == SIGNS ? npy_value(a, i) > 0 : npy_value(a, i);
        require(label >= 0 && label <= 255 && label == floor(label),
                "%s: label %g of sample %zu is not a class number 0 ... 255, nor all are -1 and +1",
                path, label, i);
        p->label[i] = (uint8_t)label;
        if (label >= (double)classes) classes = (size_t)label + 1;
    }
    npy_clear(a);
    return classes;
}

/* Rows of probabilities; returns the number of the largest. */
static size_t check_soft(const real *row, size_t n, size_t sample, const char *path)
{
    double sum = 0;
    size_t best = 0;
    for (size_t k = 0; k < n; k++) {
        require(row[k] >= 0, "%s: probability %g of sample %zu is negative", path, (double)row[k],
                sample);
        sum += (double)row[k];
        if (row[k] > row[best]) best = k;
    }
    require(fabs(sum - 1) < 1e-4, "%s: probabilities of sample %zu add up to %.6g, not to 1", path,
            sample, sum);
    return best;
}

/* targets.npy (samples, targets) or (samples); returns their number per sample. */
static size_t take_targets(struct data_part *p, struct npy *a, const char *path, bool soft)
{
    const size_t n = a->rank == 2 ? a->shape[1] : 1;
    require((a->rank == 1 || a->rank == 2) && a->shape[0] == p->n && n > 0,
            "%s: targets are (samples) or (samples, targets) for the %zu samples of the inputs",
            path, p->n);
    require(!soft || (n >= 2 && n <= 256), "%s: has %zu classes per sample, 2 ... 256 wanted", path,
            n);
    p->target = base_alloc(a->n, sizeof *p->target);
    p->label = base_alloc(p->n, 1);
    for (size_t i = 0; i < a->n; i++) {
        p->target[i] = (real)npy_value(a, i);
        require(isfinite(p->target[i]), "%s: item %zu is %g", path, i, npy_value(a, i));
    }
    for (size_t i = 0; soft && i < p->n; i++)
        p->label[i] = (uint8_t)check_soft(p->target + i * n, n, i, path);
    npy_clear(a);
    return n;
}

struct pair { /* two files of a folder; free with base_free. */
    char *inputs, *labels;
};

static struct pair pair_of(const char *folder, const char *before, enum data_answers answers)
{
    return (struct pair){
        base_text("%s/%sinputs.npy", folder, before),
        base_text("%s/%s%s.npy", folder, before, answers == DATA_LABELS ? "labels" : "targets")};
}

struct reading { /* of the parts */
    enum data_answers answers;
    enum convention convention;
    struct layer_shape shape;
};

/* Returns the number of classes, or of targets. */
static size_t read_part(struct data_part *p, const struct pair *at, struct reading *how)
{
    struct npy inputs = npy_read(at->inputs), labels = npy_read(at->labels);
    how->shape = shape_of(&inputs, at->inputs);
    require_channels_first(&inputs, at->inputs);
    take_inputs(p, &inputs, at->inputs);
    return how->answers == DATA_LABELS
               ? take_labels(p, &labels, at->labels, &how->convention)
               : take_targets(p, &labels, at->labels, how->answers == DATA_SOFT);
}

/* Numbers that were divided by 255, say, train well only if the user knows that they stay so. */
static const char *note_of_numbers(const struct data_part *p, struct layer_shape shape)
{
    static char text[200];
    const size_t n = p->n * layer_features(shape);
    double sum = 0, squares = 0, least = (double)p->value[0], most = least;
    for (size_t i = 0; i < n; i++) {
        const double x = (double)p->value[i];
        sum += x, squares += x * x;
        least = fmin(least, x), most = fmax(most, x);
    }
    const double mean = sum / (double)n;
    snprintf(text, sizeof text,
             "numbers from %.4g to %.4g, mean %.4g, standard deviation %.4g, taken as they are; "
             "only bytes are standardised",
             least, most, mean, sqrt(fmax(0, squares / (double)n - mean * mean)));
    return text;
}

static void read_further(struct data *d, struct data_part *p, const struct pair *at,
                         struct reading how)
{
    const size_t classes = read_part(p, at, &how);
    require(memcmp(&how.shape, &d->shape, sizeof d->shape) == 0 && !p->pixel == !d->train.pixel,
            "%s: samples have another shape or type than the training samples", at->inputs);
    require(!d->targets || classes == d->targets,
            "%s: %zu targets per sample, the training samples have %zu", at->labels, classes,
            d->targets);
    if (classes > d->classes) d->classes = classes;
}

void npy_dataset_load(struct data *d, const struct data_request *r)
{
    require(r->folder, "[data] npy: [data] path must name the folder of inputs.npy and labels.npy");
    struct pair train = pair_of(r->folder, "", r->answers),
                test = pair_of(r->folder, "test_", r->answers);
    struct reading how = {r->answers, ANY, {0}};
    d->classes = read_part(&d->train, &train, &how);
    d->shape = how.shape;
    if (r->answers != DATA_LABELS) d->targets = d->classes;
    d->regression = r->answers == DATA_REAL;
    if (d->train.value) data_notes_add(d, "inputs.npy: %s", note_of_numbers(&d->train, d->shape));
    const bool tested = access(test.inputs, R_OK) == 0;
    require(tested || r->validation > 0,
            "%s: no such file. Add it and its labels, or set [data] validation", test.inputs);
    if (tested) read_further(d, &d->test, &test, how);
    char *const owned[] = {train.inputs, train.labels, test.inputs, test.labels};
    for (size_t i = 0; i < sizeof owned / sizeof *owned; i++) base_free(owned[i]);
}

void npy_dataset_validation(struct data *d, const struct data_request *r, const char *folder)
{
    const struct pair at = pair_of(folder, "validation_", r->answers);
    const size_t classes = d->classes;
    read_further(d, &d->validation, &at, (struct reading){r->answers, ANY, {0}});
    require(d->classes == classes, "%s: classes up to %zu, the other samples have %zu classes",
            at.labels, d->classes - 1, classes);
    base_free(at.inputs), base_free(at.labels);
}
