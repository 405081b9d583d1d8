/* Implementation of observe.h: the table of two-time observables shared by spheres and networks.
   Definitions: Ninarello, Berthier, Coslovich, PRX 7, 021039 (2017) for Fs; the self overlap Q
   counts the items that moved less than a length a; Kerr Winter and Janssen, arXiv 2405.13098, take
   a = (standard deviation of the weights) / F. */
#include "common/observe.h"

#include <assert.h>
#include <math.h>

enum { DIM_MAX = 3 };

void observe_drift(const struct frame *now, const struct frame *origin, double *drift)
{
    for (int k = 0; k < now->dim; k++) drift[k] = 0;
    if (now->box == 0) return;
    for (size_t i = 0; i < now->n; i++)
        for (int k = 0; k < now->dim; k++) {
            const size_t ik = i * (size_t)now->dim + (size_t)k;
            drift[k] += now->x[ik] - origin->x[ik];
        }
    for (int k = 0; k < now->dim; k++) drift[k] /= (double)now->n;
}

/* Squared displacement of item i relative to the drift. */
static double squared(const struct frame *now, const struct frame *origin, const double *drift,
                      size_t i)
{
    double r2 = 0;
    for (int k = 0; k < now->dim; k++) {
        const size_t ik = i * (size_t)now->dim + (size_t)k;
        const double d = now->x[ik] - origin->x[ik] - drift[k];
        r2 += d * d;
    }
    return r2;
}

static double msd(const struct frame *now, const struct frame *origin, const double *parameter)
{
    (void)parameter;
    double drift[DIM_MAX], sum = 0;
    observe_drift(now, origin, drift);
    for (size_t i = 0; i < now->n; i++) sum += squared(now, origin, drift, i);
    return sum / (double)now->n;
}

/* Standard deviation of all coordinates: the scale of the weights of a network. */
static double spread(const struct frame *f)
{
    const size_t m = f->n * (size_t)f->dim;
    double mean = 0, square = 0;
    for (size_t i = 0; i < m; i++) mean += f->x[i];
    mean /= (double)m;
    for (size_t i = 0; i < m; i++) square += (f->x[i] - mean) * (f->x[i] - mean);
    return sqrt(square / (double)m);
}

static double overlap(const struct frame *now, const struct frame *origin, const double *parameter)
{
    const double length = parameter[0], fraction = parameter[1];
    const double a = fraction > 0 ? spread(origin) / fraction : length;
    double drift[DIM_MAX];
    observe_drift(now, origin, drift);
    size_t close = 0;
    for (size_t i = 0; i < now->n; i++) close += squared(now, origin, drift, i) <= a * a;
    return (double)close / (double)now->n;
}

/* Averaged over the axes; each component of an unwrapped displacement is one direction of k. */
static double fs(const struct frame *now, const struct frame *origin, const double *parameter)
{
    const double k = parameter[0];
    double drift[DIM_MAX], sum = 0;
    observe_drift(now, origin, drift);
    for (size_t i = 0; i < now->n; i++)
        for (int d = 0; d < now->dim; d++) {
            const size_t id = i * (size_t)now->dim + (size_t)d;
            sum += cos(k * (now->x[id] - origin->x[id] - drift[d]));
        }
    return sum / (double)(now->n * (size_t)now->dim);
}

static const struct runfile_key overlap_keys[] = {
    {.name = "length",
     .doc = "displacement up to which an item counts as unmoved",
     .type = RUNFILE_REAL,
     .value = "0.3",
     .min = 0,
     .max = 1e6,
     .unit = "length"},
    {.name = "fraction",
     .doc = "if above 0: the length is the standard deviation of the coordinates over this",
     .type = RUNFILE_REAL,
     .value = "0",
     .min = 0,
     .max = 1e9},
    {0},
};

static const struct runfile_key fs_keys[] = {
    {.name = "k",
     .doc = "wave number",
     .type = RUNFILE_REAL,
     .value = "6.857",
     .min = 1e-6,
     .max = 1e6,
     .unit = "1/length"},
    {0},
};

const struct observe_row observe_rows[] = {
    {.name = "msd", .doc = "mean squared displacement", .unit = "length^2", .measure = msd},
    {.name = "overlap",
     .doc = "self overlap Q: share of the items that moved no further than a length",
     .unit = "1",
     .keys = overlap_keys,
     .measure = overlap},
    {.name = "fs",
     .doc = "self-intermediate scattering Fs(k, t), averaged over the axes",
     .unit = "1",
     .keys = fs_keys,
     .measure = fs},
    {0},
};
