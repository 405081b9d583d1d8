/* Tables of glass structure: structure.dat, pairs.dat, waves.dat. */
#ifndef GLASS_SPHERES_COMMANDS_STRUCTURE_TABLES_H
#define GLASS_SPHERES_COMMANDS_STRUCTURE_TABLES_H

#include <stdio.h>

struct pair_correlations;
struct run_folder;

struct structure_tables {
    FILE *structure, *pairs, *waves;
};

/* Names of the tables, for output_require_tables; ends with NULL. */
extern const char *const structure_tables_heads[];

struct structure_tables structure_tables_open(const struct run_folder *d,
                                              const struct pair_correlations *c);
void structure_tables_close(const struct run_folder *d, const struct structure_tables *t);

/* A block of pairs.dat and of waves.dat, for one temperature. */
void structure_tables_write(const struct structure_tables *t, const struct pair_correlations *c,
                            double T);

#endif
