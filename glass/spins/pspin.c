#include "glass/spins/pspin.h"

#include <string.h>

double pspin_energy(const struct pspin *s)
{
    double sum = 0;
    for (int k = 0; k < s->f.n; k++) sum += coupling_tensor_form(&s->term[k], s->s);
    return -sum;
}

double pspin_gradient(const struct pspin *s, double *g)
{
    double sum = 0;
    memset(g, 0, s->n * sizeof *g);
    for (int k = 0; k < s->f.n; k++) sum += coupling_tensor_gradient(&s->term[k], s->s, g);
    for (size_t i = 0; i < s->n; i++) g[i] = -g[i];
    return -sum;
}

double pspin_multiplier(const struct pspin *s)
{
    double sum = 0;
    for (int k = 0; k < s->f.n; k++) sum += s->f.p[k] * coupling_tensor_form(&s->term[k], s->s);
    return sum / (double)s->n + s->T;
}

double pspin_overlap(const struct pspin *s, const double *x)
{
    double sum = 0;
    for (size_t i = 0; i < s->n; i++) sum += s->s[i] * x[i];
    return sum / (double)s->n;
}
