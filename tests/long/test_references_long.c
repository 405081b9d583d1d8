/* The liquids of test_references.c for longer, and at more state points. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/references.h"

/* ka at T = 0.6 melts its lattice only if it starts hot. Started at T itself, its energy is still 0.02
   too high after 30000 sweeps. T = 2: data of gamdpy, molecular dynamics. */
static const struct references_row rows[] = {
    {"lj", 500, 0.776, 0.85, 0.3, -5.5121, 0.0004, 0.00677, 0.002, 5000, 60000, 0},
    {"ka", 1000, 1.2, 1.0, 0.17, -6.013, 0.005, 9.89, 0.03, 5000, 25000, 0},
    {"lj", 500, 0.86, 0.90, 0.25, -5.9753, 0.0004, 1.5781, 0.003, 5000, 40000, 0},
    {"bss", 1000, 1.0, 0.350128, 0.2, 2.3238, 0.0020, 9.707, 0.008, 3000, 15000, 0},
    {"ka", 4000, 1.2, 2.0, 0.2, -4.6539, 0.002, 19.318, 0.01, 1500, 6000, 0},
    {"ka", 1000, 1.2, 0.6, 0.17, -6.713, 0.005, 5.09, 0.04, 40000, 60000, 4000},
};

/* (s/r)^12: Z by its virial series, whose last term is taken for its error, and u = T (Z - 1)/4.
   Coefficients to B8: Tan, Schultz, Kofke, Mol. Phys. 109, 123 (2011). */
static const struct {
    double rho, step, Z, last;
} series[] = {
    {0.1, 1.0, 1.29831, 0},      {0.2, 1.0, 1.69680, 0},      {0.3, 1.0, 2.22544, 0},
    {0.4, 0.9, 2.92121, 0.0001}, {0.5, 0.7, 3.82904, 0.0006}, {0.6, 0.6, 5.00274, 0.002},
    {0.8, 0.4, 8.41232, 0.016},  {0.9, 0.3, 10.80708, 0.035}, {1.0, 0.25, 13.78638, 0.074},
    {1.1, 0.2, 17.45796, 0.144},
};

static void liquids(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) references_check(&rows[k]);
}

static void virial_series(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof series / sizeof series[0]; k++) {
        const double rho = series[k].rho, Z = series[k].Z, error = series[k].last + 1e-4;
        const struct references_row row = {"r12",          1000,        rho,       1,
                                           series[k].step, (Z - 1) / 4, error / 4, rho * Z,
                                           rho * error,    1500,        8000,      0};
        references_check(&row);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(virial_series), cmocka_unit_test(liquids)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
