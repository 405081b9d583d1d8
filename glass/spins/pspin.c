#include "glass/spins/pspin.h"

#include <math.h>
#include <string.h>

#include "glass/spins/sparse_couplings.h"

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

/* Sum over i1 > ... > ip of the products of s_i x_i: elementary symmetric polynomials. */
static double distinct_sum(const struct pspin *s, const double *x, int p)
{
    double sum[COVARIANCE_POWER + 1] = {1};
    for (size_t i = 0; i < s->n; i++)
        for (int d = p; d > 0; d--) sum[d] += sum[d - 1] * s->s[i] * x[i];
    return sum[p];
}

double pspin_covariance(const struct pspin *s, const double *x)
{
    if (s->term[0].sparse) {
        double sum = 0;
        for (int k = 0; k < s->f.n; k++)
            sum += sparse_couplings_covariance(s->term[k].sparse, s->s, x);
        return sum / (double)s->n;
    }
    if (!s->term[0].distinct) return covariance_value(&s->f, pspin_overlap(s, x));
    double c = 0;
    for (int k = 0; k < s->f.n; k++) {
        const int p = s->f.p[k];
        c += s->f.a[k] / 2 * tgamma(p + 1) * pow((double)s->n, -p) * distinct_sum(s, x, p);
    }
    return c;
}
