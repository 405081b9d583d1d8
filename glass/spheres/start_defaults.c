/* Implementation of start_defaults.h. */
#include "glass/spheres/start_defaults.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/config/runfile.h"
#include "common/core/base.h"
#include "common/run/start_places.h"
#include "glass/spheres/state/start.h"

static void set_missing(struct runfile *f, const char *key, int digits, double x)
{
    if (runfile_raw(f, "system", key)) return;
    char text[40];
    snprintf(text, sizeof text, "%.*g", digits, x);
    runfile_set(f, "system", key, text);
}

/* The fewest digits of rho with which the box is reproduced to its rounding error. */
static int digits_of(double rho, const struct start_shape *s)
{
    int digits = 1;
    for (; digits < 17; digits++) {
        char text[40];
        snprintf(text, sizeof text, "%.*g", digits, rho);
        const double L = pow((double)s->n / strtod(text, NULL), 1.0 / s->dim);
        if (fabs(L - s->box) <= 0x1p-52 * s->box) break;
    }
    return digits;
}

void start_defaults_resolve(struct runfile *f)
{
    const char *const given = runfile_raw(f, "system", "start");
    const bool known = runfile_raw(f, "system", "N") && runfile_raw(f, "system", "dim") &&
                       runfile_raw(f, "system", "rho");
    if (!given || known) return;
    const char *const where = runfile_where(f, "system", "start");
    char *const start = start_places_filled(f, given, where);
    struct start_shape s;
    const bool found = start_peek(start, where, &s);
    base_free(start);
    if (!found) return;
    const double rho = (double)s.n / pow(s.box, s.dim);
    set_missing(f, "N", 10, (double)s.n);
    set_missing(f, "dim", 1, s.dim);
    if (s.box > 0) set_missing(f, "rho", digits_of(rho, &s), rho);
}
