/* The liquid's columns of series.dat and watch.dat, and its tables. */
#ifndef GLASS_SPHERES_COLUMNS_H
#define GLASS_SPHERES_COLUMNS_H

#include "common/mc/mc.h"

extern const struct mc_column glass_columns[];
extern const struct mc_watch glass_watches[];
extern const struct mc_table glass_tables[];

struct liquid;

/* rho T + virial / (dim V) [energy/length^dim]; NAN for hard spheres */
double glass_pressure(const struct liquid *l);

/* Element (a, b), a and b < dim, of the stress tensor [energy/length^dim]: minus the kinetic and the
   virial part, so that the trace is -dim times the pressure. */
double glass_stress(const struct liquid *l, int a, int b);

#endif
