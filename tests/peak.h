/* What the processor could do at best, for benchmarks to be compared with. */
#ifndef TESTS_PEAK_H
#define TESTS_PEAK_H

/* Fused multiply-adds in single precision on 12 independent vectors of 8, one core, no memory
   [multiplications and additions/s]. */
double peak_rate(void);

#endif
