/* Implementation of kww_fit.h. Positive parameters are fitted as logarithms. */
#include "common/numerics/kww_fit.h"

#include <gsl/gsl_blas.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_multifit_nlinear.h>
#include <math.h>

struct points {
    size_t n;
    const double *t, *y, *error;
};

enum { AMPLITUDE, LOG_TAU, LOG_BETA, PARAMETERS };

static int kww_residuals(const gsl_vector *p, void *data, gsl_vector *r)
{
    const struct points *d = data;
    const double amplitude = gsl_vector_get(p, AMPLITUDE), beta = exp(gsl_vector_get(p, LOG_BETA));
    for (size_t i = 0; i < d->n; i++) {
        const double power = exp(beta * (log(d->t[i]) - gsl_vector_get(p, LOG_TAU)));
        gsl_vector_set(r, i, (amplitude * exp(-power) - d->y[i]) / d->error[i]);
    }
    return GSL_SUCCESS;
}

static int kww_jacobian(const gsl_vector *p, void *data, gsl_matrix *J)
{
    const struct points *d = data;
    const double amplitude = gsl_vector_get(p, AMPLITUDE), beta = exp(gsl_vector_get(p, LOG_BETA));
    for (size_t i = 0; i < d->n; i++) {
        const double x = log(d->t[i]) - gsl_vector_get(p, LOG_TAU);
        const double power = exp(beta * x), decay = exp(-power) / d->error[i];
        const double slope = -amplitude * decay * power * beta; /* d / d(x), x = ln(t / tau) */
        const int finite = isfinite(slope);                     /* inf * 0 far beyond tau counts
                                                                   as 0 */
        gsl_matrix_set(J, i, AMPLITUDE, decay);
        gsl_matrix_set(J, i, LOG_TAU, finite ? -slope : 0);
        gsl_matrix_set(J, i, LOG_BETA, finite ? slope * x : 0);
    }
    return GSL_SUCCESS;
}

static void kww_result(const gsl_multifit_nlinear_workspace *w, size_t n, struct kww_fit *f)
{
    gsl_matrix *covariance = gsl_matrix_alloc(PARAMETERS, PARAMETERS);
    gsl_multifit_nlinear_covar(gsl_multifit_nlinear_jac(w), 0, covariance);
    double value[PARAMETERS], error[PARAMETERS], norm = 0;
    for (size_t k = 0; k < PARAMETERS; k++) {
        value[k] = gsl_vector_get(gsl_multifit_nlinear_position(w), k);
        error[k] = sqrt(gsl_matrix_get(covariance, k, k));
    }
    gsl_blas_ddot(gsl_multifit_nlinear_residual(w), gsl_multifit_nlinear_residual(w), &norm);
    const double tau = exp(value[LOG_TAU]), beta = exp(value[LOG_BETA]);
    *f = (struct kww_fit){{value[AMPLITUDE], error[AMPLITUDE]},
                          {tau, tau * error[LOG_TAU]},
                          {beta, beta * error[LOG_BETA]},
                          norm / (double)(n - PARAMETERS)};
    gsl_matrix_free(covariance);
}

bool kww_fit(size_t n, const double *t, const double *y, const double *error, struct kww_fit *f)
{
    if (n <= PARAMETERS) return false;
    struct points points = {n, t, y, error};
    gsl_multifit_nlinear_fdf system = {
        .f = kww_residuals, .df = kww_jacobian, .n = n, .p = PARAMETERS, .params = &points};
    const gsl_multifit_nlinear_parameters options = gsl_multifit_nlinear_default_parameters();
    gsl_multifit_nlinear_workspace *w =
        gsl_multifit_nlinear_alloc(gsl_multifit_nlinear_trust, &options, n, PARAMETERS);
    double first[PARAMETERS] = {1, log(f->tau.value), log(0.8)};
    const gsl_vector_view start = gsl_vector_view_array(first, PARAMETERS);
    gsl_error_handler_t *handler = gsl_set_error_handler_off();
    gsl_multifit_nlinear_init(&start.vector, &system, w);
    int info = 0;
    const int status = gsl_multifit_nlinear_driver(200, 1e-8, 1e-8, 0, NULL, NULL, &info, w);
    if (status == GSL_SUCCESS) kww_result(w, n, f);
    gsl_set_error_handler(handler);
    gsl_multifit_nlinear_free(w);
    return status == GSL_SUCCESS && isfinite(f->beta.error) && isfinite(f->tau.error);
}
