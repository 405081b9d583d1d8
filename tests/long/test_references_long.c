/* The liquids of test_references.c for longer, and at more state points. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/references.h"

static const struct references_row rows[] = {
    {"lj", 500, 0.776, 0.85, 0.3, -5.5121, 0.0004, 0.00677, 0.002, 5000, 60000},
    {"ka", 1000, 1.2, 1.0, 0.17, -6.013, 0.005, 9.89, 0.03, 5000, 25000},
    {"lj", 500, 0.86, 0.90, 0.25, -5.9753, 0.0004, 1.5781, 0.003, 5000, 40000},
    {"r12", 1000, 0.5, 1.0, 0.7, 0.70726, 0.0002, 0.5 * 3.82904, 0.0005, 1000, 15000},
    {"r12", 1000, 0.3, 1.0, 1.2, 0.30636, 0.0001, 0.3 * 2.22544, 0.0002, 1000, 15000},
    {"bss", 1000, 1.0, 0.350128, 0.2, 2.3238, 0.0020, 9.707, 0.008, 3000, 15000},
    {"ka", 1000, 1.2, 0.6, 0.13, -6.713, 0.005, 5.09, 0.04, 30000, 40000},
};

static void liquids(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) references_check(&rows[k]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(liquids)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
