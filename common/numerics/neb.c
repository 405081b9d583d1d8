/* Tangents point to the neighbour of higher energy: Henkelman and Jonsson, J. Chem. Phys. 113,
   9978 (2000). Springs act along the path, the energy's force across it. The highest image has
   no springs; its force is reversed along the path, so that it climbs to the saddle: Henkelman,
   Uberuaga and Jonsson, J. Chem. Phys. 113, 9901 (2000). It starts to climb when the path is
   nearly at rest, along the line between its two neighbours: the tangents of a moving path would
   lead it off the path. FIRE moves all images together. */
#include "common/numerics/neb.h"

#include <assert.h>
#include <math.h>

#include "common/core/base.h"
#include "common/numerics/fire.h"
#include "common/core/vector.h"

static double distance(size_t n, const double *a, const double *b)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += (a[i] - b[i]) * (a[i] - b[i]);
    return sqrt(sum);
}

/* Direction of the path at image k; length 1. */
static void tangent(size_t n, const double *x, const double *energy, size_t k, bool climbs,
                    double *t)
{
    const double up = energy[k + 1] - energy[k], down = energy[k - 1] - energy[k];
    double ahead = up > down, behind = 1 - ahead; /* weights of the two differences */
    if (climbs) {
        behind = ahead = 1;
    } else if (up * down > 0) { /* at an extremum: a mean */
        const double large = fmax(fabs(up), fabs(down)), small = fmin(fabs(up), fabs(down));
        ahead = up > down ? large : small, behind = up > down ? small : large;
    }
    for (size_t i = 0; i < n; i++)
        t[i] = ahead * (x[(k + 1) * n + i] - x[k * n + i]) +
               behind * (x[k * n + i] - x[(k - 1) * n + i]);
    const double length = sqrt(vector_dot(n, t, t));
    for (size_t i = 0; i < n && length > 0; i++) t[i] /= length;
}

static size_t highest(size_t images, const double *energy)
{
    size_t top = 0;
    for (size_t k = 1; k < images; k++)
        if (energy[k] > energy[top]) top = k;
    return top;
}

/* Turns the gradient of image k into the negative of its NEB force, in place. Returns the
   largest component that must vanish: across the path, or all at the climbing image. */
static double nudge(size_t n, const double *x, size_t k, bool climbs, double spring,
                    const double *t, double *g)
{
    const double along = vector_dot(n, g, t);
    const double pull = spring * (distance(n, x + (k + 1) * n, x + k * n) -
                                  distance(n, x + k * n, x + (k - 1) * n));
    double most = 0;
    for (size_t i = 0; i < n; i++) {
        const double across = g[i] - along * t[i];
        g[i] = climbs ? g[i] - 2 * along * t[i] : across - pull * t[i];
        most = fmax(most, fabs(climbs ? g[i] : across));
    }
    return most;
}

struct neb_result neb_relax(const struct neb_surface *s, const struct neb_rule *rule, size_t images,
                            double *x, double *energy)
{
    assert(images >= 3);
    const size_t n = s->n;
    double *const g = base_alloc(images * n, sizeof *g), *const t = base_alloc(n, sizeof *t);
    struct fire fire;
    fire_init(&fire, (images - 2) * n, rule->leap);
    energy[0] = s->slope(s->context, 0, x, t);
    energy[images - 1] = s->slope(s->context, images - 1, x + (images - 1) * n, t);
    struct neb_result r = {.steps = 0};
    bool climbing = false;
    while (true) {
        for (size_t k = 1; k + 1 < images; k++)
            energy[k] = s->slope(s->context, k, x + k * n, g + k * n);
        r.at = highest(images, energy), r.top = energy[r.at], r.force = 0;
        for (size_t k = 1; k + 1 < images; k++) {
            const bool climbs = climbing && k == r.at;
            tangent(n, x, energy, k, climbs, t);
            r.force = fmax(r.force, nudge(n, x, k, climbs, rule->spring, t, g + k * n));
        }
        const bool rests = !(r.force > (climbing ? 1 : 10) * rule->force);
        if ((rests && climbing) || r.steps >= rule->most) break;
        if (rests)
            climbing = true, fire_clear(&fire), fire_init(&fire, (images - 2) * n, rule->leap);
        fire_move(&fire, g + n, x + n);
        r.steps++;
    }
    fire_clear(&fire);
    base_free(g), base_free(t);
    return r;
}
