/* Labels and targets: noise of labels by counts and by sample, random labels, one-hot targets against
   labels, soft targets against the closed form, regression against least squares and differences,
   samples held out, best weights and early ends, restarts and refusals. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/config/runfile.h"
#include "common/core/rng.h"
#include "common/io/npy.h"
#include "dnn/system/parts.h"
#include "tests/support.h"

static const char mixture[] = "name = mixture\nnum_classes = 5\ndim = 4\ntrain_samples = 4000\n"
                              "test_samples = 50";

static struct data opened(const char *data, const char *more)
{
    struct data d;
    struct runfile *const f = support_load(
        &dnn_system, "[run]\nsteps = 1\nfolder = x\nseed = 7\n[data]\n%s\n%s\n", data, more);
    data_init(&d, f, dnn_count_weights);
    runfile_free(f);
    return d;
}

/* ---- noise of labels ------------------------------------------------------------------------- */

static void uniform_noise(void **state)
{
    (void)state;
    struct data clean = opened(mixture, ""), d = opened(mixture, "label_noise = 0.3");
    size_t changed = 0, to[5] = {0};
    for (size_t i = 0; i < 4000; i++) {
        const size_t step = (d.train.label[i] + 5u - clean.train.label[i]) % 5;
        assert_int_equal(d.train.original[i], clean.train.label[i]);
        changed += step > 0, to[step]++;
    }
    assert_true(fabs((double)changed - 1200) < 4 * sqrt(4000 * 0.3 * 0.7));
    for (int k = 1; k < 5; k++) assert_true(fabs((double)to[k] - 300) < 4 * sqrt(4000 * 0.075));
    assert_memory_equal(d.test.label, clean.test.label, 50);
    data_clear(&clean), data_clear(&d);
}

static void pair_noise(void **state)
{
    (void)state;
    struct data clean = opened(mixture, ""),
                d = opened(mixture, "label_noise = 1\nnoise_kind = pair"),
                some = opened(mixture, "label_noise = 0.25\nnoise_kind = pair"),
                same = opened(mixture, "label_noise = 0.25\nnoise_kind = pair\nnoise_seed = 7"),
                other = opened(mixture, "label_noise = 0.25\nnoise_kind = pair\nnoise_seed = 8");
    for (size_t i = 0; i < 4000; i++)
        assert_int_equal(d.train.label[i], (clean.train.label[i] + 1) % 5);
    assert_memory_equal(some.train.label, same.train.label, 4000);
    assert_true(memcmp(some.train.label, other.train.label, 4000) != 0);
    struct data *const all[] = {&clean, &d, &some, &same, &other};
    for (int k = 0; k < 5; k++) data_clear(all[k]);
}

static void random_labels(void **state)
{
    (void)state;
    struct data clean = opened(mixture, ""), d = opened(mixture, "labels = random");
    size_t n[5] = {0}, kept = 0;
    for (size_t i = 0; i < 4000; i++) {
        n[d.train.label[i]]++;
        kept += d.train.label[i] == clean.train.label[i];
    }
    for (int k = 0; k < 5; k++) assert_true(fabs((double)n[k] - 800) < 4 * sqrt(4000 * 0.16));
    assert_true(fabs((double)kept - 800) < 4 * sqrt(4000 * 0.16));
    assert_memory_equal(d.test.label, clean.test.label, 50);
    data_clear(&clean), data_clear(&d);
}

/* ---- arrays ---------------------------------------------------------------------------------- */

enum { N = 60, INPUTS = 3, OUTPUTS = 4 };

static void put(const char *name, size_t rank, const size_t *shape, const double *x)
{
    struct npy a = {.kind = 'f', .bytes = 8, .rank = rank, .n = 1, .data = (double *)x};
    for (size_t k = 0; k < rank; k++) a.shape[k] = shape[k], a.n *= shape[k];
    char *const path = base_text("%s/%s.npy", support_root, name);
    npy_write(path, &a);
    base_free(path);
}

