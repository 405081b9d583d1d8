/* The tilt of the box in a run file, [system] tilt: "xy" or "xy xz yz", in units of the side. */
#ifndef GLASS_SPHERES_STATE_TILT_KEY_H
#define GLASS_SPHERES_STATE_TILT_KEY_H

#include "common/config/runfile.h"

extern const struct runfile_key tilt_keys[]; /* of [system] */

/* tilt (3); fatal if the text is not such numbers. */
void tilt_key_read(const struct runfile *f, int dim, double *tilt);
/* Sets the key, unless it is given. */
void tilt_key_set_missing(struct runfile *f, const double *tilt);

#endif
