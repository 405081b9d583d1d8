/* Is a stretch of a run in equilibrium: numbers for and against, and one table of tests of them.
   Whoever asks, the run itself at the end of a hold or an analysis of its tables afterwards, fills
   in what it can measure; NAN is unknown, and fails no test. The tests are those of Ninarello,
   Berthier and Coslovich, PRX 7, 021039 (2017), and of the energy: drift, independent samples, and
   the heat capacity from fluctuations, per var(e) / T^2, against the slope of the energy. */
#ifndef COMMON_OBSERVE_EQUILIBRIUM_TESTS_H
#define COMMON_OBSERVE_EQUILIBRIUM_TESTS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/core/base.h"
#include "common/numerics/statistics.h"

struct equilibrium_verdict {
    struct statistics_estimate energy, tau; /* mean [energy]; memory of the energy [samples] */
    double samples;                         /* independent energies */
    double z_drift, z_energy;               /* slope of block means; second half against first */
    struct statistics_estimate heat, slope; /* heat capacity an item, two ways */
    double z_heat;
    double z_relaxation;     /* of a decay, or its tau: second half against first */
    double relaxation_times; /* relaxation times measured */
    double msd_ratio;        /* mean squared displacement over what counts as far */
    double fs_half_time,
        size_correlation; /* of Fs, and of who is large, at half the measured time */
};

extern const struct base_table equilibrium_tests; /* what is asked */

struct equilibrium_verdict equilibrium_tests_unknown(void);
/* All of the energy but the slope, from n samples evenly spaced; scale: items over T^2, 0 if there
   is no heat capacity. Leaves all unknown with fewer than 40. */
void equilibrium_tests_energy(struct equilibrium_verdict *v, size_t n, const double *energy,
                              double scale);
/* Sets the slope, and z_heat against the heat capacity, or another near the slope's temperature. */
void equilibrium_tests_slope(struct equilibrium_verdict *v, struct statistics_estimate slope,
                             struct statistics_estimate heat);

/* Names of the tests that fail, "fs,heat", or why they do, "0.3 is left of Fs; ..."; empty if none
   does. base_free. */
char *equilibrium_tests_failed(const struct equilibrium_verdict *v);
char *equilibrium_tests_reasons(const struct equilibrium_verdict *v);

double equilibrium_tests_z(struct statistics_estimate first, struct statistics_estimate second);

#endif
