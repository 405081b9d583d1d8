/* The length of an interpolated vector varies linearly from |a| to |b|: between ends of equal
   length the path stays on their sphere. The arc is the limit of repeated midpoints, each
   projected onto the sphere: Zambon et al., arXiv:2503.08266. */
#include "common/numerics/interpolation.h"

#include <math.h>
#include <string.h>

#include "common/core/vector.h"

double interpolation_overlap(size_t n, const double *a, const double *b)
{
    const double aa = vector_dot(n, a, a), bb = vector_dot(n, b, b);
    return aa > 0 && bb > 0 ? vector_dot(n, a, b) / sqrt(aa * bb) : 0;
}

static void combine(size_t n, double p, const double *a, double q, const double *b, double *x)
{
    for (size_t i = 0; i < n; i++) x[i] = p * a[i] + q * b[i];
}

static void line(size_t n, const double *a, const double *b, double s, double *x)
{
    combine(n, 1 - s, a, s, b, x);
}

/* Exact ends, without rounding of lengths. */
static bool at_end(size_t n, const double *a, const double *b, double s, double *x)
{
    if (s > 0 && s < 1) return false;
    memcpy(x, s <= 0 ? a : b, n * sizeof *x);
    return true;
}

static void scaled(size_t n, const double *a, const double *b, double s, double *x)
{
    if (at_end(n, a, b, s, x)) return;
    line(n, a, b, s, x);
    const double length = (1 - s) * sqrt(vector_dot(n, a, a)) + s * sqrt(vector_dot(n, b, b)),
                 now = sqrt(vector_dot(n, x, x)), scale = now > 0 ? length / now : 1;
    for (size_t i = 0; i < n; i++) x[i] *= scale;
}

static void arc(size_t n, const double *a, const double *b, double s, double *x)
{
    if (at_end(n, a, b, s, x)) return;
    const double q = interpolation_overlap(n, a, b), angle = acos(fmax(-1, fmin(1, q)));
    if (sin(angle) < 1e-8) {
        scaled(n, a, b, s, x);
        return;
    }
    const double la = sqrt(vector_dot(n, a, a)), lb = sqrt(vector_dot(n, b, b)),
                 length = (1 - s) * la + s * lb;
    combine(n, length * sin((1 - s) * angle) / (sin(angle) * la), a,
            length * sin(s * angle) / (sin(angle) * lb), b, x);
}

const struct interpolation_method interpolation_methods[] = {
    {"line", "the straight line", line},
    {"scaled", "the straight line, stretched to lengths between those of its ends", scaled},
    {"sphere", "the great arc: midpoints of midpoints on the sphere", arc},
    {0},
};

const struct base_table interpolation_table = {
    "way", "paths between two vectors", interpolation_methods, sizeof *interpolation_methods};
