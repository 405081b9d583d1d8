/* The run file's part about species: tables of their pairs, "1 0.8, 0.8 0.88", and their fractions. */
#ifndef GLASS_SPHERES_STATE_SPECIES_KEYS_H
#define GLASS_SPHERES_STATE_SPECIES_KEYS_H

#include <stdbool.h>

#include "common/config/runfile.h"
#include "common/numerics/size_distribution.h"
#include "glass/spheres/state/potentials.h"

struct model;

extern const struct runfile_key species_keys[]; /* of [system] */

/* Lets sigma_ab, epsilon_ab, cut_ab and composition change the species of a model. The changed mixture and
   shape are kept in the storage given, to which the model then points; cut [s_ij] is 0 where
   cut_ab is absent. True if cut_ab is given. Fatal on tables that are no tables of species. */
bool species_keys_apply(const struct runfile *f, bool hard, struct model *model,
                        struct potentials_mixture *mixture, struct size_distribution_shape *shape,
                        double cut[POTENTIALS_KINDS][POTENTIALS_KINDS]);

/* Species with the cross diameters of the model's rule and strength 1, from a size distribution of a few
   sizes; false if it has others. */
bool species_keys_from_sizes(const struct runfile *f, const struct model *model,
                             struct potentials_mixture *mixture);

#endif
