/* Ageing: two-time curves C(t_w, t_w + t) brought onto one by a scaled time u(t, t_w; mu), and the
   mu that does it best. Struik, Physical Ageing in Amorphous Polymers and Other Materials (1978);
   Vincent et al., cond-mat/9607224. */
#ifndef ANALYSIS_ESTIMATE_AGEING_H
#define ANALYSIS_ESTIMATE_AGEING_H

#include "analysis/read/curve.h"
#include "analysis/estimate/collapse_quality.h"
#include "common/numerics/statistics.h"

struct ageing_form { /* a row */
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

struct ageing_curves { /* at each waiting time above 0 with enough points */
    size_t n;
    double *waiting;     /* (n) */
    struct curve *curve; /* (n) errors are those of all curves at like values */
};

struct ageing_curves ageing_read(const struct curve_rows *r);
void ageing_clear(struct ageing_curves *c);

struct ageing ageing_measure(const struct ageing_curves *c, const struct ageing_form *form);

/* The level's time tau(t_w) ~ t_w^mu: slope of the logarithms, weighted where there are errors. */
struct statistics_estimate ageing_slope(const struct ageing_curves *c, double level);

#endif
