/* Implementation of tau_laws.h. q = limit - exp(u) keeps q below its limit, with u
   unconstrained. */
#include "common/numerics/tau_laws.h"

#include <gsl/gsl_blas.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_multifit_nlinear.h>
#include <float.h>
#include <math.h>

static double arrhenius(double T, double q)
{
    (void)q;
    return 1 / T;
}

static double vft(double T, double q)
{
    return 1 / (T - q);
}

static double parabolic(double T, double q)
{
    return (1 / T - q) * (1 / T - q);
}

static double mct(double T, double q)
{
    return -log(T - q);
}

static double none(double low, double high)
{
    (void)low, (void)high;
    return 1;
}

static double coldest(double low, double high)
{
    (void)high;
    return low;
}

static double hottest(double low, double high)
{
    (void)low;
    return 1 / high;
}

const struct tau_laws_row tau_laws_rows[] = {
    {"arrhenius",
     "one barrier: a lower bound of tau",
     "tau_inf exp(A/T)",
     {"ln_tau_inf", "A", ""},
     2,
     arrhenius,
     none,
     0,
     "Arrhenius"},
    {"vft",
     "Vogel, Fulcher, Tammann: diverges at T0, an upper bound of tau",
     "tau_inf exp(A/(T - T0))",
     {"ln_tau_inf", "A", "T0"},
     3,
     vft,
     coldest,
     0,
     "Vogel-Fulcher-Tammann"},
    {"parabolic",
     "Elmatad, Chandler, Garrahan: no divergence",
     "tau_inf exp(A (1/T - 1/T1)^2)",
     {"ln_tau_inf", "A", "1/T1"},
     3,
     parabolic,
     hottest,
     0,
     "parabolic"},
    {"mct",
     "mode coupling: a power law, over the first three decades of tau",
     "C (T - T_MCT)^-gamma",
     {"ln_C", "gamma", "T_MCT"},
     3,
     mct,
     coldest,
     1e3,
     "mode coupling"},
    {0},
};

struct data {
    const struct tau_laws_row *law;
    size_t n;
    const double *T, *y, *error;
    double limit;
};

/* ---- at a given q a straight line ------------------------------------------------------------ */

static double line(const struct data *d, double q, double *a, double *b)
{
    double w = 0, wx = 0, wy = 0, wxx = 0, wxy = 0, chi2 = 0;
    for (size_t i = 0; i < d->n; i++) {
        const double x = d->law->shape(d->T[i], q), weight = 1 / (d->error[i] * d->error[i]);
        w += weight, wx += weight * x, wy += weight * d->y[i];
        wxx += weight * x * x, wxy += weight * x * d->y[i];
    }
    *b = (w * wxy - wx * wy) / (w * wxx - wx * wx);
    *a = (wy - *b * wx) / w;
    for (size_t i = 0; i < d->n; i++) {
        const double r = (d->y[i] - *a - *b * d->law->shape(d->T[i], q)) / d->error[i];
        chi2 += r * r;
    }
    return isfinite(chi2) ? chi2 : INFINITY;
}

static const double scan_low = 1e-3, scan_high = 30; /* of limit - q, in units of the limit */

/* The scan's best u. */
static double scan(const struct data *d, double *p)
{
    enum { STEPS = 400 };
    const double low = log(scan_low * d->limit), high = log(scan_high * d->limit);
    double least = INFINITY;
    for (int k = 0; k < (d->law->parameters == 2 ? 1 : STEPS); k++) {
        const double u = low + (high - low) * k / (STEPS - 1);
        double a, b;
        const double chi2 = line(d, d->limit - exp(u), &a, &b);
        if (chi2 < least) least = chi2, p[0] = a, p[1] = b, p[2] = u;
    }
    return least;
}

/* ---- all together ---------------------------------------------------------------------------- */

static double model(const struct data *d, const gsl_vector *p, double T)
{
    const double q = d->law->parameters == 3 ? d->limit - exp(gsl_vector_get(p, 2)) : 0;
    return gsl_vector_get(p, 0) + gsl_vector_get(p, 1) * d->law->shape(T, q);
}

static int residuals(const gsl_vector *p, void *data, gsl_vector *r)
{
    const struct data *const d = data;
    for (size_t i = 0; i < d->n; i++) {
        const double x = (model(d, p, d->T[i]) - d->y[i]) / d->error[i];
        if (!isfinite(x)) return GSL_EDOM;
        gsl_vector_set(r, i, x);
    }
    return GSL_SUCCESS;
}

