/* Inherent structures and what lies between them: overlaps, and barriers by elastic bands. Diameters
   are the same in both. */
#ifndef GLASS_SPHERES_COMMANDS_BASINS_COMMAND_H
#define GLASS_SPHERES_COMMANDS_BASINS_COMMAND_H

#include <stddef.h>

#include "common/config/runfile.h"
#include "common/run/program.h"

struct energy_surface;
struct spheres;

/* d (n, dim) [length] = the way from structure a to b (n, dim), each sphere to its nearest image,
   less the mean. Returns its length over all coordinates; the share of spheres that move by less
   than `cut` [length] to *overlap. */
double basins_command_method(const struct spheres *s, const double *a, const double *b, double cut,
                             double *d, double *overlap);

struct basins_command_band {
    double top;         /* energy of the saddle, or of the higher end if there is none [energy] */
    double force;       /* largest component left [energy/length] */
    double cooperation; /* (sum d^2)^2 / sum d^4 of the squared ways of spheres: how many move */
    int steps;
    size_t at;
};

/* Between a and a + d, by `images` images that relax until `force` or for `most` steps; the highest
   image to saddle (n, dim) unless it is NULL. */
struct basins_command_band basins_command_barrier(const struct spheres *s, const double *a,
                                                  const double *d, size_t images, double force,
                                                  int most, double *saddle);

extern const struct runfile_key basins_command_keys[];
int basins_command(const struct program_request *r); /* glass basins */

#endif