/* Inputs, labels and targets of all parts: one-hot (soft = 0) or smoothed. */
static void put_all(double soft)
{
    static const char *const parts[] = {"", "test_", "validation_"};
    double x[N * INPUTS], label[N], target[N * OUTPUTS];
    struct rng rng;
    rng_init(&rng, 3, 0, RNG_DATA);
    for (int p = 0; p < 3; p++) {
        for (size_t i = 0; i < N * INPUTS; i++) x[i] = rng_normal(&rng);
        for (size_t i = 0; i < N; i++) {
            label[i] = i < OUTPUTS ? (double)i : rng_below(&rng, OUTPUTS);
            for (size_t k = 0; k < OUTPUTS; k++)
                target[i * OUTPUTS + k] = (1 - soft) * (label[i] == (double)k) + soft / OUTPUTS;
        }
        char name[64];
        snprintf(name, sizeof name, "%sinputs", parts[p]);
        put(name, 2, (size_t[]){N, INPUTS}, x);
        snprintf(name, sizeof name, "%slabels", parts[p]);
        put(name, 1, (size_t[]){N}, label);
        snprintf(name, sizeof name, "%stargets", parts[p]);
        put(name, 2, (size_t[]){N, OUTPUTS}, target);
    }
}

static const char *layers = "dense 6, tanh, dense classes";

static struct mc_chain chain_of(const char *labels, const char *loss, const char *more)
{
    return support_chain(
        &dnn_system,
        "[run]\nsteps = 1\nfolder = x\nseed = 4\n[network]\nprecision = double\n"
        "layers = %s\n[data]\nname = npy\npath = %s\nlabels = %s\n"
        "[train]\nloss = %s\n%s%s\n",
        layers, support_root, labels, loss,
        strstr(more, "batch_size") ? "" : "batch_size = 20\nlearning_rate = 0.05\n", more);
}

/* One-hot targets are labels: the same weights to the last bits. */
static void one_hot(void **state)
{
    (void)state;
    static const char *const losses[] = {"cross_entropy", "mean_square"};
    put_all(0);
    for (int k = 0; k < 2; k++) {
        struct mc_chain a = chain_of("class", losses[k], ""), b = chain_of("soft", losses[k], "");
        struct dnn_state *const x = a.state, *const y = b.state;
        support_advance(&a, "gradient", 50), support_advance(&b, "gradient", 50);
        for (size_t i = 0; i < x->net.weights; i++)
            assert_true(fabs((double)(x->w[i] - y->w[i])) < 1e-14);
        assert_true(fabs(dnn_loss(x) - dnn_loss(y)) < 1e-14);
        assert_true(dnn_test_score(x)->correct == dnn_test_score(y)->correct);
        mc_clear(&a), mc_clear(&b);
    }
}

/* Outputs of the biases alone: weights 0. */
static void soft_targets(void **state)
{
    (void)state;
    put_all(0.4);
    layers = "dense classes";
    struct mc_chain c = chain_of("soft", "cross_entropy", "");
    struct dnn_state *const st = c.state;
    const double bias[] = {0.3, -1, 0, 2};
    memset(st->w, 0, st->net.weights * sizeof *st->w);
    double sum = 0, expected = 0;
    for (size_t k = 0; k < OUTPUTS; k++) {
        st->w[OUTPUTS * INPUTS + k] = (real)bias[k];
        sum += exp(bias[k]);
    }
    state_changed(st);
    for (size_t i = 0; i < N; i++)
        for (size_t k = 0; k < OUTPUTS; k++)
            expected += (double)st->data.train.target[i * OUTPUTS + k] * (log(sum) - bias[k]) / N;
    assert_true(fabs(dnn_loss(st) - expected) < 1e-13);
    mc_clear(&c);
    layers = "dense 6, tanh, dense classes";
}

