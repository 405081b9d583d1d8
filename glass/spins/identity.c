#include "glass/spins/identity.h"

#include <math.h>

#include "common/core/base.h"

enum { LEAST = 16 }; /* whole blocks of a verdict */

void identity_reset(struct identity *x)
{
    block_sums_reset(&x->blocks);
}

void identity_add(struct identity *x, double e, double c)
{
    block_sums_add(&x->blocks, (const double[]){e, c, c * c});
}

/* Difference of both sides, e - constant - slope c, in the whole blocks of the second half. copies: one over
   their number. */
static struct identity_side compare(const struct identity *x, double constant, double slope,
                                    double variance_of_c, double variance, double copies)
{
    const struct block_sums *const s = &x->blocks;
    const size_t blocks = block_sums_whole(s), first = blocks / 2, n = blocks - first;
    struct identity_side side = {.z = NAN};
    if (blocks < LEAST) return side;
    double difference[BLOCK_SUMS], sum[3] = {0};
    for (size_t b = 0; b < n; b++) {
        const double *const block = s->sum[first + b], length = (double)s->length;
        difference[b] = block[0] / length - constant - slope * block[1] / length;
        for (size_t k = 0; k < 3; k++) sum[k] += block[k] / length / (double)n;
    }
    const struct statistics_estimate mean = statistics_correlated(n, difference);
    const double spread = fmax(0, sum[2] - sum[1] * sum[1]);
    const double samples =
        variance + variance_of_c * sum[1] + slope * slope * spread * (1 + copies);
    side.left = sum[0];
    side.right.value = constant + slope * sum[1];
    side.right.error = sqrt(mean.error * mean.error + samples);
    side.z = mean.value / side.right.error;
    return side;
}

struct identity_side identity_gaussian(const struct identity *x, double T, double self, double n,
                                       double copies)
{
    return compare(x, -self / T, 1 / T, 1 / n, 0, 1 / copies);
}

struct identity_side identity_nishimori(const struct identity *x, double expected, double variance,
                                        double n)
{
    return compare(x, expected, 0, 0, variance / n, 0);
}

bool identity_on_nishimori_line(double positive, double T)
{
    return fabs(2 * positive - 1 - tanh(1 / T)) < 2e-4;
}

char *identity_line(const char *name, const struct identity_side *side)
{
    if (isnan(side->z)) return NULL;
    return base_text("%s: e = %.5f, right side %.5f(%.5f), z = %.1f: %s", name, side->left,
                     side->right.value, side->right.error, side->z,
                     fabs(side->z) < IDENTITY_VIOLATED ? "holds" : "violated, not in equilibrium");
}

void identity_visit(struct identity *x, struct checkpoint *c)
{
    block_sums_visit(&x->blocks, c);
}

void identity_write(const struct identity *x, FILE *out)
{
    const struct block_sums *const s = &x->blocks;
    for (size_t b = 0; b < block_sums_whole(s); b++)
        fprintf(out, "%llu %.12g %.12g\n", (unsigned long long)((b + 1) * s->length),
                s->sum[b][0] / (double)s->length, s->sum[b][1] / (double)s->length);
}
