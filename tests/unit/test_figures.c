/* Parts of figures: symbols of columns, literal text, and tics over many random ranges, whose labels
   differ, never touch and are the numbers at which they stand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/figure/column_symbol.h"
#include "analysis/figure/plot_text.h"
#include "analysis/figure/plot_tics.h"
#include "common/core/base.h"
#include "common/core/rng.h"

static void symbols_are_found(void **state)
{
    static const struct {
        const char *column, *system, *label;
    } cases[] = {
        {"fs", "liquid", "self scattering  F_s(k, t)"},
        {"fs", "network", "self scattering  F_s(t_w, t_w + t)"},
        {"msd", "liquid", "mean-sq. displacement  ⟨Δr^2(t)⟩  [σ^2]"},
        {"acceptance_swap", "liquid", "acceptance of swaps"},
        {"acceptance_new_move", "liquid", "acceptance of new move"},
        {"g_AB", "liquid", "pair correlation  g_{AB}(r)"},
        {"s_AA", "liquid", "structure factor  S_{AA}(k)"},
        {"S_12", "liquid", "structure factor  S_{12}(k)"},
        {"overlap_2", "liquid", "self overlap  Q^{(2)}(t)"},
        {"overlap_square", "liquid", "squared overlap  ⟨q^2⟩"},
        {"S*", "liquid", "structure factor"},
        {"rate_*", "liquid", "exchange rate of rungs"},
        {"rate_00_01", "liquid", "exchange rate of rungs 00-01"},
        {"t", "liquid", "time  t  [sweeps]"},
        {"my_own_column", "liquid", "my\\_own\\_column"},
        {"a^{b}@c&d~e\\f", "liquid", "a\\^\\{b\\}\\@c\\&d\\~e\\\\f"},
    };
    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        char *const label = column_symbol_label(cases[k].column, cases[k].system, "sweeps");
        assert_string_equal(label, cases[k].label);
        base_free(label);
    }
}

/* No row hides another, and no label is its column. */
static void rows_are_unique(void **state)
{
    (void)state;
    for (const struct column_symbol *s = column_symbols; s->column; s++) {
        for (const struct column_symbol *r = column_symbols; r < s; r++)
            assert_false(strcmp(r->column, s->column) == 0 &&
                         (!r->system || (s->system && strcmp(r->system, s->system) == 0)));
        assert_true(*s->name && !strchr(s->name, '_'));
    }
}

/* The number that a label shows: "1.2·10^{5}", "10^{-3}" or digits. */
static double number_of(const char *label)
{
    const char *const power = strstr(label, "10^{");
    if (!power) return strtod(label, NULL);
    const double factor = power == label ? 1 : strtod(label, NULL);
    return factor * pow(10, strtod(power + 4, NULL));
}

static double width(const char *label, bool horizontal)
{
    return horizontal ? plot_text_width(label, 9) : 0.1;
}

/* Checks the tics of one range; returns their labels. */
static size_t check(double least, double most, bool logarithmic, bool horizontal)
{
    struct plot_tic tic[PLOT_TICS];
    const double length = horizontal ? 3 : 1.8;
    const size_t n = plot_tics_find(least, most, logarithmic, horizontal, length, tic);
    const double span = logarithmic ? log(most / least) : most - least;
    double end = -INFINITY;
    size_t labels = 0;
    assert_true(n <= PLOT_TICS);
    for (size_t i = 0; i < n; i++) {
        assert_true(tic[i].at >= least - 1e-6 * fabs(span) &&
                    tic[i].at <= most + 1e-6 * fabs(most));
        if (!*tic[i].label) continue;
        labels++;
        const double step = logarithmic ? tic[i].at : span;
        assert_true(fabs(number_of(tic[i].label) - tic[i].at) <= 1e-3 * fabs(step));
        const double at =
                         length * (logarithmic ? log(tic[i].at / least) : tic[i].at - least) / span,
                     half = width(tic[i].label, horizontal) / 2;
        assert_true(at - half >= end);
        end = at + half;
        for (size_t k = 0; k < i; k++) assert_string_not_equal(tic[i].label, tic[k].label);
    }
    return labels;
}

static void tics_never_touch(void **state)
{
    enum { RANGES = 20000 };
    (void)state;
    struct rng rng;
    rng_init(&rng, 1, 0, RNG_NOISE);
    size_t few = 0;
    for (int k = 0; k < RANGES; k++) {
        const bool logarithmic = k & 1, horizontal = k & 2;
        const double size = pow(10, 24 * rng_uniform(&rng) - 12);
        const double least = logarithmic ? size : size * (2 * rng_uniform(&rng) - 1),
                     most = logarithmic ? size * pow(10, 0.05 + 12 * pow(rng_uniform(&rng), 3))
                                        : least + size * pow(10, -3 * rng_uniform(&rng));
        few += check(least, most, logarithmic, horizontal) < 2;
    }
    assert_true(few < RANGES / 200); /* two labels, but where a number is as wide as the axis */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(symbols_are_found),
        cmocka_unit_test(rows_are_unique),
        cmocka_unit_test(tics_never_touch),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
