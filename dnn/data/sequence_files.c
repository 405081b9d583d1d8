/* Sequences from .npy files of one folder: inputs.npy, (samples, steps, features) numbers or
   (samples, steps) symbols 0, 1, ... that become one-hot features, and labels.npy, one class number
   per sequence or per step; test_inputs.npy and test_labels.npy likewise. -1 ends a sequence that
   is shorter than others: a symbol without features, a step without a label. Without labels.npy,
   symbols are their own labels, one step earlier. */
#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "common/io/npy.h"
#include "dnn/data/data.h"
#include "dnn/data/data_notes.h"
#include "dnn/network/losses.h"

struct source { /* the files of a part; labels.data NULL: the next symbol */
    char *at, *labels_at;
    struct npy inputs, labels;
};

static bool symbols(const struct source *s)
{
    return s->inputs.rank == 2;
}

static void read_source(struct source *s, const char *folder, const char *before)
{
    *s = (struct source){.at = base_text("%s/%sinputs.npy", folder, before),
                         .labels_at = base_text("%s/%slabels.npy", folder, before)};
    s->inputs = npy_read(s->at);
    const struct npy *const a = &s->inputs;
    require(
        (a->rank == 3 || (a->rank == 2 && a->kind != 'f')) && a->n > 0,
        "%s: sequences are (samples, steps, features), or symbols (samples, steps) of an integer "
        "type",
        s->at);
    const bool labelled = access(s->labels_at, R_OK) == 0;
    require(labelled || (symbols(s) && a->shape[1] > 1),
            "%s: no such file; only symbols of two steps or more are their own labels",
            s->labels_at);
    if (labelled) s->labels = npy_read(s->labels_at);
}

static void clear_source(struct source *s)
{
    if (s->inputs.data) npy_clear(&s->inputs);
    if (s->labels.data) npy_clear(&s->labels);
    base_free(s->at), base_free(s->labels_at);
}

static size_t steps_of(const struct source *s)
{
    return s->inputs.shape[1] - !s->labels.data;
}

/* Largest item + 1; items are whole numbers -1 ... most. */
static size_t count(const struct npy *a, size_t most, const char *path)
{
    size_t n = 1;
    for (size_t i = 0; i < a->n; i++) {
        const double x = npy_value(a, i);
        require(x >= -1 && x <= (double)most && x == floor(x),
                "%s: item %zu is %g; must be a whole number -1 ... %zu", path, i, x, most);
        if (x >= (double)n) n = (size_t)x + 1;
    }
    return n;
}

static size_t labels_of(const struct source *s)
{
    const struct npy *const a = &s->labels;
    const size_t n = s->inputs.shape[0], T = s->inputs.shape[1];
    if (!a->data) return steps_of(s);
    const bool one = a->rank == 1 || (a->rank == 2 && a->shape[1] == 1);
    require(a->shape[0] == n && (one || (a->rank == 2 && a->shape[1] == T)),
            "%s: %zu numbers for %zu sequences of %zu steps; labels are (samples) or (samples, "
            "steps)",
            s->labels_at, a->n, n, T);
    return one ? 1 : T;
}

static void take_values(const struct source *s, struct layer_shape shape, struct data_part *p)
{
    const size_t F = shape.channels, T = shape.width, all = s->inputs.shape[1];
    p->value = base_alloc(p->n * F * T, sizeof *p->value);
    for (size_t i = 0; i < p->n; i++)
        for (size_t t = 0; t < T; t++) {
            real *const x = p->value + i * F * T + t;
            const size_t item = (i * all + t) * (symbols(s) ? 1 : F);
            if (symbols(s)) {
                const double symbol = npy_value(&s->inputs, item);
                if (symbol >= 0) x[(size_t)symbol * T] = 1;
                continue;
            }
            for (size_t k = 0; k < F; k++) {
                x[k * T] = (real)npy_value(&s->inputs, item + k);
                require(isfinite(x[k * T]), "%s: item %zu is %g", s->at, item + k,
                        npy_value(&s->inputs, item + k));
            }
        }
}

static void take(const struct source *s, const struct data *d, struct data_part *p)
{
    const size_t labels = d->labels, all = s->inputs.shape[1];
    p->n = s->inputs.shape[0];
    take_values(s, d->shape, p);
    p->label = base_alloc(p->n * labels, 1);
    for (size_t i = 0; i < p->n; i++)
        for (size_t k = 0; k < labels; k++) {
            const double x = s->labels.data ? npy_value(&s->labels, i * labels + k)
                                            : npy_value(&s->inputs, i * all + k + 1);
            require(x >= 0 || labels > 1, "%s: sequence %zu has no label", s->labels_at, i);
            p->label[i * labels + k] = x < 0 ? LOSSES_UNLABELLED : (uint8_t)x;
        }
}

static size_t classes_of(const struct source *s)
{
    return s->labels.data ? count(&s->labels, 254, s->labels_at) : count(&s->inputs, 254, s->at);
}

static void require_alike(const struct source *a, const struct source *b)
{
    const bool same = symbols(a) == symbols(b) && a->inputs.shape[1] == b->inputs.shape[1] &&
                      (symbols(a) || a->inputs.shape[2] == b->inputs.shape[2]);
    require(same && labels_of(a) == labels_of(b) && !a->labels.data == !b->labels.data,
            "%s: sequences or labels have another shape than those of training", b->at);
}

void sequence_files_load(struct data *d, const struct data_request *r)
{
    enum { MOST = 4095 };
    require(r->folder, "[data] sequences: [data] path must name the folder of inputs.npy");
    struct source train, test = {0};
    read_source(&train, r->folder, "");
    char *const more = base_text("%s/test_inputs.npy", r->folder);
    const bool tested = access(more, R_OK) == 0;
    require(tested || r->validation > 0,
            "%s: no such file. Add it and its labels, or set [data] validation", more);
    base_free(more);
    if (tested) read_source(&test, r->folder, "test_"), require_alike(&train, &test);
    size_t features =
        symbols(&train) ? count(&train.inputs, MOST, train.at) : train.inputs.shape[2];
    size_t classes = classes_of(&train);
    if (tested) {
        const size_t more_classes = classes_of(&test);
        const size_t more_features = symbols(&test) ? count(&test.inputs, MOST, test.at) : 0;
        if (more_classes > classes) classes = more_classes;
        if (more_features > features) features = more_features;
    }
    d->labels = labels_of(&train);
    d->classes = classes < 2 ? 2 : classes;
    d->shape = (struct layer_shape){features, 1, steps_of(&train)};
    take(&train, d, &d->train);
    if (tested) take(&test, d, &d->test);
    clear_source(&train), clear_source(&test);
}
