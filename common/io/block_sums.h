/* Sums of a few quantities over at most BLOCK_SUMS blocks of equal length, in bounded memory: when all
   blocks are in use, neighbouring ones are joined. */
#ifndef COMMON_IO_BLOCK_SUMS_H
#define COMMON_IO_BLOCK_SUMS_H

#include <stddef.h>
#include <stdint.h>

struct checkpoint;

enum { BLOCK_SUMS = 64, BLOCK_SUMS_OF = 3 };

struct block_sums {
    uint64_t n, length; /* measurements; of a whole block */
    double sum[BLOCK_SUMS][BLOCK_SUMS_OF];
};

void block_sums_reset(struct block_sums *s);
void block_sums_add(struct block_sums *s, const double x[BLOCK_SUMS_OF]); /* a measurement */
size_t block_sums_whole(const struct block_sums *s);                      /* number of blocks */
void block_sums_visit(struct block_sums *s, struct checkpoint *c);

#endif
