/* Implementation of equilibrium_tests.h. */
#include "common/observe/equilibrium_tests.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

enum { BLOCKS = 10, LEAST = 40 /* smallest number of samples */ };

/* ---- the tests ------------------------------------------------------------------------------- */

enum kind { AT_LEAST, BELOW, WITHIN /* within limits around zero */ };

struct test { /* table row */
    const char *name, *doc;
    const char *reason; /* reason of failure, with the number */
    size_t number;      /* offset in struct equilibrium_verdict */
    enum kind kind;
    double limit;
};

#define NUMBER(x) offsetof(struct equilibrium_verdict, x)

static const struct test tests[] = {
    {"msd", "mean squared displacement beyond [observe.equilibrium] msd",
     "the mean squared displacement is %.2f of its required value", NUMBER(msd_ratio), AT_LEAST, 1},
    {"fs", "Fs below 0.1 at half the measured time", "%.2f is left of Fs at half the time",
     NUMBER(fs_half_time), BELOW, 0.1},
    {"length", "ten relaxation times or more", "%.1f relaxation times are too short",
     NUMBER(relaxation_times), AT_LEAST, 10},
    {"halves", "relaxation (Fs at 1/e, or tau) the same in both halves, |z| < 4",
     "relaxation differs between the halves (z = %.1f)", NUMBER(z_relaxation), WITHIN, 4},
    {"sizes",
     "correlation of the labels (diameters) below 0.1 at half the measured time; passes without "
     "swaps",
     "%.2f of the label correlation is left", NUMBER(size_correlation), BELOW, 0.1},
    {"samples", "twenty independent energies or more", "%.1f independent energies are too few",
     NUMBER(samples), AT_LEAST, 20},
    {"drift", "energies of ten blocks do not drift, |z| < 4", "the energy drifts (z = %.1f)",
     NUMBER(z_drift), WITHIN, 4},
    {"energy", "energies of both halves agree, |z| < 4", "the halves differ in energy (z = %.1f)",
     NUMBER(z_energy), WITHIN, 4},
    {"density",
     "at constant pressure: densities of both halves agree, |z| < 4; passes at a fixed volume",
     "the halves differ in density (z = %.1f)", NUMBER(z_density), WITHIN, 4},
    {"volumes", "at constant pressure: twenty independent densities or more",
     "%.1f independent densities are too few", NUMBER(density_samples), AT_LEAST, 20},
    {"heat", "heat capacity from fluctuations and from the slope of the energy agree, |z| < 4",
     "heat capacities differ (z = %.1f)", NUMBER(z_heat), WITHIN, 4},
    {0},
};

const struct base_table equilibrium_tests = {
    "equilibrium", "tests of equilibrium, of a hold and of a run", tests, sizeof tests[0]};

static double number(const struct test *t, const struct equilibrium_verdict *v)
{
    return *(const double *)((const char *)v + t->number);
}

static bool fails(const struct test *t, const struct equilibrium_verdict *v)
{
    const double x = number(t, v);
    return t->kind == AT_LEAST ? x < t->limit
           : t->kind == BELOW  ? x >= t->limit
                               : fabs(x) >= t->limit;
}

static char *add(char *text, const char *comma, char *more)
{
    char *const longer = base_text("%s%s%s", text, *text ? comma : "", more);
    base_free(text);
    base_free(more);
    return longer;
}

char *equilibrium_tests_failed(const struct equilibrium_verdict *v)
{
    char *text = base_text("%s", "");
    for (const struct test *t = tests; t->name; t++)
        if (fails(t, v)) text = add(text, ",", base_text("%s", t->name));
    return text;
}

char *equilibrium_tests_reasons(const struct equilibrium_verdict *v)
{
    char *text = base_text("%s", "");
    for (const struct test *t = tests; t->name; t++)
        if (fails(t, v)) text = add(text, "; ", base_text(t->reason, number(t, v)));
    return text;
}

/* ---- the energy ------------------------------------------------------------------------------ */

double equilibrium_tests_z(struct statistics_estimate first, struct statistics_estimate second)
{
    return (second.value - first.value) / hypot(first.error, second.error);
}

