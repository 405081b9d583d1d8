/* Swaps of features and of weights: what they exchange, that they undo themselves, that the data
   never change. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "common/drive.h"
#include "common/rng.h"
#include "dnn/feature_swaps.h"
#include "dnn/layout.h"
#include "dnn/state.h"
#include "dnn/system.h"
#include "dnn/weight_swaps.h"
#include "tests/support.h"

enum {
    N = 40,
    BATCH = 11,
    CHANNELS = 3,
    HEIGHT = 5,
    WIDTH = 4,
    PLANE = HEIGHT * WIDTH,
    FEATURES = CHANNELS * PLANE
};

struct setting { /* colour images of random bytes, and a network over them */
    struct data data;
    struct network net;
    struct gradient g;
    double *w, *slope;
    struct rng rng;
};

static void open_setting(struct setting *s)
{
    rng_open(&s->rng, 9, 0, RNG_TEST);
    s->data = (struct data){.shape = {CHANNELS, HEIGHT, WIDTH}, .classes = 4, .train.n = N};
    s->data.train.pixel = base_alloc(N * FEATURES, 1);
    s->data.train.label = base_alloc(N, 1);
    s->data.standard = base_alloc(CHANNELS, sizeof *s->data.standard);
    for (size_t i = 0; i < N * FEATURES; i++)
        s->data.train.pixel[i] = (uint8_t)rng_below(&s->rng, 256);
    for (size_t i = 0; i < N; i++) s->data.train.label[i] = (uint8_t)rng_below(&s->rng, 4);
    for (int c = 0; c < CHANNELS; c++)
        for (int v = 0; v < 256; v++) s->data.standard[c][v] = (v - 100 - 10 * c) / 50.0;
    layout_parse(&s->net, "conv 3 4, relu, dense 6, relu, dense classes", s->data.shape, 4, true,
                 "test");
    gradient_open(&s->g, &s->net, &losses_kinds[0], &s->data, BATCH, 4, 2);
    s->w = base_alloc(s->net.weights, sizeof *s->w);
    s->slope = base_alloc(s->net.weights, sizeof *s->slope);
    network_draw(&s->net, s->w, &network_starts[0], &s->rng);
}

static void close_setting(struct setting *s)
{
    gradient_close(&s->g);
    data_close(&s->data);
    base_free(s->w);
    base_free(s->slope);
}

static void gather(struct setting *s)
{
    uint32_t index[BATCH];
    for (uint32_t i = 0; i < BATCH; i++) index[i] = (7 * i + 3) % N;
    gradient_gather(&s->g, index);
}

static void copy_batch(struct setting *s, double *to) /* (BATCH, FEATURES) */
{
    for (size_t i = 0; i < BATCH; i++)
        for (size_t f = 0; f < FEATURES; f++) to[i * FEATURES + f] = *gradient_value(&s->g, i, f);
}

/* Values that a code changes at most: two places, times the lengths of its A axes. */
static size_t most_changed(const char *code)
{
    const size_t length[] = {BATCH, CHANNELS, PLANE};
    size_t n = 2;
    for (int a = 0; a < 3; a++)
        if (code[a] == 'A') n *= length[a];
    return n;
}

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static size_t check_code(struct setting *s, const char *code, bool common)
{
    static double before[BATCH * FEATURES], swapped[BATCH * FEATURES], after[BATCH * FEATURES];
    const size_t n = BATCH * FEATURES;
    size_t changed = 0;
    copy_batch(s, before);
    const struct rng start = s->rng;
    feature_swaps_apply(code, common, &s->g, &s->rng);
    copy_batch(s, swapped);
    for (size_t i = 0; i < n; i++) changed += before[i] != swapped[i];
    assert_true(changed <= most_changed(code));
    s->rng = start;
    feature_swaps_apply(code, common, &s->g, &s->rng);
    copy_batch(s, after);
    assert_memory_equal(before, after, sizeof before);
    qsort(before, n, sizeof *before, compare);
    qsort(swapped, n, sizeof *swapped, compare);
    assert_memory_equal(before, swapped, sizeof before); /* the same values, elsewhere */
    return changed;
}

