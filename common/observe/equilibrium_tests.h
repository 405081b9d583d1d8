/* Tests of equilibrium of a part of a run: numbers, and one table of tests of them. A run at the
   end of a hold, or a later analysis of its tables, fills in the numbers that it can measure.
   NAN is unknown, and fails no test. Tests of relaxation: Ninarello, Berthier and Coslovich, PRX
   7, 021039 (2017). Tests of the energy: drift, independent samples, and the heat capacity from
   fluctuations, var(e) / T^2, against the slope of the energy. */
#ifndef COMMON_OBSERVE_EQUILIBRIUM_TESTS_H
#define COMMON_OBSERVE_EQUILIBRIUM_TESTS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/core/base.h"
#include "common/numerics/statistics.h"

struct equilibrium_verdict {
    struct statistics_estimate energy, tau; /* mean [energy]; autocorrelation time of the energy
                                               [samples] */
    double samples;                         /* number of independent energies */
    double z_drift, z_energy;               /* slope of block means; second half against first */
    struct statistics_estimate heat, slope; /* heat capacity per item, from fluctuations and from
                                               the slope */
    double z_heat;
    double z_relaxation;                   /* of a decay, or its tau: second half against first */
    double relaxation_times;               /* measured time over the relaxation time */
    struct statistics_estimate density;    /* at constant pressure [1/length^dim] */
    double z_density, density_samples;     /* second half against first; independent densities */
    double msd_ratio;                      /* mean squared displacement over its required value */
    double fs_half_time, size_correlation; /* of Fs and of the labels, at half the measured time */
};

extern const struct base_table equilibrium_tests; /* the table of tests */

struct equilibrium_verdict equilibrium_tests_unknown(void);
/* Fills in all numbers of the energy except the slope, from n evenly spaced samples. scale: items
   over T^2; 0 = no heat capacity. No effect with fewer than 40 samples. */
void equilibrium_tests_energy(struct equilibrium_verdict *v, size_t n, const double *energy,
                              double scale);
/* Fills in the numbers of the density, from n evenly spaced samples. No effect with fewer than 40. */
void equilibrium_tests_density(struct equilibrium_verdict *v, size_t n, const double *density);
/* At constant pressure, from n evenly spaced enthalpies per item: replaces the heat capacity. */
void equilibrium_tests_enthalpy(struct equilibrium_verdict *v, size_t n, const double *h,
                                double scale);
/* Sets the slope, and z_heat against a heat capacity measured near the slope's temperature. */
void equilibrium_tests_slope(struct equilibrium_verdict *v, struct statistics_estimate slope,
                             struct statistics_estimate heat);

/* Names of the failed tests, "fs,heat", or their reasons; empty if there are none. Free with
   base_free. */
char *equilibrium_tests_failed(const struct equilibrium_verdict *v);
char *equilibrium_tests_reasons(const struct equilibrium_verdict *v);

double equilibrium_tests_z(struct statistics_estimate first, struct statistics_estimate second);

#endif
