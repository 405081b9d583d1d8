/* Implementation of solutions.h. */
#include "dnn/landscape/solutions.h"

#include <math.h>
#include <string.h>

#include "common/run/program.h"
#include "common/io/run_folder.h"
#include "common/config/runfile.h"
#include "common/core/vector.h"
#include "dnn/system/initial_weights.h"
#include "dnn/system/parts.h"

static struct runfile *load(const struct program_request *r, const char *place, int threads)
{
    char *const folder = initial_weights_folder(place, place),
                *const path = run_folder_run_file(folder),
                *const words[] = {base_text("network.precision=%s", PRECISION_NAME),
                                  base_text("run.threads=%d", threads)};
    struct runfile *const f = program_load(r->program, &dnn_system, path, 2, words);
    base_free(folder), base_free(path), base_free(words[0]), base_free(words[1]);
    return f;
}

/* True if the seed chooses or generates the samples. */
static bool drawn(const struct runfile *f)
{
    const struct data_kind *const kind = runfile_row(f, "data", "name");
    return kind->made || runfile_int(f, "validation", "samples") ||
           runfile_real(f, "data", "label_noise") > 0 ||
           strcmp(runfile_text(f, "data", "labels"), "random") == 0 ||
           runfile_int(f, "data", "train_samples") || runfile_int(f, "data", "test_samples");
}

/* Of a key that earlier versions do not have: its default. */
static const char *given(const struct runfile *f, const char *section, const char *key)
{
    const struct runfile_key *const k = runfile_key(f, section, key);
    const char *const text = runfile_raw(f, section, key);
    return text || !k || !k->added ? text : k->value;
}

/* Fatal unless both runs have networks of one shape, the same samples and the same loss. */
static void compare(const struct runfile *a, const struct runfile *b)
{
    static const char *const keys[][2] = {
        {"network", "layers"},
        {"network", "bias"},
        {"data", "name"},
        {"data", "path"},
        {"data", "alpha"},
        {"data", "train_samples"},
        {"data", "test_samples"},
        {"data", "labels"},
        {"data", "keep_classes"},
        {"data", "preprocess"},
        {"data", "pca_components"},
        {"data", "whiten"},
        {"data", "std"},
        {"data", "dim"},
        {"data", "hidden"},
        {"data", "label_noise"},
        {"data", "noise_kind"},
        {"data", "noise_seed"},
        {"validation", "samples"},
        {"validation", "path"},
        {"data", "num_classes"},
        {"data", "channels"},
        {"data", "separation"},
        {"data", "steps"},
        {"data", "period"},
        {"data", "label_steps"},
        {"train", "loss"},
        {"train", "loss_parameter"},
    };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const char *const section = keys[i][0], *const key = keys[i][1],
                          *const x = given(a, section, key), *const y = given(b, section, key);
        require((!x && !y) || (x && y && strcmp(x, y) == 0),
                "%s = %s: the first solution has %s; solutions to compare share network, data and "
                "loss",
                runfile_where(b, section, key), y ? y : "(none)", x ? x : "(none)");
    }
    require(!drawn(a) || runfile_int(a, "run", "seed") == runfile_int(b, "run", "seed"),
            "%s: another seed than the first solution's draws other samples; [run] replica gives "
            "other networks on the same ones",
            runfile_where(b, "run", "seed"));
}

static void check(const struct solutions *s)
{
    require(s->st->units.kind->role == UNIT_SIZES_NONE,
            "%s: networks with unit sizes cannot be compared",
            runfile_where(s->file, "units", "property"));
    require(s->st->net.averages == 0,
            "%s: frames do not contain the running averages of batch normalisation",
            solutions_layers(s));
}

static void gather(struct solutions *s, int threads)
{
    const struct gradient *const trained = &s->st->gradient;
    gradient_init(&s->all, &s->st->net, trained->loss, &s->st->data, s->samples, 0, threads);
    s->all.parameter = trained->parameter;
    uint32_t *const index = base_alloc(s->samples, sizeof *index);
    for (size_t i = 0; i < s->samples; i++) index[i] = (uint32_t)i;
    gradient_gather(&s->all, index);
    gradient_label(&s->all, 0); /* gathers all now */
    base_free(index);
}

