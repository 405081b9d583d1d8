/* Implementation of standardise.h. */
#include "dnn/data/standardise.h"

#include <math.h>

struct moments { /* of bytes; sums of integers are exact in any order */
    uint64_t n, sum, squares;
};

static void add_plane(struct moments *m, const uint8_t *pixel, size_t n)
{
    m->n += n;
    for (size_t i = 0; i < n; i++) {
        m->sum += pixel[i];
        m->squares += (uint64_t)pixel[i] * pixel[i];
    }
}

static double mean_of(struct moments m)
{
    return (double)m.sum / (double)m.n;
}

static double spread_of(struct moments m)
{
    return sqrt((double)m.squares / (double)m.n - mean_of(m) * mean_of(m));
}

void standardise_images(struct data *d, bool of_images)
{
    const size_t plane = d->shape.height * d->shape.width, channels = d->shape.channels,
                 n = d->train.n;
    d->standard = base_alloc(channels, sizeof *d->standard);
    for (size_t c = 0; c < channels; c++) {
        struct moments all = {0};
        double own = 0;
        for (size_t i = 0; i < n; i++) {
            struct moments image = {0};
            add_plane(&image, d->train.pixel + (i * channels + c) * plane, plane);
            all =
                (struct moments){all.n + image.n, all.sum + image.sum, all.squares + image.squares};
            own += spread_of(image) / (double)n;
        }
        const double mean = mean_of(all), sd = of_images ? own : spread_of(all);
        d->standard[c] = (struct data_standard){(real)mean, (real)(1 / (sd > 0 ? sd : 1))};
    }
}

void standardise_nothing(struct data *d)
{
    d->standard = base_alloc(d->shape.channels, sizeof *d->standard);
    for (size_t c = 0; c < d->shape.channels; c++) d->standard[c] = (struct data_standard){0, 1};
}
