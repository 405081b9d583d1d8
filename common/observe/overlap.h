/* Observables of the similarity of two configurations: self overlap, collective overlap, cosine.
   Rows of observe.c. */
#ifndef COMMON_OBSERVE_OVERLAP_H
#define COMMON_OBSERVE_OVERLAP_H

#include "common/observe/observe.h"

extern const struct observe_column overlap_self_columns[];
extern const struct runfile_key overlap_self_keys[];
extern const struct observe_column overlap_collective_columns[];
extern const struct runfile_key overlap_collective_keys[];
extern const struct observe_column overlap_cosine_columns[];
void overlap_prepare_self(struct observe_pair *p);
void overlap_add_self(const struct observe_pair *p, size_t i, double *sum);
void overlap_finish_self(const struct observe_pair *p, const double *sum, size_t n, double *value);
void *overlap_prepare_collective(const struct frame *origin, const double *parameter,
                                 const struct observe_groups *groups);
void overlap_free_collective(void *data);
void overlap_add_collective(const struct observe_pair *p, size_t i, double *sum);
void overlap_add_cosine(const struct observe_pair *p, size_t i, double *sum);
void overlap_finish_cosine(const struct observe_pair *p, const double *sum, size_t n,
                           double *value);

#endif