/* Gradient of a batch of all samples against central differences. */
static void check_gradient(struct mc_chain *c, const char *name)
{
    struct dnn_state *const st = c->state;
    support_advance(c, "gradient", 1);
    real *const dw = base_alloc(st->net.weights, sizeof *dw);
    gradient_compute(&st->gradient, st->w, dw);
    for (size_t i = 0; i < st->net.weights; i++) {
        const real w = st->w[i], h = (real)1e-5;
        double u[2];
        for (int k = 0; k < 2; k++) {
            st->w[i] = k ? w + h : w - h;
            state_changed(st);
            u[k] = dnn_loss(st);
        }
        st->w[i] = w;
        const double slope = (u[1] - u[0]) / (2 * (double)h);
        if (!(fabs(slope - (double)dw[i]) < 1e-8))
            fail_msg("%s: weight %zu: %g, differences %g", name, i, (double)dw[i], slope);
    }
    base_free(dw);
}

static void gradients(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"soft", "cross_entropy"}, {"soft", "mean_square"}, {"real", "mean_square"}};
    put_all(0.3);
    for (int k = 0; k < 3; k++) {
        struct mc_chain c = chain_of(cases[k][0], cases[k][1], "batch_size = 0");
        check_gradient(&c, cases[k][1]);
        mc_clear(&c);
    }
}

/* A linear network ends at the least squares line. */
static void least_squares(void **state)
{
    (void)state;
    double x[N], y[N], sx = 0, sy = 0, sxx = 0, sxy = 0;
    struct rng rng;
    rng_init(&rng, 5, 0, RNG_DATA);
    for (size_t i = 0; i < N; i++) {
        x[i] = rng_normal(&rng), y[i] = 3 * x[i] - 100 + rng_normal(&rng);
        sx += x[i] / N, sy += y[i] / N, sxx += x[i] * x[i] / N, sxy += x[i] * y[i] / N;
    }
    put("inputs", 2, (size_t[]){N, 1}, x), put("test_inputs", 2, (size_t[]){N, 1}, x);
    put("targets", 1, (size_t[]){N}, y), put("test_targets", 1, (size_t[]){N}, y);
    layers = "dense classes";
    struct mc_chain c = chain_of("real", "mean_square", "batch_size = 0\nlearning_rate = 0.3");
    const struct dnn_state *const st = c.state;
    assert_int_equal(st->net.outputs, 1);
    support_advance(&c, "gradient", 400);
    const double slope = (sxy - sx * sy) / (sxx - sx * sx);
    assert_true(fabs((double)st->w[0] - slope) < 1e-10);
    assert_true(fabs((double)st->w[1] - (sy - slope * sx)) < 1e-10);
    assert_true(isnan(dnn_columns[0].value(c.state)) && isnan(dnn_columns[2].value(c.state)));
    mc_clear(&c);
    layers = "dense 6, tanh, dense classes";
}

