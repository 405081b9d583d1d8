/* Observables of the displacements between two times: mean square, non-Gaussian parameter,
   histogram (van Hove); and the norm of the coordinates. Rows of observe.c. */
#ifndef COMMON_OBSERVE_DISPLACEMENT_H
#define COMMON_OBSERVE_DISPLACEMENT_H

#include "common/observe/observe.h"

extern const struct observe_column displacement_msd_columns[];
extern const struct observe_column displacement_norm_columns[];
extern const struct observe_column displacement_alpha2_columns[];
extern const struct observe_column displacement_histogram_columns[];
extern const struct runfile_key displacement_histogram_keys[];
void displacement_add_msd(const struct observe_pair *p, size_t i, double *sum);
void displacement_add_norm(const struct observe_pair *p, size_t i, double *sum);
void displacement_finish_norm(const struct observe_pair *p, const double *sum, size_t n,
                              double *value);
void displacement_add_alpha2(const struct observe_pair *p, size_t i, double *sum);
void displacement_finish_alpha2(const struct observe_pair *p, const double *sum, size_t n,
                                double *value);
void displacement_prepare_histogram(struct observe_pair *p);
void displacement_add_histogram(const struct observe_pair *p, size_t i, double *sum);

#endif
