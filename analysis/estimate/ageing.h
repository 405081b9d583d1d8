/* Ageing: two-time curves C(t_w, t_w + t) as functions of a scaled time u(t, t_w; mu), and the mu
   that collapses them best. Struik, Physical Ageing in Amorphous Polymers and Other Materials
   (1978); Vincent et al., cond-mat/9607224. */
#ifndef ANALYSIS_ESTIMATE_AGEING_H
#define ANALYSIS_ESTIMATE_AGEING_H

#include "analysis/read/curve.h"
#include "analysis/estimate/collapse_quality.h"
#include "common/numerics/statistics.h"

struct ageing_form { /* table row */
    const char *name, *doc;
    bool free; /* mu is searched for */
    double (*u)(double t, double waiting, double mu);
};

extern const struct ageing_form
    ageing_forms[]; /* none, full, sub, effective; ends with name NULL */

struct ageing {
    const struct ageing_form *form;
    struct statistics_estimate mu; /* error NAN with fewer than three replicas */
    struct collapse_quality quality;
};

struct ageing_curves { /* one curve per waiting time above 0 that has enough points */
    size_t n;
    double *waiting;     /* (n) */
    struct curve *curve; /* (n) errors pooled over all curves */
};

struct ageing_curves ageing_read(const struct curve_rows *r);
void ageing_clear(struct ageing_curves *c);

struct ageing ageing_measure(const struct ageing_curves *c, const struct ageing_form *form);

/* Exponent mu of tau(t_w) ~ t_w^mu, where tau is the time to the level: a linear fit of the
   logarithms, weighted if errors are known. */
struct statistics_estimate ageing_slope(const struct ageing_curves *c, double level);

#endif