/* Metropolis keeps values of all layers: its energy is that from scratch. Swaps exchange targets. */
static void moves_and_swaps(void **state)
{
    (void)state;
    put_all(0.3);
    struct mc_chain c = chain_of("real", "mean_square",
                                 "[run]\ndynamics = metropolis\n[system]\nT = 1\n"
                                 "[move.displace]\nweight = 1\nstep = 0.1");
    support_advance(&c, "metropolis", 20);
    assert_true(fabs(c.energy / dnn_energy(c.state) - 1) < 1e-11);
    mc_clear(&c);
    struct mc_chain s =
        chain_of("soft", "cross_entropy", "[swap]\nprotocol = SAA + mixup\nlabels = follow");
    struct dnn_state *const st = s.state;
    support_advance(&s, "gradient", 1);
    size_t step;
    for (size_t i = 0; i < 20; i++) {
        const real *const t = gradient_target(&st->gradient, i, &step);
        double sum = 0;
        for (size_t k = 0; k < OUTPUTS; k++) sum += (double)t[k * step];
        assert_true(fabs(sum - 1) < 1e-12);
    }
    mc_clear(&s);
    struct mc_chain a = chain_of(
                        "soft", "cross_entropy",
                        "[swap]\nprotocol = SAA scope=set reset=never labels=follow swaps=200"),
                    b = chain_of("soft", "cross_entropy",
                                 "[swap]\nprotocol = SAA scope=set "
                                 "reset=never labels=follow swaps=200");
    support_advance(&a, "gradient", 3);
    support_restart(&a, &b);
    const struct dnn_state *const p = a.state, *const q = b.state;
    assert_memory_equal(p->effective.train.target, q->effective.train.target,
                        N * OUTPUTS * sizeof(real));
    assert_true(
        memcmp(p->effective.train.target, p->data.train.target, N * OUTPUTS * sizeof(real)) != 0);
    for (size_t i = 0; i < N; i++) { /* images, labels and targets moved together */
        size_t from = 0;
        while (p->data.train.value[from * INPUTS] != p->effective.train.value[i * INPUTS]) from++;
        assert_memory_equal(p->effective.train.target + i * OUTPUTS,
                            p->data.train.target + from * OUTPUTS, OUTPUTS * sizeof(real));
    }
    mc_clear(&a), mc_clear(&b);
}

/* ---- validation ------------------------------------------------------------------------------ */

static void held_out(void **state)
{
    (void)state;
    struct data d = opened(mixture, "[validation]\nsamples = 300"), plain = opened(mixture, "");
    assert_int_equal(d.train.n, 4000);
    assert_int_equal(d.validation.n, 300);
    bool seen[4300] = {false};
    for (size_t i = 0; i < 4300; i++) {
        const uint32_t at = i < 4000 ? d.train.number[i] : d.validation.number[i - 4000];
        assert_true(at < 4300 && !seen[at]);
        seen[at] = true;
    }
    assert_true(data_digest(&d) != data_digest(&plain));
    data_clear(&d), data_clear(&plain);
    put_all(0);
    struct mc_chain c = chain_of("class", "cross_entropy",
                                 "[data]\ntrain_samples = 30\n[validation]\nsamples = 12");
    const struct dnn_state *const st = c.state;
    assert_int_equal(st->data.train.n, 30);
    assert_int_equal(st->data.validation.n, 12);
    mc_clear(&c);
}

/* The weights kept have the loss that is recorded as the best, and the run ends when it should. */
static void best_weights(void **state)
{
    (void)state;
    put_all(0.2);
    char more[600];
    snprintf(more, sizeof more, "[validation]\npath = %s\nevery = 5\npatience = 4", support_root);
    struct mc_chain c = chain_of("soft", "cross_entropy", more),
                    again = chain_of("soft", "cross_entropy", more);
    struct dnn_state *const st = c.state;
    const struct validation *const v = &st->training.validation;
    int64_t steps = 0;
    for (; !validation_ended(st) && steps < 20000; steps++) {
        support_advance(&c, "gradient", 1);
        if (steps == 8) support_restart(&c, &again);
    }
    double best = INFINITY;
    size_t at = 0;
    for (size_t i = 0; i < v->measured; i++)
        if (v->row[4 * i + 1] < best) best = v->row[4 * i + 1], at = i;
    assert_int_equal(steps, 5 * (at + 1 + 4));
    assert_int_equal(v->measured, at + 1 + 4);
    assert_true(best == v->best && v->best_step == 5 * (int64_t)(at + 1));
    const double loss = gradient_measure(&st->gradient, v->w, &st->data.validation, N).loss / N;
    assert_true(loss == best);
    for (int64_t k = 9; k < steps; k++) support_advance(&again, "gradient", 1);
    assert_non_null(validation_ended(again.state));
    assert_true(support_digest(&c) == support_digest(&again));
    mc_clear(&c), mc_clear(&again);
}

/* ---- refusals -------------------------------------------------------------------------------- */

