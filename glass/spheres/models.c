/* The liquids of Ninarello, Berthier, Coslovich, PRX 7, 021039 (2017), by the numbers they have
   there. */
#include "glass/spheres/models.h"

#include "common/diameters.h"

static const struct model models[] = {
    {"nbc8", "n = 12, eps = 0.2, P(s) ~ s^-3, delta = 23 %: the standard model, T_MCT = 0.104",
     "ipl12", 0.2, diameters_power3, 1500, 1.0},
    {"nbc4", "n = 12, additive, P(s) ~ s^-3, delta = 23 %: T_MCT = 0.267, demixes at depth",
     "ipl12", 0.0, diameters_power3, 1500, 1.0},
    {0},
};

const struct base_table models_table = {"model", "liquids", models, sizeof models[0]};
