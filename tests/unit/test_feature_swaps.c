/* Swaps of features and of weights: what they exchange, that they undo themselves, and what the
   network feels of them. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "common/core/rng.h"
#include "dnn/training/feature_swaps.h"
#include "dnn/network/network_parser.h"
#include "dnn/system/parts.h"
#include "dnn/training/weight_swaps.h"
#include "common/core/vector.h"

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

static void open_network(struct setting *s, const char *layers)
{
    rng_init(&s->rng, 9, 0, RNG_TEST);
    s->data = (struct data){.shape = {CHANNELS, HEIGHT, WIDTH}, .classes = 4, .train.n = N};
    s->data.train.pixel = base_alloc(N * FEATURES, 1);
    s->data.train.label = base_alloc(N, 1);
    s->data.standard = base_alloc(CHANNELS, sizeof *s->data.standard);
    for (size_t i = 0; i < N * FEATURES; i++)
        s->data.train.pixel[i] = (uint8_t)rng_below(&s->rng, 256);
    for (size_t i = 0; i < N; i++) s->data.train.label[i] = (uint8_t)rng_below(&s->rng, 4);
    for (int c = 0; c < CHANNELS; c++)
        s->data.standard[c] = (struct data_standard){(real)(100 + 10 * c), (real)(1 / 50.0)};
    network_parser_read(&s->net, layers, s->data.shape, 4, true, "test");
    gradient_init(&s->g, &s->net, &losses_kinds[0], &s->data, BATCH, 4, 2);
    s->w = base_alloc(s->net.weights, sizeof *s->w);
    s->slope = base_alloc(s->net.weights, sizeof *s->slope);
    network_draw(&s->net, s->w, &network_starts[0], &s->rng);
}

static void open_setting(struct setting *s)
{
    open_network(s, "conv 3 4, relu, dense 6, relu, dense classes");
}

static void close_setting(struct setting *s)
{
    gradient_clear(&s->g);
    data_clear(&s->data);
    base_free(s->w);
    base_free(s->slope);
}

static void gather(struct setting *s)
{
    static uint32_t index[BATCH];
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

static void swap(struct setting *s, const char *code, bool common)
{
    const struct feature_swaps_rule rule = {code, common, false};
    const struct feature_swaps_images images = {.batch = &s->g, .n = BATCH};
    feature_swaps_apply(&rule, &images, &s->rng);
}

static size_t check_code(struct setting *s, const char *code, bool common)
{
    static double before[BATCH * FEATURES], swapped[BATCH * FEATURES], after[BATCH * FEATURES];
    const size_t n = BATCH * FEATURES;
    size_t changed = 0;
    copy_batch(s, before);
    const struct rng start = s->rng;
    swap(s, code, common);
    copy_batch(s, swapped);
    for (size_t i = 0; i < n; i++) changed += before[i] != swapped[i];
    assert_true(changed <= most_changed(code));
    s->rng = start;
    swap(s, code, common);
    copy_batch(s, after);
    assert_memory_equal(before, after, sizeof before);
    qsort(before, n, sizeof *before, vector_compare);
    qsort(swapped, n, sizeof *swapped, vector_compare);
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
        if (!moves_on_data(m)) continue;
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
    swap(&s, "1SA", true);
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
    swap(&s, "ASA", true);
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
            &(struct weight_swaps_drawn){
                1, {{f * l->columns + a * k, f * l->columns + b * k, k, 1, {1, 1}}}},
            s.w);
    gather(&s);
    assert_true(fabs(gradient_compute(&s.g, s.w, s.slope).loss - loss) < 1e-13);
    assert_true(fabs(s.slope[partner] - slope) < 1e-13);
    assert_true(fabs(slope) > 1e-6);
    close_setting(&s);
}

static void check_weight_swap(struct setting *s, enum weight_swaps_kind kind)
{
    const size_t P = s->net.weights;
    double *before = base_alloc(P, sizeof *before);
    memcpy(before, s->w, P * sizeof *before);
    for (int i = 0; i < 100; i++) {
        const struct weight_swaps_drawn d = weight_swaps_draw(&s->net, kind, &s->rng);
        const double expected = weight_swaps_distance2(&d, s->w);
        weight_swaps_apply(&d, s->w);
        size_t changed = 0, most = 0;
        double distance2 = 0;
        for (size_t r = 0; r < d.n; r++) {
            const size_t a = d.run[r].first, b = d.run[r].second;
            assert_true(a != b && s->w[a] == before[b] && s->w[b] == before[a]);
            most += 2 * d.run[r].count * d.run[r].width;
        }
        for (size_t k = 0; k < P; k++) {
            changed += s->w[k] != before[k];
            distance2 += (s->w[k] - before[k]) * (s->w[k] - before[k]);
        }
        assert_int_equal(changed, most);
        assert_true(fabs(distance2 - expected) <= 1e-12 * expected);
        weight_swaps_apply(&d, s->w);
        assert_memory_equal(s->w, before, P * sizeof *before);
    }
    base_free(before);
}

static void test_weight_swaps(void **state)
{
    (void)state;
    struct setting s;
    open_setting(&s);
    for (enum weight_swaps_kind kind = 0; kind < WEIGHT_SWAPS_KINDS; kind++) {
        const bool equal_lengths = kind != weight_swaps_inter_row; /* 27, 24 and 6 columns */
        assert_int_equal(weight_swaps_possible(&s.net, kind), equal_lengths);
        if (equal_lengths) check_weight_swap(&s, kind);
    }
    close_setting(&s);
}

