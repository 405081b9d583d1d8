/* Implementation of start_defaults.h. */
#include "glass/spheres/start_defaults.h"

#include <math.h>

#include "common/config/runfile.h"
#include "common/core/base.h"
#include "common/run/start_places.h"
#include "glass/spheres/state/start.h"
#include "glass/spheres/state/tilt_key.h"

static void set_missing(struct runfile *f, const char *key, const char *format, double x)
{
    if (runfile_raw(f, "system", key)) return;
    char text[40];
    snprintf(text, sizeof text, format, x);
    runfile_set(f, "system", key, text);
}

void start_defaults_resolve(struct runfile *f)
{
    const char *const given = runfile_raw(f, "system", "start");
    const bool known = runfile_raw(f, "system", "N") && runfile_raw(f, "system", "dim") &&
                       runfile_raw(f, "system", "rho") && runfile_raw(f, "system", "tilt");
    if (!given || known) return;
    const char *const where = runfile_where(f, "system", "start");
    char *const start = start_places_filled(f, given, where);
    struct start_shape s;
    const bool found = start_peek(start, where, &s);
    base_free(start);
    if (!found) return;
    set_missing(f, "N", "%.0f", (double)s.n);
    set_missing(f, "dim", "%.0f", s.dim);
    if (s.box > 0) set_missing(f, "rho", "%.17g", (double)s.n / pow(s.box, s.dim));
    tilt_key_set_missing(f, s.tilt);
}
