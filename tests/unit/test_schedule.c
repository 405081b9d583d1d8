/* Schedules: against the obvious loop over all times, and texts that are none. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "common/config/schedule.h"

enum { END = 3000 };

static struct schedule parsed(const char *text)
{
    struct schedule s;
    const char *why;
    assert_true(schedule_parse(&s, text, &why));
    return s;
}

/* next, has and count must tell one story, from every time on. */
static void consistent(const char *text)
{
    const struct schedule s = parsed(text);
    int64_t next = SCHEDULE_NEVER, count = 0;
    for (int64_t t = END; t >= -3; t--) {
        const int64_t found = schedule_next(&s, t);
        if (next <= END)
            assert_int_equal(found, next);
        else
            assert_true(found > END);
        if (schedule_has(&s, t)) next = t, count++;
    }
    assert_int_equal(schedule_count(&s, END), count);
}

static void one_story(void **state)
{
    (void)state;
    static const char *const texts[] = {"every 1",  "every 7",      "log 1",         "log 10",
                                        "log 1000", "never",        "blocks 100 10", "blocks 1 3",
                                        "at 0",     "at 5 17 2999", "blocks 1000 4"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) consistent(texts[i]);
}

static void known_times(void **state)
{
    (void)state;
    const struct schedule s = parsed("log 2");
    static const int64_t times[] = {0, 1, 3, 10, 32, 100, 316, 1000, 3162};
    int64_t t = -1;
    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        assert_int_equal(t = schedule_next(&s, t), times[i]);
    const struct schedule b = parsed("blocks 50 1");
    static const int64_t blocks[] = {0, 1, 10, 50, 51, 60, 100};
    t = -1;
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
        assert_int_equal(t = schedule_next(&b, t), blocks[i]);
}

static void far_times(void **state)
{
    (void)state;
    const struct schedule s = parsed("log 10");
    for (int64_t t = 1; t < (int64_t)1e15; t = t * 3 + 1) {
        const int64_t next = schedule_next(&s, t);
        assert_true(next > t);
        assert_true((double)next <= ceil(1.26 * (double)t) + 1);
    }
}

static void not_schedules(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",        "every",   "every 0",     "every -3", "every x",   "every 5 5", "log 0",
        "log 1e9", "log",     "blocks 5",    "at",       "at 3 2",    "at 1 1",    "sometimes",
        "never 1", "log 2.5", "blocks 0 10", "at -1",    "every 1e99"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct schedule s;
        const char *why = NULL;
        assert_false(schedule_parse(&s, texts[i], &why));
        assert_non_null(why);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(one_story), cmocka_unit_test(known_times),
                                       cmocka_unit_test(far_times),
                                       cmocka_unit_test(not_schedules)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
