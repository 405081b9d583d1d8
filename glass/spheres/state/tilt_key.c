/* Implementation of tilt_key.h. */
#include "glass/spheres/state/tilt_key.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "common/core/base.h"
#include "common/numerics/box.h"

const struct runfile_key tilt_keys[] = {
    {.name = "tilt",
     .doc = "tilt of the box, xy or \"xy xz yz\" in units of its side, as in LAMMPS; 0: a cube",
     .type = RUNFILE_TEXT,
     .value = "0",
     .added = true},
    {0},
};

void tilt_key_read(const struct runfile *f, int dim, double *tilt)
{
    const double most = 1000;
    const char *const text = runfile_text(f, "system", "tilt");
    int end = 0, whole = (int)strlen(text);
    memset(tilt, 0, BOX_TILTS * sizeof *tilt);
    int n = sscanf(text, "%lf %lf %lf %n", tilt, tilt + 1, tilt + 2, &end);
    if (n == 1) sscanf(text, "%lf %n", tilt, &end);
    bool good = end == whole && (n == 1 || n == BOX_TILTS);
    for (int k = 0; k < BOX_TILTS; k++) good = good && fabs(tilt[k]) <= most;
    require(good, "%s = %s: not a tilt. Allowed: xy, or xy xz yz, each from -%g to %g",
            runfile_where(f, "system", "tilt"), text, most, most);
    require(dim == 3 || (tilt[BOX_XZ] == 0 && tilt[BOX_YZ] == 0),
            "%s = %s: has a third axis. Allowed in two dimensions: xy",
            runfile_where(f, "system", "tilt"), text);
}

void tilt_key_set_missing(struct runfile *f, const double *tilt)
{
    if (runfile_raw(f, "system", "tilt") || !box_is_tilted(tilt)) return;
    char text[120];
    snprintf(text, sizeof text, "%.17g %.17g %.17g", tilt[BOX_XY], tilt[BOX_XZ], tilt[BOX_YZ]);
    runfile_set(f, "system", "tilt", text);
}