static const struct {
    const char *layers;
    bool possible;
} nulls[] = {
    {"conv 3 4, relu, dense 6, relu, dense classes", true},
    {"conv 3 4, maxpool 2, tanh, conv 1 6, flatten, dense classes", true},
    {"dense 6, batchnorm, relu, dense classes", false},
    {"dense 6, relu, dense 6, add 2, relu, dense classes", false},
    {"dense 6, relu, dense 5, relu, dense 5, add 2, dense classes", true}, /* below the branch */
    {"dense 6, relu, tree 3, relu, dense classes", false},
};

/* Two units of a layer change places and nothing is felt: the loss is the same to rounding. */
static void test_null(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof nulls / sizeof *nulls; k++) {
        struct setting s;
        open_network(&s, nulls[k].layers);
        assert_int_equal(weight_swaps_possible(&s.net, weight_swaps_null), nulls[k].possible);
        gather(&s);
        const double loss = gradient_compute(&s.g, s.w, s.slope).loss;
        for (int i = 0; i < 50 && nulls[k].possible; i++) {
            const struct weight_swaps_drawn d =
                weight_swaps_draw(&s.net, weight_swaps_null, &s.rng);
            assert_int_equal(d.n, 3);
            assert_true(weight_swaps_distance2(&d, s.w) > 0);
            weight_swaps_apply(&d, s.w);
            gather(&s);
            assert_true(fabs(gradient_compute(&s.g, s.w, s.slope).loss - loss) < 1e-12);
        }
        close_setting(&s);
    }
}

static void a_row_alone_is_felt(void **state)
{
    (void)state;
    struct setting s;
    open_setting(&s);
    gather(&s);
    const double loss = gradient_compute(&s.g, s.w, s.slope).loss;
    const struct weight_swaps_drawn half = weight_swaps_draw(&s.net, weight_swaps_row, &s.rng);
    weight_swaps_apply(&half, s.w);
    gather(&s);
    assert_true(fabs(gradient_compute(&s.g, s.w, s.slope).loss - loss) > 1e-6);
    close_setting(&s);
}

/* Swaps of samples, chosen or all: involutions that keep to the images they are given. */
static void check_samples(struct setting *s, const char *code, bool chosen)
{
    const uint32_t index[] = {3, 30, 7, 12};
    const struct feature_swaps_rule rule = {code, false, true};
    const struct feature_swaps_images images = {
        .data = &s->data, .index = chosen ? index : NULL, .n = chosen ? 4 : N};
    const uint64_t before = data_digest(&s->data);
    const struct rng start = s->rng;
    uint8_t *const kept = memcpy(base_alloc(N * FEATURES, 1), s->data.train.pixel, N * FEATURES);
    feature_swaps_apply(&rule, &images, &s->rng);
    assert_true(data_digest(&s->data) != before);
    for (size_t i = 0; chosen && i < N; i++)
        if (i != 3 && i != 30 && i != 7 && i != 12)
            assert_memory_equal(kept + i * FEATURES, s->data.train.pixel + i * FEATURES, FEATURES);
    s->rng = start;
    feature_swaps_apply(&rule, &images, &s->rng);
    assert_true(data_digest(&s->data) == before);
    base_free(kept);
}

static void test_samples(void **state)
{
    (void)state;
    struct setting s;
    open_setting(&s);
    for (const struct mc_move *m = dnn_moves; m->name; m++)
        if (moves_on_data(m)) check_samples(&s, m->name, true), check_samples(&s, m->name, false);
    close_setting(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_codes),          cmocka_unit_test(test_1SA),
        cmocka_unit_test(test_relabelling),    cmocka_unit_test(test_samples),
        cmocka_unit_test(test_weight_swaps),   cmocka_unit_test(test_null),
        cmocka_unit_test(a_row_alone_is_felt),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
