/* Tests of several hypotheses at once. */
#ifndef ANALYSIS_ESTIMATE_MULTIPLE_TESTS_H
#define ANALYSIS_ESTIMATE_MULTIPLE_TESTS_H

#include <stddef.h>

#include "common/numerics/statistics.h"

/* Two-sided p of the hypothesis that the number of an estimate over n independent values is 0, by
   Student's t: its error is that of statistics.h, widened for few values. NAN: no error, n < 2. */
double multiple_tests_p(struct statistics_estimate e, size_t n);

/* Holm's step-down correction, Scand. J. Stat. 6, 65 (1979): adjusted[i] < a rejects hypothesis i
   such that any false rejection among the n has a probability below a. A p that is NAN stays so,
   but counts among the n. */
void multiple_tests_holm(size_t n, const double *p, double *adjusted);

#endif
