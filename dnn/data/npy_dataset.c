/* Data from .npy files of one folder: inputs.npy (samples, ...), real or bytes, one, two (height,
   width) or three (channels, height, width) dimensions per sample, and labels.npy (samples), class
   numbers or -1 and +1; test_inputs.npy and test_labels.npy likewise. Bytes stay bytes. */
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

struct pair { /* two files of a folder; free with base_free. */
    char *inputs, *labels;
};

static struct pair pair_of(const char *folder, const char *before)
{
    return (struct pair){base_text("%s/%sinputs.npy", folder, before),
                         base_text("%s/%slabels.npy", folder, before)};
}

static size_t read_part(struct data_part *p, struct layer_shape *shape, const struct pair *at,
                        enum convention *convention)
{
    struct npy inputs = npy_read(at->inputs), labels = npy_read(at->labels);
    *shape = shape_of(&inputs, at->inputs);
    require_channels_first(&inputs, at->inputs);
    take_inputs(p, &inputs, at->inputs);
    return take_labels(p, &labels, at->labels, convention);
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

static void read_test(struct data *d, const struct pair *at, enum convention convention)
{
    struct layer_shape shape;
    const size_t classes = read_part(&d->test, &shape, at, &convention);
    require(memcmp(&shape, &d->shape, sizeof shape) == 0 && !d->test.pixel == !d->train.pixel,
            "%s: samples have another shape or type than the training samples", at->inputs);
    if (classes > d->classes) d->classes = classes;
}

void npy_dataset_load(struct data *d, const struct data_request *r)
{
    require(r->folder, "[data] npy: [data] path must name the folder of inputs.npy and labels.npy");
    struct pair train = pair_of(r->folder, ""), test = pair_of(r->folder, "test_");
    enum convention convention = ANY;
    d->classes = read_part(&d->train, &d->shape, &train, &convention);
    if (d->train.value) data_notes_add(d, "inputs.npy: %s", note_of_numbers(&d->train, d->shape));
    const bool tested = access(test.inputs, R_OK) == 0;
    require(tested || r->validation > 0,
            "%s: no such file. Add it and its labels, or set [data] validation", test.inputs);
    if (tested) read_test(d, &test, convention);
    char *const owned[] = {train.inputs, train.labels, test.inputs, test.labels};
    for (size_t i = 0; i < sizeof owned / sizeof *owned; i++) base_free(owned[i]);
}
