/* The energy U of which [system] T is the temperature: a column of series.dat times a number of
   items. Of spheres N times `energy`; of networks `u` times the number of samples, or `u` itself
   ([system] temperature_of). */
#ifndef ANALYSIS_READ_THERMAL_ENERGY_H
#define ANALYSIS_READ_THERMAL_ENERGY_H

#include "analysis/read/run.h"
#include "analysis/read/table.h"

/* Its column in a run's series; that of the energy or loss if the series has no u. */
size_t thermal_energy_column(const struct run *f, const struct table *series);
bool thermal_energy_known(const struct run *f,
                          const struct table *series); /* false: a loss alone */

/* Number of items, from run.ini, the heads of tables or the trajectory; 0: unknown. */
double thermal_energy_items(const struct run *f);

#endif