static void test_codes(void **state)
{
    (void)state;
    struct setting s;
    open_setting(&s);
    gather(&s);
    int codes = 0;
    for (const struct mc_move *m = dnn_moves; m->name; m++) {
        if (!dnn_moves_data(m)) continue;
        codes++;
        size_t changed = 0; /* one swap may find equal values */
        for (int k = 0; k < 20; k++) changed += check_code(&s, m->name, k % 2);
        assert_true(changed > 20);
    }
    assert_int_equal(codes, 19); /* 3^3 - 2^3: at least one S */
    close_setting(&s);
}

/* 1SA: two channels of one image, all pixels, and nothing else. */
static void test_1SA(void **state)
{
    (void)state;
    struct setting s;
    open_setting(&s);
    gather(&s);
    static double before[BATCH * FEATURES], after[BATCH * FEATURES];
    copy_batch(&s, before);
    feature_swaps_apply("1SA", true, &s.g, &s.rng);
    copy_batch(&s, after);
    size_t images = 0;
    for (size_t i = 0; i < BATCH; i++) {
        size_t channels = 0;
        for (size_t c = 0; c < CHANNELS; c++) {
            const double *now = after + i * FEATURES + c * PLANE;
            if (memcmp(now, before + i * FEATURES + c * PLANE, PLANE * sizeof *now) == 0) continue;
            channels++;
            size_t sources = 0;
            for (size_t other = 0; other < CHANNELS; other++)
                sources +=
                    memcmp(now, before + i * FEATURES + other * PLANE, PLANE * sizeof *now) == 0;
            assert_int_equal(sources, 1);
        }
        assert_true(channels == 0 || channels == 2);
        images += channels > 0;
    }
    assert_int_equal(images, 1);
    close_setting(&s);
}

/* Two channels of all images change places: the loss is that of the first layer with these
   channels' weights exchanged, and so is the slope, its channels exchanged. */
static void test_relabelling(void **state)
{
    (void)state;
    struct setting s;
    open_setting(&s);
    static double before[BATCH * FEATURES], after[BATCH * FEATURES];
    gather(&s);
    copy_batch(&s, before);
    feature_swaps_apply("ASA", true, &s.g, &s.rng);
    copy_batch(&s, after);
    size_t a = CHANNELS, b = CHANNELS;
    for (size_t c = 0; c < CHANNELS; c++)
        if (memcmp(before + c * PLANE, after + c * PLANE, PLANE * sizeof *after)) {
            if (a == CHANNELS)
                a = c;
            else
                b = c;
        }
    assert_true(a < b && b < CHANNELS);
    const double loss = gradient_compute(&s.g, s.w, s.slope).loss;
    const struct layer *l = &s.net.layer[0];
    const size_t k = l->window * l->window, probe = a * k + 1, partner = b * k + 1;
    const double slope = s.slope[probe];
    for (size_t f = 0; f < l->rows; f++)
        weight_swaps_apply(
            (struct weight_swaps_pair){f * l->columns + a * k, f * l->columns + b * k, k, 1}, s.w);
    gather(&s);
    assert_true(fabs(gradient_compute(&s.g, s.w, s.slope).loss - loss) < 1e-13);
    assert_true(fabs(s.slope[partner] - slope) < 1e-13);
    assert_true(fabs(slope) > 1e-6);
    close_setting(&s);
}

static void test_weight_swaps(void **state)
{
    (void)state;
    struct setting s;
    open_setting(&s);
    const size_t P = s.net.weights;
    double *before = base_alloc(P, sizeof *before);
    memcpy(before, s.w, P * sizeof *before);
    for (enum weight_swaps_kind kind = WEIGHT_SWAPS_ROW; kind <= WEIGHT_SWAPS_ANYWHERE; kind++)
        for (int i = 0; i < 100; i++) {
            const struct weight_swaps_pair p = weight_swaps_draw(&s.net, kind, &s.rng);
            assert_true(p.first != p.second);
            assert_true(p.first + (p.count - 1) * p.stride < P &&
                        p.second + (p.count - 1) * p.stride < P);
            weight_swaps_apply(p, s.w);
            assert_true(s.w[p.first] == before[p.second] && s.w[p.second] == before[p.first]);
            size_t changed = 0;
            for (size_t k = 0; k < P; k++) changed += s.w[k] != before[k];
            assert_int_equal(changed, 2 * p.count);
            weight_swaps_apply(p, s.w);
            assert_memory_equal(s.w, before, P * sizeof *before);
        }
    base_free(before);
    close_setting(&s);
}

