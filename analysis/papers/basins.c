/* Implementation of basins.h. */
#include "analysis/papers/basins.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/read/table.h"
#include "common/core/base.h"
#include "common/io/trajectory.h"

const double basins_trivial = 0.499;

enum { ALL = 60000 }; /* training samples of MNIST and of Fashion-MNIST */

static double number(const struct run *r, const char *key)
{
    const char *const text = run_value(r, key);
    double x = 0;
    require(text && sscanf(text, "%lf", &x) == 1, "%s/run.ini: %s = '%s' is no number", r->path,
            key, text ? text : "");
    return x;
}

static void read_weights(struct basin *b)
{
    char *const path = base_text("%s/trajectory.h5", b->run->path);
    struct trajectory *const t = trajectory_open(path);
    const size_t frames = trajectory_frames(t);
    require(frames > 0, "%s: holds no frame yet", path);
    struct frame f;
    trajectory_read(t, frames - 1, &f);
    b->n = f.n;
    b->w = memcpy(base_alloc(f.n, sizeof *b->w), f.x, f.n * sizeof *b->w);
    trajectory_close(t);
    base_free(path);
}

struct basin basins_read(const struct run *r)
{
    require(r->system->trained, "%s: is a %s, which is not trained", r->path, r->system->name);
    struct basin b = {.run = r};
    b.origin = strstr(r->path, "/map/")      ? BASINS_MAP
               : strstr(r->path, "rising/")  ? BASINS_UP
               : strstr(r->path, "falling/") ? BASINS_DOWN
                                             : BASINS_FRESH;
    b.decay = number(r, "train.weight_decay");
    b.samples = number(r, "data.train_samples");
    struct table t = table_read(r->path, "series");
    b.loss = table_at(&t, t.rows - 1, table_column(&t, "energy"));
    table_clear(&t);
    read_weights(&b);
    for (size_t i = 0; i < b.n; i++) b.norm += b.w[i] * b.w[i];
    b.total = b.loss + b.decay / 2 * b.norm;
    b.norm = sqrt(b.norm);
    return b;
}

void basins_clear(struct basin *b)
{
    base_free(b->w);
}

double basins_distance(const struct basin *a, const struct basin *b)
{
    if (a->n != b->n || a->decay != b->decay || a->samples != b->samples) return NAN;
    double sum = 0;
    for (size_t i = 0; i < a->n; i++) sum += (a->w[i] - b->w[i]) * (a->w[i] - b->w[i]);
    return sqrt(sum);
}

double basins_load(const struct basin *b)
{
    return (double)b->n / (b->samples > 0 ? b->samples : ALL);
}