static void open_text(void *text)
{
    struct mc_chain c =
        support_chain(&dnn_system,
                      "[run]\nsteps = 1\nfolder = x\n[network]\nprecision = double\n"
                      "layers = dense classes\n%s",
                      (const char *)text);
    mc_clear(&c);
}

static void refusals(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"[data]\nname = mixture\nlabels = soft", "has no targets"},
        {"[data]\nname = mixture\nlabels = random\nlabel_noise = 0.1", "leaves nothing"},
        {"[data]\nname = teacher\nlabel_noise = 0.1\nnoise_kind = pair", "change uniformly"},
        {"[data]\nname = teacher\nlabel_noise = 0.1\nnoise_seed = 3", "with [run] seed"},
        {"[data]\nname = npy\npath = @\nlabels = soft\nlabel_noise = 0.1", "have no labels"},
        {"[data]\nname = npy\npath = @\nlabels = soft\nkeep_classes = 0 1", "samples have targets"},
        {"[data]\nname = npy\npath = @\nlabels = real", "targets need loss = mean_square"},
        {"[data]\nname = npy\npath = @\nlabels = soft\n[train]\nloss = hinge",
         "mean_square or cross"},
        {"[data]\nname = npy\npath = @\nlabels = soft\n[train]\nbatch_size = 9\n[swap]\nprotocol = "
         "label_noise",
         "have targets"},
        {"[validation]\npatience = 3\n[data]\nname = mixture", "needs [validation] samples"},
        {"[validation]\nsamples = 60\n[data]\nname = npy\npath = @", "there are 60 training"},
        {"[validation]\nsamples = 5\npath = @\n[data]\nname = npy\npath = @", "that of `path`"},
        {"[validation]\npath = @\n[data]\nname = mixture\ndim = 5", "another shape"},
        {"[validation]\nsamples = 9\nmeasure = accuracy\n[data]\nname = npy\npath = @\nlabels = "
         "real\n"
         "[train]\nbatch_size = 9\nloss = mean_square",
         "regression has none"},
    };
    put_all(0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[2000] = "";
        for (const char *c = cases[i][0]; *c; c++)
            snprintf(text + strlen(text), sizeof text - strlen(text), *c == '@' ? "%s" : "%.1s",
                     *c == '@' ? support_root : c);
        if (!support_refuses(open_text, text, cases[i][1])) fail_msg("not refused: %s", text);
    }
}

static void bad_targets(void **state)
{
    (void)state;
    char text[700];
    snprintf(text, sizeof text, "[data]\nname = npy\npath = %s\nlabels = soft", support_root);
    static const struct {
        size_t rank, shape[3];
        double at0;
        const char *part;
    } cases[] = {{2, {N, OUTPUTS}, 0.5, "add up to"},
                 {2, {N, OUTPUTS}, -1, "is negative"},
                 {2, {N, OUTPUTS}, NAN, "item 0 is"},
                 {2, {N - 1, OUTPUTS}, 1, "for the 60 samples"},
                 {3, {N, OUTPUTS, 1}, 1, "(samples, targets)"},
                 {1, {N}, 1, "classes per sample"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        put_all(0);
        double x[N * OUTPUTS] = {0};
        for (size_t k = 0; k < N; k++) x[k * OUTPUTS] = 1;
        x[0] = cases[i].at0;
        put("targets", cases[i].rank, cases[i].shape, x);
        if (!support_refuses(open_text, text, cases[i].part)) fail_msg("case %zu", i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(uniform_noise), cmocka_unit_test(pair_noise),
        cmocka_unit_test(random_labels), cmocka_unit_test(one_hot),
        cmocka_unit_test(soft_targets),  cmocka_unit_test(gradients),
        cmocka_unit_test(least_squares), cmocka_unit_test(moves_and_swaps),
        cmocka_unit_test(held_out),      cmocka_unit_test(best_weights),
        cmocka_unit_test(refusals),      cmocka_unit_test(bad_targets),
    };
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
