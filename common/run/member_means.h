/* Means of a table over runs that differ in random numbers and start alone, with their errors. */
#ifndef COMMON_RUN_MEMBER_MEANS_H
#define COMMON_RUN_MEMBER_MEANS_H

#include <stdbool.h>
#include <stddef.h>

/* Reads FOLDER/TABLE.dat of n runs, and writes INTO/TABLE.dat for every group of runs that agree in all
   else; INTO/TABLE_T=0.3.dat where groups differ in T. A column that is the same in all runs
   stays; any other one becomes its mean and the error of it, NAME_error, widened for few runs: two of
   them cover 95 % (statistics.h). A group of
   one run, and one whose tables differ in shape, gets a line on standard error instead. force: as
   of output_require_tables. */
void member_means_write(const char *table, size_t n, char *const *folder, const char *into,
                        bool force);

#endif