/* Slope of the block means over its error; Student's t is converted to a normal number of the
   same probability. */
static double drift(size_t n, const double *e)
{
    const size_t each = n / BLOCKS;
    double mean[BLOCKS], up = 0, square = 0, rest = 0;
    for (size_t b = 0; b < BLOCKS; b++) {
        mean[b] = statistics_mean(each, e + b * each).value;
        const double x = (double)b - (BLOCKS - 1) / 2.0;
        up += x * mean[b];
        square += x * x;
    }
    const double slope = up / square, centre = statistics_mean(BLOCKS, mean).value;
    for (size_t b = 0; b < BLOCKS; b++) {
        const double x = (double)b - (BLOCKS - 1) / 2.0;
        rest += pow(mean[b] - centre - slope * x, 2);
    }
    const double t = slope / sqrt(rest / (BLOCKS - 2) / square);
    return copysign(gsl_cdf_ugaussian_Qinv(gsl_cdf_tdist_Q(fabs(t), BLOCKS - 2)), t);
}

/* Second half against the first. A drift would make the errors of the halves larger, which are
   therefore those of the series without its trend. */
static double halves(size_t n, const double *energy)
{
    double *const rest = base_alloc(n, sizeof *rest), middle = ((double)n - 1) / 2, slope = 0,
                  tt = 0;
    for (size_t i = 0; i < n; i++) {
        slope += ((double)i - middle) * energy[i];
        tt += ((double)i - middle) * ((double)i - middle);
    }
    for (size_t i = 0; i < n; i++) rest[i] = energy[i] - slope / tt * ((double)i - middle);
    struct statistics_estimate half[2];
    for (size_t k = 0; k < 2; k++) {
        half[k] = statistics_correlated(n / 2, energy + k * (n / 2));
        half[k].error = statistics_correlated(n / 2, rest + k * (n / 2)).error;
    }
    base_free(rest);
    return equilibrium_tests_z(half[0], half[1]);
}

struct equilibrium_verdict equilibrium_tests_unknown(void)
{
    const struct statistics_estimate none = {NAN, NAN};
    return (struct equilibrium_verdict){.energy = none,
                                        .tau = none,
                                        .samples = NAN,
                                        .z_drift = NAN,
                                        .z_energy = NAN,
                                        .heat = none,
                                        .slope = none,
                                        .z_heat = NAN,
                                        .z_relaxation = NAN,
                                        .relaxation_times = NAN,
                                        .density = none,
                                        .z_density = NAN,
                                        .density_samples = NAN,
                                        .msd_ratio = NAN,
                                        .fs_half_time = NAN,
                                        .size_correlation = NAN};
}

void equilibrium_tests_energy(struct equilibrium_verdict *v, size_t n, const double *energy,
                              double scale)
{
    if (n < LEAST) return;
    v->energy = statistics_correlated(n, energy);
    v->tau = statistics_tau(n, energy);
    v->samples = (double)n / (2 * v->tau.value);
    v->z_energy = halves(n, energy);
    v->z_drift = drift(n, energy);
    equilibrium_tests_enthalpy(v, n, energy, scale);
}

void equilibrium_tests_enthalpy(struct equilibrium_verdict *v, size_t n, const double *h,
                                double scale)
{
    if (n < LEAST || scale <= 0) return;
    const struct statistics_estimate variance = statistics_variance(n, h);
    v->heat = (struct statistics_estimate){scale * variance.value, scale * variance.error};
}

void equilibrium_tests_density(struct equilibrium_verdict *v, size_t n, const double *density)
{
    if (n < LEAST) return;
    v->density = statistics_correlated(n, density);
    v->density_samples = (double)n / (2 * statistics_tau(n, density).value);
    v->z_density = halves(n, density);
}

void equilibrium_tests_slope(struct equilibrium_verdict *v, struct statistics_estimate slope,
                             struct statistics_estimate heat)
{
    v->slope = slope;
    v->z_heat = equilibrium_tests_z(heat, slope);
}