/* ---- in a run -------------------------------------------------------------------------------- */

static const struct mc_system *const systems[] = {&dnn_system_double, NULL};
static const struct drive_program *program(void)
{
    static const struct base_table none[] = {{0}};
    static struct drive_program p;
    p = (struct drive_program){.name = "dnn",
                               .systems = systems,
                               .section = "network",
                               .key = "precision",
                               .tables = none};
    return &p;
}

static void open_chain(struct mc_chain *c, const char *data, const char *swap)
{
    char ini[1000];
    snprintf(ini, sizeof ini,
             "[run]\nsteps = 1\nfolder = x\n[network]\nlayers = mlp 8\nprecision = "
             "double\n[data]\n%s\n[train]\n"
             "batch = 20\n[swap]\n%s\n",
             data, swap);
    struct runfile *const f = support_load(program(), &dnn_system_double, ini);
    mc_open(c, &dnn_system_double, f);
    mc_begin(c, f);
    runfile_free(f);
}

static void test_reset(void **state)
{
    (void)state;
    struct mc_chain plain, swapped;
    open_chain(&plain, "train = 200\ntest = 10", "protocol = none");
    open_chain(&swapped, "train = 200\ntest = 10", "protocol = 1AS\nswaps = 50");
    const struct dnn_state *a = plain.state, *b = swapped.state;
    const uint64_t digest = data_digest(&b->data);
    assert_true(digest == data_digest(&a->data));
    assert_memory_equal(a->w, b->w, a->net.weights * sizeof *a->w);
    for (int step = 0; step < 3; step++) {
        dnn_dynamics[0].advance(&plain);
        dnn_dynamics[0].advance(&swapped);
        for (size_t shard = 0; shard < a->gradient.shards;
             shard++) /* every swap was undone: batches as gathered */
            assert_memory_equal(a->gradient.work[shard].value[0], b->gradient.work[shard].value[0],
                                5 * a->net.inputs * sizeof *a->w);
    }
    assert_true(data_digest(&b->data) == digest);
    assert_memory_not_equal(a->w, b->w, a->net.weights * sizeof *a->w); /* the swaps were felt */
    mc_close(&plain);
    mc_close(&swapped);
}

/* Weight swaps at T = inf: all accepted, and the step after still follows its slope. */
static void test_weight_protocol(void **state)
{
    (void)state;
    struct mc_chain c;
    open_chain(&c, "name = teacher\ndim = 12\ntrain = 100\ntest = 10",
               "protocol = row\nswaps = 3\nevery = 2");
    for (int step = 0; step < 6; step++) dnn_dynamics[0].advance(&c);
    const struct mc_entry *e = mc_entry(&c, "row");
    assert_int_equal(e->tried, 9);
    assert_int_equal(e->accepted, 9);
    assert_true(isnan(c.energy));
    mc_close(&c);
}

static void open_argument(void *swap)
{
    struct mc_chain c;
    open_chain(&c, "train = 200\ntest = 10", swap);
}

static void test_refusals(void **state)
{
    (void)state;
    assert_true(
        support_refuses(open_argument, "protocol = 1SA", "two channels, and there is only one"));
    assert_true(support_refuses(open_argument, "protocol = 1SX", "1SA"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_codes),       cmocka_unit_test(test_1SA),
        cmocka_unit_test(test_relabelling), cmocka_unit_test(test_weight_swaps),
        cmocka_unit_test(test_reset),       cmocka_unit_test(test_weight_protocol),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
