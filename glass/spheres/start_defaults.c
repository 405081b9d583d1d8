/* Implementation of start_defaults.h. */
#include "glass/spheres/start_defaults.h"

#include <math.h>

#include "common/config/runfile.h"
#include "glass/spheres/state/start.h"

static void set_missing(struct runfile *f, const char *key, const char *format, double x)
{
    if (runfile_raw(f, "system", key)) return;
    char text[40];
    snprintf(text, sizeof text, format, x);
    runfile_set(f, "system", key, text);
}

void start_defaults_resolve(struct runfile *f)
{
    const char *const start = runfile_raw(f, "system", "start");
    const bool known = runfile_raw(f, "system", "N") && runfile_raw(f, "system", "dim") &&
                       runfile_raw(f, "system", "rho");
    struct start_shape s;
    if (!start || known || !start_peek(start, runfile_where(f, "system", "start"), &s)) return;
    set_missing(f, "N", "%.0f", (double)s.n);
    set_missing(f, "dim", "%.0f", s.dim);
    if (s.box > 0) set_missing(f, "rho", "%.17g", (double)s.n / pow(s.box, s.dim));
}
