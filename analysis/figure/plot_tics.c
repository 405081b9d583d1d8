/* Implementation of plot_tics.h. */
#include "analysis/figure/plot_tics.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/figure/plot_text.h"

static const double font = 9;                 /* of the labels [pt of gnuplot] */
static const double height = 0.13, gap = 0.1; /* of a label, between two [inch] */

struct axis {
    double least, most, length;
    bool logarithmic, horizontal;
};

/* ---- labels ---------------------------------------------------------------------------------- */

/* A number with this many decimals; as a factor times 10^n on an axis of large or small numbers. */
static void label(const struct axis *a, char text[32], double x, int decimals)
{
    const double size = fabs(x), largest = fmax(fabs(a->least), fabs(a->most));
    if (size > 0 && (largest >= 1e5 || largest < 1e-2)) {
        const int n = (int)floor(log10(size) + 1e-9);
        const double factor = x / pow(10, n);
        if (fabs(factor - 1) < 1e-9)
            snprintf(text, 32, "10^{%d}", n);
        else
            snprintf(text, 32, "%.*f·10^{%d}", decimals + n > 0 ? decimals + n : 0, factor, n);
        return;
    }
    snprintf(text, 32, "%.*f", decimals > 0 ? decimals : 0, size > 0 ? x : 0);
}

static int decimals_of(double step)
{
    return (int)ceil(-log10(step) - 1e-9);
}

static double place(const struct axis *a, double x)
{
    return a->length * (a->logarithmic ? log(x / a->least) / log(a->most / a->least)
                                       : (x - a->least) / (a->most - a->least));
}

static double half_of(const struct axis *a, const char *text)
{
    return a->horizontal ? (plot_text_width(text, font) + gap) / 2 : height / 2;
}

/* True if each label leaves room for the next. */
static bool fits(const struct axis *a, size_t n, const struct plot_tic *tic)
{
    double end = -INFINITY;
    for (size_t i = 0; i < n; i++) {
        if (!*tic[i].label) continue;
        const double at = place(a, tic[i].at), half = half_of(a, tic[i].label);
        if (at - half < end) return false;
        end = at + half;
    }
    return true;
}

/* ---- linear ---------------------------------------------------------------------------------- */

static size_t multiples(const struct axis *a, double step, struct plot_tic *tic)
{
    const double slack = 1e-9 * (a->most - a->least);
    size_t n = 0;
    for (double k = ceil((a->least - slack) / step);
         k * step <= a->most + slack && n < PLOT_TICS / 2; k++) {
        tic[n] = (struct plot_tic){.at = k * step};
        label(a, tic[n++].label, k * step, decimals_of(step));
    }
    return n;
}

/* The smallest step 1, 2 or 5 of a decade whose labels fit. */
static double step_of(const struct axis *a, struct plot_tic *tic, size_t *n)
{
    static const double digit[] = {1, 2, 5};
    const double rough = (a->most - a->least) / 8;
    double decade = pow(10, floor(log10(rough)));
    for (int k = 0;; k++) {
        const double step = digit[k % 3] * decade * pow(10, k / 3);
        if (step < rough) continue;
        *n = multiples(a, step, tic);
        if (fits(a, *n, tic) || *n < 2) return step;
    }
}

static size_t linear(const struct axis *a, struct plot_tic *tic)
{
    size_t n;
    const double step = step_of(a, tic, &n), half = step / 2;
    for (double k = ceil(a->least / half); k * half <= a->most && n < PLOT_TICS; k++)
        if (fmod(fabs(k), 2) == 1) tic[n++] = (struct plot_tic){.at = k * half, .minor = true};
    return n;
}

/* ---- logarithmic ----------------------------------------------------------------------------- */

/* Powers of ten, each `every`-th with its label. */
static size_t decades(const struct axis *a, int every, struct plot_tic *tic)
{
    size_t n = 0;
    for (int k = (int)ceil(log10(a->least) - 1e-9); k <= log10(a->most) + 1e-9 && n < PLOT_TICS / 2;
         k++) {
        tic[n] = (struct plot_tic){.at = pow(10, k)};
        if (k % every == 0) snprintf(tic[n].label, sizeof tic[n].label, "10^{%d}", k);
        n++;
    }
    return n;
}

static size_t add_minor(const struct axis *a, size_t n, struct plot_tic *tic)
{
    const size_t major = n;
    if (a->most / a->least > 1e9) return n;
    for (double decade = pow(10, floor(log10(a->least))); decade <= a->most; decade *= 10)
        for (int digit = 1; digit <= 9 && n < PLOT_TICS; digit++) {
            const double x = digit * decade;
            bool there = x < a->least || x > a->most;
            for (size_t i = 0; i < major; i++) there = there || fabs(tic[i].at / x - 1) < 1e-9;
            if (!there) tic[n++] = (struct plot_tic){.at = x, .minor = true};
        }
    return n;
}

/* These digits of each decade. */
static size_t digits(const struct axis *a, const char *digit, struct plot_tic *tic)
{
    size_t n = 0;
    for (double decade = pow(10, floor(log10(a->least))); decade <= a->most; decade *= 10)
        for (const char *d = digit; *d; d++) {
            const double x = (*d - '0') * decade;
            if (x < a->least * (1 - 1e-9) || x > a->most * (1 + 1e-9)) continue;
            tic[n] = (struct plot_tic){.at = x};
            label(a, tic[n++].label, x, decimals_of(decade));
        }
    return n;
}

static size_t logarithmic(const struct axis *a, struct plot_tic *tic)
{
    enum { FEWEST = 3 };
    static const char *const choice[] = {"125", "15", "1", NULL};
    size_t n = 0;
    if (a->most / a->least > 100) {
        int every = 1;
        do n = decades(a, every, tic);
        while (!fits(a, n, tic) && every++ < 1000);
        return add_minor(a, n, tic);
    }
    for (const char *const *c = choice; *c; c++) {
        n = digits(a, *c, tic);
        if (fits(a, n, tic)) break;
    }
    if (n < FEWEST) step_of(a, tic, &n);
    return add_minor(a, n, tic);
}

size_t plot_tics_find(double least, double most, bool log_scale, bool horizontal, double length,
                      struct plot_tic tic[PLOT_TICS])
{
    const struct axis a = {least, most, length, log_scale, horizontal};
    return log_scale ? logarithmic(&a, tic) : linear(&a, tic);
}
