/* Progress lines fit the width of the terminal: parts leave in the order of their ranks, none is cut
   but the last. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/core/progress.h"

enum { PARTS = 4 };
static const char *const part[PARTS] = {"[####....]  50 %", "sweep 10/20", "3 sweeps/s",
                                        "ETA 0:03"};
static const int rank[PARTS] = {3, 0, 2, 1};

static void test_lines(void **state)
{
    static const struct {
        size_t width;
        const char *line;
    } cases[] = {
        {300, "[####....]  50 %  sweep 10/20  3 sweeps/s  ETA 0:03"},
        {51, "[####....]  50 %  sweep 10/20  3 sweeps/s  ETA 0:03"},
        {50, "sweep 10/20  3 sweeps/s  ETA 0:03"},
        {32, "sweep 10/20  ETA 0:03"},
        {20, "sweep 10/20"},
        {11, "sweep 10/20"},
        {10, "sweep 10/~"},
        {1, "~"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char line[PROGRESS_LINE];
        assert_int_equal(progress_fit(line, cases[i].width, PARTS, part, rank),
                         strlen(cases[i].line));
        assert_string_equal(line, cases[i].line);
    }
}

static void test_every_width(void **state)
{
    (void)state;
    for (size_t width = 1; width < 2 * PROGRESS_LINE; width++) {
        char line[PROGRESS_LINE];
        const size_t n = progress_fit(line, width, PARTS, part, rank);
        assert_true(n <= width);
        assert_int_equal(n, strlen(line));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_lines),
                                       cmocka_unit_test(test_every_width)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