static void take(const struct data *d, const gsl_multifit_nlinear_workspace *w,
                 struct tau_laws_fit *f)
{
    const size_t k = d->law->parameters;
    gsl_matrix *const covariance = gsl_matrix_alloc(k, k);
    gsl_multifit_nlinear_covar(gsl_multifit_nlinear_jac(w), 0, covariance);
    for (size_t i = 0; i < k; i++)
        f->p[i] = (struct statistics_estimate){gsl_vector_get(gsl_multifit_nlinear_position(w), i),
                                               sqrt(gsl_matrix_get(covariance, i, i))};
    gsl_matrix_free(covariance);
    if (k == 3) {
        const double below = exp(f->p[2].value);
        f->p[2] = (struct statistics_estimate){d->limit - below, below * f->p[2].error};
    }
    gsl_blas_ddot(gsl_multifit_nlinear_residual(w), gsl_multifit_nlinear_residual(w), &f->chi2);
    const double n = (double)d->n, m = (double)k;
    f->aicc = n > m + 1 ? f->chi2 + 2 * m + 2 * m * (m + 1) / (n - m - 1) : INFINITY;
    f->points = d->n;
}

static bool search(struct data *d, struct tau_laws_fit *f)
{
    double start[TAU_LAWS_PARAMETERS];
    if (!isfinite(scan(d, start))) return false;
    gsl_multifit_nlinear_fdf system = {
        .f = residuals, .n = d->n, .p = d->law->parameters, .params = d};
    const gsl_multifit_nlinear_parameters options = gsl_multifit_nlinear_default_parameters();
    gsl_multifit_nlinear_workspace *const w =
        gsl_multifit_nlinear_alloc(gsl_multifit_nlinear_trust, &options, d->n, d->law->parameters);
    const gsl_vector_view first = gsl_vector_view_array(start, d->law->parameters);
    gsl_error_handler_t *const handler = gsl_set_error_handler_off();
    gsl_multifit_nlinear_init(&first.vector, &system, w);
    int info = 0;
    gsl_multifit_nlinear_driver(200, 1e-10, 1e-10, 0, NULL, NULL, &info, w);
    take(d, w, f); /* at worst the result of the scan; no step makes it worse */
    gsl_set_error_handler(handler);
    gsl_multifit_nlinear_free(w);
    return isfinite(f->chi2) && isfinite(f->p[0].value) && isfinite(f->p[1].value);
}

/* True unless q ran away from its limit or onto it, beyond the range of the scan, or the prefactor
   left the range of a double. */
static bool bounded(const struct data *d, const struct tau_laws_fit *f)
{
    const double below = d->limit - f->p[2].value;
    return fabs(f->p[0].value) < log(DBL_MAX) &&
           (d->law->parameters == 2 ||
            (below < scan_high * d->limit && below > 1e-3 * scan_low * d->limit));
}

bool tau_laws_fit(const struct tau_laws_row *law, size_t n, const double *T, const double *log_tau,
                  const double *error, struct tau_laws_fit *f)
{
    *f = (struct tau_laws_fit){.law = law};
    double low = INFINITY, high = 0;
    for (size_t i = 0; i < n; i++) low = fmin(low, T[i]), high = fmax(high, T[i]);
    if (n < law->parameters + 1 || !(low < high)) return false;
    struct data d = {law, n, T, log_tau, error, law->limit(low, high)};
    return search(&d, f) && bounded(&d, f);
}

double tau_laws_log_tau(const struct tau_laws_fit *f, double T)
{
    return f->p[0].value + f->p[1].value * f->law->shape(T, f->p[2].value);
}

double tau_laws_temperature(const struct tau_laws_fit *f, double low, double log_tau)
{
    double cold = f->law->limit == coldest ? fmax(f->p[2].value, 0) : 0, warm = low;
    if (!(tau_laws_log_tau(f, warm) < log_tau)) return NAN;
    for (int k = 0; k < 200; k++) {
        const double T = (cold + warm) / 2, y = tau_laws_log_tau(f, T);
        if (y < log_tau)
            warm = T;
        else
            cold = T; /* this includes temperatures where the law has no value */
    }
    const double T = (cold + warm) / 2;
    return tau_laws_log_tau(f, warm) > log_tau - 1e-3 ? T : NAN;
}
