#include "common/io/block_sums.h"

#include "common/io/checkpoint.h"

void block_sums_reset(struct block_sums *s)
{
    *s = (struct block_sums){.length = 1};
}

static void join_pairs(struct block_sums *s)
{
    for (size_t b = 0; b < BLOCK_SUMS; b++)
        for (size_t k = 0; k < BLOCK_SUMS_OF; k++)
            s->sum[b][k] = b < BLOCK_SUMS / 2 ? s->sum[2 * b][k] + s->sum[2 * b + 1][k] : 0;
    s->length *= 2;
}

void block_sums_add(struct block_sums *s, const double x[BLOCK_SUMS_OF])
{
    if (s->n == BLOCK_SUMS * s->length) join_pairs(s);
    double *const sum = s->sum[s->n++ / s->length];
    for (size_t k = 0; k < BLOCK_SUMS_OF; k++) sum[k] += x[k];
}

size_t block_sums_whole(const struct block_sums *s)
{
    return (size_t)(s->n / s->length);
}

void block_sums_visit(struct block_sums *s, struct checkpoint *c)
{
    checkpoint_u64(c, "measurements", &s->n, 1);
    checkpoint_u64(c, "length", &s->length, 1);
    checkpoint_require(c, s->length > 0 && s->n / s->length <= BLOCK_SUMS, "measurements");
    checkpoint_f64(c, "sums", &s->sum[0][0], BLOCK_SUMS_OF * BLOCK_SUMS);
}
