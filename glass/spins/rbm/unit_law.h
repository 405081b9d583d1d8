/* Law of units and patterns, x = sqrt(Omega) g + sqrt(1 - Omega) eps with g normal and eps = +1 or -1:
   Boolean for Omega = 0, Gaussian for Omega = 1. Barra, Genovese, Sollich, Tantari, arXiv:1702.05882. */
#ifndef GLASS_SPINS_RBM_UNIT_LAW_H
#define GLASS_SPINS_RBM_UNIT_LAW_H

#include "common/core/rng.h"

struct unit_law {
    double Omega, width, edge; /* sqrt(Omega), sqrt(1 - Omega) */
};

struct unit_law unit_law(double Omega);
/* Of the density law(x) exp(b x): a draw, the mean. b = 0: the law itself. */
double unit_law_draw(const struct unit_law *law, double b, struct rng *rng);
double unit_law_mean(const struct unit_law *law, double b);
double unit_law_log_average(const struct unit_law *law, double b); /* ln <exp(b x)> */
/* ln of the density up to a constant; 0 for Omega = 0. */
double unit_law_log_density(const struct unit_law *law, double x);

#endif
