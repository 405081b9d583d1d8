/* Temperature schedules: T at every time for several texts, and refused texts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "common/config/temperature_schedule.h"

static struct temperature_schedule read_(const char *text)
{
    struct temperature_schedule a;
    const char *why;
    assert_true(temperature_schedule_parse(&a, text, 1.0, &why));
    return a;
}

static void none_has_no_pieces(void **state)
{
    (void)state;
    assert_int_equal(read_("none").n, 0);
    assert_int_equal(read_("  none ").n, 0);
}

static void holds_jump(void **state)
{
    (void)state;
    const struct temperature_schedule a = read_("0.2 100, 0.1 1e3");
    assert_int_equal(a.n, 2);
    assert_true(temperature_schedule_T(&a, 0) == 0.2 && temperature_schedule_T(&a, 99) == 0.2);
    assert_true(temperature_schedule_T(&a, 100) == 0.1 && temperature_schedule_T(&a, 1099) == 0.1 &&
                temperature_schedule_T(&a, 1e9) == 0.1);
}

/* A ramp begins where the piece before ended, or at T of [system], and ends at its own. */
static void ramps_are_linear(void **state)
{
    (void)state;
    const struct temperature_schedule a = read_("ramp 0.5 100,0.25 50 ,ramp 0.75 1000");
    assert_int_equal(a.n, 3);
    assert_true(temperature_schedule_T(&a, 0) == 1 && temperature_schedule_T(&a, 50) == 0.75 &&
                temperature_schedule_T(&a, 100) == 0.25);
    assert_true(temperature_schedule_T(&a, 150) == 0.25 && temperature_schedule_T(&a, 650) == 0.5);
    assert_true(temperature_schedule_T(&a, 1150) == 0.75 &&
                temperature_schedule_T(&a, 5000) == 0.75);
    assert_true(a.piece[2].begin == 150 && a.piece[2].end == 1150);
}

static void nonsense_is_refused(void **state)
{
    (void)state;
    static const char *const zoo[] = {"",          "0.1",           "0.1 0",         "0.1 1.5",
                                      "0 10",      "-1 10",         "nan 10",        "0.1 10,",
                                      ",0.1 10",   "0.1 10 0.2 10", "ramp 10",       "ramp0.1 5",
                                      "0.1 1e400", "hot 10",        "0.1 10; 0.2 5", "none, 1",
                                      "inf 10",    "0.1 -5",        "ramp 0.1 5 3",  "0.1x 5"};
    for (size_t i = 0; i < sizeof zoo / sizeof *zoo; i++) {
        struct temperature_schedule a;
        const char *why = NULL;
        assert_false(temperature_schedule_parse(&a, zoo[i], 1, &why));
        assert_non_null(why);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(none_has_no_pieces), cmocka_unit_test(holds_jump),
        cmocka_unit_test(ramps_are_linear), cmocka_unit_test(nonsense_is_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
