/* The self-intermediate scattering function Fs. A row of observe.c. */
#ifndef COMMON_OBSERVE_SCATTERING_H
#define COMMON_OBSERVE_SCATTERING_H

#include "common/observe/observe.h"

/* The key of wave numbers. */
#define SCATTERING_K                                                                               \
    {                                                                                              \
        .name = "k", .doc = "wave number; several have columns each", .type = RUNFILE_REALS,       \
        .value = "6.857", .min = 1e-6, .max = 1e6, .unit = "1/length"                              \
    }

extern const struct observe_column scattering_fs_columns[];
extern const struct runfile_key scattering_fs_keys[];
void scattering_add_fs(const struct observe_pair *p, size_t i, double *sum);
void scattering_finish_fs(const struct observe_pair *p, const double *sum, size_t n, double *value);

#endif
