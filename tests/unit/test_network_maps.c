/* Maps of weights. Rescalings and teleportation keep every output, and transform the gradient into the
   recomputed one; teleportation climbs |g|^2; LaPerm permutes the first weights into the order
   of the present ones. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dnn/sampling/target.h"
#include "dnn/system/parts.h"
#include "dnn/training/weight_maps.h"
#include "tests/support.h"

static struct mc_chain opened(const char *layers, const char *protocol)
{
    return support_chain(&dnn_system,
                         "[run]\nsteps = 1\nfolder = x\nseed = 5\n[network]\nprecision = double\n"
                         "layers = %s\n[data]\nname = mixture\nnum_classes = 4\ndim = 98\n"
                         "channels = 2\ntrain_samples = 60\ntest_samples = 10\n"
                         "[train]\nbatch_size = 6\nlearning_rate = 0.05\n[swap]\nprotocol = %s\n",
                         layers, protocol);
}

static double norm2(size_t n, const real *x)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += (double)x[i] * (double)x[i];
    return sum;
}

/* Largest difference, relative to the root mean square. */
static double difference(size_t n, const real *x, const real *y)
{
    double most = 0;
    for (size_t i = 0; i < n; i++) most = fmax(most, fabs((double)x[i] - (double)y[i]));
    return most / sqrt(norm2(n, x) / (double)n);
}

static void the_function_is_kept(const char *layers, const char *name, double amount)
{
    struct mc_chain c = opened(layers, "none");
    struct dnn_state *const st = c.state;
    const struct weight_maps_kind *const kind = base_find(&weight_maps_table, name);
    assert_null(weight_maps_unsupported(kind, &st->net));
    struct rng rng;
    rng_init(&rng, 3, 0, RNG_TEST);
    support_advance(&c, "gradient", 5);
    const size_t P = st->net.weights;
    const double before = target_batch(st), climbed = norm2(P, st->dw);
    real *const w = memcpy(base_alloc(P, sizeof *w), st->w, P * sizeof *w),
                *const g = memcpy(base_alloc(P, sizeof *g), st->dw, P * sizeof *g);
    const struct weight_maps_arguments a = {&st->net, st->w, g, NULL, amount, &rng};
    kind->apply(&a);
    state_changed(st);
    assert_true(difference(P, w, st->w) > 0.1);
    assert_true(fabs(target_batch(st) - before) < 1e-12 * (1 + before));
    assert_true(difference(P, st->dw, g) < 1e-9);
    if (kind->gradient) assert_true(norm2(P, st->dw) > 1.05 * climbed);
    base_free(w), base_free(g);
    mc_clear(&c);
}

static void functions_are_kept(void **state)
{
    (void)state;
    static const char *const layers[] = {
        "dense 8, relu, dense classes", "dense 8 nobias, leaky_relu, dense 6, relu, dense classes",
        "conv 3 3, relu, maxpool 2, flatten, dense 8, relu, dense classes"};
    for (size_t k = 0; k < sizeof layers / sizeof *layers; k++) {
        the_function_is_kept(layers[k], "rescale", 0.5);
        the_function_is_kept(layers[k], "teleport", 0.5);
    }
}

static int ascending(const void *a, const void *b)
{
    const real x = *(const real *)a, y = *(const real *)b;
    return (x > y) - (x < y);
}

static void laperm_permutes(void **state)
{
    (void)state;
    struct mc_chain c = opened("dense 8, tanh, dense classes", "laperm every=5");
    const struct dnn_state *const st = c.state;
    const struct layer *const l = st->net.layer;
    const size_t n = l->rows * l->columns;
    real *const first = memcpy(base_alloc(n, sizeof *first), st->w + l->offset, n * sizeof *first),
                *const now = base_alloc(n, sizeof *now);
    support_advance(&c, "gradient", 11); /* the last at step 10: due at steps 0, 5, 10 */
    memcpy(now, st->w + l->offset, n * sizeof *now);
    assert_true(difference(n, first, now) > 0.01);
    for (size_t r = 0; r < l->rows; r++) {
        qsort(first + r * l->columns, l->columns, sizeof *first, ascending);
        qsort(now + r * l->columns, l->columns, sizeof *now, ascending);
    }
    assert_memory_equal(first, now, n * sizeof *now);
    base_free(first), base_free(now);
    mc_clear(&c);
}

/* Values 0.3 0.1 0.2 in the order of 7 9 8: 0.1 0.3 0.2. */
static void laperm_keeps_the_order(void **state)
{
    (void)state;
    struct mc_chain c = opened("dense 8, tanh, dense classes", "none");
    struct dnn_state *const st = c.state;
    real *const first = base_alloc(st->net.weights, sizeof *first);
    for (size_t i = 0; i < st->net.weights; i++)
        st->w[i] = (real)(i * 7 % 13), first[i] = (real)(i * 5 % 11);
    real *const before = memcpy(base_alloc(st->net.weights, sizeof *before), st->w,
                                st->net.weights * sizeof *before);
    const struct weight_maps_arguments a = {&st->net, st->w, NULL, first, 0, NULL};
    weight_maps_laperm(&a);
    const struct layer *const l = st->net.layer;
    for (size_t r = 0; r < l->rows; r++)
        for (size_t i = 0; i + 1 < l->columns; i++)
            for (size_t k = 0; k < l->columns; k++) {
                const size_t p = l->offset + r * l->columns + i, q = l->offset + r * l->columns + k;
                if (before[p] < before[q]) assert_true(st->w[p] <= st->w[q]);
            }
    base_free(first), base_free(before);
    mc_clear(&c);
}

static void open_tanh(void *protocol)
{
    struct mc_chain c = opened("dense 8, tanh, dense classes", protocol);
    mc_clear(&c);
}

static void refusals(void **state)
{
    (void)state;
    assert_true(support_refuses(open_tanh, "rescale", "rescale needs a dense or convolutional"));
    assert_true(support_refuses(open_tanh, "teleport", "teleport needs a dense or convolutional"));
    assert_true(support_refuses(open_tanh, "laperm amount=2", "laperm has no amount"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(functions_are_kept),
        cmocka_unit_test(laperm_permutes),
        cmocka_unit_test(laperm_keeps_the_order),
        cmocka_unit_test(refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
