/* Laws of relaxation times, ln tau = a + b g(T; q), fitted with errors, as in Ninarello,
   Berthier and Coslovich, PRX 7, 021039 (2017). tau is in the caller's unit of time, T in its
   unit of energy. GSL's least squares fit a, b and q, starting from a scan of q, where a and b
   are linear. */
#ifndef COMMON_NUMERICS_TAU_LAWS_H
#define COMMON_NUMERICS_TAU_LAWS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/numerics/statistics.h"

enum { TAU_LAWS_PARAMETERS = 3 };

struct tau_laws_row {
    const char *name, *doc;
    const char *formula;                        /* with the names of the parameters */
    const char *parameter[TAU_LAWS_PARAMETERS]; /* of a, b and q */
    size_t parameters;                          /* 2: no q */
    double (*shape)(double T, double q);        /* g */
    double (*limit)(double low, double high);   /* upper bound of q, for data between low and
                                                   high */
    double range;      /* fitted range: tau up to this multiple of the smallest; 0 = all */
    const char *title; /* in figures */
};

extern const struct tau_laws_row tau_laws_rows[]; /* arrhenius, vft, ... ; ends with name NULL */

struct tau_laws_fit {
    const struct tau_laws_row *law;
    struct statistics_estimate p[TAU_LAWS_PARAMETERS]; /* a, b, q */
    double chi2, aicc; /* aicc: Akaike's criterion, corrected for few points; INFINITY if there
                          are too few */
    size_t points;
};

/* n relaxation times as ln tau, with errors > 0. False if there are fewer points than parameters
   + 1, or no fit converges. */
bool tau_laws_fit(const struct tau_laws_row *law, size_t n, const double *T, const double *log_tau,
                  const double *error, struct tau_laws_fit *f);

double tau_laws_log_tau(const struct tau_laws_fit *f, double T);
/* Temperature below `low` at which ln tau reaches a value; NAN if it never does. */
double tau_laws_temperature(const struct tau_laws_fit *f, double low, double log_tau);

#endif
