/* Formatting of numbers with errors. */
#include "analysis/figure/number_format.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { RING = 16, LENGTH = 48 };

static char *next_text(void)
{
    static char ring[RING][LENGTH];
    static int at;
    at = (at + 1) % RING;
    return ring[at];
}

/* Decimals for this many significant digits of x; negative: zeros before the point. */
static int decimals(double x, int digits)
{
    return digits - 1 - (int)floor(log10(fabs(x)));
}

static const char *fixed(double x, int places)
{
    const double unit = pow(10, -places);
    char *text = next_text();
    if (places < 0)
        snprintf(text, LENGTH, "%.0f", round(x / unit) * unit);
    else
        snprintf(text, LENGTH, "%.*f", places > 9 ? 9 : places, x);
    return text;
}

static int usable(double error)
{
    return isfinite(error) && error > 0;
}

const char *number_format_value(struct statistics_estimate e)
{
    if (isnan(e.value)) return "-";
    if (!isfinite(e.value) || fabs(e.value) >= 1e15) {
        char *text = next_text();
        snprintf(text, LENGTH, "%.3g", e.value);
        return text;
    }
    if (usable(e.error)) return fixed(e.value, decimals(e.error, 2));
    return fixed(e.value, e.value != 0 ? decimals(e.value, 3) : 0);
}

const char *number_format_error(struct statistics_estimate e)
{
    if (!isfinite(e.error) || isnan(e.value)) return "-";
    if (e.error == 0) return "0";
    return fixed(e.error, decimals(e.error, 2));
}

const char *number_format_bound(char sign, double x)
{
    char *text = next_text();
    const int power = x > 0 && isfinite(x) ? (int)floor(log10(x)) : 0;
    if (power < 4)
        snprintf(text, LENGTH, "%c %s", sign, fixed(x, decimals(x > 0 ? x : 1, 2)));
    else
        snprintf(text, LENGTH, "%c %.1fe%d", sign, x / pow(10, power), power);
    return text;
}

struct statistics_estimate number_format_ratio(struct statistics_estimate a,
                                               struct statistics_estimate b)
{
    const double r = a.value / b.value;
    return (struct statistics_estimate){r, fabs(r) * hypot(a.error / a.value, b.error / b.value)};
}

double number_format_rounded(double x)
{
    char text[32];
    snprintf(text, sizeof text, "%.3g", x);
    return strtod(text, NULL);
}
