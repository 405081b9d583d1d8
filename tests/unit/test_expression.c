/* Formulas as text: values, derivatives against differences, and the column of every mistake. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/numerics/expression.h"
#include "tests/support.h"

static const char *const names[] = {"r", "s", "a"};

static struct taylor at(const char *text, double r)
{
    const struct taylor x[] = {{{r, 1}}, {{1.3}}, {{-0.7}}};
    struct expression *const e = expression_create(text, 3, names, "test");
    const struct taylor v = expression_series(e, x);
    expression_free(e);
    return v;
}

static void values(void **state)
{
    (void)state;
    const double r = 1.1, s = 1.3, a = -0.7;
    const struct {
        const char *text;
        double value;
    } rows[] = {
        {"1 + 2*3 - 4/8", 6.5},
        {"-r^2", -r * r},
        {"2^3^2", 512},
        {"2**-1", 0.5},
        {"(s/r)^12-(s/r)^6", pow(s / r, 12) - pow(s / r, 6)},
        {"a*exp(-r/s)/r", a * exp(-r / s) / r},
        {"- - r", r},
        {"min(r, s) + max(r, s)", r + s},
        {"pow(r, s) - r^s", 0},
        {"log(r) + sqrt(s) + abs(a)", log(r) + sqrt(s) + 0.7},
        {"sin(r)*cos(s)+tanh(a)", sin(r) * cos(s) + tanh(a)},
        {"sinh(r)/cosh(r) - tanh(r)", 0},
        {"erf(r) + erfc(r)", 1},
        {"atan(r)*pi", atan(r) * M_PI},
        {"1e-3*.5+2.", 2.0005},
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
        if (!(fabs(at(rows[k].text, r).c[0] - rows[k].value) < 1e-14 * (1 + fabs(rows[k].value))))
            fail_msg("%s = %.17g, not %.17g", rows[k].text, at(rows[k].text, r).c[0],
                     rows[k].value);
}

/* Each coefficient k is the slope of the one before, over k. */
static void derivatives(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "(s/r)^12",  "r^3",       "r^2.5",     "r^0",         "exp(-r/s)/r",     "log(r)*r",
        "sqrt(r+2)", "sin(r)/r",  "cos(2*r)",  "tanh(r-1)",   "sinh(r)*cosh(r)", "atan(r^2)",
        "erf(r)",    "erfc(r/s)", "abs(r-3)",  "min(r^2, 9)", "max(r, 0.1)",     "r^r",
        "2^r",       "(1-r)^2",   "1/(1+r^2)",
    };
    const double h = 1e-6;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (double r = 0.55; r < 2; r += 0.3) {
            const struct taylor v = at(rows[i], r), a = at(rows[i], r - h), b = at(rows[i], r + h);
            for (int k = 1; k < TAYLOR_N; k++)
                if (!(fabs((b.c[k - 1] - a.c[k - 1]) / (2 * h) - k * v.c[k]) <
                      1e-7 * (1 + fabs(v.c[k - 1]) + 100 * fabs(v.c[k]))))
                    fail_msg("%s: derivative %d at %g", rows[i], k, r);
        }
}

static void parse(void *text)
{
    at(text, 1);
    _exit(0);
}

static void mistakes(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"", "column 1"},          {"r +", "column 4"},    {"r s", "column 3"},
        {"(r", "column 1"},        {"r)", "column 2"},     {"2*x", "column 3"},
        {"exp r", "column 1"},     {"exp()", "column 5"},  {"pow(r)", "column 6"},
        {"exp(r, s)", "column 6"}, {"r ^^ 2", "column 4"}, {"1..2", "column 3"},
        {"r $ 2", "column 3"},     {"R", "column 1"},      {"1e999", "column 1"},
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
        if (!support_refuses(parse, (void *)rows[k][0], rows[k][1]))
            fail_msg("'%s' is not refused at %s", rows[k][0], rows[k][1]);
    char deep[400] = "";
    for (int k = 0; k < 150; k++) strcat(deep, "(-");
    assert_true(support_refuses(parse, deep, "too deeply"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values),
        cmocka_unit_test(derivatives),
        cmocka_unit_test(mistakes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