void solutions_init(struct solutions *s, const struct program_request *r, int folders,
                    size_t samples, int threads)
{
    *s = (struct solutions){.n = (size_t)folders, .folder = r->words};
    s->file = load(r, r->words[0], threads);
    s->st = dnn_system.create(s->file);
    s->P = s->st->net.weights;
    check(s);
    const size_t there = s->st->data.train.n;
    s->samples = samples && samples < there ? samples : there;
    s->w = base_alloc(s->n, sizeof *s->w);
    s->rounded = base_alloc(s->P, sizeof *s->rounded), s->dw = base_alloc(s->P, sizeof *s->dw);
    for (size_t i = 0; i < s->n; i++) {
        struct runfile *const f = i ? load(r, r->words[i], threads) : NULL;
        if (f) compare(s->file, f);
        s->w[i] = base_alloc(s->P, sizeof *s->w[i]);
        initial_weights_load(r->words[i], s->P, dnn_layers(s->st), s->rounded, r->words[i]);
        for (size_t k = 0; k < s->P; k++) s->w[i][k] = (double)s->rounded[k];
        if (f) runfile_free(f);
    }
    gather(s, threads);
}

void solutions_clear(struct solutions *s)
{
    gradient_clear(&s->all);
    for (size_t i = 0; i < s->n; i++) base_free(s->w[i]);
    base_free(s->w), base_free(s->rounded), base_free(s->dw);
    dnn_system.free(s->st);
    runfile_free(s->file);
}

const char *solutions_layers(const struct solutions *s)
{
    return runfile_where(s->file, "network", "layers");
}

/* ---- what can be asked ----------------------------------------------------------------------- */

static const real *rounded(struct solutions *s, const double *w)
{
    for (size_t i = 0; i < s->P; i++) s->rounded[i] = (real)w[i];
    return s->rounded;
}

static struct solutions_score measure(struct solutions *s, const double *w,
                                      const struct data_part *part, size_t n)
{
    const struct losses_score x = gradient_measure(&s->st->gradient, rounded(s, w), part, n);
    const double loss = x.loss / (double)n;
    return (struct solutions_score){loss, s->st->data.regression ? NAN : 1 - x.correct / (double)n,
                                    loss + s->st->training.decay / 2 * vector_dot(s->P, w, w)};
}

struct solutions_score solutions_train(struct solutions *s, const double *w)
{
    return measure(s, w, &s->st->data.train, s->samples);
}

struct solutions_score solutions_test(struct solutions *s, const double *w, size_t n)
{
    const size_t there = s->st->data.test.n;
    return measure(s, w, &s->st->data.test, n && n < there ? n : there);
}

double solutions_gradient(struct solutions *s, const double *w, double *g)
{
    const double loss = gradient_compute(&s->all, rounded(s, w), s->dw).loss;
    for (size_t i = 0; i < s->P; i++) g[i] = (double)s->dw[i];
    return loss;
}

void solutions_outputs(struct solutions *s, const double *w, size_t n, double *y)
{
    struct gradient *const g = &s->st->gradient;
    struct network_work *const work = &g->memory[0];
    const size_t labels = s->st->net.labels, outputs = s->st->net.outputs / labels;
    work->training = false, work->average = g->average;
    rounded(s, w);
    for (size_t first = 0; first < n; first += g->block) {
        const size_t b = n - first < g->block ? n - first : g->block;
        data_gather(g->data, &s->st->data.test, NULL, first, b, work->value[0], work->label);
        const real *const out = network_forward(&s->st->net, s->rounded, work, b);
        for (size_t i = 0; i < b; i++)
            for (size_t k = 0; k < labels; k++)
                for (size_t c = 0; c < outputs; c++)
                    y[((first + i) * labels + k) * outputs + c] =
                        (double)out[(c * labels + k) * b + i];
    }
}
