/* Local swaps: pairs of pixels that are neighbours in a row exchange their values, all channels. */
#include "common/core/rng.h"
#include "dnn/training/augment.h"

void augment_neighbours(struct gradient *g, double amount, struct rng *rng)
{
    const struct layer_shape s = g->data->shape;
    if (s.width < 2) return;
    for (size_t n = 0; n < g->batch; n++) {
        size_t step;
        real *const x = gradient_sample(g, n, &step);
        for (size_t k = 0; k < (size_t)amount; k++) {
            const size_t row = rng_below(rng, (uint32_t)s.height),
                         at = row * s.width + rng_below(rng, (uint32_t)s.width - 1);
            for (size_t c = 0; c < s.channels; c++) {
                real *const a = x + (c * s.height * s.width + at) * step, kept = *a;
                a[0] = a[step], a[step] = kept;
            }
        }
    }
}
