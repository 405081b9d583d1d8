/* Random streams: published known answers, independence of streams, restart, uniformity (z-scores
   at fixed seeds). */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/io/checkpoint.h"
#include "common/core/rng.h"

/* Random123 1.14, examples/kat_vectors, philox4x32 with 10 rounds: counter, key, answer. */
static void known_answers(void **state)
{
    (void)state;
    static const struct {
        uint32_t counter[4], key[2], answer[4];
    } known[] = {
        {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        {{~0u, ~0u, ~0u, ~0u}, {~0u, ~0u}, {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
         {0xa4093822, 0x299f31d0},
         {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        uint32_t out[4];
        rng_philox(known[i].counter, known[i].key, out);
        assert_memory_equal(out, known[i].answer, sizeof out);
    }
}

static void stream_is_philox(void **state)
{
    (void)state;
    struct rng r;
    rng_init(&r, 0x123456789abcdefULL, 7, RNG_BATCH);
    for (uint32_t b = 0; b < 40; b++) {
        uint32_t out[4];
        rng_philox((uint32_t[]){b, 0, 7, RNG_BATCH}, (uint32_t[]){0x89abcdef, 0x01234567}, out);
        for (int i = 0; i < 4; i++) assert_int_equal(rng_u32(&r), out[i]);
    }
}

static void streams_differ(void **state)
{
    (void)state;
    struct rng r[4];
    rng_init(&r[0], 1, 0, RNG_MOVE);
    rng_init(&r[1], 2, 0, RNG_MOVE);
    rng_init(&r[2], 1, 1, RNG_MOVE);
    rng_init(&r[3], 1, 0, RNG_START);
    int equal = 0;
    for (int k = 0; k < 1000; k++) {
        uint32_t x[4];
        for (int i = 0; i < 4; i++) x[i] = rng_u32(&r[i]);
        for (int i = 0; i < 4; i++)
            for (int j = 0; j < i; j++) equal += x[i] == x[j];
    }
    assert_int_equal(equal, 0);
}

static void restart(void **state)
{
    (void)state;
    for (int used = 0; used < 130; used += 13) {
        struct rng r, again;
        rng_init(&r, 5, 0, RNG_TEST);
        for (int k = 0; k < used; k++) rng_u32(&r);
        struct checkpoint *const saver = checkpoint_create_saver();
        checkpoint_rng(saver, &r);
        checkpoint_write(saver, "/tmp/swapglass_test_rng.h5", NULL);
        checkpoint_free(saver);
        char why[100];
        struct checkpoint *const loader =
            checkpoint_create_loader("/tmp/swapglass_test_rng.h5", why, sizeof why);
        assert_non_null(loader);
        memset(&again, 0, sizeof again);
        checkpoint_rng(loader, &again);
        checkpoint_free(loader);
        for (int k = 0; k < 200; k++) assert_int_equal(rng_u32(&r), rng_u32(&again));
    }
    remove("/tmp/swapglass_test_rng.h5");
}

static void below_is_uniform(void **state)
{
    (void)state;
    enum { N = 7, DRAWS = 700000 };
    struct rng r;
    rng_init(&r, 11, 0, RNG_TEST);
    int count[N] = {0};
    for (int k = 0; k < DRAWS; k++) count[rng_below(&r, N)]++;
    double chi2 = 0;
    for (int i = 0; i < N; i++) chi2 += pow(count[i] - DRAWS / (double)N, 2) / (DRAWS / (double)N);
    assert_true(fabs(chi2 - (N - 1)) / sqrt(2.0 * (N - 1)) < 4);
    /* a range for which the multiply-shift alone would be badly uneven */
    const uint32_t wide = 3u << 30;
    double third = 0;
    for (int k = 0; k < DRAWS; k++) third += rng_below(&r, wide) < wide / 3;
    assert_true(fabs(third / DRAWS - 1 / 3.0) / sqrt(2 / 9.0 / DRAWS) < 4);
}

/* Parts of two places of a stream, and of another stream, share no number; and a part is a pure
   function of the place. */
static void parts_differ(void **state)
{
    (void)state;
    enum { DRAWS = 100, STREAMS = 6 };
    struct rng a, b;
    rng_init(&a, 19, 0, RNG_MOVE), rng_init(&b, 19, 0, RNG_TEST);
    const struct rng first = rng_part(&a, 0), second = rng_part(&a, 65535), same = rng_part(&a, 0);
    assert_memory_equal(&first, &same, sizeof first);
    rng_u32(&a);
    struct rng s[STREAMS] = {first, second, rng_part(&a, 0), rng_part(&b, 0), a, b};
    uint32_t x[STREAMS][DRAWS];
    size_t equal = 0;
    for (int k = 0; k < STREAMS; k++)
        for (int i = 0; i < DRAWS; i++) x[k][i] = rng_u32(&s[k]);
    for (int k = 0; k < STREAMS; k++)
        for (int j = 0; j < k; j++)
            for (int i = 0; i < DRAWS; i++) equal += x[k][i] == x[j][i];
    assert_int_equal(equal, 0);
}

static void moments(void **state)
{
    (void)state;
    enum { N = 1000000 };
    struct rng r;
    rng_init(&r, 13, 0, RNG_TEST);
    double u1 = 0, u2 = 0, g1 = 0, g2 = 0, g4 = 0;
    for (int k = 0; k < N; k++) {
        const double u = rng_uniform(&r), g = rng_normal(&r);
        assert_true(u >= 0 && u < 1);
        u1 += u, u2 += u * u, g1 += g, g2 += g * g, g4 += g * g * g * g;
    }
    assert_true(fabs(u1 / N - 0.5) / sqrt(1 / 12.0 / N) < 4);
    assert_true(fabs(u2 / N - 1 / 3.0) / sqrt(4 / 45.0 / N) < 4);
    assert_true(fabs(g1 / N) * sqrt(N) < 4);
    assert_true(fabs(g2 / N - 1) / sqrt(2.0 / N) < 4);
    assert_true(fabs(g4 / N - 3) / sqrt(96.0 / N) < 4);
}

static void shuffles_evenly(void **state)
{
    (void)state;
    enum { N = 4, DRAWS = 240000 };
    struct rng r;
    rng_init(&r, 17, 0, RNG_TEST);
    int count[256] = {0};
    for (int k = 0; k < DRAWS; k++) {
        uint32_t x[N] = {0, 1, 2, 3};
        rng_shuffle(&r, x, N);
        count[x[0] << 6 | x[1] << 4 | x[2] << 2 | x[3]]++;
    }
    double chi2 = 0, kinds = 0;
    for (int i = 0; i < 256; i++)
        if (count[i]) kinds++, chi2 += pow(count[i] - DRAWS / 24.0, 2) / (DRAWS / 24.0);
    assert_int_equal((int)kinds, 24);
    assert_true(fabs(chi2 - 23) / sqrt(46.0) < 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_answers),    cmocka_unit_test(stream_is_philox),
        cmocka_unit_test(streams_differ),   cmocka_unit_test(restart),
        cmocka_unit_test(below_is_uniform), cmocka_unit_test(moments),
        cmocka_unit_test(shuffles_evenly),  cmocka_unit_test(parts_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
